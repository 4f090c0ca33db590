"""Write what an evaluation found: a table in the terminal, report.json for programs, report.html for people."""

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.compare import Comparison, Record, Shift
from eval.metrics import Measure, Result, measure_all, measure_effort, measure_kinds, risk_coverage, values_of
from eval.pages import page_measures
from eval.places import place_words
from eval.plots import draw_plots
from eval.voices import voice_measure
from qa.library import Library
from qa.settings import Settings

LIBRARIES = (
    "faiss-cpu",
    "numpy",
    "nupunkt",
    "onnxruntime",
    "rank-bm25",
    "sentence-transformers",
    "tokenizers",
    "torch",
)


def is_right(result: Result) -> bool:
    """Whether the first three quotes state every fact, or nothing was rightly found."""
    return result.facts_at <= 3 and result.answered if result.item.answerable else not result.answered


def all_measures(results: Sequence[Result], library: Library) -> dict[str, Measure]:
    """Every measure of an evaluation: of answers, of pages and voices, of seconds and memory."""
    by_id = {document.id: document for document in library.documents}
    by_fingerprint = {document.source.sha256: document for document in library.documents}
    told = measure_all(results) | page_measures(by_id) | voice_measure(by_fingerprint)
    return told | measure_effort(results)


def as_record(
    split: str, results: Sequence[Result], measures: Mapping[str, Measure], library: Library, settings: Settings
) -> Record:
    """The whole evaluation as JSON values."""
    return {
        "split": split,
        "commit": _commit(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "settings": settings.model_dump(mode="json"),
        "documents": {document.id: document.source.sha256 for document in library.documents},
        "measures": {name: measure._asdict() for name, measure in measures.items()},
        "kinds": {
            kind: {name: measure._asdict() for name, measure in found.items() if measure.items}
            for kind, found in measure_kinds(results).items()
        },
        "risk_coverage": [point._asdict() for point in risk_coverage(results)],
        "items": [_item_record(result, library) for result in results],
    }


def _item_record(result: Result, library: Library) -> Record:
    told = asdict(result)
    item = result.item
    del told["item"], told["quotes"]
    first = [group[0] for group in item.evidence]
    expected = [place_words(library.document(place.document), place.start, place.end) for place in first]
    shape = {"id": item.id, "kind": item.kind, "question": item.question, "facts": item.facts, "expected": expected}
    known = {"section": item.section, "page": item.page}
    return {**shape, **known, "right": is_right(result), **told, "values": values_of(result)}


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git the person uses
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def print_measures(console: Console, results: Sequence[Result], measures: Mapping[str, Measure]) -> None:
    """The measures, with their intervals, and by kind those that matter most."""
    table = Table("measure", "value", "95% interval", "items")
    for name, measure in measures.items():
        table.add_row(name, in_words(measure.value, measure.unit), _interval(measure), str(measure.items))
    console.print(table)
    columns = ("recall@5", "facts@1", "facts@3", "refused")
    kinds = Table("kind", "items", *columns)
    for kind, found in measure_kinds(results).items():
        items = max(found["recall@5"].items, found["refused"].items)
        kinds.add_row(kind, str(items), *(in_words(found[name].value) for name in columns))
    console.print(kinds)


def in_words(value: float | None, unit: str = "") -> str:
    """A value to read: shares and seconds to the thousandth, megabytes whole; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:.0f} MB" if unit == "MB" else f"{value:.3f} {unit}".strip()


def _interval(measure: Measure | Shift) -> str:
    if measure.low is None or measure.high is None:
        return "-"
    return f"{measure.low:.3f} to {measure.high:.3f}"


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Measures before and now, then the items that changed, worse ones first."""
    table = Table("measure", "before", "now", "change", "95% interval")
    for name, shift in comparison.measures.items():
        told = [in_words(value, shift.unit) for value in (shift.before, shift.now)]
        table.add_row(name, *told, f"{shift.change:+.3f}", _interval(shift), style="bold" if shift.is_sure else "")
    console.print(table)
    for change in comparison.changes:
        console.print(f"{change.verdict}  {change.item}  {change.question}  ({change.why})", markup=False)
        for word, names in (("worse", change.worse), ("better", change.better)):
            if names:
                console.print(f"        {word}: {', '.join(names)}", markup=False)
    for word, names in (("only in the earlier report", comparison.gone), ("only in this one", comparison.added)):
        if names:
            console.print(f"{word}: {', '.join(names)}", markup=False)


def write_reports(folder: Path, record: Record, results: Sequence[Result], comparison: Comparison | None) -> None:
    """Write report.json and report.html into a folder, which is made where it is not there.

    The quotations stand in the page alone: the record is kept and passed on, the documents' text is not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "report.html").write_text(_page(record, results, comparison), "utf-8")


def _page(record: Record, results: Sequence[Result], comparison: Comparison | None) -> str:
    """One self-contained page to read: measures, plots, what changed, then every item, failures first."""
    from jinja2 import Environment

    environment = Environment(autoescape=True)
    environment.filters["in_words"] = in_words
    template = environment.from_string(files("eval").joinpath("report.html.jinja").read_text("utf-8"))
    quotes: dict[str, list[Any]] = {
        result.item.id: list(zip(result.quotes, result.places, strict=True))[:3] for result in results
    }
    items = sorted(record["items"], key=lambda item: item["right"])
    plots = draw_plots(record, comparison)
    return template.render(record=record, items=items, quotes=quotes, plots=plots, comparison=comparison)
