"""Thresholds fail what falls short, and are never lowered without a decision record."""

from pathlib import Path

import pytest

from eval import thresholds
from eval.baseline import read_baseline
from eval.facts import Split
from eval.metrics import Measure
from eval.thresholds import lowered_unrecorded, missed, read_lowered, read_thresholds, stricter

ROOT = Path(__file__).parents[2]


def test_thresholds_guard_both_ways() -> None:
    """Too low fails, for over-refused too high fails, and nothing to measure fails."""
    names = (
        "verbatim",
        "refused",
        "facts@1",
        "facts@3",
        "recall@5",
        "recall@20",
        "page exact",
        "page within one",
        "voice",
    )
    good = dict.fromkeys(names, Measure(1.0, 1.0, 1.0, 1)) | {"over-refused": Measure(0.0, 0.0, 0.0, 1)}
    assert missed("test", good) == []
    assert "verbatim" in missed("test", {**good, "verbatim": Measure(0.999, 0.9, 1.0, 9)})[0]
    assert "nothing to measure" in missed("test", {**good, "recall@5": Measure(None, None, None, 0)})[0]
    assert "nothing to measure" in missed("test", {n: m for n, m in good.items() if n != "voice"})[0]
    assert "over-refused" in missed("test", {**good, "over-refused": Measure(0.9, 0.8, 1.0, 9)})[0]


@pytest.mark.parametrize("split", ["dev", "test", "plain", "sample"])
def test_what_must_be_guarded_is(split: Split) -> None:
    """Every split holds the five thresholds that fail a build; verbatim is exactly 1."""
    held = read_thresholds(split)
    assert held["verbatim"] == 1.0
    assert {"refused", "facts@3", "recall@5", "page exact"} <= set(held)


@pytest.mark.parametrize("split", ["dev", "test", "sample"])
def test_no_threshold_was_lowered_without_a_record(split: Split) -> None:
    """What held at a release holds still, or `[lowered]` names a record, which is there and names the measure."""
    released = read_baseline(split)
    assert released is not None
    assert lowered_unrecorded(split, released["thresholds"], read_thresholds(split)) == []
    for name, record in read_lowered().items():
        assert record.startswith("docs/decisions/")
        assert name.partition("/")[2] in (ROOT / record).read_text("utf-8")


def test_lowering_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lower threshold, one taken out, and a higher one for over-refused need a record; raising needs none."""
    monkeypatch.setattr(thresholds, "read_lowered", dict)
    released = {"recall@5": 0.8, "refused": 0.5, "over-refused": 0.05}
    assert lowered_unrecorded("dev", released, {"recall@5": 0.9, "refused": 0.5, "over-refused": 0.01}) == []
    assert lowered_unrecorded("dev", released, {"recall@5": 0.7, "over-refused": 0.1}) == list(released)
    monkeypatch.setattr(thresholds, "read_lowered", lambda: {"dev/refused": "docs/decisions/003-fusion.md"})
    assert lowered_unrecorded("dev", released, {"recall@5": 0.9, "over-refused": 0.05}) == []


def test_the_stricter_of_two() -> None:
    """The higher, for over-refused the lower; what only one guards is kept."""
    assert stricter({"a": 0.5, "over-refused": 0.1}, {"a": 0.4, "over-refused": 0.2, "b": 1.0}) == {
        "a": 0.5,
        "over-refused": 0.1,
        "b": 1.0,
    }
