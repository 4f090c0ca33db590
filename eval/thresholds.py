"""Hold measures against the thresholds that guard them."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from eval.facts import Split
from eval.metrics import Measure

LOWER_IS_BETTER = frozenset({"over-refused"})


def read_thresholds(split: Split) -> dict[str, float]:
    """Threshold by measure for a split; empty for one that is not guarded."""
    table = tomllib.loads(files("eval").joinpath("thresholds.toml").read_text("utf-8"))
    return {name: float(value) for name, value in table.get(split, {}).items()}


def missed(split: Split, measures: Mapping[str, Measure]) -> list[str]:
    """In words, every measure on the wrong side of its threshold."""
    shortfalls: list[str] = []
    for name, threshold in read_thresholds(split).items():
        value = measures[name].value
        falls_short = value is None or (value > threshold if name in LOWER_IS_BETTER else value < threshold)
        if falls_short:
            shown = "nothing to measure" if value is None else f"{value:.3f}"
            shortfalls.append(f"{name} is {shown}, the threshold is {threshold:.3f}")
    return shortfalls
