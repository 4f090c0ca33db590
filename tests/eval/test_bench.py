"""Tests of the benchmark: what it computes, and once, on the sample, all of it."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from corpus.load import Shelf, find_documents
from eval import bench
from eval.bench_process import BenchError, run
from eval.bench_report import Figure, Report, in_words

NAMES = [
    "first index",
    "peak memory, first index",
    "cold question",
    "peak memory, cold question",
    "modules imported, cold question",
    "heavy libraries among them",
    "warm question",
    "warm question less reader's choice",
    "warm question: retrieval",
    "warm question: reader's choice",
    "refresh (ratio: to first index)",
    "nvidia packages installed",
]


def test_ratio_is_ours_to_langchain() -> None:
    """The ratio is taken to LangChain's number."""
    assert Figure("cold question", "s", 0.5, 4.0).ratio == 0.125


def test_ratio_is_taken_to_another_base_when_given() -> None:
    """A base takes the place of LangChain's number."""
    assert Figure("refresh", "s", 2.0, 40.0, base=20.0).ratio == 0.1


def test_no_ratio_without_a_base() -> None:
    """Without anything to compare with, or with nothing but zero, there is no ratio."""
    assert Figure("refresh", "s", 2.0).ratio is None
    assert Figure("modules", "", 2.0, 0.0).ratio is None


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (Figure("f", "s", 1.2, 9.6, most=1.2, most_ratio=1 / 8), True),
        (Figure("f", "s", 1.3, 20.0, most=1.2, most_ratio=1 / 8), False),
        (Figure("f", "s", 1.1, 8.0, most=1.2, most_ratio=1 / 8), False),
        (Figure("f", "s", 1.1, most_ratio=1 / 8), False),
        (Figure("f", "s", 1.1, 8.0), None),
        (Figure("f", "", 0, most=0), True),
        (Figure("f", "", 1, most=0), False),
    ],
)
def test_targets(figure: Figure, met: bool | None) -> None:  # noqa: FBT001  (a value of the table above)
    """Every target must be met, the target itself included; a ratio that cannot be taken does not meet one."""
    assert figure.met is met


def test_a_figure_as_json() -> None:
    """A row names figure, unit, both numbers, ratio, target and whether it is met."""
    assert Figure("cold question", "s", 1.0, 10.0, most=1.2, most_ratio=0.125).to_json() == {
        "figure": "cold question",
        "unit": "s",
        "ours": 1.0,
        "langchain": 10.0,
        "ratio": 0.1,
        "target": "≤ 1.2 s, ratio ≤ 0.125",
        "met": True,
    }


def test_report_names_what_was_missed_and_prints_all_rows() -> None:
    """A miss is named in the report, and said in its row."""
    good, bad = Figure("good", "s", 1, 2, most_ratio=0.5), Figure("bad", "s", 2, 2, most_ratio=0.5)
    report = Report((good, bad), {"cores": 2}, {"python": "3"})
    written = StringIO()
    report.print(Console(file=written, width=120))
    rows = {line.split("│")[1].strip(): line for line in written.getvalue().splitlines() if line.startswith("│")}
    assert report.missed == ["bad"]
    assert json.loads(report.to_json())["missed"] == ["bad"]
    assert "yes" in rows["good"]
    assert "no" in rows["bad"]


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [(1.234, "s", "1.23 s"), (12.34, "ms", "12.3 ms"), (1079.4, "MB", "1,079 MB"), (3, "", "3"), (None, "s", "–")],
)
def test_numbers_in_words(number: float | None, unit: str, words: str) -> None:
    """Seconds have two decimals, milliseconds one, the rest none."""
    assert in_words(number, unit) == words


def test_median_leaves_the_first_out() -> None:
    """The first question, which loads things, does not count."""
    assert bench.median_ms([9.0, 0.001, 0.003, 0.002]) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"Zebra. Xyz", b"Zebra. Xzz"), (b"AAz", b"AAa"), (b"\xc3\xa9A", b"\xc3\xa9A\n"), (b"ab", b"ac")],
)
def test_one_letter_is_changed(before: bytes, after: bytes) -> None:
    """One small letter of the second half moves on by one."""
    assert bench.with_one_letter_changed(before) == after


def test_imports_are_read_from_pythons_own_account() -> None:
    """Only the lines of the account count, without its heading."""
    said = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       101 |        101 |   torch.nn\n"
        "note: something | torch\n"
        "import time:       202 |        303 | numpy\n"
    )
    assert bench.imported(said) == {"torch.nn", "numpy"}


def test_questions_about_the_sample(sample_shelf: Shelf) -> None:
    """For the sample, the questions of its own known facts, as many as wanted, all different."""
    asked = bench.questions_for(sample_shelf, 60)
    known = [json.loads(line)["question"] for line in (bench.KNOWN / "sample.jsonl").read_text("utf-8").splitlines()]
    assert len(set(asked)) == 60
    assert set(asked) <= set(known)


@pytest.mark.documents
def test_questions_about_the_real_documents(real_documents: object) -> None:
    """For the real documents, the questions of the development set."""
    del real_documents
    from tests.conftest import real_folder

    known = (bench.KNOWN / "dev.jsonl").read_text("utf-8")
    asked = bench.questions_for(find_documents(real_folder()), 10)
    assert len(asked) == 10
    assert all(json.dumps(question, ensure_ascii=False) in known for question in asked)


def test_run_measures_time_memory_and_output() -> None:
    """A process's output, its time to the last of it, and its own peak memory."""
    ended = run((sys.executable, "-c", "print('done', flush=True); x = b'x' * 150_000_000"), {})
    assert ended.output == "done\n"
    assert 0 < ended.printed < ended.ended
    assert ended.peak > 150


@pytest.mark.parametrize("command", [("-c", "raise SystemExit('broken')"), ("-c", "pass")])
def test_run_refuses_failure_and_silence(command: tuple[str, ...]) -> None:
    """A process that fails, or answers nothing, is not a measurement."""
    with pytest.raises(BenchError, match=r"broken|nothing"):
        run((sys.executable, *command), {})


def test_run_names_a_command_that_is_missing(tmp_path: Path) -> None:
    """A command that cannot be started is an error in one line."""
    with pytest.raises(BenchError, match="cannot run"):
        run((str(tmp_path / "verse"),), {})


def test_missing_peer_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the extra, one line says what to install, and the status is 2."""
    monkeypatch.setattr(bench, "PEERS", ("no_such_package",))
    assert bench.main([]) == 2
    assert capsys.readouterr().err == "bench: not installed: no-such-package; pip install 'chapter-and-verse[bench]'\n"


@pytest.mark.parametrize("options", [["--runs", "0"], ["--questions", "1"], ["--runs", "many"]])
def test_impossible_numbers_are_refused(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """At least one run and two questions."""
    with pytest.raises(SystemExit) as ended:
        bench.main(options)
    assert ended.value.code == 2
    assert options[0] in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not all(map(find_spec, bench.PEERS)), reason="the extra 'bench' is not installed")
def test_whole_benchmark_on_the_sample(sample_shelf: Shelf, tmp_path: Path) -> None:
    """Every row is there, its ratio is that of its numbers, and no index is left behind."""
    command = [sys.executable, "-m", "eval.bench", "--documents", str(sample_shelf.folder), "--json"]
    ended = subprocess.run(
        [*command, "--runs", "1", "--questions", "3"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    rows = {row["figure"]: row for row in report["figures"]}
    assert list(rows) == NAMES
    refresh = rows.pop("refresh (ratio: to first index)")
    assert refresh["ratio"] == pytest.approx(refresh["ours"] / rows["first index"]["ours"], abs=0.001)
    for row in rows.values():
        if row["langchain"]:
            assert row["ratio"] == pytest.approx(row["ours"] / row["langchain"], abs=0.01)
    assert rows["heavy libraries among them"]["ours"] == 0
    assert rows["heavy libraries among them"]["langchain"] >= 4
    assert report["missed"] == [row["figure"] for row in report["figures"] if row["met"] is False]
    assert not list(tmp_path.glob("verse-bench-*"))
    assert not (tmp_path / "cache" / "chapter-and-verse").exists()
