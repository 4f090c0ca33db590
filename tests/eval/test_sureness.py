"""Tests of eval.sureness: bands of scores and how often they are right."""

from eval.facts import Item
from eval.metrics import NEVER, Result
from eval.sureness import sureness_bands


def _result(score: float, facts_at: int, *, answered: bool = True) -> Result:
    item = Item(id="x", question="q?", facts=(), evidence=(), kind="unanswerable", difficulty="easy")
    return Result(item, answered, NEVER, NEVER, facts_at, NEVER, score, True, 0.1, (), (), "")  # noqa: FBT003


def test_bands_hold_equal_numbers_highest_first() -> None:
    """Ten answers in five bands: two each, the lowest reaching down to nought."""
    results = [_result(number / 10, 1 if number > 4 else NEVER) for number in range(10)]
    bands = sureness_bands(results)
    assert [band["asked"] for band in bands] == [2] * 5
    assert [band["least"] for band in bands] == [0.8, 0.6, 0.4, 0.2, 0.0]
    assert [band["right"] for band in bands] == [2, 2, 1, 0, 0]


def test_refusals_count_nowhere() -> None:
    """Only what was answered has a score to be judged by."""
    assert sureness_bands([_result(0.5, NEVER, answered=False)]) == []


def test_the_third_quotation_is_the_last_that_counts() -> None:
    """facts@3: the fourth comes too late."""
    (band,) = sureness_bands([_result(0.5, 3), _result(0.5, 4)], bands=1)
    assert (band["right"], band["asked"]) == (1, 2)
