"""What the reader is taught: the unit that answers against its rivals, whether anything does, and which words."""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from eval.training.batches import Batch
from eval.training.examples import UNSURE
from eval.training.model import Scores

POINTWISE = 0.5
PASSAGE = 0.3
WORDS = 0.2


def loss_of(scores: Scores, given: Batch) -> Tensor:
    """The sum of four losses.

    Listwise over all units of a question and a fixed logit of 0 for "nothing answers"; pointwise over units, so that
    scores mean the same from question to question; over windows; over the tokens of units that answer.
    """
    units = scores.units.float()
    known = given.answers != UNSURE
    right = given.answers == 1
    listwise = [
        _listwise(units[own], known[own], right[own])
        for number in range(int(given.example.max()) + 1)
        for own in [given.example == number]
    ]
    pointwise = binary_cross_entropy_with_logits(units[known], given.answers[known], reduction="none")
    balanced = pointwise[given.answers[known] == 1].sum() * 2 + pointwise[given.answers[known] == 0].sum()
    holds = right.any(dim=1).float()
    sure = (holds == 1) | ~((given.answers == UNSURE) & (given.pool.sum(dim=2) > 0)).any(dim=1)
    total = torch.stack(listwise).mean() + POINTWISE * balanced / len(listwise)
    if sure.any():
        total = total + PASSAGE * binary_cross_entropy_with_logits(scores.passages.float()[sure], holds[sure])
    marked = given.words != UNSURE
    if marked.any():
        total = total + WORDS * binary_cross_entropy_with_logits(scores.words.float()[marked], given.words[marked])
    return total


def _listwise(units: Tensor, known: Tensor, right: Tensor) -> Tensor:
    nothing = units.new_zeros(1)
    everything = torch.logsumexp(torch.cat([units[known], nothing]), dim=0)
    chosen = units[right] if right.any() else nothing
    return everything - torch.logsumexp(chosen, dim=0)
