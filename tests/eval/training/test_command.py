"""`python -m eval.training`: what it is told, prints and says when something is wrong."""

import json
import runpy
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.errors import DocumentsNotFoundError
from eval.training import stages
from eval.training.__main__ import app
from eval.training.stages import SHIPPED, Course, Shipped


@pytest.fixture
def courses(monkeypatch: pytest.MonkeyPatch) -> list[Course]:
    """The courses that were run; none takes time."""
    run: list[Course] = []

    def run_stages(course: Course) -> Shipped:
        run.append(course)
        return Shipped(course.out / "a", course.out / "b")

    monkeypatch.setattr(stages, "run_stages", run_stages)
    return run


def test_what_it_is_told(courses: list[Course]) -> None:
    """Every option reaches the stages; what is to be shipped is printed as JSON."""
    options = ["--out", "x", "--documents", "y", "--reader-epochs", "2", "--encoder-epochs", "0.5"]
    options += ["--reader-epochs", "3", "--encoder-epochs", "0.2"]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 0
    assert courses == [Course(Path("x"), Path("y"), [0.5, 0.2], [2.0, 3.0])]
    assert json.loads(result.stdout) == {"encoder": "x/a", "reader": "x/b"}


def test_what_it_is_not_told(courses: list[Course]) -> None:
    """It needs no option: what is made stands in the folder of builds."""
    assert CliRunner().invoke(app, []).exit_code == 0
    assert courses == [Course(Path("build/training"), None, [1.0, 0.7, 1.0, 0.4], [1.2, 0.75, 0.45, 0.3])]


def test_a_further_round(courses: list[Course]) -> None:
    """It begins from the reader that comes with the package, and trains no encoder."""
    assert CliRunner().invoke(app, ["--further", "0.3"]).exit_code == 0
    assert courses == [Course(Path("build/training"), None, [], [0.3], SHIPPED)]


def test_a_further_round_of_both(courses: list[Course]) -> None:
    """Of the encoder alone there is none: the reader reads what the encoder finds."""
    assert CliRunner().invoke(app, ["--further", "0.3", "--further-encoder", "0.2", "--seed", "5"]).exit_code == 0
    assert courses == [Course(Path("build/training"), None, [0.2], [0.3], SHIPPED, 5)]
    refused = CliRunner().invoke(app, ["--further-encoder", "0.2"])
    assert refused.exit_code == 2
    assert "needs --further" in refused.output


def test_a_further_round_of_weights_that_were_kept(courses: list[Course], tmp_path: Path) -> None:
    """A file that is there; without --further nothing begins from it."""
    kept = tmp_path / "kept.pt"
    kept.touch()
    assert CliRunner().invoke(app, ["--further", "0.3", "--reader-weights", str(kept)]).exit_code == 0
    assert courses == [Course(Path("build/training"), None, [], [0.3], SHIPPED, reader_weights_before=kept)]
    refused = CliRunner().invoke(app, ["--reader-weights", str(kept)])
    assert refused.exit_code == 2
    assert "--further" in refused.output
    assert CliRunner().invoke(app, ["--further", "0.3", "--reader-weights", str(tmp_path / "gone.pt")]).exit_code == 2


def test_a_further_round_on_what_is_new(courses: list[Course]) -> None:
    """Only a further round: a first one learns from all."""
    assert CliRunner().invoke(app, ["--further", "0.3", "--newest", "70"]).exit_code == 0
    assert courses == [Course(Path("build/training"), None, [], [0.3], SHIPPED, newest=70)]
    refused = CliRunner().invoke(app, ["--newest", "70"])
    assert refused.exit_code == 2
    assert "--further" in refused.output
    assert CliRunner().invoke(app, ["--further", "0.3", "--newest", "-1"]).exit_code == 2


@pytest.mark.parametrize("option", ["--further", "--further-encoder", "--reader-epochs", "--encoder-epochs"])
def test_a_round_of_nothing(courses: list[Course], option: str) -> None:
    """Refused before anything begins."""
    assert CliRunner().invoke(app, ["--further", "0.3", option, "0"]).exit_code == 2
    assert courses == []


def test_an_error_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """On standard error, exit 2, no traceback."""

    def fail(_: Course) -> Shipped:
        raise DocumentsNotFoundError("no such folder of documents: nowhere")

    monkeypatch.setattr(stages, "run_stages", fail)
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 2
    assert result.stderr == "error: no such folder of documents: nowhere\n"
    assert result.stdout == ""


def test_no_such_documents(tmp_path: Path) -> None:
    """The folder is named before anything is trained."""
    result = CliRunner().invoke(app, ["--out", str(tmp_path), "--documents", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "no such folder of documents" in result.stderr


def test_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As a program, it tells its options."""
    monkeypatch.setattr(sys, "argv", ["eval.training", "--help"])
    monkeypatch.delitem(sys.modules, "eval.training.__main__")
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("eval.training", run_name="__main__")
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(
        option in told for option in ("--out", "--documents", "--reader-epochs", "--encoder-epochs", "--further")
    )
