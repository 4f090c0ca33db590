"""Write the structure of a document as JSON and read it back: the text itself stays in its own file."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from corpus.document import (
    Document,
    Footnote,
    PageMap,
    PageRange,
    Passage,
    Row,
    Section,
    Sentence,
    Source,
    Span,
    Table,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

READER_VERSION = 4
"""Raised whenever reading the same text gives another structure, so that indexes made before are made again."""


def to_json(document: Document) -> str:
    """The structure of a document: everything but its text."""
    return json.dumps(
        {
            "version": READER_VERSION,
            "source": _values(document.source),
            "sections": [_values(section) for section in document.sections],
            "sentences": [_values(sentence) for sentence in document.sentences],
            "notes": [_values(note) for note in document.notes],
            "tables": [
                [
                    table.start,
                    table.end,
                    table.caption,
                    [_values(row) for row in table.heads],
                    [_values(row) for row in table.rows],
                ]
                for table in document.tables
            ],
            "passages": [_values(passage) for passage in document.passages],
            "pages": [document.pages.starts, document.pages.pages],
            "apart": document.apart,
            "notices": document.notices,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(archived: str, text: str) -> Document:
    """The document whose structure was archived, with its text.

    Raises:
        ValueError, KeyError, TypeError: the archive is not one of this version.
    """
    data = json.loads(archived)
    if data["version"] != READER_VERSION:
        raise ValueError(f"structure of reader version {data['version']}, not {READER_VERSION}")
    return Document(
        source=Source(*data["source"]),
        text=text,
        sections=tuple(_section(values) for values in data["sections"]),
        sentences=tuple(_sentence(values) for values in data["sentences"]),
        notes=tuple(Footnote(start, end, number, _span(mark)) for start, end, number, mark in data["notes"]),
        tables=tuple(_table(*values) for values in data["tables"]),
        passages=tuple(_passage(values) for values in data["passages"]),
        pages=PageMap(tuple(data["pages"][0]), tuple(PageRange(*pages) for pages in data["pages"][1])),
        apart=tuple(Span(*span) for span in data["apart"]),
        notices=tuple(data["notices"]),
    )


def _values(record: "DataclassInstance") -> list[Any]:
    return [getattr(record, field.name) for field in fields(record)]


def _span(values: list[int] | None) -> Span | None:
    return Span(*values) if values else None


def _section(values: list[Any]) -> Section:
    start, end, heading, *rest = values
    return Section(start, end, Span(*heading), *rest)


def _sentence(values: list[Any]) -> Sentence:
    spans, *fixed, notes, voice, speaker = values
    return Sentence(*[tuple(Span(*span) for span in spans), *fixed, tuple(notes), voice, _span(speaker)])


def _row(start: int, end: int, cells: list[list[int]]) -> Row:
    return Row(start, end, tuple(Span(*cell) for cell in cells))


def _table(start: int, end: int, caption: list[int] | None, heads: list[Any], rows: list[Any]) -> Table:
    return Table(start, end, _span(caption), tuple(_row(*row) for row in heads), tuple(_row(*row) for row in rows))


def _passage(values: list[Any]) -> Passage:
    *fixed, notes = values
    return Passage(*[*fixed, tuple(notes)])
