"""The measures of the last release, by split, that later ones are held against: `python -m eval.baseline REPORT...`.

Stored with them are the highest thresholds that ever held at a release: a lower one needs a decision record.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.errors import VerseError
from eval.compare import Comparison, Record, read_report, shift_measures
from eval.facts import Split
from eval.thresholds import read_thresholds, stricter

STORED = Path(str(files("eval").joinpath("known/baseline.json")))


def read_baseline(split: Split, stored: Path = STORED) -> Record | None:
    """What the last release reached on a split; None where none was measured."""
    found: Record | None = json.loads(stored.read_text("utf-8")).get(split) if stored.is_file() else None
    return found


def since_baseline(record: Record) -> Comparison | None:
    """The change of a report since the last release."""
    released = read_baseline(record["split"])
    if released is None:
        return None
    since = f"version {released['version']} (commit {released['commit']})"
    return Comparison(since, shift_measures(released["measures"], record["measures"]))


def store_baseline(report: Record, stored: Path = STORED) -> None:
    """Make a report the baseline of its split, without seconds and memory: those are a machine's, not a release's."""
    split: Split = report["split"]
    old = read_baseline(split, stored) or {"thresholds": {}}
    released: dict[str, Any] = {
        "version": version("chapter-and-verse"),
        "commit": report["commit"],
        "thresholds": stricter(old["thresholds"], read_thresholds(split)),
        "measures": {name: measure for name, measure in report["measures"].items() if not measure["unit"]},
    }
    known = json.loads(stored.read_text("utf-8")) if stored.is_file() else {}
    stored.write_text(json.dumps({**known, split: released}, indent=1) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Store each report given; 0, or 2 where one is no report."""
    parser = argparse.ArgumentParser(prog="python -m eval.baseline", description=__doc__)
    parser.add_argument("reports", nargs="+", type=Path, help="a report.json of verse eval, one for each split")
    parser.add_argument("--into", type=Path, default=STORED, help="the file to write")
    asked = parser.parse_args(arguments)
    try:
        for path in asked.reports:
            store_baseline(read_report(path), asked.into)
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
