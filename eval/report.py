"""Write what an evaluation found: a table in the terminal, report.json for programs, report.html for people."""

import base64
import io
import json
import platform
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.compare import Comparison
from eval.metrics import Measure, Result, measure_all, measure_kinds, risk_coverage
from eval.pages import page_measures
from eval.run import expected_place
from eval.voices import voice_measure
from qa.library import Library

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
    """Every measure of an evaluation: of answers, then of pages and voices."""
    by_id = {document.id: document for document in library.documents}
    by_fingerprint = {document.source.sha256: document for document in library.documents}
    return measure_all(results) | page_measures(by_id) | voice_measure(by_fingerprint)


def as_record(split: str, results: Sequence[Result], library: Library) -> dict[str, Any]:
    """The whole evaluation as JSON values."""
    return {
        "split": split,
        "commit": _commit(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "seconds": {"median": median(result.seconds for result in results), "items": len(results)},
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "documents": {document.id: document.source.sha256 for document in library.documents},
        "measures": {name: measure._asdict() for name, measure in all_measures(results, library).items()},
        "kinds": {
            kind: {name: measure._asdict() for name, measure in measures.items() if measure.items}
            for kind, measures in measure_kinds(results).items()
        },
        "risk_coverage": [point._asdict() for point in risk_coverage(results)],
        "items": [_item_record(result, library) for result in results],
    }


def _item_record(result: Result, library: Library) -> dict[str, Any]:
    told = asdict(result)
    item = result.item
    del told["item"], told["quotes"]
    expected = [expected_place(library, place) for group in item.evidence for place in group[:1]]
    shape = {"id": item.id, "kind": item.kind, "question": item.question, "facts": item.facts, "expected": expected}
    return {**shape, "right": is_right(result), **told}


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


def print_measures(console: Console, results: Sequence[Result], measures: dict[str, Measure]) -> None:
    """The measures, with their intervals, and by kind those that matter most."""
    table = Table("measure", "value", "95% interval", "items")
    for name, measure in measures.items():
        table.add_row(name, *_shown(measure))
    console.print(table)
    kinds = Table("kind", "items", "recall@5", "facts@1", "facts@3", "refused")
    for kind, found in measure_kinds(results).items():
        items = max(found["recall@5"].items, found["refused"].items)
        columns = ("recall@5", "facts@1", "facts@3", "refused")
        kinds.add_row(kind, str(items), *(_shown(found[name])[0] for name in columns))
    console.print(kinds)
    console.print(f"median answer: {1000 * median(result.seconds for result in results):.0f} ms", highlight=False)


def _shown(measure: Measure) -> tuple[str, str, str]:
    if measure.value is None:
        return "-", "-", "0"
    return f"{measure.value:.3f}", f"{measure.low:.3f} to {measure.high:.3f}", str(measure.items)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Measures before and now, then the items that changed, worse ones first."""
    table = Table("measure", "before", "now", "change")
    for name, (before, now) in comparison.measures.items():
        table.add_row(name, f"{before:.3f}", f"{now:.3f}", f"{now - before:+.3f}")
    console.print(table)
    for change in comparison.changes:
        word = "better" if change.better else "WORSE"
        console.print(f"{word}  {change.item}  {change.question}  ({change.why})", markup=False)


def write_json(path: Path, record: dict[str, Any]) -> None:
    """Write the record for programs. Quotations are left out: the documents' text stays with the documents."""
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_html(path: Path, record: dict[str, Any], results: Sequence[Result]) -> None:
    """Write one self-contained page to read: measures, plots, then every item, failures first."""
    from jinja2 import Environment

    template = Environment(autoescape=True).from_string(files("eval").joinpath("report.html.jinja").read_text("utf-8"))
    quotes = {result.item.id: list(zip(result.quotes, result.places, strict=True))[:3] for result in results}
    items = sorted(record["items"], key=lambda item: item["right"])
    titles = ("recall@k", "risk and coverage", "facts@3 by kind")
    plots = dict(zip(titles, (_recall_plot(record), _risk_plot(record), _kind_plot(record)), strict=True))
    path.write_text(template.render(record=record, items=items, quotes=quotes, plots=plots), "utf-8")


def _recall_plot(record: dict[str, Any]) -> str:
    answerable = [item for item in record["items"] if item["facts"]]
    ks = range(1, 21)
    shares = [sum(item["covered_at"] <= k for item in answerable) / len(answerable) for k in ks]
    return _plot("recall@k", "k, passages", "share of questions", [(list(ks), shares)])


def _risk_plot(record: dict[str, Any]) -> str:
    points = record["risk_coverage"]
    line = [point["coverage"] for point in points], [point["risk"] for point in points]
    return _plot("risk and coverage", "share answered", "share of answers wrong", [line])


def _kind_plot(record: dict[str, Any]) -> str:
    kinds = {kind: found["facts@3"]["value"] for kind, found in record["kinds"].items() if "facts@3" in found}
    return _plot("facts@3 by kind", "share of questions", "", [], bars=kinds)


def _plot(
    title: str, x: str, y: str, lines: Sequence[tuple[list[float], list[float]]], bars: dict[str, float] | None = None
) -> str:
    """A figure as a data address, drawn by matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.4), layout="constrained")
    axes = figure.subplots()
    for xs, ys in lines:
        axes.plot(xs, ys)
    if bars:
        axes.barh(list(bars), list(bars.values()))
    axes.set(title=title, xlabel=x, ylabel=y)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
