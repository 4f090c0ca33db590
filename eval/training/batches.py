"""Examples to tensors: which windows of an example are read in a step, and the targets of every head."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from eval.training.examples import UNSURE, Example, Label, Labelled
from eval.training.model import LENGTH_STEP
from qa.windows import Stretch

MOST_RIGHT = 2


class Batch(NamedTuple):
    """Tensors of windows of several examples; `example` (windows,) says whose each window is.

    `answers` (windows, units) is 1, 0 or UNSURE (also where there is no unit), so is `words` (windows, tokens).
    """

    ids: Tensor
    mask: Tensor
    types: Tensor
    question: Tensor
    pool: Tensor
    example: Tensor
    answers: Tensor
    words: Tensor


def draw(example: Example, count: int, rng: random.Random) -> list[Labelled]:
    """Windows to read in one step: some that answer, then rivals, those of better rank more often."""
    right = [window for window in example.windows if window.answers]
    wrong = [window for window in example.windows if not window.answers]
    chosen = rng.sample(right, min(MOST_RIGHT, len(right)))
    weighted = sorted(wrong, key=lambda window: -(rng.random() ** (2 + window.rank)))
    return chosen + weighted[: max(0, count - len(chosen))]


def batch(drawn: Sequence[Sequence[Labelled]]) -> Batch:
    """The tensors of the windows drawn of several examples."""
    given = _blank(drawn)
    for row, labelled in enumerate(labelled for windows in drawn for labelled in windows):
        _fill(given, row, labelled)
    return given


def _blank(drawn: Sequence[Sequence[Labelled]]) -> Batch:
    """Tensors large enough, in which nothing is read and nothing known yet."""
    flat = [labelled for windows in drawn for labelled in windows]
    tokens = -(-max(len(labelled.window.ids) for labelled in flat) // LENGTH_STEP) * LENGTH_STEP
    units = max(len(labelled.labels) for labelled in flat)
    shape = (len(flat), tokens)
    return Batch(
        ids=torch.zeros(shape, dtype=torch.long),
        mask=torch.zeros(shape, dtype=torch.long),
        types=torch.zeros(shape, dtype=torch.long),
        question=torch.zeros(shape),
        pool=torch.zeros(len(flat), units, tokens),
        example=torch.tensor([number for number, windows in enumerate(drawn) for _ in windows]),
        answers=torch.full((len(flat), units), UNSURE, dtype=torch.float32),
        words=torch.full(shape, UNSURE, dtype=torch.float32),
    )


def _fill(given: Batch, row: int, labelled: Labelled) -> None:
    """Write a window into its row."""
    window, length = labelled.window, len(labelled.window.ids)
    first, last = window.question
    given.ids[row, :length] = torch.as_tensor(window.ids)
    given.mask[row, :length] = 1
    given.types[row, last + 1 : length] = 1
    given.question[row, first:last] = 1.0 / max(1, last - first)
    for unit, (stretch, label) in enumerate(zip(window.stretches, labelled.labels, strict=True)):
        if stretch.first == stretch.last:
            continue
        given.pool[row, unit, stretch.first : stretch.last] = 1.0 / (stretch.last - stretch.first)
        given.answers[row, unit] = label.answers
        if label.words:
            given.words[row, stretch.first : stretch.last] = torch.tensor(_marks(stretch, label))


def _marks(stretch: Stretch, label: Label) -> list[float]:
    """1 for each token of a stretch that shares a character with the words that answer, else 0."""
    return [float(any(a < end and b > start for start, end in label.words)) for a, b in stretch.characters]
