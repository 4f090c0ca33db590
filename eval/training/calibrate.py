"""Fits, on dev, what the reader's scores mean: how likely a candidate answers, or anything does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from eval.facts import Item
from eval.training.evidence import touches_evidence
from qa.certainty import Evidence, Missing, evidence
from qa.library import Library
from qa.read import PASSAGES_READ
from qa.trained import Signals, TrainedReader

MOST_OVER_REFUSED = 0.05
"""Share of answerable dev questions that the threshold may refuse: less than is allowed on test."""


class Fitted(NamedTuple):
    """The calibration for the card, and the threshold below which the reader refuses."""

    calibration: dict[str, Any]
    abstain: float


class _Asked(NamedTuple):
    """A question of dev read: for each passage the rows of `candidates` that it gave, and what it lacks.

    `logits` are those of the passages' best units.
    """

    passages: tuple[tuple[range, Missing], ...]
    logits: tuple[float, ...]
    answerable: bool


@dataclass(slots=True)
class _Seen:
    """What the reader saw: signals of candidates and passages, whether each is evidence; the questions."""

    candidates: list[Signals] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)
    passages: list[tuple[float, ...]] = field(default_factory=list)
    relevant: list[bool] = field(default_factory=list)
    asked: list[_Asked] = field(default_factory=list)


def calibrate(library: Library, reader: TrainedReader, items: Sequence[Item]) -> Fitted:
    """The calibration of a reader from the items of dev."""
    seen = _Seen()
    for item in items:
        _look(seen, library, reader, item)
    chosen = _fit(seen.candidates, seen.answers)
    order = _fit(seen.passages, seen.relevant)
    odds = np.array(seen.candidates) @ chosen.coef_[0] + chosen.intercept_[0]
    known = [_evidence(seen.candidates, odds, asked) for asked in seen.asked]
    answerable = np.array([asked.answerable for asked in seen.asked])
    certain = _fit(known, answerable)
    sure = np.sort(certain.predict_proba(np.array(known))[answerable, 1])
    return Fitted(
        {
            "candidate": _rounded(chosen.coef_[0]),
            "constant": round(float(chosen.intercept_[0]), 4),
            "order": _rounded(order.coef_[0]),
            "certain": _rounded(certain.coef_[0]),
            "certain_constant": round(float(certain.intercept_[0]), 4),
        },
        round(float(sure[int(MOST_OVER_REFUSED * len(sure))]), 4),
    )


def _rounded(weights: Iterable[float]) -> list[float]:
    return [round(float(weight), 4) for weight in weights]


def _evidence(candidates: Sequence[Signals], odds: npt.NDArray[np.float64], asked: _Asked) -> Evidence:
    """What the fitted odds of its candidates make of a question."""
    best, lacking = max(
        ((max(rows, key=odds.__getitem__), lacking) for rows, lacking in asked.passages), key=lambda one: odds[one[0]]
    )
    return evidence(float(odds[best]), lacking, candidates[best].alike, asked.logits)


def _look(seen: _Seen, library: Library, reader: TrainedReader, item: Item) -> None:
    """Add what the reader sees for the question of an item."""
    search = library.retrieve(item.question, PASSAGES_READ)
    passages: list[tuple[range, Missing]] = []
    reads = reader.read(search)
    for read in reads:
        document, passage = read.hit.document, read.hit.passage
        seen.passages.append(read.order_signals)
        seen.relevant.append(touches_evidence(item, document, [(passage.start, passage.end)]))
        first = len(seen.candidates)
        for candidate, signals in reader.signals(search, read):
            spans = [span for number in candidate.chief for span in document.sentences[number].spans]
            seen.candidates.append(signals)
            seen.answers.append(touches_evidence(item, document, spans))
        if len(seen.candidates) > first:
            passages.append((range(first, len(seen.candidates)), reader.missing(search, read)))
    if passages:
        seen.asked.append(_Asked(tuple(passages), tuple(read.score.best for read in reads), item.answerable))


def _fit(rows: Sequence[tuple[float, ...]], labels: Sequence[bool] | npt.NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=1000).fit(np.array(rows), np.array(labels))
