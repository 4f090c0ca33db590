"""Find the contents list of a report and the headings of the body that it names.

The list fixes two things: what is a heading, and the printed page on which each heading stands.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from corpus.blocks import Block, lines_of
from corpus.document import Span
from corpus.views import fold

_PAGE_AT_END = re.compile(r"(?<!\d)\d{1,4}$")
_LEADERS = re.compile(r"\.\s*\.|…|\t|\s{3}")
_TITLE_LINE = re.compile(r"^\s*#*\s*(?:table of\s+)?contents\s*$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\w]+")

LEAST_ENTRIES = 5
SAME_TITLE_RATIO = 0.85
"""Likeness (Ratcliff-Obershelp) from which a misspelt entry counts as its heading."""

MOST_COMPARISONS = 20_000
"""Titles compared with entries that have no exact heading; a list that is of another text must not take hours."""

MOST_PLACES_OF_A_TITLE = 300
"""A line that recurs more often is a running head, not a heading."""

MOST_MARKS_IN_TITLE = 40
"""Characters of a heading that its comparison drops: footnote marks, emphasis, a link's target."""


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
        entry = _entry(line.text)
        if entry is not None:
            run.append((Span(line.start, line.end), entry))
            continue
        if len(run) >= LEAST_ENTRIES and _mostly_rising([entry.page for _, entry in run]):
            break
        run = []
        title = Span(line.start, line.end) if _TITLE_LINE.match(line.text) else None
    if len(run) < LEAST_ENTRIES or not _mostly_rising([entry.page for _, entry in run]):
        return None
    start = title.start if title else run[0][0].start
    return Contents(Span(start, run[-1][0].end), tuple(entry for _, entry in run))


def _entry(line: str) -> Entry | None:
    """A title, leaders (dots, a tab or wide space) and a page number; None for any other line."""
    listed = line.strip()
    page = _PAGE_AT_END.search(listed)
    if page is None or line.count("\t") > 1:
        return None
    title = listed[: page.start()].rstrip(". …\t\u00a0")
    leaders = _LEADERS.search(listed, len(title), page.start())
    return Entry(title, int(page[0])) if title and leaders else None


def _mostly_rising(pages: Sequence[int]) -> bool:
    falls = sum(a > b for a, b in pairwise(pages))
    return falls <= max(1, len(pages) // 10)  # one may be a misprint


def title_key(title: str) -> str:
    """A heading as it is compared: letters and digits only, without case."""
    return _LETTERS.sub(" ", fold(title)).strip()


def find_anchors(text: str, blocks: Sequence[Block], contents: Contents) -> list[Anchor]:
    """The headings that the contents list names, in order: the longest run in which list and body agree.

    Exact titles first (longest increasing subsequence over all their places in the body), then misspelt ones between
    the neighbours that were found.
    """
    wanted = [title_key(entry.title) for entry in contents.entries]
    titles = _possible_titles(text, blocks, contents.span.end, 2 * max(map(len, wanted)) + MOST_MARKS_IN_TITLE)
    places: dict[str, list[int]] = defaultdict(list)
    for number, title in titles.items():
        places[title].append(number)
    titles = {number: title for number, title in titles.items() if len(places[title]) <= MOST_PLACES_OF_A_TITLE}
    pairs = [
        (entry, place) for entry, title in enumerate(wanted) for place in reversed(places[title]) if place in titles
    ]
    exact = dict(_longest_increasing(pairs))
    found = exact | _misspelt(wanted, titles, exact)
    places_and_pages = [(place, contents.entries[entry].page) for entry, place in sorted(found.items())]
    honest = _honest_pages([page for _, page in places_and_pages])
    return [Anchor(place, page if number in honest else None) for number, (place, page) in enumerate(places_and_pages)]


def _possible_titles(text: str, blocks: Sequence[Block], below: int, most_chars: int) -> dict[int, str]:
    """The blocks below the list that are short enough for a heading, by number, as they are compared."""
    return {
        number: title_key(text[block.start : block.end])
        for number, block in enumerate(blocks)
        if block.start >= below
        and block.kind in {"paragraph", "item", "heading"}
        and block.end - block.start <= most_chars
    }


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


def _misspelt(wanted: Sequence[str], titles: Mapping[int, str], exact: Mapping[int, int]) -> dict[int, int]:
    """Headings much like an entry that was not found, between its neighbours that were."""
    found: dict[int, int] = {}
    numbers = sorted(titles)
    edges = sorted(exact)
    above = -1
    left = MOST_COMPARISONS
    for entry, title in enumerate(wanted):
        if entry in exact:
            above = exact[entry]
            continue
        edge = bisect_left(edges, entry)
        below = bisect_left(numbers, exact[edges[edge]]) if edge < len(edges) else len(numbers)
        candidates = numbers[bisect_right(numbers, above) : below][:left]
        left -= len(candidates)
        best = _most_alike(title, candidates, titles)
        if best is not None:
            found[entry] = above = best
    return found


def _most_alike(wanted: str, candidates: Sequence[int], titles: Mapping[int, str]) -> int | None:
    matcher = SequenceMatcher(None, b=wanted)
    best, found = SAME_TITLE_RATIO, None
    for place in candidates:
        matcher.set_seq1(titles[place])
        if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and matcher.ratio() >= best:
            best, found = matcher.ratio(), place
    return found


def _honest_pages(pages: Sequence[int]) -> set[int]:
    """Which entries' pages to believe: the longest run that never falls; the others are misprints of the list."""
    count = len(pages)
    pairs = [(number, page * count + number) for number, page in enumerate(pages)]
    return {number for number, _ in _longest_increasing(pairs)}
