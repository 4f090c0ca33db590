"""Every way of cutting a text into consecutive pages, weighed at once: forward and backward sums over a lattice.

A state (gap, page) says that the page begins at the gap; an edge is one page's text, which may be empty. Sums over all
paths give the probability of each state, so that what is certain and what is not come out of one calculation
(the forward-backward algorithm for semi-Markov chains: L. R. Rabiner, Proc. IEEE 77(2), 1989, section IV.D).
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

IMPOSSIBLE = -1e30
"""Logarithm of no chance at all: finite, so that differences stay numbers."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Gaps 0 to n, cells between them.

    `edges[i, d]` is the log weight of a page from gap i to gap i + d, shape (n + 1, depth). A page p may begin at gap i
    where `first[i] <= p <= last[i]`; both rise with i. The first page begins at gap 0; the last one ends at gap n, and
    the page that would follow it is `final` or later.
    """

    edges: Floats
    first: Integers
    last: Integers
    final: int


@dataclass(frozen=True, slots=True)
class Posterior:
    """Probabilities: `begins[p - page][i - offsets[p - page]]` that page p begins at gap i.

    `opens` is the chance that any page begins at a gap, shape (n + 1); `used[i, d]` that gaps i and i + d bound a page.
    """

    page: int
    offsets: list[int]
    begins: list[Floats]
    opens: Floats
    used: Floats


def weigh_pages(lattice: Lattice) -> Posterior | None:
    """The probability of every state and edge; None where no way through the lattice exists."""
    first, last = lattice.first, lattice.last
    count, depth = lattice.edges.shape
    padded = np.full((count + depth, depth), IMPOSSIBLE)
    padded[depth:] = lattice.edges
    # incoming[j, d] is the edge from gap j - d to gap j.
    step = padded.strides[1]
    incoming = as_strided(padded[depth:], (count, depth), (depth * step, (1 - depth) * step), writeable=False)
    pages = range(int(first[0]), int(last[-1]) + 1)
    starts = np.searchsorted(last, np.array(pages), side="left")
    ends = np.maximum(np.searchsorted(first, np.array(pages), side="right"), starts)
    forward = [_state(ends[0] - starts[0])]
    forward[0][0] = 0.0
    for number in range(1, len(pages)):
        a, b = int(starts[number]), int(ends[number])
        window = _around(forward[-1], int(starts[number - 1]), a - depth + 1, b)
        # Sources j - d for d = 0, 1, ...: the window read backwards.
        sources = np.lib.stride_tricks.sliding_window_view(window, depth)[:, ::-1] if b > a else window[:0, None]
        forward.append(_log_sum(sources + incoming[a:b]))
    total = _total(lattice, forward, starts, ends)
    if total <= IMPOSSIBLE / 2:
        return None
    return _backward(lattice, forward, starts, ends, total)


def _state(size: int) -> Floats:
    return np.full(int(size), IMPOSSIBLE)


def _around(values: Floats, offset: int, a: int, b: int) -> Floats:
    """Values for gaps a to b, impossible where there are none."""
    window = _state(max(0, b - a))
    low, high = max(a, offset), min(b, offset + len(values))
    if low < high:
        window[low - a : high - a] = values[low - offset : high - offset]
    return window


def _log_sum(terms: Floats) -> Floats:
    if not terms.size:
        return np.empty(len(terms))
    top = np.maximum(terms.max(axis=1), IMPOSSIBLE)
    # Below the impossible nothing is left of the sum: one stands in for it, and the bound does the rest.
    summed = np.exp(terms - top[:, None]).sum(axis=1)
    result: Floats = np.maximum(np.log(np.where(summed > 0, summed, 1.0)) + top, IMPOSSIBLE)
    return result


def _total(lattice: Lattice, forward: list[Floats], starts: Integers, ends: Integers) -> float:
    """Log weight of all ways: the sum over the pages that may follow the last gap."""
    last_gap = len(lattice.edges) - 1
    finals = [
        states[last_gap - int(start)]
        for page, (states, start, end) in enumerate(zip(forward, starts, ends, strict=True), int(lattice.first[0]))
        if start <= last_gap < end and page >= lattice.final
    ]
    return float(_log_sum(np.array([finals or [IMPOSSIBLE]]))[0])


def _backward(lattice: Lattice, forward: list[Floats], starts: Integers, ends: Integers, total: float) -> Posterior:
    count, depth = lattice.edges.shape
    opens = np.zeros(count)
    used = np.zeros((count, depth))
    begins: list[Floats] = []
    following = _state(0)
    offset = count
    for number in range(len(forward) - 1, -1, -1):
        a, b = int(starts[number]), int(ends[number])
        window = _around(following, offset, a, b + depth - 1)
        onward = (
            np.lib.stride_tricks.sliding_window_view(window, depth) + lattice.edges[a:b]
            if b > a
            else np.empty((0, depth))
        )
        backward = _log_sum(onward)
        if a <= count - 1 < b and int(lattice.first[0]) + number >= lattice.final:
            # The page that would begin at the last gap is the end: nothing follows.
            backward[count - 1 - a] = 0.0
            onward[count - 1 - a] = IMPOSSIBLE
        begins.append(np.exp(np.minimum(forward[number] + backward - total, 0.0)))
        used[a:b] += np.exp(np.minimum(forward[number][:, None] + onward - total, 0.0))
        opens[a:b] += begins[-1]
        following, offset = backward, a
    return Posterior(int(lattice.first[0]), [int(start) for start in starts], begins[::-1], opens, used)
