"""Find the contents list of a report and the headings of the body that it names.

The list fixes two things: what is a heading, and the printed page on which each heading stands.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from corpus.blocks import Block, lines_of
from corpus.document import Span
from corpus.views import fold

_ENTRY = re.compile(r"^\s*(?P<title>\S.*?)(?:\s*\.{2,}[\s.]*|\s*…+\s*|\t[\s.]*|\s{3,})(?P<page>\d{1,4})\s*$")
_TITLE_LINE = re.compile(r"^\s*#*\s*(?:table of\s+)?contents\s*$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\w]+")

LEAST_ENTRIES = 5
SAME_TITLE_RATIO = 0.85
"""Likeness (Ratcliff-Obershelp) from which a misspelt entry counts as its heading."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents list."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: where it stands and what it lists."""

    span: Span
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A heading of the body that the contents list names, and the printed page it opens on (None: misprinted)."""

    block: int
    page: int | None


def find_contents(text: str) -> Contents | None:
    """The first run of at least five contents entries, blank lines allowed within; None where there is none."""
    run: list[tuple[Span, Entry]] = []
    title: Span | None = None
    for line in lines_of(text):
        if line.blank:
            continue
        match = _ENTRY.match(line.text)
        if match and not line.text.count("\t") > 1:
            run.append((Span(line.start, line.end), Entry(match["title"].strip(" ."), int(match["page"]))))
            continue
        if len(run) >= LEAST_ENTRIES and _mostly_rising([entry.page for _, entry in run]):
            break
        run = []
        title = Span(line.start, line.end) if _TITLE_LINE.match(line.text) else None
    if len(run) < LEAST_ENTRIES:
        return None
    start = title.start if title else run[0][0].start
    return Contents(Span(start, run[-1][0].end), tuple(entry for _, entry in run))


def _mostly_rising(pages: Sequence[int]) -> bool:
    rises = sum(a <= b for a, b in pairwise(pages))
    return rises >= 0.9 * (len(pages) - 1)


def title_key(title: str) -> str:
    """A heading as it is compared: letters and digits only, without case."""
    return _LETTERS.sub(" ", fold(title)).strip()


def find_anchors(text: str, blocks: Sequence[Block], contents: Contents) -> list[Anchor]:
    """The headings that the contents list names, in order: the longest run in which list and body agree.

    Exact titles first (longest increasing subsequence over all their places in the body), then misspelt ones between
    the neighbours that were found.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        if block.start >= contents.span.end and block.kind in {"paragraph", "item", "heading"}:
            places[title_key(text[block.start : block.end])].append(number)
    pairs = [
        (entry, place)
        for entry, listed in enumerate(contents.entries)
        for place in reversed(places[title_key(listed.title)])
    ]
    exact = dict(_longest_increasing(pairs))
    found = exact | _misspelt(text, blocks, contents, exact)
    places_and_pages = [(place, contents.entries[entry].page) for entry, place in sorted(found.items())]
    honest = _honest_pages([page for _, page in places_and_pages])
    return [Anchor(place, page if number in honest else None) for number, (place, page) in enumerate(places_and_pages)]


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Longest subsequence of (entry, place) with both strictly rising; entries come sorted, places falling within."""
    tails: list[int] = []
    tops: list[int] = []
    back = [-1] * len(pairs)
    for number, (_, place) in enumerate(pairs):
        rank = bisect_left(tails, place)
        tails[rank : rank + 1] = [place]
        tops[rank : rank + 1] = [number]
        back[number] = tops[rank - 1] if rank else -1
    chain: list[tuple[int, int]] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]


def _misspelt(text: str, blocks: Sequence[Block], contents: Contents, exact: dict[int, int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry, listed in enumerate(contents.entries):
        if entry in exact:
            continue
        above = max((place for e, place in (exact | found).items() if e < entry), default=-1)
        below = min((place for e, place in exact.items() if e > entry), default=len(blocks))
        wanted = title_key(listed.title)
        likely = [
            (SequenceMatcher(None, wanted, title_key(text[block.start : block.end])).ratio(), place)
            for place, block in enumerate(blocks[above + 1 : below], above + 1)
            if block.start >= contents.span.end and abs(block.end - block.start - len(wanted)) <= len(wanted) // 3 + 4
        ]
        if likely and max(likely)[0] >= SAME_TITLE_RATIO:
            found[entry] = max(likely)[1]
    return found


def _honest_pages(pages: Sequence[int]) -> set[int]:
    """Which entries' pages to believe: the longest run that never falls; the others are misprints of the list."""
    count = len(pages)
    pairs = [(number, page * count + number) for number, page in enumerate(pages)]
    return {number for number, _ in _longest_increasing(pairs)}
