"""The rivals that a model in training takes for answers itself: what it has most to learn from."""

from collections.abc import Iterator, Sequence

import torch

from eval.training.batches import batch
from eval.training.examples import Labelled
from eval.training.judge import unit_logits
from eval.training.model import ReadingModel


def hardest(model: ReadingModel, drawn: Sequence[Sequence[Labelled]], count: int) -> list[list[Labelled]]:
    """So many of the windows drawn of each example: those that answer, then the rivals that look most like an answer.

    Online hard example mining (Shrivastava et al. 2016): a rival counts by the logit that the model, as it is at this
    step, gives to the best unit that does not answer. All examples are judged at once, so that windows of like length
    go together.
    """
    right = [[window for window in windows if window.answers] for windows in drawn]
    rivals = [[window for window in windows if not window.answers] for windows in drawn]
    logits = iter(_strongest(model, [own for own, windows in zip(rivals, drawn, strict=True) if len(windows) > count]))
    return [
        [*answering, *(_first(own, next(logits), count - len(answering)) if len(windows) > count else own)]
        for answering, own, windows in zip(right, rivals, drawn, strict=True)
    ]


def _strongest(model: ReadingModel, rivals: Sequence[Sequence[Labelled]]) -> Iterator[list[float]]:
    """The logit of the best unit that does not answer of each rival of each example."""
    if not any(rivals):
        yield from ([] for _ in rivals)
        return
    model.eval()
    given = batch(rivals)
    wrong = unit_logits(model, given).masked_fill(given.answers != 0, -torch.inf).amax(dim=1)
    model.train()
    yield from (part.tolist() for part in torch.split(wrong, [len(own) for own in rivals]))


def _first(rivals: Sequence[Labelled], logits: Sequence[float], count: int) -> list[Labelled]:
    order = sorted(range(len(rivals)), key=lambda number: -logits[number])
    return [rivals[number] for number in order[: max(0, count)]]
