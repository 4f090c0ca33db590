"""What is read next: windows by the strongest unit that does not answer, and few of the questions that are easy."""

import pytest

from eval.training.examples import UNSURE, Example
from eval.training.harden import EASY_MARGIN, hardened
from tests.eval.training.test_judge import ByNumber, _example


def _kept(example: Example, seeds: int = 300) -> float:
    """The share of chances by which an example is given."""
    return sum(len(list(hardened(ByNumber(), [example], seed))) for seed in range(seeds)) / seeds


def test_windows_are_ranked_by_their_rivals() -> None:
    """Not by units that answer, or may; a window of those alone comes last."""
    (given,) = hardened(ByNumber(), [_example([(9, 1), (2, 0)], [(8, UNSURE), (3, 0)], [(5, 0), (4, 0)], [(7, 1)])], 1)
    assert [window.rank for window in given.windows] == [2, 1, 0, 3]


@pytest.mark.parametrize(
    ("example", "easy"),
    [
        (_example([(9, 1)], [(6, 0)]), True),
        (_example([(9, 1)], [(7, 0)]), False),
        (_example([(9, UNSURE), (9, 1)], [(6, 0)]), True),
        (_example([(2, 1)], [(-5, 0)]), False),  # beaten by "nothing answers", whose logit is 0
        (_example([(3, 1)], [(-5, 0)]), True),
        (_example([(-5, 0)]), False),  # its answer was not among what is read
        (_example([(-3, 0)], [(-4, 0)], answerable=False), True),
        (_example([(-4, 0)], [(-2, 0)], answerable=False), False),
        (_example([(9, 0)], answerable=False), False),
    ],
)
def test_few_easy_questions_are_given(example: Example, easy: bool) -> None:  # noqa: FBT001 - a parameter
    """Easy is what the model has right by a margin; a hard question is always given."""
    assert EASY_MARGIN == 2.5
    assert _kept(example) == (pytest.approx(0.2, abs=0.1) if easy else 1.0)


def test_nothing_else_is_changed() -> None:
    """Question, windows and labels stay; the order of the examples too."""
    examples = [_example([(9, 1), (9, 0)]), _example([(1, 0)], [(8, 0)], answerable=False)]
    given = list(hardened(ByNumber(), examples, 1))
    for before, after in zip(examples, given, strict=True):
        assert (before.question, before.answerable) == (after.question, after.answerable)
        assert [w._replace(rank=0) for w in before.windows] == [w._replace(rank=0) for w in after.windows]
