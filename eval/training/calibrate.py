"""Fits, on dev, what the reader's scores mean: how likely a candidate answers, and in which order passages stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.facts import Item
from eval.training.evidence import touches_evidence
from qa.library import Library
from qa.read import PASSAGES_READ
from qa.trained import TrainedReader

MOST_OVER_REFUSED = 0.07
"""Share of answerable dev questions that the threshold may refuse: a little less than is allowed on test."""


class Fitted(NamedTuple):
    """The calibration for the card, and the threshold below which the reader refuses."""

    calibration: dict[str, Any]
    abstain: float


@dataclass(slots=True)
class _Seen:
    """What the reader saw: signals of candidates and passages, whether each is evidence; the candidates by item."""

    candidates: list[tuple[float, ...]] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)
    passages: list[tuple[float, ...]] = field(default_factory=list)
    relevant: list[bool] = field(default_factory=list)
    groups: list[range] = field(default_factory=list)


def calibrate(library: Library, reader: TrainedReader, items: Sequence[Item]) -> Fitted:
    """The calibration of a reader from the items of dev."""
    seen = _Seen()
    for item in items:
        _look(seen, library, reader, item)
    chosen = _fit(seen.candidates, seen.answers)
    order = _fit(seen.passages, seen.relevant)
    scores = 1 / (1 + np.exp(-(np.array(seen.candidates) @ chosen.coef_[0] + chosen.intercept_[0])))
    best = [float(scores[group].max()) if group else 0.0 for group in seen.groups]
    known = sorted(score for score, item in zip(best, items, strict=True) if item.answerable)
    return Fitted(
        {
            "candidate": [round(float(weight), 4) for weight in chosen.coef_[0]],
            "constant": round(float(chosen.intercept_[0]), 4),
            "order": [round(float(weight), 4) for weight in order.coef_[0]],
        },
        round(known[int(MOST_OVER_REFUSED * len(known))], 4),
    )


def _look(seen: _Seen, library: Library, reader: TrainedReader, item: Item) -> None:
    """Add what the reader sees for the question of an item."""
    search = library.retrieve(item.question, PASSAGES_READ)
    first = len(seen.candidates)
    for read in reader.read(search):
        document, passage = read.hit.document, read.hit.passage
        best = max((unit.logit for unit in read.score.units), default=read.score.logit)
        seen.passages.append((best, read.score.logit, read.retrieval))
        seen.relevant.append(touches_evidence(item, document, [(passage.start, passage.end)]))
        for candidate, signals in reader.signals(search, read):
            spans = [span for number in candidate.chief for span in document.sentences[number].spans]
            seen.candidates.append(tuple(signals))
            seen.answers.append(touches_evidence(item, document, spans))
    seen.groups.append(range(first, len(seen.candidates)))


def _fit(rows: Sequence[tuple[float, ...]], labels: Sequence[bool]) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=1000).fit(np.array(rows), np.array(labels))
