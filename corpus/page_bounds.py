"""What the contents list alone fixes about pages, and the runs of text between that are weighed for themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpus.contents import Anchor
from corpus.outline import Heading
from corpus.page_signs import Piece
from corpus.page_weights import Stretch

MOST_PAGES_ASIDE = 10
"""Pages to either side of the expected one that are weighed where no heading is fixed for long."""
LEAST_FILLED, MOST_FILLED = 0.1, 1.8
"""Mean filling of pages, in capacities, beyond which contents list and text contradict each other."""
UNSURE_PAGES = 3
"""Pages that may be empty of text (pictures) before the contents list is doubted."""
LEAST_SHARE_OF_OPENING_CHAPTERS = 0.75
USUAL_CAPACITY, LEAST_CAPACITY = 40.0, 5.0


class Bounds(NamedTuple):
    """First and last page that the contents list leaves possible for a piece."""

    first: int
    last: int


class Fixed(NamedTuple):
    """A heading whose page is known; `opens`: its page begins with it."""

    piece: int
    page: int
    opens: bool


class Run(NamedTuple):
    """Neighbouring headings, the first of them at a known place of its page, down to the heading `below` or the end."""

    headings: Sequence[Fixed]
    below: Fixed | None


@dataclass(frozen=True, slots=True)
class Bounded:
    """The pieces of a document and all that the contents list says about their pages."""

    pieces: Sequence[Piece]
    fixed: Sequence[Fixed]
    capacity: float
    bounds: Sequence[Bounds]


def bound_pages(pieces: Sequence[Piece], headings: Sequence[Heading], anchors: Sequence[Anchor]) -> Bounded:
    """The possible pages of each piece; pieces begin at the first heading whose page is known."""
    fixed = _fixed(pieces, headings, anchors)
    capacity = _usual_capacity(pieces, fixed)
    bounds: list[Bounds] = []
    for number, heading in enumerate(fixed):
        below = fixed[number + 1] if number + 1 < len(fixed) else None
        end = below.piece if below else len(pieces)
        if below is None:
            last = heading.page + 1 + int(2 * _lines(pieces[heading.piece : end]) / capacity)
        else:
            last = max(heading.page, below.page - 1) if below.opens else below.page
        bounds.append(Bounds(heading.page, heading.page))
        bounds += [Bounds(heading.page, last)] * (end - heading.piece - 1)
    return Bounded(pieces, fixed, capacity, bounds)


def _fixed(pieces: Sequence[Piece], headings: Sequence[Heading], anchors: Sequence[Anchor]) -> list[Fixed]:
    """The headings with known pages. Chapters open pages, unless the contents list puts several on one."""
    piece_of = {piece.block: number for number, piece in reversed(list(enumerate(pieces)))}
    levels = {heading.block: heading.level for heading in headings}
    fixed: list[Fixed] = []
    chapters = 0
    for anchor in anchors:
        if anchor.page is None or anchor.block not in piece_of or (fixed and anchor.page < fixed[-1].page):
            continue
        is_chapter = levels.get(anchor.block) == 1
        chapters += is_chapter
        opens = is_chapter and not (fixed and fixed[-1].page == anchor.page)
        fixed.append(Fixed(piece_of[anchor.block], anchor.page, opens))
    if sum(heading.opens for heading in fixed) < LEAST_SHARE_OF_OPENING_CHAPTERS * chapters:
        return [heading._replace(opens=False) for heading in fixed]
    return fixed


def _lines(pieces: Sequence[Piece]) -> float:
    return sum(piece.lines for piece in pieces)


def _usual_capacity(pieces: Sequence[Piece], fixed: Sequence[Fixed]) -> float:
    """Lines of a page between fixed headings: the median line's page, so that a misprint in the list counts little.

    The last page of a chapter counts as half a page.
    """
    capacities: list[tuple[float, float]] = []
    for above, below in pairwise(fixed):
        pages = below.page - above.page - (0.5 if below.opens else 0.0)
        lines = _lines(pieces[above.piece : below.piece])
        if pages > 1:
            capacities.append((lines / pages, lines))
    capacities.sort()
    half = sum(lines for _, lines in capacities) / 2
    for capacity, lines in capacities:
        half -= lines
        if half <= 0:
            return max(LEAST_CAPACITY, capacity)
    return USUAL_CAPACITY


def find_runs(bounded: Bounded) -> list[Run]:
    """The text cut where a chapter opens a page; left out is what contradicts the contents list."""
    runs: list[Run] = []
    headings: list[Fixed] = []
    for above, below in pairwise([*bounded.fixed, None]):
        if above is None:
            continue
        if below is not None and not _is_plausible(bounded, above, below):
            runs += [Run(headings, above)] if headings else []
            headings = []
            continue
        headings.append(above)
        if below is None or below.opens:
            runs.append(Run(headings, below))
            headings = []
    return runs


def _is_plausible(bounded: Bounded, above: Fixed, below: Fixed) -> bool:
    """Whether the text between two headings can fill the pages that the contents list says."""
    filled = _lines(bounded.pieces[above.piece : below.piece]) / bounded.capacity
    most = below.page - above.page + (0 if below.opens else 1)
    return LEAST_FILLED * (most - UNSURE_PAGES) <= filled <= MOST_FILLED * most


def stretch_of(bounded: Bounded, run: Run) -> Stretch:
    """What is to be weighed of a run: its pieces, and the pages that may begin at each gap."""
    start = run.headings[0].piece
    end = run.below.piece if run.below else len(bounded.pieces)
    bounds = list(_near_expected(bounded, run, end))
    closed = run.below is None or run.below.opens
    first = [bounds[0].first, *(bound.first + 1 for bound in bounds)]
    if run.below is None:
        last, final = bounded.bounds[-1].last + 1, first[-1]
    else:
        last, final = run.below.page + (0 if run.below.opens else 1), run.below.page
    return Stretch(
        pieces=bounded.pieces[start:end],
        first=first,
        last=[*(bound.last for bound in bounds), last],
        final=final,
        opened=run.headings[0].opens,
        closed=closed,
    )


def _near_expected(bounded: Bounded, run: Run, end: int) -> Iterator[Bounds]:
    """The bounds of the pieces, narrowed around the page that even filling would give where they are wide."""
    stops = [*run.headings, *([run.below] if run.below else [])]
    for number, heading in enumerate(run.headings):
        below = stops[number + 1] if number + 1 < len(stops) else None
        stop = below.piece if below else end
        bounds = bounded.bounds[heading.piece : stop]
        if len(bounds) < 2 or bounds[-1].last - heading.page <= 2 * MOST_PAGES_ASIDE:
            yield from bounds
            continue
        lines = np.cumsum([piece.lines for piece in bounded.pieces[heading.piece : stop]])
        pages = below.page - heading.page if below else lines[-1] / bounded.capacity
        expected = heading.page + pages * lines / lines[-1]
        for bound, page in zip(bounds, expected.tolist(), strict=True):
            low = min(bound.last, max(bound.first, int(page) - MOST_PAGES_ASIDE))
            yield Bounds(low, max(low, min(bound.last, int(page) + 1 + MOST_PAGES_ASIDE)))
