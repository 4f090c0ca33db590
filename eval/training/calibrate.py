"""Fits, on dev and tune, what the reader's scores mean: how likely a candidate answers, or anything does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from eval.facts import Item, Place
from eval.training.evidence import touches_evidence
from index.engines import Search
from qa.certainty import Evidence, Missing, evidence
from qa.library import Library
from qa.read import PASSAGES_READ
from qa.several import RIVALS, Following
from qa.trained import Signals, TrainedReader
from qa.verify import Choice

MOST_OVER_REFUSED = 0.04
"""Share of answerable dev questions that the threshold may refuse: less than is allowed on test."""
PENALTY = 0.01
"""Of a squared weight in the choice among rivals, in units of its signal's spread; chosen on dev, as is STRENGTH."""
STRENGTH = 0.1
"""Inverse of the penalty in the regression of the question, in the same units."""
FOLLOWING = 2
"""Quotations after the first whose choice is fitted: facts@3 counts three."""
ONE_PLACE_COUNTS = 3
"""A question in parts with one place counts as so many with several: most are of those, save where they are fitted."""
ODDS_ALONE = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
LEAST_SPREAD = 1e-9
MOST_ITERATIONS = 200


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


def calibrate(library: Library, reader: TrainedReader, items: Sequence[Item], tune: Sequence[Item] = ()) -> Fitted:
    """The calibration of a reader from the items of dev.

    What is quoted after the first quotation is fitted on their questions in parts and those of `tune`: dev has few.
    """
    seen = _Seen()
    for item in items:
        _look(seen, library, reader, item)
    chosen = _fit_choice(
        seen.candidates, seen.answers, [[row for rows, _ in asked.passages for row in rows] for asked in seen.asked]
    )
    order = LogisticRegression(C=10.0, max_iter=1000).fit(np.array(seen.passages), np.array(seen.relevant))
    odds = np.array(seen.candidates) @ chosen
    known = [_evidence(seen.candidates, odds, asked) for asked in seen.asked]
    answerable = np.array([asked.answerable for asked in seen.asked])
    scale = StandardScaler()
    scaled = scale.fit_transform(known)
    certain = LogisticRegression(C=STRENGTH).fit(scaled, answerable)
    weights = certain.coef_[0] / scale.scale_
    sure = np.sort(certain.predict_proba(scaled)[answerable, 1])
    calibration = {
        "candidate": _rounded(chosen),
        "order": _rounded(order.coef_[0]),
        "certain": _rounded(weights),
        "certain_constant": round(float(certain.intercept_[0] - weights @ scale.mean_), 4),
        "following": ODDS_ALONE,
    }
    calibration["following"] = _fit_following(library, reader.calibrated(calibration), [*items, *tune])
    return Fitted(calibration, round(float(sure[int(MOST_OVER_REFUSED * len(sure))]), 4))


def _fit_following(library: Library, reader: TrainedReader, items: Sequence[Item]) -> list[float]:
    """Weights under which what answers a part that is not answered yet comes next."""
    rows: list[Following] = []
    right: list[bool] = []
    questions: list[range] = []
    for item in items:
        search = library.retrieve(item.question, PASSAGES_READ)
        if not item.answerable or not search.parts_dense:
            continue
        for following, answers in _next(reader, search, item):
            own = range(len(rows), len(rows) + len(following))
            questions += [own] * (1 if len(item.evidence) > 1 else ONE_PLACE_COUNTS)
            rows += following
            right += answers
    return _rounded(_fit_choice(rows, right, questions)) if any(right) else ODDS_ALONE


def _next(reader: TrainedReader, search: Search, item: Item) -> Iterator[tuple[list[Following], list[bool]]]:
    """For each quotation after the first what speaks for the choices left, and whether they answer what is open.

    The quotations before it are those that odds alone would choose.
    """
    reads = reader.read(search)
    rated = reader.rate(search, reads)
    turns = reader.turns(search, rated)
    found: list[tuple[list[Following], list[bool]]] = []

    def note(left: Sequence[Choice], shown: Sequence[Choice]) -> Sequence[Choice]:
        rivals = left[:RIVALS]
        open_groups = [group for group in item.evidence if not any(_meets(group, choice) for choice in shown)]
        answers = [any(_meets(group, choice) for group in open_groups) for choice in rivals]
        found.append(([*turns.following(rivals, shown)], answers))
        return left

    for _ in islice(reader.quoted(reads, rated, 0.0, note), 1 + FOLLOWING):
        pass
    yield from found[:FOLLOWING]


def _meets(group: Sequence[Place], choice: Choice) -> bool:
    """Whether a choice shares a character with any of the places."""
    document = choice.document
    return any(
        place.sha256 == document.source.sha256 and place.start < span.end and span.start < place.end
        for place in group
        for number in choice.sentences
        for span in document.sentences[number].spans
    )


def _fit_choice(
    rows: Sequence[tuple[float, ...]], right: Sequence[bool], questions: Sequence[Sequence[int]]
) -> npt.NDArray[np.float64]:
    """Weights under which, of the rows of a question, those that are right come before their rivals.

    A conditional logit (McFadden 1974): what counts is the order within each question, whereas a regression over all
    rows spends itself on telling questions apart, most of whose rows are easily told from an answer.
    """
    signals, answers = torch.tensor(rows, dtype=torch.float64), torch.tensor(right)
    spread = signals.std(dim=0).clamp_min(LEAST_SPREAD)
    scaled = signals / spread
    rivals = [(scaled[own], answers[own]) for own in questions if answers[own].any()]
    weights = torch.zeros(scaled.shape[1], dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([weights], max_iter=MOST_ITERATIONS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        losses = [(own @ weights).logsumexp(0) - (own[best] @ weights).logsumexp(0) for own, best in rivals]
        found = torch.stack(losses).mean() + PENALTY * weights @ weights
        found.backward()  # type: ignore[no-untyped-call]
        return found

    search.step(loss)  # type: ignore[no-untyped-call]
    fitted: npt.NDArray[np.float64] = (weights.detach() / spread).numpy()
    return fitted


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
