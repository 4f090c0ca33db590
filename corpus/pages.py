"""The printed page of every offset of a report: read off page marks, or recovered where a report has lost them.

Where the text bears no page marks, the contents list fixes the pages of its headings, and the pages between are found
by weighing every way of cutting the text into pages: what the contents list leaves possible (`corpus.page_bounds`),
what the layout tells (`corpus.page_signs`), how much that weighs (`corpus.page_weights`), and the sums over all ways
(`corpus.page_lattice`).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpus.blocks import Block
from corpus.contents import Anchor
from corpus.document import UNKNOWN_PAGES, Footnote, PageMap, PageRange
from corpus.outline import Heading
from corpus.page_bounds import Bounded, Run, bound_pages, find_runs, stretch_of
from corpus.page_lattice import Floats, Integers, Posterior, weigh_pages
from corpus.page_marks import find_page_marks
from corpus.page_signs import cut_pieces
from corpus.page_weights import Stretch, Weights, general_weights, lattice_of, relearn

ROUNDS_OF_LEARNING = 2
LEAST_CHANCE = 0.90
"""Chance from which a single page is published as inferred."""
CHANCE_OUTSIDE = 0.0125
"""Chance that the page lies before a published range, and again after it."""
MOST_PIECES_AT_ONCE = 40_000
"""Memory for some thousand pages without a chapter; what is longer is taken heading by heading, or left a range."""
LEAST_CHANCE_KEPT = 1e-4
LEAST_HEADINGS = 2


def map_pages(
    text: str,
    blocks: Sequence[Block],
    headings: Sequence[Heading],
    anchors: Sequence[Anchor],
    notes: Sequence[Footnote] = (),
) -> PageMap:
    """The pages of every offset; empty where nothing tells them."""
    known = [anchor for anchor in anchors if anchor.page is not None]
    marks = find_page_marks(text, [(blocks[anchor.block].start, anchor.page or 0) for anchor in known])
    if marks is not None:
        return marks.pages
    if len(known) < LEAST_HEADINGS:
        return PageMap()
    pieces = cut_pieces(text, blocks, headings, notes, known[0].block)
    bounded = bound_pages(pieces, headings, known)
    ranges = [_range(low, high, "contents") for low, high in bounded.bounds]
    for start, pages in _infer(bounded):
        for place, inferred in enumerate(pages, start):
            if ranges[place].basis == "range" and inferred.first is not None:
                ranges[place] = inferred
    return _as_map([piece.start for piece in pieces], _never_falling(ranges))


def _range(first: int, last: int, sure: str) -> PageRange:
    if first != last:
        return PageRange(first, last, "range")
    return PageRange(first, last, "contents" if sure == "contents" else "inferred")


def _infer(bounded: Bounded) -> Iterator[tuple[int, list[PageRange]]]:
    """The first piece of each run and the pages found for it and those below."""
    runs = find_runs(bounded)
    weights = general_weights(bounded.capacity)
    solved: list[tuple[Run, Stretch, Posterior]] = []
    for round_of_learning in range(ROUNDS_OF_LEARNING + 1):
        solved = [solution for run in runs for solution in _solve(bounded, run, weights)]
        runs = [run for run, _, _ in solved]
        if round_of_learning < ROUNDS_OF_LEARNING and solved:
            weights = relearn(weights, [(stretch, posterior) for _, stretch, posterior in solved])
    for run, stretch, posterior in solved:
        yield run.headings[0].piece, _publish(posterior, len(stretch.pieces))


def _solve(bounded: Bounded, run: Run, weights: Weights) -> Iterator[tuple[Run, Stretch, Posterior]]:
    """The run with the chances of its pages; where it has no solution, those of its parts that have one."""
    stretch = stretch_of(bounded, run)
    fits = len(stretch.pieces) <= MOST_PIECES_AT_ONCE
    posterior = weigh_pages(lattice_of(stretch, weights)) if fits else None
    if posterior is not None:
        yield run, stretch, posterior
    elif len(run.headings) > 1:
        belows = [*run.headings[1:], run.below]
        for heading, below in zip(run.headings, belows, strict=True):
            yield from _solve(bounded, Run([heading], below), weights)


class _Chances(NamedTuple):
    """Cells, pages, and the chance that the cell stands on the page; what has hardly any is left out."""

    cells: Integers
    pages: Integers
    chances: Floats


def _publish(posterior: Posterior, count: int) -> list[PageRange]:
    """The pages of each cell: one where it is all but certain, else the narrowest range that holds."""
    found = [_on_page(posterior, number, count) for number in range(len(posterior.begins))]
    cells, pages, chances = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((pages, cells))
    bounds = np.searchsorted(cells[order], np.arange(count + 1)).tolist()
    page_list, chance_list = pages[order].tolist(), chances[order].tolist()
    return [_narrowest(page_list[low:high], chance_list[low:high]) for low, high in pairwise(bounds)]


def _on_page(posterior: Posterior, number: int, count: int) -> _Chances:
    """The cells that may stand on a page: those at which it has begun and the next one has not."""
    begun = np.cumsum(posterior.begins[number])
    start = posterior.offsets[number]
    is_last = number + 1 == len(posterior.begins)
    passed = np.zeros(0) if is_last else np.cumsum(posterior.begins[number + 1])
    next_start = count if is_last else posterior.offsets[number + 1]
    end = min(count, max(start + len(begun), next_start + len(passed))) if len(begun) else start
    cells = np.arange(start, max(start, end))
    chances = begun[np.minimum(cells - start, len(begun) - 1)]
    if len(passed):
        chances = chances - np.where(cells >= next_start, passed[np.clip(cells - next_start, 0, len(passed) - 1)], 0.0)
    kept = chances > LEAST_CHANCE_KEPT
    return _Chances(cells[kept], np.full(int(kept.sum()), posterior.page + number), chances[kept])


def _narrowest(pages: Sequence[int], chances: Sequence[float]) -> PageRange:
    """One page, or the range between the two tails that are cut off; every such range holds the median."""
    if not pages:
        return UNKNOWN_PAGES
    best = max(range(len(pages)), key=chances.__getitem__)
    total = sum(chances)
    if chances[best] >= LEAST_CHANCE * total:
        return _range(pages[best], pages[best], "inferred")
    low, tail = 0, chances[0]
    while tail <= CHANCE_OUTSIDE * total:
        low += 1
        tail += chances[low]
    high, tail = len(pages) - 1, chances[-1]
    while tail <= CHANCE_OUTSIDE * total:
        high -= 1
        tail += chances[high]
    return _range(pages[low], pages[high], "inferred")


def _never_falling(ranges: Sequence[PageRange]) -> list[PageRange]:
    """The ranges, less the pages that a piece above or below leaves impossible."""
    firsts = np.maximum.accumulate([pages.first or 0 for pages in ranges]).tolist()
    lasts = np.minimum.accumulate([pages.last or 0 for pages in reversed(ranges)]).tolist()[::-1]
    return [
        pages if (pages.first, pages.last) == (first, last) else _range(first, last, "inferred")
        for pages, first, last in zip(ranges, firsts, lasts, strict=True)
    ]


def _as_map(starts: Sequence[int], ranges: Sequence[PageRange]) -> PageMap:
    """The map, neighbours of the same pages as one stretch; unknown above the first heading fixed."""
    kept = [0] + ([] if starts[0] == 0 else [starts[0]])
    pages = [UNKNOWN_PAGES, ranges[0]] if starts[0] else [ranges[0]]
    for start, own in zip(starts[1:], ranges[1:], strict=True):
        if own != pages[-1]:
            kept.append(start)
            pages.append(own)
    return PageMap(tuple(kept), tuple(pages))
