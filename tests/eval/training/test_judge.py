"""How well a model reads: shares of questions whose best units answer, and of refusals."""

import pytest
import torch
from torch import Tensor, nn

from eval.training.examples import UNSURE, Example, Label, Labelled
from eval.training.judge import judge
from eval.training.model import ReadingModel, Scores
from qa.windows import Stretch, Unit, Window


class ByNumber(ReadingModel):
    """A model whose logit of a unit is the mean of its tokens' numbers."""

    def __init__(self) -> None:
        nn.Module.__init__(self)

    def states_by_length(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """The numbers."""
        del mask, types
        return ids.float().unsqueeze(-1)

    def judge(self, states: Tensor, question: Tensor, pool: Tensor) -> Scores:
        """Their means."""
        assert not self.training
        return Scores(torch.matmul(pool, states).squeeze(-1), question.sum(dim=1), states.squeeze(-1))


def _example(*windows: list[tuple[int, int]], answerable: bool = True) -> Example:
    """An example of windows of units, each a token's number (the unit's logit) and a label."""
    labelled = []
    for rank, units in enumerate(windows):
        stretches = tuple(Stretch(Unit(n, "", ()), 3 + n, 4 + n, [(0, 1)]) for n in range(len(units)))
        window = Window([1, 2, 1, *(number for number, _ in units), 1], [], (1, 2), stretches)
        labelled.append(Labelled(window, tuple(Label(label, ()) for _, label in units), rank))
    return Example("?", tuple(labelled), answerable)


def test_the_rank_of_what_answers() -> None:
    """Over all windows of a question; the first place, or one of the first three."""
    examples = [
        _example([(9, 1), (5, 0)], [(8, 0)]),
        _example([(9, 0), (5, 0)], [(8, 0), (6, 1)]),
        _example([(9, 0), (5, 1)], [(8, 0), (6, 0)]),
        _example([(9, 0), (7, 1)], [(8, 0), (6, 0)]),
    ]
    judged = judge(ByNumber(), examples)
    assert judged.first == 0.25
    assert judged.among_three == 0.75


def test_what_says_it_too_counts() -> None:
    """A unit that states the facts is as good as the one named; a question without either is missed."""
    examples = [_example([(9, UNSURE), (5, 1)]), _example([(9, 0), (5, 0)])]
    judged = judge(ByNumber(), examples)
    assert (judged.first, judged.among_three) == (0.5, 0.5)


def test_padding_is_no_unit() -> None:
    """A window with fewer units than another has no best unit where there is none, however low the others."""
    low = _example([(-9, 0), (-8, 1)], [(-9, 0), (-9, 0), (-9, 0)])
    assert judge(ByNumber(), [low]).first == 1.0


@pytest.mark.parametrize(("score", "refused"), [(19, 1.0), (20, 1.0), (21, 0.0), (90, 0.0)])
def test_refusals(score: int, refused: float) -> None:
    """The threshold is where eight in a hundred of the answerable fall; what scores below it is refused."""
    answerable = [_example([(number, 1)]) for number in range(20, 45)]  # of 25, two (8%) fall below 22
    threshold = 22
    unanswerable = [_example([(score, 0)], answerable=False)]
    assert judge(ByNumber(), [*answerable, *unanswerable]).refused == (1.0 if score < threshold else refused)


def test_a_part_is_refused() -> None:
    """The share is of the unanswerable."""
    unanswerable = [_example([(score, 0)], answerable=False) for score in (1, 2, 30, 40)]
    answerable = [_example([(number, 1)]) for number in range(20, 45)]
    assert judge(ByNumber(), [*answerable, *unanswerable]).refused == 0.5


def test_the_model_goes_on_training() -> None:
    """Judged without dropout, handed back as it was."""
    model = ByNumber().train()
    judge(model, [_example([(9, 1)])])
    assert model.training
