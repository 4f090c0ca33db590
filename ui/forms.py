"""JSON forms of hits, sources and outlines, as the contract names them."""

from collections.abc import Sequence
from typing import Any

from corpus.document import Document, Section, Span
from corpus.load import RawDocument
from corpus.views import display
from index.engines import Hit
from qa.cite import chapter_and_section


def hit_form(rank: int, hit: Hit) -> dict[str, Any]:
    """The Hit of the contract; `rank` counts from 1."""
    document, passage = hit.document, hit.passage
    pages = document.pages.of([Span(passage.start, passage.end)])
    chapter, section = chapter_and_section(document, passage.section)
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "document": document.id,
        "sha256": document.source.sha256,
        "start": passage.start,
        "end": passage.end,
        "chapter": chapter,
        "section": section,
        "page_first": pages.first,
        "page_last": pages.last,
        "kind": passage.kind,
        "text": document.text[passage.start : passage.end],
    }


def search_form(question: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """What `verse search --json` prints of a question."""
    return {"question": question, "hits": [hit_form(rank, hit) for rank, hit in enumerate(hits, 1)]}


def source_form(raw: RawDocument) -> dict[str, Any]:
    """What `verse sources --json` says of a document."""
    source = raw.source
    return {
        "id": source.id,
        "title": source.title,
        "kind": source.kind,
        "author": source.author,
        "publisher": source.publisher,
        "date": source.date,
        "citation": source.cite_as,
        "sha256": source.sha256,
        "characters": len(raw.text),
        "file": str(raw.path),
    }


def outline_form(document: Document) -> dict[str, Any]:
    """What `verse outline --json` says of a document: its sections in order, each with level and pages."""
    return {
        "document": document.id,
        "title": document.source.title,
        "sha256": document.source.sha256,
        "sections": [_section_form(document, section) for section in document.sections],
        "notices": list(document.notices),
    }


def _section_form(document: Document, section: Section) -> dict[str, Any]:
    opening = document.pages.at(section.start)
    whole = document.pages.of([Span(section.start, section.end)])
    return {
        "title": section_title(document, section),
        "number": section.number or None,
        "level": section.level,
        "kind": section.kind,
        "start": section.start,
        "end": section.end,
        "page_first": opening.first,
        "page_last": whole.last,
        "page_basis": opening.basis,
    }


def section_title(document: Document, section: Section) -> str:
    """The heading as people read it; the front of a document has none."""
    return display(document.text, [section.heading]) or "(front matter)"
