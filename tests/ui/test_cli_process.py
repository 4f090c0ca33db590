"""The command `verse` as a process among others: pipes, signals, what it loads."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.ui.running import BATCH, PROJECT, QUESTION, run_process

_ASKING = """
import atexit, sys
heavy = "torch transformers sentence_transformers langchain_core onnx rank_bm25 nupunkt streamlit".split()
atexit.register(lambda: sys.stderr.write(repr([name for name in heavy if name in sys.modules])))
"""


@pytest.mark.slow
def test_nothing_heavy_is_imported_to_answer(environment: dict[str, str]) -> None:
    """On a built index a question needs neither torch nor LangChain nor what only building needs."""
    done = run_process("ask", QUESTION, environment=environment, prelude=_ASKING)
    assert (done.returncode, done.stderr) == (0, "[]")


@pytest.mark.slow
def test_a_pipe_gets_no_colours(environment: dict[str, str]) -> None:
    """Nor anything else that only a terminal understands; UTF-8 whatever the locale."""
    done = run_process("ask", "What about the kettle?", environment={**environment, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "“" in done.stdout


@pytest.mark.slow
def test_a_batch_through_a_pipe(environment: dict[str, str]) -> None:
    """Each answer comes before the next question is asked."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for line in BATCH.splitlines():
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == json.loads(line)["id"]
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.slow
def test_a_broken_pipe(environment: dict[str, str]) -> None:
    """Whoever read us has gone: no traceback, and not the status that means "not in the documents"."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(BATCH.encode(), timeout=60)
    assert (process.returncode, err) == (2, b"")


RESPONSIVE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests aside has it ignored
from ui.cli import main
main()
"""


@pytest.mark.slow
def test_an_interruption(environment: dict[str, str]) -> None:
    """Ctrl-C ends it at once, without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-c", RESPONSIVE, "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(BATCH.splitlines(keepends=True)[0])
    process.stdin.flush()
    assert process.stdout.readline().startswith('{"id": "b"')
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)  # before its input is closed: an end of its own would race with the signal
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
