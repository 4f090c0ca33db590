"""Where a stretch of a document stands: its section, as a number or the place of a heading, and its printed pages."""

from typing import NamedTuple

from corpus.document import NOTHING, Document, Span
from corpus.views import display
from qa.cite import page_words


class Location(NamedTuple):
    """The section and printed pages of a place, holding none of the document's words.

    `section` is the number of the innermost section that bears one ("4.3", "Annex B"); where none does, the offset of
    the innermost heading; None where nothing is headed. `page` is (first, last), None where the pages are unknown.
    """

    section: str | int | None
    page: tuple[int, int] | None


def locate(document: Document, start: int, end: int) -> Location:
    """The location of a stretch: the section of its first sentence, the pages of all of it."""
    path = document.path(section_at(document, start, end))
    numbers = [part.number for part in path if part.number]
    headings = [part.heading.start for part in path if part.heading.start < part.heading.end]
    pages = document.pages.of([Span(start, end)])
    known = None if pages.first is None or pages.last is None else (pages.first, pages.last)
    return Location(numbers[-1] if numbers else headings[-1] if headings else None, known)


def section_at(document: Document, start: int, end: int) -> int:
    """Index of the section that the stretch's first sentence belongs to; NOTHING in a document without sections."""
    around = max((n for n, section in enumerate(document.sections) if section.start <= start), default=NOTHING)
    opened = document.sections[around].start if around != NOTHING else 0
    for number in document.sentences_from(opened, end):
        sentence = document.sentences[number]
        if any(span.start < end and start < span.end for span in sentence.spans):
            return sentence.section
    return around


def place_words(document: Document, start: int, end: int) -> str:
    """The location in words to read: document, headings from chapter to section, pages."""
    titles = [display(document.text, [part.heading]) for part in document.path(section_at(document, start, end))]
    parts = [" › ".join(title for title in titles if title), page_words(document.pages.of([Span(start, end)]))]
    return f"{document.id}: {', '.join(part for part in parts if part)}"
