"""The comparison of readers: the same items, nobody refuses, the shares are those of the evaluation."""

import shutil
from pathlib import Path

import pytest

from eval.facts import read_items
from eval.metrics import measure_all
from eval.readers import OVER_REFUSED, Compared, as_markdown, compare_readers, main, readers_of
from eval.run import judge_items
from qa.library import Library
from qa.scoring import MODEL_FOLDER


def test_the_whole_reader_measures_as_in_the_evaluation(library: Library) -> None:
    """Its shares are those of `verse eval` with a threshold of nought; its rivals have its passages, or retrieval's."""
    items = read_items("sample")[::4]
    similarity, reranker, whole = compare_readers(library, items, readers_of(library))
    library._reader = readers_of(library)["whole reader"]
    told = measure_all(judge_items(library, items))
    assert told["over-refused"].value == 0.0
    expected = [told[name].value for name in ("recall@5", "facts@1", "facts@3")]
    assert whole[1:4] == pytest.approx(tuple(expected))
    assert reranker.recall_5 == whole.recall_5
    assert whole.facts_3 > similarity.facts_3
    answerable = [item for item in items if item.answerable]
    shares = {kind: sum(item.kind == kind for item in answerable) for kind in whole.kinds}
    assert sum(whole.kinds[kind] * count for kind, count in shares.items()) == pytest.approx(
        whole.facts_3 * len(answerable)
    )


def test_the_tables() -> None:
    """A row for each reader, then a row for each kind with every reader's share."""
    rows = [
        Compared("one", 0.5, 0.25, 0.4, 0.125, {"list": 0.5, "table": 0.0}),
        Compared("two", 0.6, 0.35, 0.5, 0.5, {"list": 1.0, "table": 0.25}),
    ]
    assert as_markdown("dev", rows).splitlines() == [
        f"| dev | recall@5 | facts@1 | facts@3 | refused at {OVER_REFUSED} over-refused |",
        "|---|---|---|---|---|",
        "| one | 0.500 | 0.250 | 0.400 | 0.125 |",
        "| two | 0.600 | 0.350 | 0.500 | 0.500 |",
        "",
        "| dev, facts@3 | one | two |",
        "|---|---|---|",
        "| list | 0.50 | 1.00 |",
        "| table | 0.00 | 0.25 |",
    ]


def test_one_more(library: Library, tmp_path: Path) -> None:
    """The reader of another folder is compared too, under the folder's name: a copy of ours reaches the same."""
    folder = tmp_path / "copy"
    shutil.copytree(MODEL_FOLDER, folder)
    readers = {**readers_of(library, folder)}
    assert list(readers)[-1] == str(folder)
    chosen = {name: readers[name] for name in ("whole reader", str(folder))}
    ours, copied = compare_readers(library, read_items("sample")[::10], chosen)
    assert copied[1:] == ours[1:]


def test_documents_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, and the exit code of a mistake."""
    assert main(["--documents", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
