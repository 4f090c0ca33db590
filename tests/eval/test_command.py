"""`verse eval` on the sample: measures, reports, comparison, thresholds; deliberate faults turn it red."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from rich.console import Console

from corpus.document import Document
from corpus.errors import SettingError, VerificationError
from corpus.load import Shelf
from eval import command
from eval.command import evaluate
from eval.compare import compare, read_report
from eval.facts import read_items
from eval.metrics import Measure
from eval.report import is_right, print_comparison
from eval.run import judge_item, judge_items
from eval.thresholds import missed, read_thresholds
from eval.voices import read_labels, score_voices
from index import engines
from qa.library import Library
from qa.verify import verify


@pytest.fixture
def _ready(monkeypatch: pytest.MonkeyPatch, sample_index: Path, sample_shelf: Shelf) -> None:
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setenv("VERSE_DOCUMENTS", str(sample_shelf.folder))


@pytest.mark.usefixtures("_ready")
def test_reports_are_written_and_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 above the thresholds, report.json and report.html in the folder, no change against itself."""
    with pytest.raises(typer.Exit) as ended:
        evaluate(documents="sample", out=tmp_path)
    assert ended.value.exit_code == 0
    record = read_report(tmp_path / "report.json")
    assert record["measures"]["verbatim"]["value"] == 1.0
    assert len(record["items"]) == len(read_items("sample"))
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<article") == len(record["items"])
    assert page.index('class="wrong"') < page.index('class=""')
    assert "http" not in page.replace("http://www.w3.org", "")
    with pytest.raises(typer.Exit):
        evaluate(documents="sample", compare_with=tmp_path / "report.json")
    assert "+0.000" in capsys.readouterr().out


@pytest.mark.usefixtures("_ready")
def test_what_cannot_be_evaluated(tmp_path: Path) -> None:
    """A split that is not there, facts whose documents are not there, and a foreign report: one clear error each."""
    with pytest.raises(SettingError, match="no known facts named"):
        evaluate(split="train")
    with pytest.raises(SettingError, match="not here"):
        evaluate(split="dev")
    (tmp_path / "old.json").write_text("{}", "utf-8")
    with pytest.raises(SettingError, match="no report"):
        read_report(tmp_path / "old.json")


def test_comparison_names_items(library: Library) -> None:
    """An item that was right and is wrong now is told, worse ones first."""
    now = {"measures": {"a": {"value": 0.5}}, "items": [_told("1", right=False), _told("2", right=True)]}
    before = {"measures": {"a": {"value": 0.6}}, "items": [_told("1", right=True), _told("2", right=False)]}
    found = compare(before, now)
    assert found.measures == {"a": (0.6, 0.5)}
    assert [(change.item, change.better) for change in found.changes] == [("1", False), ("2", True)]
    console = Console(record=True, width=100)
    print_comparison(console, found)
    assert "WORSE  1" in console.export_text()
    assert library.documents


def _told(name: str, *, right: bool) -> dict[str, object]:
    return {"id": name, "question": "?", "right": right, "why": "because"}


def test_thresholds_guard_both_ways() -> None:
    """Too low fails, for over-refused too high fails, and nothing to measure fails."""
    good = {name: Measure(1.0, 1.0, 1.0, 1) for name in ("verbatim", "refused", "facts@3", "recall@5")}
    good["over-refused"] = Measure(0.0, 0.0, 0.0, 1)
    good |= dict.fromkeys(("page exact", "page within one", "voice"), Measure(1.0, 1.0, 1.0, 1))
    assert missed("test", good) == []
    assert read_thresholds("test")["verbatim"] == 1.0
    assert "verbatim" in missed("test", {**good, "verbatim": Measure(0.999, 0.9, 1.0, 9)})[0]
    assert "nothing to measure" in missed("test", {**good, "recall@5": Measure(None, None, None, 0)})[0]
    assert "over-refused" in missed("test", {**good, "over-refused": Measure(0.9, 0.8, 1.0, 9)})[0]


def test_a_changed_character_is_caught(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed character in a quotation makes verbatim fall below 1, whatever made it."""
    item = next(item for item in read_items("sample") if item.answerable)
    assert judge_item(library, item).verified
    real = library.ask

    def forged(question: str) -> object:
        answer = real(question)
        first = answer.quotes[0]
        return replace(answer, quotes=(replace(first, text=first.text[:-1] + "?"), *answer.quotes[1:]))

    monkeypatch.setattr(library, "ask", forged)
    assert not judge_item(library, item).verified


def test_a_wrong_page_is_caught(library: Library, review: Document) -> None:
    """A page offset of one is refused by verification."""
    quote = next(q for q in library.ask("How much did the One Northmere programme cost?").quotes if q.page_first)
    verify(quote, library.document(quote.document))
    with pytest.raises(VerificationError):
        verify(
            replace(quote, page_first=(quote.page_first or 0) + 1, page_last=(quote.page_last or 0) + 1),
            library.document(quote.document),
        )
    assert review.pages.starts


def test_reversed_fusion_falls_below_the_threshold(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the worst passages first, recall@5 of the sample misses its threshold."""
    items = read_items("sample")[:40]
    monkeypatch.setattr(engines, "fuse", lambda signals: -np.sum(np.stack(signals), axis=0))
    results = judge_items(library, items)
    recall = sum(result.covered_at <= 5 for result in results) / len(results)
    assert recall < read_thresholds("sample")["recall@5"]
    assert not all(is_right(result) for result in results)


@pytest.mark.documents
def test_voices_of_real_sentences(real_documents: dict[str, Document]) -> None:
    """Voices agree with labels by hand as often as the README says, and testimony rarely reads as a finding."""
    labels = [label for label in read_labels() if label.split == "test"]
    rates = score_voices(labels, {document.source.sha256: document for document in real_documents.values()})
    assert sum(rate.right for rate in rates.values()) / sum(rate.true for rate in rates.values()) >= 0.89
    assert rates["testimony"].recall >= 0.85
    assert rates["author"].precision >= 0.9


def test_command_needs_no_user_interface() -> None:
    """The evaluation is reached by its entry point and imports nothing of ui."""
    assert not [name for name in vars(command) if name.startswith("ui")]
    assert command.evaluate is evaluate
