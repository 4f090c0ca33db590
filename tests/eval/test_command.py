"""`verse eval` on the sample: measures, reports, comparison."""

import json
from pathlib import Path

import pytest
import typer
from markupsafe import escape

from corpus.document import Document
from corpus.errors import SettingError
from corpus.load import Shelf
from eval import command
from eval.command import evaluate
from eval.compare import read_report
from eval.facts import read_items
from eval.voices import read_labels, score_voices
from index.export import DEFAULT_MODEL

pytestmark = pytest.mark.usefixtures("reading_once")


@pytest.fixture
def _ready(monkeypatch: pytest.MonkeyPatch, sample_index: Path, sample_shelf: Shelf) -> None:
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setenv("VERSE_DOCUMENTS", str(sample_shelf.folder))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, sample_index: Path) -> Path:
    """The folder of the reports of an evaluation of the sample, which reached its thresholds."""
    folder = tmp_path_factory.mktemp("evaluation") / "new"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VERSE_INDEX", str(sample_index))
        with pytest.raises(typer.Exit) as ended:
            evaluate(documents="sample", out=folder)
    assert ended.value.exit_code == 0
    return folder


@pytest.mark.usefixtures("_ready")
def test_the_report_for_programs(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settings, every measure, every item with its explanation; compared with itself nothing changed."""
    record = read_report(reports / "report.json")
    assert record["measures"]["verbatim"]["value"] == 1.0
    assert record["settings"]["encoder"] == DEFAULT_MODEL
    for name in ("page exact", "page within one", "seconds median", "seconds p95", "peak memory"):
        assert record["measures"][name]["value"] > 0
    items = read_items("sample")
    assert [item["id"] for item in record["items"]] == [item.id for item in items]
    assert all(item["why"] and item["values"] for item in record["items"])
    assert [(item["section"], item["page"]) for item in record["items"]] == [
        (item.section, list(item.page) if item.page else None) for item in items
    ]
    with pytest.raises(typer.Exit):
        evaluate(documents="sample", compare_with=reports / "report.json")
    compared = capsys.readouterr().out
    assert "+0.000" in compared
    assert "WORSE" not in compared


def test_the_page_to_read(reports: Path) -> None:
    """Self-contained; failures first; each with question, expected fact and place, what was quoted and where."""
    page = (reports / "report.html").read_text("utf-8")
    record = read_report(reports / "report.json")
    assert "http" not in page.replace("http://www.w3.org", "")
    for title in ("recall@k", "risk and coverage", "facts@3 by kind", "change since version"):
        assert f'alt="Plot: {title}' in page
    shown = [article.split("</article>")[0] for article in page.split("<article")[1:]]
    assert ['class="wrong"' in article for article in shown] == sorted(
        (not item["right"] for item in record["items"]), reverse=True
    )
    wrong = next(item for item in record["items"] if not item["right"] and item["facts"])
    article = next(article for article in shown if f'id="{wrong["id"]}"' in article)
    for told in (wrong["question"], wrong["facts"][0][0], *wrong["expected"], wrong["why"], *wrong["places"][:3]):
        assert str(escape(told)) in article
    assert article.count("<blockquote>") == min(3, len(wrong["places"]))


@pytest.mark.usefixtures("_ready")
def test_changes_stand_on_the_page(reports: Path, tmp_path: Path) -> None:
    """Compared with a report in which an item was wrong, the page lists it, and draws the change since that report."""
    record = read_report(reports / "report.json")
    changed = next(item for item in record["items"] if item["right"] and item["facts"])
    changed["right"], changed["values"]["facts@3"], record["commit"] = False, 0.0, "ancient"
    (tmp_path / "old.json").write_text(json.dumps(record), "utf-8")
    with pytest.raises(typer.Exit):
        evaluate(documents="sample", out=tmp_path, compare_with=tmp_path / "old.json")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "change since commit ancient" in page
    assert f'<a href="#{changed["id"]}">{changed["id"]}</a>, better: facts@3, right.' in page


@pytest.mark.usefixtures("_ready")
def test_an_unsound_item_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An item whose known page is wrong is named, and the exit status is 1 whatever the figures."""
    items = read_items("sample")
    wrong = next(item for item in items if item.page)
    changed = [item.model_copy(update={"page": (1, 1)}) if item is wrong else item for item in items]
    monkeypatch.setattr(command, "read_items", lambda _: changed)
    with pytest.raises(typer.Exit) as ended:
        evaluate(documents="sample")
    assert ended.value.exit_code == 1
    assert f"unsound: {wrong.id}: its pages are (1, 1)" in capsys.readouterr().out


@pytest.mark.usefixtures("_ready")
def test_what_cannot_be_evaluated(tmp_path: Path) -> None:
    """A split that is not there, facts whose documents are not there, and a foreign report: one clear error each."""
    with pytest.raises(SettingError, match="no known facts named 'all'; there are: dev, test"):
        evaluate(split="all")
    with pytest.raises(SettingError, match="not here"):
        evaluate(split="dev")
    (tmp_path / "old.json").write_text("{}", "utf-8")
    with pytest.raises(SettingError, match="no report"):
        evaluate(compare_with=tmp_path / "old.json")
    (tmp_path / "dev.json").write_text('{"split": "dev", "commit": "abc", "measures": {}, "items": []}', "utf-8")
    with pytest.raises(SettingError, match="'dev', not 'sample'"):
        evaluate(documents="sample", compare_with=tmp_path / "dev.json")


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
