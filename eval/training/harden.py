"""What a model in training should read next: the rivals that it takes for answers, and questions it is not sure of."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

import torch

from eval.training.examples import Example
from eval.training.judge import logits_of
from eval.training.model import ReadingModel

EASY_MARGIN = 2.5
EASY_SHARE = 0.2


def hardened(model: ReadingModel, examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """The examples, their windows ranked by the logit of the best unit that does not answer, highest first.

    Of those that the model has right by EASY_MARGIN or more only a share is given: the others teach more.
    """
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    model.eval()
    for example in examples:
        units, answers = logits_of(model, example)
        margin = _margin(example, units[answers == 1].tolist(), units[answers == 0].tolist())
        if margin < EASY_MARGIN or rng.random() < EASY_SHARE:
            rivals = units.masked_fill(answers != 0, -torch.inf).amax(dim=1)
            ranks = rivals.argsort(descending=True, stable=True).argsort().tolist()
            pairs = zip(example.windows, ranks, strict=True)
            yield replace(example, windows=tuple(window._replace(rank=rank) for window, rank in pairs))
    model.train()


def _margin(example: Example, right: list[float], wrong: list[float]) -> float:
    """By how much the best logit of what is right exceeds the best of what is wrong; that of "nothing answers" is 0."""
    (wrong if example.answerable else right).append(0.0)
    return max(right, default=-inf) - max(wrong, default=-inf)
