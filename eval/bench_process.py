"""Both sides of `eval.bench` as commands, each run as a process of its own, its time and peak memory noted."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, cast

from corpus.errors import VerseError

ANSWERED_OR_NOT = (0, 1)


class BenchError(VerseError):
    """A measurement could not be made."""


class Run(NamedTuple):
    """An ended process: seconds from its start to its last output and to its end, peak memory in MB, what it wrote."""

    printed: float
    ended: float
    peak: float
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class Side:
    """How one side is run: commands to index and (followed by the question) to ask, and settings for both."""

    index: tuple[str, ...]
    ask: tuple[str, ...]
    settings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder of documents, and the folders of either side's index of them."""

    documents: Path
    our_index: Path
    their_store: Path

    @property
    def ours(self) -> Side:
        """The command `verse`."""
        verse = str(Path(sysconfig.get_path("scripts")) / "verse")
        settings = {"VERSE_INDEX": str(self.our_index), "VERSE_DOCUMENTS": str(self.documents)}
        return Side((verse, "index"), (verse, "ask"), settings)

    @property
    def theirs(self) -> Side:
        """The LangChain pipeline."""
        module, store = (sys.executable, "-m", "eval.bench_langchain"), str(self.their_store)
        return Side((*module, "index", store, str(self.documents)), (*module, "ask", store), {})


def ask(side: Side, question: str, **settings: str) -> Run:
    """A question put to a process that starts for it."""
    return run((*side.ask, question), side.settings | settings, ANSWERED_OR_NOT)


def run(command: Sequence[str], settings: dict[str, str], accepted: Collection[int] = (0,)) -> Run:
    """The command, run to its end with the settings added to the environment.

    Raises:
        BenchError: it cannot be started, wrote nothing, or ended with a status that is not accepted.
    """
    with TemporaryFile() as errors:
        try:
            status, ended = _run(command, settings, errors)
        except OSError as error:
            raise BenchError(f"cannot run {command[0]}: {error.strerror}") from error
        errors.seek(0)
        ended = ended._replace(errors=errors.read().decode("utf-8", "replace"))
    if status not in accepted or not ended.output:
        last = (ended.errors.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"{' '.join(command)} ended with status {status}: {last}")
    return ended


def _run(command: Sequence[str], settings: dict[str, str], errors: IO[bytes]) -> tuple[int, Run]:
    environment = {**os.environ, **settings}
    output = b""
    printed = began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  (only our own commands come here)
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
    ) as process:
        pipe = cast("IO[bytes]", process.stdout).fileno()
        while chunk := os.read(pipe, 1 << 16):
            output, printed = output + chunk, time.perf_counter()
        _, status, usage = os.wait4(process.pid, 0)  # not process.wait(): only this tells the memory of this one child
        ended = time.perf_counter()
        process.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return process.returncode, Run(printed - began, ended - began, peak, output.decode("utf-8"), "")
