"""The rivals that a model in training takes for answers itself: what it has most to learn from."""

from collections.abc import Sequence

import torch

from eval.training.batches import batch
from eval.training.examples import Labelled
from eval.training.judge import unit_logits
from eval.training.model import ReadingModel


def hardest(model: ReadingModel, drawn: Sequence[Labelled], count: int) -> list[Labelled]:
    """So many of the windows drawn of an example: those that answer, then the rivals that look most like an answer.

    Online hard example mining (Shrivastava et al. 2016): a rival counts by the logit that the model, as it is at this
    step, gives to the best unit that does not answer.
    """
    right = [window for window in drawn if window.answers]
    rivals = [window for window in drawn if not window.answers]
    if len(drawn) <= count:
        return [*right, *rivals]
    model.eval()
    given = batch([rivals])
    wrong = unit_logits(model, given).masked_fill(given.answers != 0, -torch.inf)
    model.train()
    order = wrong.amax(dim=1).argsort(descending=True, stable=True).tolist()
    return [*right, *(rivals[number] for number in order[: max(0, count - len(right))])]
