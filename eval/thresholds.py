"""Hold measures against the thresholds that guard them.

A threshold is raised as the figures rise, and never lowered without a decision record: one that falls below what held
at a release (`eval/known/baseline.json`) must stand in the table `lowered` of the file, with the record's path.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from eval.facts import Split
from eval.metrics import LOWER_IS_BETTER, Measure


def read_thresholds(split: Split) -> dict[str, float]:
    """Threshold by measure for a split; empty for one that is not guarded."""
    return {name: float(value) for name, value in _read().get(split, {}).items()}


def read_lowered() -> dict[str, str]:
    """Path of the decision record for each threshold that was lowered, named `split/measure`."""
    return {name: str(record) for name, record in _read().get("lowered", {}).items()}


def _read() -> dict[str, Any]:
    return tomllib.loads(files("eval").joinpath("thresholds.toml").read_text("utf-8"))


def missed(split: Split, measures: Mapping[str, Measure]) -> list[str]:
    """In words, every measure on the wrong side of its threshold."""
    shortfalls: list[str] = []
    for name, threshold in read_thresholds(split).items():
        value = measures[name].value if name in measures else None
        if value is None or falls_short(name, value, threshold):
            shown = "nothing to measure" if value is None else f"{value:.3f}"
            shortfalls.append(f"{name} is {shown}, the threshold is {threshold:.3f}")
    return shortfalls


def falls_short(name: str, value: float, threshold: float) -> bool:
    """Whether a measure is on the wrong side of a threshold."""
    return value > threshold if name in LOWER_IS_BETTER else value < threshold


def stricter(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The stricter threshold for each measure that either guards."""
    return {
        name: min(given) if name in LOWER_IS_BETTER else max(given)
        for name in {**one, **other}
        for given in [[thresholds[name] for thresholds in (one, other) if name in thresholds]]
    }


def lowered_unrecorded(split: Split, released: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """The thresholds of a release that are lower or gone now, and for which no decision record is named."""
    return [
        name
        for name, threshold in released.items()
        if (name not in now or falls_short(name, now[name], threshold)) and f"{split}/{name}" not in read_lowered()
    ]
