"""Fusion: several signals about the same candidates become one score. Pure functions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


class Signals(NamedTuple):
    """What each signal says of every candidate; all of shape (candidates,), float32."""

    passage_lexical: Scores
    passage_dense: Scores
    sentence_dense: Scores


WEIGHTS = (0.35, 1.0, 1.0)
"""Of each of `Signals`: words count a third of what the trained encoder says; chosen on `dev`."""
SECTION = 0.5
"""What the best passage of a section counts for the others; chosen on `dev` and `train`."""
PARTS = 0.5
"""What the best part of a compound question counts beside the whole of it; chosen so too."""

NAMED = 0.75
"""What it counts that a passage is of a document that the question names; chosen on `tune`."""


def standardise(scores: Scores) -> Scores:
    """Scores with mean 0 and standard deviation 1 over the candidates; all 0 where all are equal."""
    if not scores.size or scores.min() == scores.max():  # by comparing: the deviation of equal floats is not quite 0
        return np.zeros_like(scores)
    return np.asarray((scores - scores.mean()) / scores.std(), dtype=np.float32)


def fuse(signals: Signals) -> Scores:
    """Weighted sum of the standardised signals, shape (candidates,); why so: docs/decisions/003-fusion.md."""
    total = np.zeros_like(signals[0], dtype=np.float32)
    for scores, weight in zip(signals, WEIGHTS, strict=True):
        total += weight * standardise(scores)
    return total


def with_parts(scores: Scores, parts: Sequence[Scores]) -> Scores:
    """The scores and those for the part of the question that each candidate answers best, (candidates,).

    Their weighted mean, so that a score means the same whether a question has parts or not.
    """
    return (scores + PARTS * np.max(parts, axis=0)) / (1.0 + PARTS) if parts else scores


def with_named(scores: Scores, named: npt.NDArray[np.bool_]) -> Scores:
    """The scores, raised where the candidate is of a document that the question names; both (candidates,)."""
    return scores + np.float32(NAMED) * named.astype(np.float32)


def with_section(scores: Scores, sections: npt.NDArray[np.int64]) -> Scores:
    """The scores, raised by those of each passage's section, shape (candidates,): what answers seldom stands alone.

    `sections` (candidates,) is the number of each passage's section; the score of a section is that of its best.
    """
    if not scores.size:
        return scores
    return scores + SECTION * best_of_groups(scores, sections, int(sections.max()) + 1)[sections]


def best_of_groups(scores: Scores, groups: npt.NDArray[np.int64], count: int) -> Scores:
    """The highest score within each group, shape (count,); a group without members gets the lowest score of all."""
    best = np.full(count, scores.min() if scores.size else 0.0, dtype=np.float32)
    np.maximum.at(best, groups, scores)
    return best
