"""What an answer is made of, and its JSON form, which scripts rely on (docs: README, "JSON")."""

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from corpus.document import Kind, PageBasis, Span, VoiceName

Status = Literal["answered", "not_found"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The row that a quotation of a table is, in words: caption, heads of the columns, cells."""

    caption: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation that `qa.verify` has vouched for. Made there and nowhere else.

    `text` is the slices of the document's text that `spans` name, joined; `display` is what people read and copy.
    `score` is the reader's probability, 0 to 1, that the quotation answers. `highlight` are spans of the document.
    """

    text: str
    spans: tuple[Span, ...]
    display: str
    document: str
    sha256: str
    chapter: str | None
    section: str | None
    page_first: int | None
    page_last: int | None
    page_basis: PageBasis | None
    kind: Kind
    voice: VoiceName
    speaker: str | None
    score: float
    highlight: tuple[Span, ...]
    citation: str
    table: TableRow | None = None

    @property
    def start(self) -> int:
        """First code point of the quotation in the document."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past its last code point."""
        return self.spans[-1].end

    def to_json(self) -> dict[str, Any]:
        """The Quote of the contract."""
        row: dict[str, Any] = {
            "text": self.text,
            "spans": [list(span) for span in self.spans],
            "display": self.display,
            "document": self.document,
            "sha256": self.sha256,
            "start": self.start,
            "end": self.end,
            "chapter": self.chapter,
            "section": self.section,
            "page_first": self.page_first,
            "page_last": self.page_last,
            "page_basis": self.page_basis,
            "kind": self.kind,
            "voice": self.voice,
            "speaker": self.speaker,
            "score": round(self.score, 4),
            "highlight": [list(span) for span in self.highlight],
            "citation": self.citation,
        }
        if self.table is not None:
            row["table"] = {
                "caption": self.table.caption,
                "columns": list(self.table.columns),
                "cells": list(self.table.cells),
            }
        return row


@dataclass(frozen=True, slots=True)
class Statement:
    """A model's own words, and the numbers of the quotations that support them."""

    text: str
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model was asked for: requests, tokens (None: the server did not count them), cost where prices are set."""

    requests: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.requests + other.requests,
            _sum(self.input_tokens, other.input_tokens),
            _sum(self.output_tokens, other.output_tokens),
            _sum(self.cost_usd, other.cost_usd),
        )

    def to_json(self) -> dict[str, Any]:
        """The `usage` of an answer."""
        cost = None if self.cost_usd is None else round(self.cost_usd, 6)
        return {
            "requests": self.requests,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cost_usd": cost,
        }


_Count = TypeVar("_Count", int, float)


def _sum(one: _Count | None, other: _Count | None) -> _Count | None:
    """The sum of what is known; None where neither is."""
    return other if one is None else one if other is None else one + other


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotations, best first; or none, with the nearest passages, which are not an answer.

    `resolved` is what was understood by a follow-up question; `prompt` (its version) and `usage` are there where a
    model was asked, whoever answered in the end.
    """

    question: str
    status: Status
    mode: str
    quotes: tuple[Quote, ...] = ()
    statements: tuple[Statement, ...] = ()
    nearest: tuple[Quote, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    id: str | int | None = None
    resolved: str | None = None
    prompt: str | None = None
    usage: Usage | None = None

    def to_json(self) -> dict[str, Any]:
        """The Answer of the contract; `resolved`, `prompt` and `usage` are added only where there are any."""
        named = {} if self.id is None else {"id": self.id}
        added = {"resolved": self.resolved, "prompt": self.prompt, "usage": self.usage and self.usage.to_json()}
        return {
            **named,
            "question": self.question,
            "status": self.status,
            "mode": self.mode,
            "quotes": [quote.to_json() for quote in self.quotes],
            "statements": [{"text": said.text, "quotes": list(said.quotes)} for said in self.statements],
            "nearest": [quote.to_json() for quote in self.nearest],
            "notices": list(self.notices),
            "seconds": round(self.seconds, 4),
            **{name: value for name, value in added.items() if value is not None},
        }
