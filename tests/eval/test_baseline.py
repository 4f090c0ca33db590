"""The measures of the last release are kept by split, and later ones held against them."""

import json
from pathlib import Path

import pytest

from eval.baseline import main, read_baseline, since_baseline
from eval.facts import Split
from eval.thresholds import read_thresholds


def _report(folder: Path, split: Split, recall: float) -> str:
    measures = {
        "recall@5": {"value": recall, "low": recall, "high": recall, "items": 9, "unit": ""},
        "seconds p95": {"value": 0.1, "low": 0.1, "high": 0.1, "items": 9, "unit": "s"},
    }
    path = folder / f"{split}.json"
    path.write_text(json.dumps({"split": split, "commit": "abc", "measures": measures, "items": []}), "utf-8")
    return str(path)


def test_reports_become_the_baseline(tmp_path: Path) -> None:
    """Each split by itself, without a machine's seconds; a lower threshold does not replace a higher one."""
    stored = tmp_path / "baseline.json"
    stored.write_text(json.dumps({"dev": {"thresholds": {"recall@5": 0.99, "old": 0.5}}}), "utf-8")
    assert main([_report(tmp_path, "dev", 0.7), _report(tmp_path, "test", 0.6), "--into", str(stored)]) == 0
    dev, test = read_baseline("dev", stored), read_baseline("test", stored)
    assert dev is not None
    assert test is not None
    assert list(dev["measures"]) == ["recall@5"]
    assert dev["measures"]["recall@5"]["value"] == 0.7
    assert (dev["thresholds"]["recall@5"], dev["thresholds"]["old"]) == (0.99, 0.5)
    assert test["thresholds"] == read_thresholds("test")
    assert read_baseline("sample", stored) is None


def test_what_is_no_report_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 2 and one line."""
    assert main([str(tmp_path / "missing.json"), "--into", str(tmp_path / "baseline.json")]) == 2
    assert "no report" in capsys.readouterr().err


@pytest.mark.parametrize("split", ["dev", "test", "sample"])
def test_the_stored_baseline_can_be_compared_with(split: Split) -> None:
    """Against itself nothing has changed; every measure has an interval around no change."""
    released = read_baseline(split)
    assert released is not None
    found = since_baseline({"split": split, "measures": released["measures"]})
    assert found is not None
    assert released["commit"] in found.since
    assert {"recall@5", "facts@3", "refused", "verbatim", "page exact"} <= set(found.measures)
    for shift in found.measures.values():
        assert shift.change == 0.0
        assert not shift.is_sure


def test_a_split_without_baseline() -> None:
    """There is nothing to compare with."""
    assert since_baseline({"split": "train", "measures": {}}) is None
