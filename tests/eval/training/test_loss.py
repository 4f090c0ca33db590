"""The loss, against the same four sums written out in plain numbers, and what it pulls which way."""

from collections.abc import Sequence
from math import exp, log

import numpy as np
import pytest
import torch
from torch import Tensor

from eval.training.batches import Batch
from eval.training.examples import UNSURE
from eval.training.loss import PASSAGE, POINTWISE, WORDS, loss_of
from eval.training.model import Scores

UNITS, TOKENS = 3, 4


def _batch(example: Sequence[int], answers: Sequence[Sequence[int]], words: Sequence[Sequence[int]]) -> Batch:
    """A batch whose windows are read wherever they have a label; ids and the like are not looked at."""
    blank = torch.zeros(len(example), TOKENS)
    told = torch.tensor(answers, dtype=torch.float32)
    pool = torch.full((len(example), told.shape[1], TOKENS), 0.25)
    return Batch(
        *(blank.long(), blank.long(), blank.long(), blank, pool),
        torch.tensor(example),
        told,
        torch.tensor(words, dtype=torch.float32),
    )


def _cross_entropy(logit: float, target: float) -> float:
    chance = 1 / (1 + exp(-logit))
    return -(target * log(chance) + (1 - target) * log(1 - chance))


def _plain_loss(scores: Scores, given: Batch) -> float:
    """The loss as its description says it, one number after the other."""
    units, answers = scores.units.tolist(), given.answers.tolist()
    windows = range(len(answers))
    listwise = []
    for number in range(max(given.example.tolist()) + 1):
        own = [(w, u) for w in windows if given.example[w] == number for u in range(len(answers[w]))]
        every = 1 + sum(exp(units[w][u]) for w, u in own if answers[w][u] != UNSURE)
        right = sum(exp(units[w][u]) for w, u in own if answers[w][u] == 1) or 1.0
        listwise.append(log(every) - log(right))
    pointwise = sum(
        _cross_entropy(units[w][u], label) * (2 if label == 1 else 1)
        for w in windows
        for u, label in enumerate(answers[w])
        if label != UNSURE
    )
    passages = [
        _cross_entropy(float(scores.passages[w]), float(1 in answers[w]))
        for w in windows
        if 1 in answers[w]
        or not any(label == UNSURE and given.pool[w, u].sum() > 0 for u, label in enumerate(answers[w]))
    ]
    words = [
        _cross_entropy(float(scores.words[w, t]), float(given.words[w, t]))
        for w in windows
        for t in range(TOKENS)
        if given.words[w, t] != UNSURE
    ]
    total = float(np.mean(listwise)) + POINTWISE * pointwise / len(listwise)
    total += PASSAGE * float(np.mean(passages)) if passages else 0.0
    return total + (WORDS * float(np.mean(words)) if words else 0.0)


@pytest.mark.parametrize("seed", range(25))
def test_the_four_sums(seed: int) -> None:
    """Whatever the labels: several questions, some with nothing right, units unsure, units not read."""
    rng = np.random.default_rng(seed)
    example = np.sort(rng.integers(0, 3, 6))
    example = np.searchsorted(np.unique(example), example)
    answers = rng.choice([0, 1, UNSURE], (6, UNITS), p=[0.6, 0.25, 0.15])
    words = rng.choice([0, 1, UNSURE], (6, TOKENS), p=[0.2, 0.2, 0.6])
    given = _batch(example.tolist(), answers.tolist(), words.tolist())
    given.pool[rng.random((6, UNITS)) < 0.3] = 0
    shapes = ((6, UNITS), (6,), (6, TOKENS))
    scores = Scores(*(torch.tensor(rng.normal(0, 2, shape), dtype=torch.float32) for shape in shapes))
    assert float(loss_of(scores, given)) == pytest.approx(_plain_loss(scores, given), rel=1e-5)


def test_one_question_by_hand() -> None:
    """One unit right at logit 0, one wrong at 0: ln 3 + half of three ln 2, and 0.3 ln 2 for the window."""
    given = _batch([0], [[1, 0]], [[UNSURE] * TOKENS])
    scores = Scores(torch.zeros(1, 2), torch.zeros(1), torch.zeros(1, TOKENS))
    assert float(loss_of(scores, given)) == pytest.approx(log(3) + 0.5 * 3 * log(2) + 0.3 * log(2))


def _pull(answers: Sequence[Sequence[int]], words: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of units, passages and words at nought: negative is pulled up."""
    given = _batch([0] * len(answers), answers, words)
    shapes = ((len(answers), len(answers[0])), (len(answers),), (len(answers), TOKENS))
    scores = Scores(*(torch.zeros(shape, requires_grad=True) for shape in shapes))
    loss_of(scores, given).backward()  # type: ignore[no-untyped-call]
    return tuple(given if given is not None else torch.zeros(1) for given in (score.grad for score in scores))  # type: ignore[return-value]


def test_what_is_pulled_which_way() -> None:
    """Right up, wrong down, unsure nowhere; the window that holds it up, the other down; marked words up."""
    units, passages, words = _pull([[1, 0], [0, UNSURE], [0, 0]], [[1, 0, UNSURE, UNSURE], *[[UNSURE] * 4] * 2])
    assert units[0, 0] < 0 < units[0, 1]
    assert units[1, 0] > 0
    assert units[1, 1] == 0
    assert passages[0] < 0 == passages[1] < passages[2]
    assert words[0, 0] < 0 < words[0, 1]
    assert not words[0, 2:].any()
    assert not words[1:].any()


def test_where_nothing_answers() -> None:
    """Every unit is pulled below the fixed logit of nothing."""
    units, passages, _ = _pull([[0, 0]], [[UNSURE] * 4])
    assert (units > 0).all()
    assert (passages > 0).all()


def test_where_nothing_is_sure() -> None:
    """A batch without any window to judge has a loss, and it is a number."""
    given = _batch([0], [[UNSURE, UNSURE]], [[UNSURE] * TOKENS])
    scores = Scores(torch.ones(1, 2), torch.ones(1), torch.ones(1, TOKENS))
    assert float(loss_of(scores, given)) == 0.0
