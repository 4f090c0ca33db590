"""How well a model in training reads: the held-out questions, each with the windows that retrieval found for it."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from eval.training.batches import Batch, batch
from eval.training.examples import Example
from eval.training.model import ReadingModel

OVER_REFUSED = 0.08


class Judged(NamedTuple):
    """Shares of the held-out questions: those whose best unit, and those of whose best three one, answers.

    `refused`: at the score below which OVER_REFUSED of the answerable fall, the unanswerable that fall below it too.
    """

    first: float
    among_three: float
    refused: float


def judge(model: ReadingModel, examples: Sequence[Example]) -> Judged:
    """The shares over the examples."""
    model.eval()
    ranks: list[int] = []
    best: dict[bool, list[float]] = {True: [], False: []}
    for example in examples:
        units, labels = logits_of(model, example)
        best[example.answerable].append(float(units.max()))
        if example.answerable:
            read = units > -torch.inf
            answers = labels[read][units[read].argsort(descending=True)]
            right = (answers != 0).nonzero()  # a unit that is UNSURE states the facts as well
            ranks.append(int(right[0]) if len(right) else 10**6)
    model.train()
    threshold = sorted(best[True])[int(OVER_REFUSED * len(best[True]))]
    refused = sum(score < threshold for score in best[False]) / max(1, len(best[False]))
    return Judged(sum(r < 1 for r in ranks) / len(ranks), sum(r < 3 for r in ranks) / len(ranks), refused)


def logits_of(model: ReadingModel, example: Example) -> tuple[Tensor, Tensor]:
    """For each unit of an example's windows, (windows, units), its logit, -inf where there is none, and its label."""
    given = batch([example.windows])
    return unit_logits(model, given), given.answers


def unit_logits(model: ReadingModel, given: Batch) -> Tensor:
    """The logit of each unit of a batch, (windows, units), -inf where there is none; nothing is learnt from it."""
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        scores = model.judge(model.states_by_length(given.ids, given.mask, given.types), given.question, given.pool)
    return scores.units.float().masked_fill(given.pool.sum(dim=2) == 0, -torch.inf)
