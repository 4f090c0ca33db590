"""The command `verse eval`: ask the known questions, print the measures, write reports, hold the thresholds."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from corpus.document import Document
from corpus.errors import SettingError
from corpus.load import sample_folder
from eval.baseline import since_baseline
from eval.compare import compare, read_earlier
from eval.facts import Item, Split, applicable, faults, known_splits, read_items
from eval.metrics import Result
from eval.report import all_measures, as_record, print_comparison, print_measures, write_reports
from eval.run import judge_items
from eval.thresholds import missed
from qa.library import Library
from qa.settings import read_settings

PASSED, BELOW = 0, 1


def evaluate(
    *,
    split: Annotated[
        str, typer.Option(help="Known facts to use: dev, test, plain, tune, train or sample.", show_default=False)
    ] = "",
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
    settings = read_settings()
    library = Library.open(folder, settings=settings)
    chosen = _split(split, on_sample=on_sample or library.shelf.is_sample)
    earlier = read_earlier(compare_with, chosen) if compare_with is not None else None
    items = _items(chosen, library)
    console = Console()
    unsound = _print_faults(console, items, library)
    results = _judge(library, items)
    measures = all_measures(results, library)
    print_measures(console, results, measures)
    record = as_record(chosen, results, measures, library, settings)
    comparison = compare(earlier, record) if earlier is not None else since_baseline(record)
    if comparison is not None and earlier is not None:
        print_comparison(console, comparison)
    if out is not None:
        write_reports(out, record, results, comparison)
        console.print(f"reports: {out / 'report.json'}, {out / 'report.html'}", soft_wrap=True)
    shortfalls = missed(chosen, measures)
    for shortfall in shortfalls:
        console.print(f"below threshold: {shortfall}", style="bold red", markup=False)
    raise typer.Exit(BELOW if shortfalls or unsound else PASSED)


def _items(split: Split, library: Library) -> list[Item]:
    """The items of a split whose documents are all in the library."""
    items = applicable(read_items(split), _by_fingerprint(library))
    if not any(item.answerable for item in items):
        raise SettingError(f"the documents of the known facts {split!r} are not here; try --documents sample")
    return items


def _print_faults(console: Console, items: Sequence[Item], library: Library) -> bool:
    """Say which items are unsound; whether any is."""
    documents = _by_fingerprint(library)
    unsound = {item.id: found for item in items if (found := faults(item, documents))}
    for name, found in unsound.items():
        console.print(f"unsound: {name}: {'; '.join(found)}", markup=False)
    return bool(unsound)


def _by_fingerprint(library: Library) -> dict[str, Document]:
    return {document.source.sha256: document for document in library.documents}


def _split(asked: str, *, on_sample: bool) -> Split:
    if not asked:
        return "sample" if on_sample else "test"
    for split in known_splits():
        if split == asked:
            return split
    raise SettingError(f"no known facts named {asked!r}; there are: {', '.join(known_splits())}")


def _judge(library: Library, items: Sequence[Item]) -> list[Result]:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("asking", total=len(items))
        return judge_items(library, items, lambda done, _: progress.update(task, completed=done))
