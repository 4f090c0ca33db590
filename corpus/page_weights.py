"""How likely a stretch of pieces is to be one page: weights that a document teaches about itself.

Starts from what holds for reports in general, and is estimated again from the pages found (expectation maximisation):
how much a page holds, how much that varies, and how often each sign is a page break.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from corpus.page_lattice import IMPOSSIBLE, Floats, Lattice, Posterior
from corpus.page_signs import LINES_EACH, Piece, Sign


class Share(NamedTuple):
    """What share of gaps with a sign are page breaks, and how many observed gaps that belief is worth."""

    value: float
    strength: float


SHARES: dict[Sign, Share] = {
    Sign.CUT_AFTER_NOTES: Share(0.98, 20),
    Sign.AFTER_NOTES: Share(0.92, 10),
    Sign.CUT: Share(0.93, 10),
    Sign.BROKEN_LIST: Share(0.8, 8),
    Sign.CHAPTER: Share(0.9, 10),
    Sign.SPACED: Share(0.15, 6),
    Sign.FLOAT: Share(0.06, 20),
    Sign.HEADING: Share(0.06, 40),
    Sign.PLAIN: Share(0.04, 100),
    Sign.LOOSE_LIST: Share(0.04, 20),
    Sign.LED: Share(0.02, 30),
    Sign.PARTS: Share(0.03, 20),
    Sign.ROWS: Share(0.005, 100),
    Sign.TIGHT: Share(0.003, 300),
    Sign.AFTER_HEADING: Share(0.002, 500),
    Sign.CAPTIONED: Share(0.002, 500),
    Sign.BEFORE_NOTE: Share(0.003, 300),
    Sign.BETWEEN_NOTES: Share(0.005, 200),
    Sign.INSIDE: Share(0.002, 1000),
}
CHANCE_BETWEEN_MARK_AND_NOTE = 0.03
"""How much rarer page breaks are between a footnote's mark and the footnote."""
CHANCE_OF_UNBROKEN_CUT = 0.05
"""How much rarer it is that a paragraph broken around a figure stands on one page."""
CHANCE_OF_EMPTY_PAGE = 0.001
CHANCE_OF_EMPTY_PAGE_BEFORE_CHAPTER = 0.02
SHARE_OF_ODD_PAGES = 0.04
"""Pages that are filled in part for no reason to be seen (a picture without caption, a heading moved on)."""

MOST_FILLED = 2.2
"""No page holds more than this many times the usual: heights are estimates."""
MOST_PIECES = 250
USUAL_SPREAD = 0.12
PAGES_OF_USUAL_SPREAD = 8
LEAST_SPREAD = 0.03
LEAST_PAGES = 3
"""Pages from which a document can be learnt from."""
LEAST_CHANCE_TO_LEARN_FROM = 0.3
UNSURE_OF_LINES = 0.35
"""How far, relatively, what takes up space differs between reports."""
ROUNDS_OF_REGRESSION = 3
OVERFULL = 0.6
"""Pages run over their usual height less often than under it: spread above as a share of the spread below."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a document's pages are like.

    `filling`: share of a usual full page that each measure takes, shape (measures,); `spread`: how far full pages are
    from full, relative; `shares`: of gaps that are page breaks, by sign.
    """

    filling: Floats
    spread: float
    shares: dict[Sign, float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces that are cut into pages for themselves: a chapter, as a rule.

    `first`, `last`: for the gap above each piece and the one at the end, the pages that may begin there. `opened`:
    the first piece begins a page. `closed`: the last piece ends a page. `final`: least page that may follow.
    """

    pieces: Sequence[Piece]
    first: Sequence[int]
    last: Sequence[int]
    final: int
    opened: bool
    closed: bool


def general_weights(capacity: float) -> Weights:
    """What holds for reports in general, given how many lines a page of this one holds."""
    filling = np.array(list(LINES_EACH.values())) / capacity
    return Weights(filling, USUAL_SPREAD, {sign: share.value for sign, share in SHARES.items()})


def lattice_of(stretch: Stretch, weights: Weights) -> Lattice:
    """The lattice of a stretch: each edge weighs a page's height, the sign it ends at, the cuts it swallows."""
    pieces = stretch.pieces
    count = len(pieces)
    height = _measures(pieces) @ weights.filling
    depth = _depth(height, MOST_FILLED)
    ends = np.arange(count + 1)[:, None] + np.arange(depth)[None, :]
    inside = ends <= count
    ends = np.minimum(ends, count)
    filled = height[ends] - height[:, None]
    pictures = _running([piece.picture for piece in pieces])
    loose = (pictures[ends] > pictures[:, None]) | (ends == count)
    if not stretch.opened:
        loose[0] = True
    edges = np.where(loose, _partly_filled(filled, weights.spread), _fully_filled(filled, weights.spread))
    # A cut is swallowed where both halves stand on the page; one half only counts for nothing.
    below = _running([piece.cut >= 0 for piece in pieces])
    above = _running([piece.uncut >= 0 for piece in pieces])
    swallowed = np.maximum(0, below[ends] - above[:-1][np.minimum(np.arange(count + 1), count - 1)][:, None])
    edges += np.log(CHANCE_OF_UNBROKEN_CUT) * swallowed
    edges += _openings(stretch, weights)[ends]
    edges[:, 0] = np.log(CHANCE_OF_EMPTY_PAGE)
    edges[count, 0] = np.log(CHANCE_OF_EMPTY_PAGE_BEFORE_CHAPTER) if stretch.closed else IMPOSSIBLE
    edges[~inside] = IMPOSSIBLE
    return Lattice(edges, np.array(stretch.first), np.array(stretch.last), stretch.final)


def _measures(pieces: Sequence[Piece]) -> Floats:
    """Running sums of what takes up space, shape (pieces + 1, measures)."""
    return np.concatenate((np.zeros((1, len(LINES_EACH))), np.cumsum([piece.measures for piece in pieces], axis=0)))


def _running(flags: Sequence[bool]) -> Floats:
    return np.concatenate(([0.0], np.cumsum(np.array(flags, dtype=np.float64))))


def _depth(height: Floats, most: float) -> int:
    """Most pieces that fit on a page, and one for the empty page; two at least."""
    reach = np.searchsorted(height, height + most, side="right") - np.arange(len(height))
    return int(min(max(2, reach.max()), MOST_PIECES))


def _openings(stretch: Stretch, weights: Weights) -> Floats:
    """Log odds that a page begins at each gap; nothing to decide at the end."""
    shares = np.array([weights.shares[piece.sign] for piece in stretch.pieces])
    noted = np.array([piece.noted for piece in stretch.pieces])
    odds = np.log(shares / (1 - shares)) + np.where(noted, np.log(CHANCE_BETWEEN_MARK_AND_NOTE), 0.0)
    return np.concatenate((odds, [0.0]))


def _student(deviation: Floats) -> Floats:
    """Log density of Student's t with four degrees of freedom."""
    result: Floats = np.log(0.375) - 2.5 * np.log1p(deviation**2 / 4)
    return result


def _overfull(filled: Floats, spread: float) -> Floats:
    """Log penalty of a page that holds more than usual."""
    result: Floats = _student(np.maximum(filled - 1, 0.0) / (OVERFULL * spread)) - np.log(0.375)
    return result


def _partly_filled(filled: Floats, spread: float) -> Floats:
    """Log density of the filling of a page that may be short: even, up to a full page."""
    return _overfull(filled, spread)


def _fully_filled(filled: Floats, spread: float) -> Floats:
    """Log density of the filling of a usual page."""
    below = _student((filled - 1) / spread) - np.log(spread)
    above = _student((filled - 1) / (OVERFULL * spread)) - np.log(spread)
    usual = np.where(filled < 1, below, above)
    result: Floats = np.logaddexp(
        np.log(1 - SHARE_OF_ODD_PAGES) + usual, np.log(SHARE_OF_ODD_PAGES) + _overfull(filled, spread)
    )
    return result


def relearn(weights: Weights, solved: Sequence[tuple[Stretch, Posterior]]) -> Weights:
    """The weights that fit the pages found."""
    pages = [_usual_pages(stretch, posterior) for stretch, posterior in solved]
    broken = {sign: share.value * share.strength for sign, share in SHARES.items()}
    seen = {sign: share.strength for sign, share in SHARES.items()}
    for stretch, posterior in solved:
        for piece, chance in zip(stretch.pieces[1:], posterior.opens[1:-1].tolist(), strict=True):
            if not piece.noted:
                broken[piece.sign] += min(1.0, chance)
                seen[piece.sign] += 1
    shares = {sign: min(0.995, max(0.0005, broken[sign] / seen[sign])) for sign in broken}
    measures = np.concatenate([page.measures for page in pages])
    chances = np.concatenate([page.chances for page in pages])
    if chances.sum() < LEAST_PAGES:
        return replace(weights, shares=shares)
    return _with_filling(replace(weights, shares=shares), measures, chances)


class _Pages(NamedTuple):
    """Pages that text alone fills: their measures, shape (pages, measures), and the chance that each is a page."""

    measures: Floats
    chances: Floats


def _usual_pages(stretch: Stretch, posterior: Posterior) -> _Pages:
    """The likely pages with neither picture nor chapter's end."""
    pieces = stretch.pieces
    running = _measures(pieces)
    pictures = _running([piece.picture for piece in pieces])
    start, length = np.nonzero(posterior.used > LEAST_CHANCE_TO_LEARN_FROM)
    end = np.minimum(start + length, len(pieces))
    usual = (length > 0) & (end < len(pieces)) & (pictures[end] == pictures[start]) & ((start > 0) | stretch.opened)
    start, length, end = start[usual], length[usual], end[usual]
    return _Pages(running[end] - running[start], posterior.used[start, length])


def _with_filling(weights: Weights, measures: Floats, chances: Floats) -> Weights:
    """What each measure takes of a page: robust regression towards what it takes in general, then the median page."""
    general = np.array(list(LINES_EACH.values())) / LINES_EACH["line"] * weights.filling[0]
    filling = weights.filling
    spread = weights.spread
    for _ in range(ROUNDS_OF_REGRESSION):
        missing = measures @ filling - 1
        trust = chances / (1 + (missing / spread) ** 2 / 4) / spread**2
        # The prior: each measure is what it is in general, give or take a share of that.
        prior = 1 / (UNSURE_OF_LINES * general) ** 2
        filling = np.linalg.solve(
            (measures * trust[:, None]).T @ measures + np.diag(prior), measures.T @ trust + prior * general
        )
        filling = np.clip(filling, 0.2 * general, 3 * general)
    full = measures @ filling
    filling = filling / _median(full, chances)
    deviation = _median(np.abs(measures @ filling - 1), chances)
    # 0.74 turns the median deviation of Student's t with four degrees of freedom into its scale.
    known = float(chances.sum())
    spread = (known * deviation / 0.74 + PAGES_OF_USUAL_SPREAD * USUAL_SPREAD) / (known + PAGES_OF_USUAL_SPREAD)
    return replace(weights, filling=filling, spread=max(LEAST_SPREAD, spread))


def _median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])
