"""The section around a quotation, as it is read: paragraphs, lists, tables, page breaks, the notes it cites."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.document import NOTHING, Document, PageRange, Sentence, Span
from corpus.tables import caption_in_words, column_names, row_cells
from corpus.views import display
from qa.cite import page_words
from ui.forms import section_title
from ui.marking import marked_span
from ui.nodes import Act, Node, row

MOST_CHARS = 60_000
"""Of a section longer than this, what is around the quotation is shown: a page of the browser has its limits."""


def section_at(document: Document, offset: int) -> int:
    """The number of the section whose own words stand at an offset: the last to begin at or before it."""
    return max(0, bisect_right(document.sections, offset, key=lambda section: section.start) - 1)


def section_nodes(document: Document, number: int, quoted: Sequence[Span] = ()) -> list[Node]:
    """A section's own words, up to the next heading, with what is quoted marked, and ways to the sections beside it."""
    stretch = _stretch(document, number, quoted)
    body = _Body(document, quoted)
    blocks = list(body.blocks(stretch))
    path = [section_title(document, part) for part in document.path(document.sections[number].parent)]
    parts = [
        Node("p", " › ".join([document.source.title, *path]), style="trail"),
        Node("h3", section_title(document, document.sections[number]), is_focus=not quoted),
        _beside(document, number),
        Node("div", children=tuple(blocks) or (Node("p", "Only a heading stands here."),), style="prose"),
    ]
    if notes := list(_notes(document, body.cited, quoted)):
        parts.append(Node("section", children=(Node("h4", "Notes"), *notes), style="notes", label="Notes"))
    parts.append(_beside(document, number))
    return [Node("article", children=tuple(parts), style="reader", label="The passage in its context")]


def _stretch(document: Document, number: int, quoted: Sequence[Span]) -> Span:
    """From the section's start to the next section's, cut to what can be shown."""
    sections = document.sections
    end = sections[number + 1].start if number + 1 < len(sections) else sections[number].end
    whole = Span(sections[number].start, max(end, sections[number].start))
    if whole.end - whole.start <= MOST_CHARS:
        return whole
    middle = quoted[0].start if quoted else whole.start
    start = max(whole.start, min(middle - MOST_CHARS // 2, whole.end - MOST_CHARS))
    return Span(start, start + MOST_CHARS)


def _beside(document: Document, number: int) -> Node:
    buttons = []
    for words, other in (("Previous", number - 1), ("Next", number + 1)):
        if 0 <= other < len(document.sections):
            title = section_title(document, document.sections[other])
            act = Act("turn", [document.id, other])
            buttons.append(Node("button", f"{words}: {_short(title)}", act=act))
    return Node("nav", children=tuple(buttons), style="actions", label="Sections beside this one")


def _short(title: str, most: int = 48) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


class _Body:
    """Makes blocks of a stretch in reading order, telling pages as they turn; `cited` are the notes met on the way."""

    def __init__(self, document: Document, quoted: Sequence[Span]) -> None:
        self._document = document
        self._quoted = quoted
        self._page: PageRange | None = None
        self.cited: list[int] = []

    def blocks(self, stretch: Span) -> Iterator[Node]:
        """The blocks of the sentences that begin in a stretch, notes apart."""
        numbers = self._document.sentences_from(*stretch)
        body = [one for one in map(self._document.sentences.__getitem__, numbers) if one.note == NOTHING]
        for _, paragraph in groupby(body, key=lambda sentence: sentence.paragraph):
            sentences = list(paragraph)
            if sentences[0].kind == "heading" and sentences[0].table == NOTHING and sentences[0] is body[0]:
                self._turned(sentences[0].start)
                continue  # the section's own heading stands above
            if turned := self._turned(sentences[0].start):
                yield Node("div", turned, style="break")
            yield self._block(sentences)

    def _block(self, sentences: Sequence[Sentence]) -> Node:
        kind = sentences[0].kind
        if sentences[0].row != NOTHING:
            return self._table(sentences)
        words = tuple(self._flowing(sentences))
        if kind == "heading":
            return Node("h4", children=words)
        if kind == "list":
            return Node("ul", children=(Node("li", children=words),))
        return Node("blockquote" if kind == "testimony" else "p", children=words)

    def _flowing(self, sentences: Sequence[Sentence]) -> Iterator[Node]:
        for place, sentence in enumerate(sentences):
            if place:
                yield Node("span", " ")
            for part, span in enumerate(sentence.spans):
                if part:
                    yield Node("span", " ")
                yield from self._pieces(span)
            yield from self._marks(sentence)

    def _pieces(self, span: Span) -> Iterator[Node]:
        """The words of a span, cut where a page turns within it."""
        starts = self._document.pages.starts
        cuts = [start for start in starts[bisect_right(starts, span.start) :] if start < span.end] if starts else []
        for start, end in zip([span.start, *cuts], [*cuts, span.end], strict=True):
            if turned := self._turned(start):
                yield Node("span", turned, style="break")
                yield Node("span", " ")
            yield from marked_span(self._document, Span(start, end), self._quoted)

    def _marks(self, sentence: Sentence) -> Iterator[Node]:
        for note in sentence.notes:
            self.cited.append(note)
            yield Node("sup", str(self._document.notes[note].number))

    def _table(self, sentences: Sequence[Sentence]) -> Node:
        document, table = self._document, self._document.tables[sentences[0].table]
        heads = column_names(document, table)
        rows: list[Node] = []
        for sentence in sentences:
            self.cited += sentence.notes
            cells = tuple(Node("td", cell) for cell in row_cells(document, table, sentence.row))
            rows.append(Node("tr", children=cells, style="quoted" if self._is_quoted(sentence) else ""))
        parts = [Node("caption", caption_in_words(document, table))]
        if any(heads):
            parts.append(Node("thead", children=(Node("tr", children=tuple(Node("th", head) for head in heads)),)))
        parts.append(Node("tbody", children=tuple(rows)))
        return Node("div", children=(Node("table", children=tuple(parts)),), style="scroll")

    def _is_quoted(self, sentence: Sentence) -> bool:
        return any(start < sentence.end and sentence.start < end for start, end in self._quoted)

    def _turned(self, offset: int) -> str:
        """What to say where another page begins; empty where the page is the same or unknown."""
        pages = self._document.pages.at(offset)
        if pages.first is None or pages == self._page:
            return ""
        self._page = pages
        words = page_words(pages).replace("pp. ", "pages ").replace("p. ", "page ")
        return f"{words} (worked out)" if pages.basis == "inferred" else words


def _notes(document: Document, cited: Sequence[int], quoted: Sequence[Span]) -> Iterator[Node]:
    """The notes cited, in order, and those that are quoted though nothing here cites them."""
    own = [n for n, note in enumerate(document.notes) if any(a < note.end and note.start < b for a, b in quoted)]
    for number in dict.fromkeys((*cited, *own)):
        note = document.notes[number]
        words = marked_span(document, note.span, quoted)
        yield Node("p", children=(Node("sup", str(note.number)), Node("span", " "), *words))


def outline_nodes(document: Document) -> list[Node]:
    """The outline as a tree: chapters that open, each heading a button that opens its section."""
    children: dict[int, list[int]] = {}
    for number, section in enumerate(document.sections):
        children.setdefault(section.parent, []).append(number)
    return [Node("nav", children=(_branch(document, children, NOTHING),), style="outline", label="Outline")]


def _branch(document: Document, children: dict[int, list[int]], parent: int) -> Node:
    return Node("ul", children=tuple(_leaf(document, children, number) for number in children[parent]))


def _leaf(document: Document, children: dict[int, list[int]], number: int) -> Node:
    section = document.sections[number]
    title = section_title(document, section)
    button = Node("button", title, style="plain", act=Act("turn", [document.id, number]))
    pages = page_words(document.pages.at(section.start))
    named = (button, Node("span", pages, style="page")) if pages else (button,)
    if number not in children:
        return Node("li", children=named, style="leaf")
    below = f"{len(children[number])} parts of {_short(title, 60)}"
    inner = Node("details", children=(Node("summary", below), _branch(document, children, number)))
    return Node("li", children=(*named, inner), style="leaf")


def source_node(document: Document) -> Node:
    """What is known of a document: how it is cited, author, publisher, date."""
    source = document.source
    told = [("Cited as", source.cite_as), ("Author", source.author), ("Publisher", source.publisher)]
    pairs = [(name, words) for name, words in (*told, ("Date", source.date)) if words]
    return row("trail", [Node("p", f"{name}: {display(words, [Span(0, len(words))])}") for name, words in pairs])
