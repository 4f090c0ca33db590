"""What several tests of reading need: a document from a string, and what no part of a document covers."""

from collections.abc import Sequence

from corpus.document import Document, Section, Source, Span
from corpus.read import read_document
from corpus.views import display, markup_spans

SOURCE = Source("test", "A test", "text")


def read(text: str) -> Document:
    """A text as a document."""
    return read_document(text, SOURCE)


def quoted(document: Document, spans: Sequence[Span]) -> str:
    """The exact words of spans, joined by a bar."""
    return " | ".join(document.text[span.start : span.end] for span in spans)


def titles(document: Document) -> list[str]:
    """The headings of a document as people read them."""
    return [display(document.text, [section.heading]) for section in document.sections if section.kind != "front"]


def section_called(document: Document, title: str) -> Section:
    """The section with a title."""
    return next(part for part in document.sections if display(document.text, [part.heading]) == title)


def uncovered(document: Document) -> str:
    """The characters, other than space and markup, that no sentence, table head or stretch apart covers."""
    covers = [
        *(span for sentence in document.sentences for span in sentence.spans),
        *(head.span for table in document.tables for head in table.heads),
        *document.apart,
        *markup_spans(document.text, 0, len(document.text)),
    ]
    seen = bytearray(len(document.text))
    for start, end in covers:
        seen[start:end] = b"\x01" * (end - start)
    return "".join(
        character for character, covered in zip(document.text, seen, strict=True) if not covered and character.strip()
    )
