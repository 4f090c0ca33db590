"""Where in the documents the evidence of a conversation lies: chapters against number of quotations."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Document, Section
from qa.answer import Quote
from ui.context import section_at
from ui.forms import section_title
from ui.nodes import Node


@dataclass(frozen=True, slots=True)
class Bar:
    """A chapter and how many different quotations come from it."""

    title: str
    quotes: int


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """A document's chapters, all of them, and where its quotations stand, in hundredths of its text."""

    document: Document
    bars: tuple[Bar, ...]
    places: tuple[float, ...]


def evidence_maps(documents: Sequence[Document], quotes: Sequence[Quote]) -> list[EvidenceMap]:
    """A map for each document that is quoted, that with most quotations first; the same words count once."""
    maps = []
    for document in documents:
        own = {(quote.start, quote.end): quote for quote in quotes if quote.sha256 == document.source.sha256}
        if own:
            maps.append(_map(document, list(own.values())))
    return sorted(maps, key=lambda found: -len(found.places))


def _map(document: Document, quotes: Sequence[Quote]) -> EvidenceMap:
    chapters = [section for section in document.sections if section.parent < 0]
    counts = Counter(_chapter(document, quote).start for quote in quotes)
    bars = tuple(Bar(section_title(document, chapter), counts[chapter.start]) for chapter in chapters)
    length = max(1, len(document.text))
    places = tuple(sorted(round(100 * quote.start / length, 2) for quote in quotes))
    return EvidenceMap(document, bars, places)


def _chapter(document: Document, quote: Quote) -> Section:
    return document.path(section_at(document, quote.start))[0]


def map_nodes(found: EvidenceMap) -> list[Node]:
    """The map as a plot: a strip of the document with a tick a quotation, and a bar a chapter, numbers in words too."""
    most = max(bar.quotes for bar in found.bars)
    total = len(found.places)
    told = f"{total} quotation{'s' * (total != 1)} from {found.document.source.title}, from its beginning to its end"
    cells: list[Node] = []
    for bar in found.bars:
        fill = Node("span", style="fill", width=round(85 * bar.quotes / most, 1)) if bar.quotes else None
        number = Node("span", str(bar.quotes), style="" if bar.quotes else "none")
        cells.append(Node("span", bar.title))
        cells.append(Node("span", children=(fill, number) if fill else (number,), style="bar"))
    ticks = tuple(Node("span", style="tick", place=place) for place in found.places)
    return [
        Node(
            "section",
            children=(
                Node("h3", found.document.source.title),
                Node("div", children=ticks, style="strip", role="img", label=told),
                Node("div", children=(Node("span", "beginning"), Node("span", "end")), style="ends"),
                Node("h4", "Quotations in each chapter"),
                Node("div", children=tuple(cells), style="bars"),
            ),
            style="map",
            label=f"Evidence from {found.document.source.title}",
        )
    ]
