"""The types of a document that has been read: everything is a span of one fixed text.

Offsets are Unicode code points into `Document.text`, half open. Nothing here holds text of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["prose", "testimony", "table", "footnote", "list", "heading"]
PageBasis = Literal["printed", "contents", "inferred", "range"]
VoiceName = Literal["author", "testimony", "quotation", "recommendation", "survey", "post"]
SectionKind = Literal["front", "contents", "chapter", "section", "summary", "subheading", "case study", "annex", "post"]

NOTHING = -1
"""Index that points nowhere (no parent, no table, no note)."""

BASIS_FROM_STRONG_TO_WEAK: tuple[PageBasis, ...] = ("printed", "contents", "inferred", "range")


class Span(NamedTuple):
    """A half-open stretch `[start, end)` of a document's text, in code points."""

    start: int
    end: int


class PageRange(NamedTuple):
    """The printed pages something stands on, and how we know; all None where nothing is known."""

    first: int | None
    last: int | None
    basis: PageBasis | None


UNKNOWN_PAGES = PageRange(None, None, None)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from and how it is cited; `kind` is report, thread, article or text."""

    id: str
    title: str
    kind: str
    author: str = ""
    publisher: str = ""
    date: str = ""
    cite_as: str = ""
    sha256: str = ""

    @property
    def called(self) -> str:
        """All that people call it by, to be searched for; without its date, which would drown those in its text."""
        return " ".join((self.id.replace("-", " "), self.title, self.author, self.publisher))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline: from its heading to the end of its last descendant.

    `level` is 1 for a chapter; `parent` indexes `Document.sections` (-1: none); `number` is as printed ("4.3").
    `speaker` and `time` belong to posts.
    """

    start: int
    end: int
    heading: Span
    level: int
    kind: SectionKind
    parent: int = NOTHING
    number: str = ""
    speaker: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is chosen and quoted: a sentence, list item, table row, note, caption or heading.

    `spans` has several members only where a page end cuts the sentence. `lead` is the sentence that introduces a
    list item, `table` and `row` place a table row, `note` a footnote, `notes` are the footnotes cited in it; all
    index the tuples of the document. `voice` says whose words it is, `speaker` where the speaker is named.
    """

    spans: tuple[Span, ...]
    kind: Kind
    section: int
    paragraph: int
    lead: int = NOTHING
    table: int = NOTHING
    row: int = NOTHING
    note: int = NOTHING
    notes: tuple[int, ...] = ()
    voice: VoiceName = "author"
    speaker: Span | None = None

    @property
    def start(self) -> int:
        """First code point."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.spans[-1].end


def _start_of(sentence: Sentence) -> int:
    return sentence.start


def _note_of(sentence: Sentence) -> int:
    return sentence.note


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note: its whole line, the number it bears, and the mark in the text that cites it (None: not found)."""

    start: int
    end: int
    number: int
    reference: Span | None

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table and its cells, which may be empty spans."""

    start: int
    end: int
    cells: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Table:
    """Tab-separated lines: rows of heads, then rows of data, and the caption above (None: none found)."""

    start: int
    end: int
    caption: Span | None
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: consecutive sentences `[first, last)` of one section, as one span of the text.

    `notes` are the footnotes cited in it; their words take part in retrieval.
    """

    start: int
    end: int
    section: int
    kind: Kind
    first: int
    last: int
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMap:
    """The page range of every offset: stretch i runs from `starts[i]` to `starts[i + 1]` and bears `pages[i]`."""

    starts: tuple[int, ...] = ()
    pages: tuple[PageRange, ...] = ()

    def at(self, offset: int) -> PageRange:
        """Pages of one offset."""
        place = bisect_right(self.starts, offset) - 1
        return self.pages[place] if place >= 0 else UNKNOWN_PAGES

    def of(self, spans: Sequence[Span]) -> PageRange:
        """Pages that the spans stand on together; the basis is the weakest of their ends."""
        ends = [self.at(offset) for span in spans for offset in (span.start, max(span.start, span.end - 1))]
        known = [
            (pages.first, pages.last, pages.basis)
            for pages in ends
            if pages.first is not None and pages.last is not None and pages.basis is not None
        ]
        if not known or len(known) < len(ends):
            return UNKNOWN_PAGES
        basis = max((basis for _, _, basis in known), key=BASIS_FROM_STRONG_TO_WEAK.index)
        return PageRange(min(first for first, _, _ in known), max(last for _, last, _ in known), basis)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its fixed text and everything known about the text, as spans of it.

    `apart` are the stretches that belong to no section's prose: contents list, page and site furniture.
    `notices` tell what could not be made out.
    """

    source: Source
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    notes: tuple[Footnote, ...]
    tables: tuple[Table, ...]
    passages: tuple[Passage, ...]
    pages: PageMap
    apart: tuple[Span, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name of the document in commands and JSON."""
        return self.source.id

    def sentences_from(self, start: int, end: int) -> Iterator[int]:
        """Numbers of the sentences that begin in `[start, end)`: those of the body, then notes, both in text order."""
        first_note = bisect_left(self.sentences, 1, key=lambda sentence: sentence.note != NOTHING)
        for low, high in ((0, first_note), (first_note, len(self.sentences))):
            first = bisect_left(self.sentences, start, low, high, key=_start_of)
            yield from range(first, bisect_left(self.sentences, end, first, high, key=_start_of))

    def sentences_of_note(self, note: int) -> range:
        """Numbers of the sentences of a footnote; they stand together."""
        first_note = bisect_left(self.sentences, 1, key=lambda sentence: sentence.note != NOTHING)
        first = bisect_left(self.sentences, note, first_note, key=_note_of)
        return range(first, bisect_right(self.sentences, note, first, key=_note_of))

    def citing(self, note: int) -> int:
        """Number of the sentence that cites a footnote, NOTHING where none does."""
        mark = self.notes[note].reference
        if mark is None:
            return NOTHING
        first_note = bisect_left(self.sentences, 1, key=lambda sentence: sentence.note != NOTHING)
        last = bisect_right(self.sentences, mark.start, 0, first_note, key=_start_of)
        return next((number for number in range(last - 1, -1, -1) if note in self.sentences[number].notes), NOTHING)

    def path(self, section: int) -> tuple[Section, ...]:
        """The section and its ancestors, outermost first."""
        chain: list[Section] = []
        while section != NOTHING:
            chain.append(self.sections[section])
            section = self.sections[section].parent
        return tuple(reversed(chain))
