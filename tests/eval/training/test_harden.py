"""Which windows are read: those that answer, and the rivals whose strongest unit the model takes for an answer."""

import pytest

from eval.training.examples import UNSURE
from eval.training.harden import hardest
from tests.eval.training.test_judge import ByNumber, _example


@pytest.mark.parametrize(("count", "ranks"), [(2, [3, 2]), (3, [3, 2, 4]), (4, [3, 2, 4, 1]), (1, [3]), (0, [3])])
def test_rivals_by_their_strongest_unit(count: int, ranks: list[int]) -> None:
    """Not by units that answer, or may; a window of those alone comes last; what answers is always read."""
    given = _example([(8, UNSURE)], [(8, UNSURE), (3, 0)], [(5, 0), (4, 0)], [(9, 1), (9, 0)], [(1, 0), (4, 0)])
    assert [window.rank for window in hardest(ByNumber(), given.windows, count)] == ranks


def test_where_there_is_no_choice() -> None:
    """As many as are asked for, or fewer: all, what answers first."""
    given = _example([(8, 0)], [(3, 1)])
    assert [window.rank for window in hardest(ByNumber(), given.windows, 2)] == [1, 0]
    assert hardest(ByNumber(), (), 4) == []
    rivals = _example([(2, 0)], [(3, 0)], answerable=False)
    assert [window.rank for window in hardest(ByNumber(), rivals.windows, 1)] == [1]
