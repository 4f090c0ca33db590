"""The command `verse eval`: ask the known questions, print the measures, write reports, hold the thresholds."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from corpus.errors import SettingError
from corpus.load import sample_folder
from eval.compare import compare, read_report
from eval.facts import Item, Split, applicable, faults, read_items
from eval.metrics import Result
from eval.report import all_measures, as_record, print_comparison, print_measures, write_html, write_json
from eval.run import judge_items
from eval.thresholds import missed
from qa.library import Library
from qa.settings import read_settings

PASSED, BELOW = 0, 1


def evaluate(
    *,
    split: Annotated[str, typer.Option(help="Known facts to use: dev, test, or sample.", show_default=False)] = "",
    documents: Annotated[
        str | None, typer.Option(help="Folder of documents, or the word sample.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for report.json and report.html.", show_default=False)
    ] = None,
    compare_with: Annotated[
        Path | None, typer.Option("--compare", help="An earlier report.json to compare with.", show_default=False)
    ] = None,
) -> None:
    """Measure the system on its known facts.

    Exit status: 0 all thresholds reached, 1 one missed, 2 error. Without documents the sample's own facts are used.

    verse eval --split dev --out report --compare old/report.json
    """
    on_sample = documents == "sample"
    folder = sample_folder() if on_sample else (Path(documents) if documents else None)
    library = Library.open(folder, settings=read_settings())
    chosen = _split(split, on_sample=on_sample or library.shelf.is_sample)
    by_fingerprint = {document.source.sha256: document for document in library.documents}
    items = applicable(read_items(chosen), by_fingerprint)
    if not any(item.answerable for item in items):
        raise SettingError(f"the documents of the known facts {chosen!r} are not here; try --documents sample")
    console = Console()
    unsound = {item.id: found for item in items if (found := faults(item, by_fingerprint))}
    for name, found in unsound.items():
        console.print(f"unsound: {name}: {'; '.join(found)}", markup=False)
    results = _judge(library, items)
    record = as_record(chosen, results, library)
    measures = all_measures(results, library)
    print_measures(console, results, measures)
    if compare_with is not None:
        print_comparison(console, compare(read_report(compare_with), record))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "report.json", record)
        write_html(out / "report.html", record, results)
        console.print(f"reports: {out / 'report.json'}, {out / 'report.html'}", soft_wrap=True)
    shortfalls = missed(chosen, measures)
    for shortfall in shortfalls:
        console.print(f"below threshold: {shortfall}", style="bold red", markup=False)
    raise typer.Exit(BELOW if shortfalls or unsound else PASSED)


def _split(asked: str, *, on_sample: bool) -> Split:
    splits: dict[str, Split] = {"dev": "dev", "test": "test", "sample": "sample"}
    if not asked:
        return "sample" if on_sample else "test"
    if asked not in splits:
        raise SettingError(f"no known facts named {asked!r}; there are: dev, test, sample")
    return splits[asked]


def _judge(library: Library, items: Sequence[Item]) -> list[Result]:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("asking", total=len(items))
        return judge_items(library, items, lambda done, _: progress.update(task, completed=done))
