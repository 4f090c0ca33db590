"""What got better and what got worse between two reports, measure by measure and item by item."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from corpus.errors import SettingError

Record = dict[str, Any]


class Change(NamedTuple):
    """An item that was right and is wrong now, or the other way round."""

    item: str
    question: str
    better: bool
    why: str


class Comparison(NamedTuple):
    """Measures as (before, now), and the items that changed."""

    measures: dict[str, tuple[float, float]]
    changes: tuple[Change, ...]


def read_report(path: Path) -> Record:
    """An earlier report.

    Raises:
        SettingError: it cannot be read, or is no report of `verse eval`.
    """
    try:
        record: Record = json.loads(path.read_text("utf-8"))
        record["measures"], record["items"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{path} is no report of verse eval") from error
    return record


def compare(before: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """The changes from one report to another; only what both hold is compared."""
    measures = {
        name: (before["measures"][name]["value"], measure["value"])
        for name, measure in now["measures"].items()
        if name in before["measures"] and None not in (before["measures"][name]["value"], measure["value"])
    }
    old = {item["id"]: item for item in before["items"]}
    changes = [
        Change(item["id"], item["question"], item["right"], item["why"])
        for item in now["items"]
        if item["id"] in old and old[item["id"]]["right"] != item["right"]
    ]
    return Comparison(measures, tuple(sorted(changes, key=lambda change: (change.better, change.item))))
