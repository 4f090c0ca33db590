"""Page marks that a text still bears: form feeds, lines such as "Page 12 of 40", lone numbers that rise page by page.

A mark is believed only as a link of a chain: numbers that rise by one, at distances that look like pages.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median
from typing import NamedTuple

from corpus.document import UNKNOWN_PAGES, PageMap, PageRange, Span

_WRAP = r"[-–—|\[\](){}<>!#*=_~\s]*"
_WORDED = re.compile(
    rf"^{_WRAP}(?:page|pg\.?|p\.)\s*(?P<number>\d{{1,4}})(?:\s*(?:of|/)\s*\d{{1,4}})?{_WRAP}$", re.IGNORECASE
)
_COUNTED = re.compile(rf"^{_WRAP}(?P<number>\d{{1,4}})\s*(?:of|/)\s*\d{{1,4}}{_WRAP}$", re.IGNORECASE)
_LONE = re.compile(rf"^{_WRAP}(?P<number>\d{{1,4}}){_WRAP}$")
_HEAD_THEN_NUMBER = re.compile(r"^\s*(?P<head>\S.{2,70}?)[\s|·•–-]+(?:page\s+)?(?P<number>\d{1,4})\s*$", re.IGNORECASE)
_NUMBER_THEN_HEAD = re.compile(r"^\s*(?:page\s+)?(?P<number>\d{1,4})[\s|·•–-]+(?P<head>\S.{2,70}?)\s*$", re.IGNORECASE)

LEAST_WORDED, LEAST_OTHER = 3, 5
"""Marks that make a chain: of lines that say "page", and of numbers that do not."""
LEAST_PAGE_CHARS = 200
MOST_MISSING = 3
"""Step from one number of a chain to the next, at most: some pages bear no mark."""
MOST_RIVALS = 8
"""Earlier lines with the same number that a chain may go on from."""
LEAST_REGULAR = 0.8
LEAST_COVERED = 0.4
LEAST_FORM_FEEDS = 2
LINES_AT_EDGE = 2
LEAST_HEADS, LEAST_HEAD_SHARE = 3, 0.7
MOST_HEAD_CHARS = 100
LEAST_NUMBERED_SHEETS = 0.3
LONG_PAGE = 1.6
"""Text before the first mark or after the last that is longer than so many usual pages is not one page."""


class _Mark(NamedTuple):
    start: int
    end: int
    number: int


class _Line(NamedTuple):
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The pages that marks tell, and the lines that are nothing but marks or running heads: no part of the text."""

    pages: PageMap
    furniture: tuple[Span, ...]


def find_page_marks(text: str, known: Sequence[tuple[int, int]] = ()) -> PageMarks | None:
    """The page marks of a text; None where it bears none to be trusted.

    Args:
        text: the whole text.
        known: offsets of headings, in order, and their pages by the contents list: they say what the marks leave open,
            whether a mark stands at the head or the foot of its page.
    """
    lines = list(_lines(text))
    if text.count("\f", 0, len(text.rstrip())) >= LEAST_FORM_FEEDS:
        return _by_form_feeds(text, lines, known)
    marks = max(_chains(lines, len(text)), key=len, default=[])
    if not marks:
        return None
    return PageMarks(_by_marks(text, marks, known), tuple(_furniture(lines, marks)))


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold something; a form feed ends a line."""
    start = 0
    for raw in re.split(r"[\n\f]", text):
        if raw.strip():
            yield _Line(start, start + len(raw), raw)
        start += len(raw) + 1


def _chains(lines: Sequence[_Line], length: int) -> Iterator[list[_Mark]]:
    """A chain for each manner of marking that makes one."""
    by_manner: dict[str, list[_Mark]] = defaultdict(list)
    for line in lines:
        if len(line.text) <= MOST_HEAD_CHARS:
            for manner, number in _readings(line.text):
                by_manner[manner].append(_Mark(line.start, line.end, number))
    for manner, marks in by_manner.items():
        least = LEAST_WORDED if manner in {"worded", "counted"} else LEAST_OTHER
        if len(marks) >= least:
            chain = _longest_chain(marks)
            if len(chain) >= least and _looks_like_pages(chain, length):
                yield chain


def _readings(line: str) -> Iterator[tuple[str, int]]:
    """The ways in which a line can be a page mark: a name for the manner, and the number."""
    for manner, pattern in (("worded", _WORDED), ("counted", _COUNTED), ("lone", _LONE)):
        if match := pattern.match(line):
            yield manner, int(match["number"])
            return
    for pattern in (_HEAD_THEN_NUMBER, _NUMBER_THEN_HEAD):
        if match := pattern.match(line):
            yield match["head"].casefold().strip(), int(match["number"])


def _longest_chain(marks: Sequence[_Mark]) -> list[_Mark]:
    """Marks whose numbers rise step by step, at distances as even as can be."""
    first = _chain(marks, None)
    steps = [(below.start - above.start) / (below.number - above.number) for above, below in pairwise(first)]
    return _chain(marks, max(1.0, median(steps))) if steps else first


def _chain(marks: Sequence[_Mark], page: float | None) -> list[_Mark]:
    """The best chain; `page`: usual characters from mark to mark, None where not known yet."""
    recent: dict[int, list[int]] = defaultdict(list)
    score = [1.0] * len(marks)
    back = [-1] * len(marks)
    for place, mark in enumerate(marks):
        for step in range(1, MOST_MISSING + 1):
            for above in recent[mark.number - step]:
                gain = score[above] + _link(mark.start - marks[above].start, step, page)
                if gain > score[place]:
                    score[place], back[place] = gain, above
        recent[mark.number] = [*recent[mark.number][-MOST_RIVALS + 1 :], place]
    chain: list[_Mark] = []
    at = max(range(len(marks)), key=score.__getitem__, default=-1)
    while at >= 0:
        chain.append(marks[at])
        at = back[at]
    return chain[::-1]


def _link(distance: int, step: int, page: float | None) -> float:
    """What a link adds to a chain: one, less for numbers left out and for odd distances."""
    uneven = abs(log(distance / (step * page))) / 2 if page else 0.0
    return 1 - 0.6 * (step - 1) - uneven


def _looks_like_pages(chain: Sequence[_Mark], length: int) -> bool:
    steps = [(below.start - above.start) / (below.number - above.number) for above, below in pairwise(chain)]
    usual = median(steps)
    regular = sum(usual / 5 <= step <= 3 * usual for step in steps)
    covered = chain[-1].end - chain[0].start + usual
    return usual >= LEAST_PAGE_CHARS and regular >= LEAST_REGULAR * len(steps) and covered >= LEAST_COVERED * length


def _by_marks(text: str, marks: Sequence[_Mark], known: Sequence[tuple[int, int]]) -> PageMap:
    """The map that a chain of marks gives. What lies before the first and after the last is one page if it is short."""
    usual = median((below.start - above.start) / (below.number - above.number) for above, below in pairwise(marks))
    at_head = _stand_at_head(text, marks, known, usual)
    starts = [0]
    pages: list[PageRange] = []
    lead = len(text[: marks[0].start].strip())
    if at_head:
        pages.append(_printed(marks[0].number - 1, marks[0].number - 1) if _is_page(lead, usual) else UNKNOWN_PAGES)
        for above, below in pairwise(marks):
            starts.append(above.start)
            pages.append(_printed(above.number, below.number - 1))
        starts.append(marks[-1].start)
        pages.append(_printed(marks[-1].number, marks[-1].number) if _is_short(text, marks, usual) else UNKNOWN_PAGES)
        return PageMap(tuple(starts), tuple(pages))
    pages.append(_printed(marks[0].number, marks[0].number) if lead <= LONG_PAGE * usual else UNKNOWN_PAGES)
    for above, below in pairwise(marks):
        starts.append(above.end)
        pages.append(_printed(above.number + 1, below.number))
    starts.append(marks[-1].end)
    after = marks[-1].number + 1
    pages.append(_printed(after, after) if _is_short(text, marks, usual) else UNKNOWN_PAGES)
    return PageMap(tuple(starts), tuple(pages))


def _is_page(chars: int, usual: float) -> bool:
    return 0 < chars <= LONG_PAGE * usual


def _is_short(text: str, marks: Sequence[_Mark], usual: float) -> bool:
    return len(text[marks[-1].end :].strip()) <= LONG_PAGE * usual


def _printed(first: int, last: int) -> PageRange:
    if first < 1:
        return UNKNOWN_PAGES
    return PageRange(first, last, "printed" if first == last else "range")


def _stand_at_head(text: str, marks: Sequence[_Mark], known: Sequence[tuple[int, int]], usual: float) -> bool:
    """Whether marks stand above the text of their page: by the contents list, else by where text is left over."""
    starts = [mark.start for mark in marks]
    votes: Counter[bool] = Counter()
    for offset, page in known:
        place = bisect_right(starts, offset)
        above = marks[place - 1].number if place else marks[0].number - 1
        votes[True] += page == above
        votes[False] += page == above + 1
    if votes[True] != votes[False]:
        return votes[True] > votes[False]
    lead, rest = len(text[: marks[0].start].strip()), len(text[marks[-1].end :].strip())
    return lead < 0.2 * usual and rest > lead


def _furniture(lines: Sequence[_Line], marks: Sequence[_Mark]) -> Iterator[Span]:
    """The lines of the marks, and the lines beside them that come again page after page."""
    place_of = {line.start: place for place, line in enumerate(lines)}
    edges = [place_of[mark.start] for mark in marks]
    beside = {
        place
        for edge in edges
        for place in range(max(0, edge - LINES_AT_EDGE), min(len(lines), edge + LINES_AT_EDGE + 1))
    }
    yield from _repeated(lines, beside, set(edges))


def _repeated(lines: Sequence[_Line], beside: set[int], marks: set[int]) -> Iterator[Span]:
    """The marks, and running heads: short lines that come again and again, beside marks for the most part."""
    near = Counter(lines[place].text.strip() for place in beside - marks)
    anywhere = Counter(text for line in lines if (text := line.text.strip()) in near)
    for place in sorted(beside | marks):
        line = lines[place]
        text = line.text.strip()
        is_head = len(text) <= MOST_HEAD_CHARS and near[text] >= max(LEAST_HEADS, LEAST_HEAD_SHARE * anywhere[text])
        if place in marks or is_head:
            yield Span(line.start, line.end)


def _by_form_feeds(text: str, lines: Sequence[_Line], known: Sequence[tuple[int, int]]) -> PageMarks:
    """The map that form feeds give: numbers from the edges of the sheets, else the contents list, else counted."""
    starts = [0, *(match.end() for match in re.finditer("\f", text) if match.end() < len(text))]
    edges = _edges(lines, starts)
    numbers = _numbers(lines, edges)
    offsets = {sheet: number - sheet for sheet, (number, _) in numbers.items()}
    if not offsets:
        votes = Counter(page - bisect_right(starts, offset) + 1 for offset, page in known)
        best = votes.most_common(1)
        offsets = {0: best[0][0] if best and best[0][1] > len(known) / 2 else 1}
    numbered = sorted(offsets)
    pages = []
    for sheet in range(len(starts)):
        place = bisect_right(numbered, sheet)
        around = {offsets[numbered[max(0, place - 1)]], offsets[numbered[min(place, len(numbered) - 1)]]}
        own = {offsets[sheet]} if sheet in offsets else around
        pages.append(_printed(sheet + min(own), sheet + max(own)))
    beside = {place for sheet in edges for place in sheet}
    marks = {place for _, place in numbers.values()}
    return PageMarks(PageMap(tuple(starts), tuple(pages)), tuple(_repeated(lines, beside, marks)))


def _edges(lines: Sequence[_Line], starts: Sequence[int]) -> list[list[int]]:
    """The first and last lines of each sheet, by place."""
    first_lines = [line.start for line in lines]
    bounds = [bisect_right(first_lines, start - 1) for start in starts] + [len(lines)]
    return [
        sorted({*range(a, min(b, a + LINES_AT_EDGE)), *range(max(a, b - LINES_AT_EDGE), b)})
        for a, b in pairwise(bounds)
    ]


def _numbers(lines: Sequence[_Line], edges: Sequence[Sequence[int]]) -> dict[int, tuple[int, int]]:
    """The printed number of each sheet that bears one, and the line it stands on.

    Believed are numbers that run with the sheets: those whose distance from the sheet's own number is the commonest,
    or at least shared with a neighbour.
    """
    read = {
        sheet: {number: place for place in places for _, number in _readings(lines[place].text)}
        for sheet, places in enumerate(edges)
    }
    shared = Counter(number - sheet for sheet, numbers in read.items() for number in numbers)
    found: dict[int, tuple[int, int]] = {}
    lowest = 0
    for sheet, numbers in read.items():
        run = [number for number in numbers if shared[number - sheet] >= LEAST_WORDED and number > lowest]
        if run:
            lowest = max(run, key=lambda number: shared[number - sheet])
            found[sheet] = (lowest, numbers[lowest])
    return found if len(found) >= LEAST_NUMBERED_SHEETS * len(edges) else {}
