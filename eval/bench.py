"""Speed and memory, as ratios to a plain LangChain pipeline on the same documents, model and machine in the same run.

Every measurement is a process of its own, ours and theirs by turns, after an unmeasured round of both that fills the
file caches. Indexes and copies of documents live in a temporary folder; the user's own index is neither read nor made.
For systems that have `wait4`: Linux, macOS.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

from corpus.errors import VerseError
from corpus.load import Shelf, find_documents, sample_folder
from eval.bench_process import Run, Stage, ask, run
from eval.bench_report import Figure, Report, in_words, machine, versions

if TYPE_CHECKING:
    from eval.bench_verse import OwnTimes

# Heavy imports stay out of this process: a child's peak memory counts from that of the process that started it.

PEERS = ("langchain_classic", "langchain_community", "langchain_text_splitters")
KNOWN = Path(__file__).parent / "known"
HEAVY = frozenset({"langchain_core", "onnx", "sentence_transformers", "sklearn", "torch", "transformers"})
"""Libraries that cost seconds or hundreds of megabytes, which a question must do without."""
FOREIGN_SETTINGS = ("VERSE_", "LANGCHAIN_", "LANGSMITH_")
"""How settings begin that would make the run someone's own; tracing, for one, would slow LangChain."""
DONE, MISSED, FAILED, INTERRUPTED = 0, 1, 2, 130
LETTERS = b"abcdefghijklmnopqrstuvwxyz"

Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 a target was missed (with --strict only), 2 error."""
    asked = _parser().parse_args(arguments)
    missing = [name.replace("_", "-") for name in PEERS if find_spec(name) is None]
    if missing:
        sys.stderr.write(f"bench: not installed: {', '.join(missing)}; pip install 'chapter-and-verse[bench]'\n")
        return FAILED
    try:
        report = bench(asked.documents, asked.runs, asked.questions)
    except VerseError as error:
        sys.stderr.write(f"bench: {error}\n")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    if asked.json:
        sys.stdout.write(report.to_json() + "\n")
    else:
        report.print(Console(highlight=False, width=None if sys.stdout.isatty() else 120))
    return MISSED if asked.strict and report.missed else DONE


def bench(documents: Path | None, runs: int, questions: int) -> Report:
    """Everything measured on the documents of a folder (None: where documents are looked for).

    Raises:
        VerseError: no such folder, or a measurement that could not be made.
    """
    found = os.environ.get("VERSE_DOCUMENTS")  # qa.settings would bring in half the program
    shelf = find_documents(documents or (Path(found) if found else None))
    for name in [name for name in os.environ if name.startswith(FOREIGN_SETTINGS)]:
        del os.environ[name]
    os.environ["HF_HUB_OFFLINE"] = "1"  # the model is a folder here; nobody's time shall depend on a network
    asked, before = questions_for(shelf, questions), machine()
    progress = Console(stderr=True, highlight=False)
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="verse-bench-") as name:
        place = Path(name)
        warm_up(place / "warm")
        for figure in measure(_stage(shelf, place), asked, runs):
            progress.print(f"{figure.name}: {in_words(figure.ours, figure.unit)}", style="dim", markup=False)
            figures.append(figure)
    setting: dict[str, str | float] = {
        "documents": len(shelf.documents),
        "characters": sum(len(raw.text) for raw in shelf.documents),
        "runs": runs,
        "questions": len(asked),
    }
    return Report(tuple(figures), setting | before, versions())


def measure(stage: Stage, questions: Sequence[str], runs: int) -> Iterator[Figure]:
    """The figures, each as soon as it is known."""
    ours, theirs = _index(stage)
    yield Figure("first index", "s", ours.ended, theirs.ended, most=60, most_ratio=1)
    yield Figure("peak memory, first index", "MB", ours.peak, theirs.peak)
    yield from _cold(stage, questions, runs)
    yield from _imports(stage, questions[0])
    yield from _warm(stage, questions)
    yield _refresh(stage, runs, ours.ended)
    yield Figure("nvidia packages installed", "", count_nvidia(), most=0)


def warm_up(place: Path) -> None:
    """Fill the file caches: both sides index the sample."""
    _index(Stage(sample_folder(), place / "ours", place / "theirs"))


def _stage(shelf: Shelf, place: Path) -> Stage:
    """A copy of the documents, for one of them is going to be changed."""
    documents = place / "documents"
    documents.mkdir()
    for raw in shelf.documents:
        shutil.copyfile(raw.path, documents / raw.path.name)
    return Stage(documents, place / "ours", place / "theirs")


def _index(stage: Stage) -> tuple[Run, Run]:
    ours, theirs = stage.ours, stage.theirs
    return run((*ours.index, "--rebuild"), ours.settings), run(theirs.index, theirs.settings)


def _cold(stage: Stage, questions: Sequence[str], runs: int) -> Iterator[Figure]:
    ours: list[Run] = []
    theirs: list[Run] = []
    for number in range(runs + 1):  # the first is not counted: it brings the indexes into the file caches
        question = questions[number % len(questions)]
        ours.append(ask(stage.ours, question))
        theirs.append(ask(stage.theirs, question))
    our_seconds, their_seconds = (median(each.printed for each in side[1:]) for side in (ours, theirs))
    our_peak, their_peak = (max(each.peak for each in side[1:]) for side in (ours, theirs))
    yield Figure("cold question", "s", our_seconds, their_seconds, most=1.2, most_ratio=1 / 8)
    yield Figure("peak memory, cold question", "MB", our_peak, their_peak, most=500)


def _imports(stage: Stage, question: str) -> Iterator[Figure]:
    ours, theirs = (
        imported(ask(side, question, PYTHONPROFILEIMPORTTIME="1").errors) for side in (stage.ours, stage.theirs)
    )
    yield Figure("modules imported, cold question", "", len(ours), len(theirs))
    yield Figure("heavy libraries among them", "", len(ours & HEAVY), len(theirs & HEAVY), most=0)


def imported(errors: str) -> set[str]:
    """The modules that a process imported, told from what Python writes under PYTHONPROFILEIMPORTTIME."""
    lines = [line for line in errors.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines} - {"imported package"}


def _warm(stage: Stage, questions: Sequence[str]) -> Iterator[Figure]:
    batch = stage.documents.parent / "questions.jsonl"
    batch.write_text("".join(json.dumps({"question": question}) + "\n" for question in questions), "utf-8")
    answers = run((*stage.ours.ask, "--batch", str(batch)), stage.ours.settings).output.splitlines()
    own = _in_fresh_process(_own_times, stage, questions)
    theirs = median_ms(_in_fresh_process(_their_times, stage, questions))
    whole = median_ms(json.loads(answer)["seconds"] for answer in answers)
    beside = median_ms(answer - choice for answer, choice in zip(own.ask, own.choice, strict=True))
    yield Figure("warm question", "ms", whole, theirs)
    yield Figure("warm question less reader's choice", "ms", beside, theirs, most=25)
    yield Figure("warm question: retrieval", "ms", median_ms(own.search), theirs)
    yield Figure("warm question: reader's choice", "ms", median_ms(own.choice))


def median_ms(seconds: Iterable[float]) -> float:
    """The median in milliseconds, the first left out: it pays for what is loaded when first needed."""
    return 1000 * median(list(seconds)[1:])


def _own_times(stage: Stage, questions: Sequence[str]) -> "OwnTimes":
    from eval.bench_verse import time_questions

    return time_questions(stage.our_index, stage.documents, questions)


def _their_times(stage: Stage, questions: Sequence[str]) -> list[float]:
    from eval.bench_langchain import time_questions

    return time_questions(stage.their_store, questions)


def _in_fresh_process(
    function: Callable[[Stage, Sequence[str]], Result], stage: Stage, questions: Sequence[str]
) -> Result:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, stage, questions).result()


def _refresh(stage: Stage, runs: int, first_index: float) -> Figure:
    smallest = min(stage.documents.iterdir(), key=lambda path: path.stat().st_size)
    seconds: list[float] = []
    for _ in range(runs):
        smallest.write_bytes(with_one_letter_changed(smallest.read_bytes()))
        seconds.append(run(stage.ours.index, stage.ours.settings).ended)
    name = "refresh (ratio: to first index)"
    return Figure(name, "s", median(seconds), base=first_index, most_ratio=0.1)


def with_one_letter_changed(content: bytes) -> bytes:
    """The content with the first small letter of its second half moved on by one (z to a); if none, one line longer."""
    for at in range(len(content) // 2, len(content)):
        number = LETTERS.find(content[at])
        if number >= 0:
            letter = LETTERS[(number + 1) % len(LETTERS)]
            return content[:at] + bytes([letter]) + content[at + 1 :]
    return content + b"\n"


def count_nvidia() -> int:
    """How many packages named nvidia-... are installed; the CPU build of torch needs none."""
    return sum(str(each.metadata["Name"]).casefold().startswith("nvidia-") for each in distributions())


def questions_for(shelf: Shelf, count: int) -> tuple[str, ...]:
    """Questions of the known facts about these documents (else of those about the sample), spread over all kinds."""
    known = (KNOWN / "dev.jsonl").read_text("utf-8")
    if not any(raw.source.sha256 in known for raw in shelf.documents):
        known = (KNOWN / "sample.jsonl").read_text("utf-8")
    questions = [str(json.loads(line)["question"]) for line in known.splitlines()]
    return tuple(questions[:: max(1, len(questions) // count)][:count])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--documents", type=Path, metavar="FOLDER", help="documents to measure with")
    parser.add_argument("--runs", type=_at_least(1), default=5, help="cold questions and refreshes (default: 5)")
    parser.add_argument("--questions", type=_at_least(2), default=60, help="warm questions (default: 60)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a target is missed")
    return parser


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"at least {least}")
        return int(text)

    return number


if __name__ == "__main__":
    sys.exit(main())
