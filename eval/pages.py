"""How well the printed pages of the report are recovered, against the page marks that readers left in a thread.

Run as `python -m eval.pages`. The marks (`[p38]`, `[my emphasis, p137-138]`, `p281`) follow quotations; each quotation
is looked for in the report, by exact folded words. The marks measure, and are never an input of `corpus.pages`.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document, PageRange, Span
from corpus.errors import VerseError
from corpus.load import find_documents
from corpus.read import read_document
from corpus.views import View, folded_view
from eval.metrics import Measure, mean

REPORT = "casey-review-final-report"
THREAD = "forum-thread"
SAMPLE = ("okafor-review", "readers-forum-thread")

_MARK = re.compile(r"\[?(?:my emphasis,\s*)?\bpp?\.?\s?(?P<first>\d{1,3})(?:\s?[-–]\s?(?P<last>\d{1,3}))?\b\]?")
_QUOTATION_ENDS = re.compile(r"[\"\[\]]|\.\.\.|(?<!\w)'|'(?!\w)")
_AT_END = " \"'.,;:!?()[]"

TAIL_CHARS = (60, 40, 25)
LEAST_QUOTED_CHARS = 10


class Mark(NamedTuple):
    """A page mark: the pages it names and the words before it, folded, up to the mark before."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A mark whose quotation stands in the report, and the pages that the report's map gives its last words."""

    mark: Mark
    pages: PageRange

    @property
    def first(self) -> int:
        """First page of the map; one that is far from all others where it knows none."""
        return self.pages.first or 0

    @property
    def last(self) -> int:
        """Last page of the map; likewise."""
        return self.pages.last or 0

    @property
    def is_exact(self) -> bool:
        """Whether the map's pages hold the page that the mark names: the last one, where the quotation ends."""
        return self.first <= self.mark.last <= self.last

    @property
    def distance(self) -> int:
        """Pages between the map's pages and the mark's: none where they meet."""
        return max(0, self.first - self.mark.last, self.mark.first - self.last)

    @property
    def span(self) -> int:
        """Pages beyond the first that the map leaves open."""
        return self.last - self.first


class Figures(NamedTuple):
    """Marks, and how many of them the report holds; then shares of those, but for the last, which is in pages.

    `exact`: the map's pages hold the mark's. `single`: the map names that page and no other. `within_one`: at most one
    page away. `narrow`: the map leaves open at most two pages. `sure`: right, among those that the map is sure of.
    """

    marks: int
    findable: int
    exact: float
    single: float
    within_one: float
    narrow: float
    sure: float
    farthest: int


def find_marks(thread: str) -> list[Mark]:
    """The page marks of a thread, each with the words before it: those of its line, or of the line above."""
    marks: list[Mark] = []
    above = ""
    for line in thread.split("\n"):
        end = 0
        for match in _MARK.finditer(line):
            own = line[end : match.start()]
            words = own if own.strip() or end else above
            folded = folded_view(words, (Span(0, len(words)),)).text if words else ""
            marks.append(Mark(int(match["first"]), int(match["last"] or match["first"]), folded))
            end = match.end()
        above = line if line.strip() else above
    return marks


def find_quotations(report: Document, marks: Sequence[Mark]) -> list[Finding]:
    """The marks whose words stand in exactly one place of the report."""
    view = folded_view(report.text, [span for sentence in report.sentences for span in sentence.spans])
    findings: list[Finding] = []
    for mark in marks:
        places = (_only_place(view, tail) for tail in _tails(mark.words))
        place = next((place for place in places if place is not None), None)
        if place is not None:
            findings.append(Finding(mark, report.pages.at(place)))
    return findings


def _tails(words: str) -> Iterator[str]:
    """The last words before a mark, longest first; then those of the quoted stretches before it, nearest first."""
    stretches = [words, *reversed(_QUOTATION_ENDS.split(words))]
    for text in stretches:
        stripped = text.rstrip(_AT_END).lstrip()
        for chars in TAIL_CHARS:
            if len(stripped) >= LEAST_QUOTED_CHARS:
                yield stripped[-chars:]


def _only_place(view: View, tail: str) -> int | None:
    """The offset in the report of the last character of the words, where they occur once."""
    place = view.text.find(tail)
    if place < 0 or view.text.find(tail, place + 1) >= 0:
        return None
    return view.offsets[place + len(tail) - 1]


def figures_of(marks: Sequence[Mark], findings: Sequence[Finding]) -> Figures:
    """The measures of a report's page map."""
    sure = [finding for finding in findings if finding.span == 0]
    return Figures(
        marks=len(marks),
        findable=len(findings),
        exact=_share([finding.is_exact for finding in findings]),
        single=_share([finding.is_exact and finding.span == 0 for finding in findings]),
        within_one=_share([finding.distance <= 1 for finding in findings]),
        narrow=_share([finding.span <= 1 for finding in findings]),
        sure=_share([finding.is_exact for finding in sure]),
        farthest=max((finding.distance for finding in findings), default=0),
    )


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def measure(documents: Mapping[str, Document], report: str = REPORT, thread: str = THREAD) -> Figures | None:
    """The figures for a report, against a thread's marks; None where either document is not here."""
    if report not in documents or thread not in documents:
        return None
    marks = find_marks(documents[thread].text)
    return figures_of(marks, find_quotations(documents[report], marks))


def page_measures(documents: Mapping[str, Document]) -> dict[str, Measure]:
    """Pages against a thread's marks as measures, of the real report or the sample's; empty where neither is here."""
    for report, thread in ((REPORT, THREAD), SAMPLE):
        if report in documents and thread in documents:
            findings = find_quotations(documents[report], find_marks(documents[thread].text))
            return {
                "page exact": mean([float(finding.is_exact) for finding in findings]),
                "page within one": mean([float(finding.distance <= 1) for finding in findings]),
            }
    return {}


def _table(figures: Figures) -> str:
    rows = [
        ("page marks in the thread", f"{figures.marks}"),
        ("whose quotation the report holds", f"{figures.findable}"),
        ("page exact (the pages given hold it)", f"{figures.exact:.3f}"),
        ("page exact and alone", f"{figures.single:.3f}"),
        ("within one page", f"{figures.within_one:.3f}"),
        ("at most two pages given", f"{figures.narrow:.3f}"),
        ("right where one page is given", f"{figures.sure:.3f}"),
        ("farthest, in pages", f"{figures.farthest}"),
    ]
    return "\n".join(f"{name:<40}{value:>8}" for name, value in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0, or 2 where the documents cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.pages", description=__doc__)
    parser.add_argument("--documents", type=Path, help="the folder of the real documents")
    asked = parser.parse_args(arguments).documents
    try:
        shelf = find_documents(asked)
        wanted = [raw for raw in shelf.documents if raw.source.id in {REPORT, THREAD}]
        figures = measure({raw.source.id: read_document(raw.text, raw.source) for raw in wanted})
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if figures is None:
        sys.stdout.write(f"the real documents ({REPORT}, {THREAD}) are not in {shelf.folder}: nothing to measure\n")
        return 0
    sys.stdout.write(_table(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
