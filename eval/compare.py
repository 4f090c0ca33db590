"""What got better and what got worse between two reports, measure by measure and item by item."""

import json
from collections.abc import Mapping
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import SettingError
from eval.facts import Split
from eval.metrics import LOWER_IS_BETTER, mean

Record = dict[str, Any]

NOT_COMPARED_BY_ITEM = frozenset({"MRR"})
"""Moves with every exchange of two passages: by item it would be noise."""


VERDICTS = ("WORSE", "mixed", "better")


class Shift(NamedTuple):
    """A measure before and now, and the change with its 95% interval (None: no interval can be told)."""

    before: float
    now: float
    change: float
    low: float | None
    high: float | None
    unit: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low is not None and self.high is not None and not self.low <= 0.0 <= self.high


class Change(NamedTuple):
    """An item that changed: the measures by which it is better now, and those by which it is worse."""

    item: str
    question: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    why: str

    @property
    def verdict(self) -> str:
        """One word: the whole answer decides, else what changed below it."""
        if "right" in self.better or not self.worse:
            return "better"
        return "WORSE" if "right" in self.worse or not self.better else "mixed"


class Comparison(NamedTuple):
    """What was compared with, the measures, the items that changed (worse ones first), and items in one report only."""

    since: str
    measures: dict[str, Shift]
    changes: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def read_report(path: Path) -> Record:
    """An earlier report.

    Raises:
        SettingError: it cannot be read, or is no report of `verse eval`.
    """
    try:
        record: Record = json.loads(path.read_text("utf-8"))
        record["measures"], record["items"], record["split"], record["commit"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{path} is no report of verse eval") from error
    return record


def read_earlier(path: Path, split: Split) -> Record:
    """An earlier report of the same split.

    Raises:
        SettingError: it cannot be read, is no report of `verse eval`, or one of another split.
    """
    record = read_report(path)
    if record["split"] != split:
        raise SettingError(f"{path} is of the split {record['split']!r}, not {split!r}")
    return record


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """The changes from one report of a split to another, intervals by resampling the items that both hold."""
    old, new = ({item["id"]: item for item in record["items"]} for record in (before, now))
    changes = [_change(old[name], item) for name, item in new.items() if name in old]
    shifts = shift_measures(before["measures"], now["measures"])
    paired = {name: _pair(name, shift, old, new) for name, shift in shifts.items()}
    return Comparison(
        f"commit {before['commit']}",
        paired,
        tuple(sorted((c for c in changes if c.better or c.worse), key=lambda c: (VERDICTS.index(c.verdict), c.item))),
        gone=tuple(name for name in old if name not in new),
        added=tuple(name for name in new if name not in old),
    )


def shift_measures(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Shift]:
    """The change of every measure that has a value in both; intervals are of two samples that know nothing in common.

    The interval of a difference from the two intervals: Zou and Donner 2008, "MOVER".
    """
    shifts: dict[str, Shift] = {}
    for name in now:
        old, new = before.get(name, {}), now[name]
        if old.get("value") is None or new["value"] is None:
            continue
        a, b = old["value"], new["value"]
        known = None not in (old["low"], new["low"])
        low = b - a - hypot(b - new["low"], old["high"] - a) if known else None
        high = b - a + hypot(new["high"] - b, a - old["low"]) if known else None
        shifts[name] = Shift(a, b, b - a, low, high, new.get("unit", ""))
    return shifts


def _pair(name: str, shift: Shift, old: Mapping[str, Record], new: Mapping[str, Record]) -> Shift:
    """The change over the items of both reports, which is told more narrowly than that between two samples."""
    values = [(old[item].get("values", {}), new[item].get("values", {})) for item in new if item in old]
    change = mean([after[name] - earlier[name] for earlier, after in values if name in earlier and name in after])
    return shift if change.value is None else shift._replace(change=change.value, low=change.low, high=change.high)


def _change(old: Record, new: Record) -> Change:
    before, now = ({**item.get("values", {}), "right": float(item["right"])} for item in (old, new))
    moved = {name: now[name] - before[name] for name in now if name in before and name not in NOT_COMPARED_BY_ITEM}
    gains = {name: -by if name in LOWER_IS_BETTER else by for name, by in moved.items()}
    better = tuple(name for name, gain in gains.items() if gain > 0)
    worse = tuple(name for name, gain in gains.items() if gain < 0)
    return Change(new["id"], new["question"], better, worse, new["why"])
