"""What got better and what got worse, measure by measure and item by item."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from corpus.errors import SettingError
from eval.compare import Record, compare, read_earlier, read_report, shift_measures
from eval.report import print_comparison


def _told(name: str, *, right: bool, **values: float) -> Record:
    return {"id": name, "question": f"{name}?", "right": right, "why": "because", "values": values}


def _report(items: list[Record], measures: Record) -> Record:
    return {"split": "dev", "commit": "abc", "measures": measures, "items": items}


def _measure(value: float | None, low: float | None = None, high: float | None = None) -> Record:
    return {"value": value, "low": low, "high": high, "items": 4, "unit": ""}


def test_items_that_changed_worse_first() -> None:
    """Each item once, with the measures it moved by; the whole answer decides; MRR alone is no change."""
    before = [
        _told("a", right=True, **{"facts@3": 1.0, "over-refused": 0.0, "MRR": 1.0}),
        _told("b", right=False, **{"facts@3": 0.0, "recall@5": 1.0}),
        _told("c", right=True, **{"recall@5": 1.0, "recall@1": 0.0}),
        _told("d", right=True, **{"recall@5": 1.0, "MRR": 1.0}),
        _told("gone", right=True),
    ]
    now = [
        _told("b", right=True, **{"facts@3": 1.0, "recall@5": 0.0}),
        _told("c", right=True, **{"recall@5": 0.0, "recall@1": 1.0}),
        _told("a", right=False, **{"facts@3": 0.0, "over-refused": 1.0, "MRR": 0.5}),
        _told("d", right=True, **{"recall@5": 1.0, "MRR": 0.5}),
        _told("new", right=True),
    ]
    found = compare(_report(before, {}), _report(now, {}))
    assert [(c.verdict, c.item) for c in found.changes] == [("WORSE", "a"), ("mixed", "c"), ("better", "b")]
    assert found.changes[0].worse == ("facts@3", "over-refused", "right")
    assert (found.changes[2].better, found.changes[2].worse) == (("facts@3", "right"), ("recall@5",))
    assert (found.gone, found.added) == (("gone",), ("new",))
    console = Console(record=True, width=100)
    print_comparison(console, found)
    printed = console.export_text()
    assert "WORSE  a  a?  (because)" in printed
    assert "worse: facts@3, over-refused, right" in printed
    assert "only in the earlier report: gone" in printed
    assert "only in this one: new" in printed


def test_a_measure_over_the_same_items_is_paired() -> None:
    """One item of forty that got better is a sure gain of neither much nor little; none that changed is no change."""
    old = [_told(str(n), right=True, up=float(n > 0), same=float(n % 2)) for n in range(40)]
    new = [_told(str(n), right=True, up=1.0, same=float(n % 2)) for n in range(40)]
    measures = {"up": _measure(0.975, 0.9, 1.0), "same": _measure(0.5, 0.35, 0.65)}
    after = {**measures, "up": _measure(1.0, 1.0, 1.0)}
    shifts = compare(_report(old, measures), _report(new, after)).measures
    assert shifts["up"].change == pytest.approx(0.025)
    assert shifts["up"].low == 0.0
    assert not shifts["up"].is_sure
    assert (shifts["same"].change, shifts["same"].low, shifts["same"].high) == (0.0, 0.0, 0.0)


def test_intervals_of_two_samples_are_put_together() -> None:
    """By the square of their arms (0.3 and 0.4 make 0.5); a measure without an interval, or a value, has none."""
    before = {"a": _measure(0.5, 0.1, 0.9), "b": _measure(0.5), "c": _measure(None)}
    now = {"a": _measure(0.6, 0.3, 0.9), "b": _measure(0.7), "c": _measure(0.7), "d": _measure(0.7)}
    shifts = shift_measures(before, now)
    assert list(shifts) == ["a", "b"]
    assert shifts["a"].low == pytest.approx(0.1 - 0.5)
    assert shifts["a"].high == pytest.approx(0.1 + 0.5)
    assert not shifts["a"].is_sure
    assert shifts["b"].change == pytest.approx(0.2)
    assert shifts["b"].low is None
    assert not shifts["b"].is_sure
    assert shift_measures({"a": _measure(0.1, 0.05, 0.15)}, now)["a"].is_sure


def test_what_cannot_be_compared(tmp_path: Path) -> None:
    """A foreign file, and a report of other facts: one clear error each."""
    (tmp_path / "old.json").write_text("{}", "utf-8")
    with pytest.raises(SettingError, match="no report"):
        read_report(tmp_path / "old.json")
    with pytest.raises(SettingError, match="no report"):
        read_report(tmp_path / "missing.json")
    (tmp_path / "dev.json").write_text(json.dumps(_report([], {})), "utf-8")
    with pytest.raises(SettingError, match="'dev', not 'test'"):
        read_earlier(tmp_path / "dev.json", "test")
    assert read_earlier(tmp_path / "dev.json", "dev")["commit"] == "abc"
