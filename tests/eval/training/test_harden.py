"""Which windows are read: those that answer, and the rivals whose strongest unit the model takes for an answer."""

from collections.abc import Sequence

import pytest

from eval.training.examples import UNSURE, Labelled
from eval.training.harden import hardest
from tests.eval.training.test_judge import ByNumber, _example


@pytest.mark.parametrize(("count", "ranks"), [(2, [3, 2]), (3, [3, 2, 4]), (4, [3, 2, 4, 1]), (1, [3]), (0, [3])])
def test_rivals_by_their_strongest_unit(count: int, ranks: list[int]) -> None:
    """Not by units that answer, or may; a window of those alone comes last; what answers is always read."""
    given = _example([(8, UNSURE)], [(8, UNSURE), (3, 0)], [(5, 0), (4, 0)], [(9, 1), (9, 0)], [(1, 0), (4, 0)])
    assert _ranks([given.windows], count) == [ranks]


def test_each_example_by_itself() -> None:
    """However many are judged at once, with windows of other sizes and numbers: none gets another's rivals."""
    one = _example([(1, 0)], [(3, 0)], [(2, 0), (0, 0), (1, 0)], [(9, 1)])
    few = _example([(8, 0)])
    other = _example([(1, 0)], [(9, 0)], [(5, 0)], [(7, 0)], [(3, 0)], answerable=False)
    assert _ranks([one.windows, few.windows, other.windows], 3) == [[3, 1, 2], [0], [1, 3, 2]]


def test_where_there_is_no_choice() -> None:
    """As many as are asked for, or fewer: all, what answers first."""
    given = _example([(8, 0)], [(3, 1)])
    assert _ranks([given.windows], 2) == [[1, 0]]
    assert _ranks([(), given.windows], 4) == [[], [1, 0]]
    rivals = _example([(2, 0)], [(3, 0)], answerable=False)
    assert _ranks([rivals.windows], 1) == [[1]]
    sure = _example([(1, 1)], [(3, 1)], [(2, 1)])
    assert _ranks([sure.windows], 2) == [[0, 1, 2]]


def _ranks(drawn: Sequence[Sequence[Labelled]], count: int) -> list[list[int]]:
    return [[window.rank for window in windows] for windows in hardest(ByNumber(), drawn, count)]
