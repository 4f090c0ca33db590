"""Fusion: several signals about the same candidates become one score. Pure functions."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


class Signals(NamedTuple):
    """What each signal says of every candidate; all of shape (candidates,), float32."""

    passage_lexical: Scores
    passage_dense: Scores
    sentence_dense: Scores


WEIGHTS = (0.5, 1.0, 1.0)
"""Of each of `Signals`: words count half of what the trained encoder says; chosen on `dev`."""


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


def best_of_groups(scores: Scores, groups: npt.NDArray[np.int64], count: int) -> Scores:
    """The highest score within each group, shape (count,); a group without members gets the lowest score of all."""
    best = np.full(count, scores.min() if scores.size else 0.0, dtype=np.float32)
    np.maximum.at(best, groups, scores)
    return best
