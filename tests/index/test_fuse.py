"""Fusion of signals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import (
    NAMED,
    PARTS,
    SECTION,
    WEIGHTS,
    Scores,
    Signals,
    best_of_groups,
    fuse,
    standardise,
    with_named,
    with_parts,
    with_section,
)

Numbers = st.lists(st.integers(-1000, 1000), min_size=1, max_size=40)


def _scores(numbers: list[int]) -> Scores:
    return np.array(numbers, dtype=np.float32)


@st.composite
def _signals(draw: st.DrawFn) -> Signals:
    count = draw(st.integers(1, 30))
    each = st.lists(st.integers(-1000, 1000), min_size=count, max_size=count).map(_scores)
    return Signals(draw(each), draw(each), draw(each))


@given(Numbers)
def test_standardised_scores(numbers: list[int]) -> None:
    """Mean 0 and deviation 1, the order kept; all 0 where all are equal."""
    scores = standardise(_scores(numbers))
    if len(set(numbers)) == 1:
        assert scores.tolist() == [0.0] * len(numbers)
    else:
        assert float(scores.mean()) == pytest.approx(0.0, abs=1e-4)
        assert float(scores.std()) == pytest.approx(1.0, abs=1e-4)
        assert np.array_equal(np.argsort(scores, kind="stable"), np.argsort(_scores(numbers), kind="stable"))


@pytest.mark.parametrize("value", [0.0, 0.1, 0.3, 1e6, -7.7])
@pytest.mark.parametrize("count", [1, 3, 1000])
def test_a_constant_signal_says_nothing(value: float, count: int) -> None:
    """Equal scores are all 0, although the deviation of equal floats need not be."""
    assert not standardise(np.full(count, value, dtype=np.float32)).any()


def test_no_candidates() -> None:
    """Nothing to fuse gives nothing, and no warning."""
    nothing = np.zeros(0, dtype=np.float32)
    assert fuse(Signals(nothing, nothing, nothing)).shape == (0,)


@given(_signals(), st.integers(0, 2), st.integers(-5, 5))
def test_the_scale_of_a_signal_does_not_matter(signals: Signals, which: int, power: int) -> None:
    """A signal in other units gives the same fusion."""
    scaled = signals._replace(**{signals._fields[which]: signals[which] * np.float32(2.0**power)})
    assert fuse(scaled) == pytest.approx(fuse(signals), abs=1e-4)


@given(_signals())
def test_fusion_is_a_sum_and_changes_nothing(signals: Signals) -> None:
    """The weighted sum of the standardised signals; the arguments stay as they were."""
    before = [scores.copy() for scores in signals]
    wanted = sum(
        weight * standardise(scores).astype(np.float64) for scores, weight in zip(signals, WEIGHTS, strict=True)
    )
    assert fuse(signals) == pytest.approx(wanted, abs=1e-4)
    assert all(np.array_equal(a, b) for a, b in zip(before, signals, strict=True))


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(0, 6)), max_size=30))
def test_best_of_groups(members: list[tuple[int, int]]) -> None:
    """The highest score of each group; a group without members gets the lowest of all."""
    scores = _scores([score for score, _ in members])
    groups = np.array([group for _, group in members], dtype=np.int64)
    lowest = min((score for score, _ in members), default=0)
    wanted = [max([score for score, own in members if own == group] or [lowest]) for group in range(7)]
    assert best_of_groups(scores, groups, 7).tolist() == wanted


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(0, 6)), max_size=30))
def test_what_a_section_adds(members: list[tuple[int, int]]) -> None:
    """Each passage's own score and a share of the best of its section; within a section the order stays."""
    scores = _scores([score for score, _ in members])
    sections = np.array([section for _, section in members], dtype=np.int64)
    wanted = [
        score + SECTION * max(other for other, another in members if another == section) for score, section in members
    ]
    assert with_section(scores, sections) == pytest.approx(wanted)


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.booleans()), max_size=30))
def test_what_a_name_adds(rows: list[tuple[int, bool]]) -> None:
    """The same to every candidate of a document named, and nothing to the others."""
    scores = _scores([score for score, _ in rows])
    named = np.array([is_ for _, is_ in rows], dtype=np.bool_)
    assert with_named(scores, named).tolist() == [score + NAMED * is_ for score, is_ in rows]


@given(st.lists(st.tuples(*[st.integers(-1000, 1000)] * 3), min_size=1, max_size=30))
def test_the_part_that_a_candidate_answers_best_counts(rows: list[tuple[int, int, int]]) -> None:
    """A mean of the whole and the best part, weighted; without parts the whole."""
    whole, *parts = (_scores(list(column)) for column in zip(*rows, strict=True))
    wanted = [(one + PARTS * max(others)) / (1 + PARTS) for one, *others in rows]
    assert with_parts(whole, parts).tolist() == pytest.approx(wanted, abs=1e-3)
    assert with_parts(whole, []) is whole
