"""Speed and memory of checking a long draft: `python -m eval.bench_check`.

A draft of 300 pages with 2,000 quotations is made of the documents (or the sample), half of them changed, and checked
in a fresh process, from its start to the printed report.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document
from corpus.errors import VerseError
from corpus.load import Shelf, find_documents
from corpus.read import read_document
from corpus.views import display

QUOTATIONS, PAGES = 2_000, 300
CHARS_A_PAGE = 2_500
MOST_SECONDS, MOST_MEGABYTES = 20.0, 500.0

_FILLER = (
    "The board noted the position and asked officers to return with a fuller account at the next meeting in the year. "
    "Members discussed the budget, the timetable and the advice received, and were content for the work to go on. "
)
_OUR_WORDS = ("marmalade", "gazebo", "tangerine", "hovercraft", "bagpipes")
_MEASURE = """
import resource, sys
from ui.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))  # not its parent's
    sys.stderr.write(f"peak {peak} {used.ru_utime + used.ru_stime}\\n")
"""


class Speed(NamedTuple):
    """What checking took: seconds from process start to end, peak memory, and the quotations reported."""

    seconds: float
    processor_seconds: float
    megabytes: float
    quotations: int
    chars: int


def make_draft(documents: Sequence[Document], quotations: int = QUOTATIONS, pages: int = PAGES) -> str:
    """A draft of that length: every other quotation has a word or a digit changed, some name a page, some are cut."""
    chance = random.Random("a long draft")  # noqa: S311 - the same draft every time is the point
    sentences = [
        words
        for document in documents
        for sentence in document.sentences
        if sentence.kind in {"prose", "list", "testimony"}
        and 8 <= len((words := display(document.text, sentence.spans).strip("“”\"'")).split()) <= 60
        and not any(mark in words for mark in '“”"')
    ]
    filler = pages * CHARS_A_PAGE // quotations
    chunks: list[str] = []
    for number in range(quotations):
        quoted = chance.choice(sentences).split()
        if number % 2:
            quoted[chance.randrange(1, len(quoted) - 1)] = chance.choice(_OUR_WORDS)
        if number % 5 == 0:
            quoted[len(quoted) // 2] = "..."
        page = f" (p. {chance.randrange(1, 360)})" if number % 3 == 0 else ""
        own = (_FILLER * (filler // len(_FILLER) + 1))[: max(0, filler - len(" ".join(quoted)))].rpartition(" ")[0]
        chunks.append(f"{own} The report says “{' '.join(quoted)}”{page}.\n\n")
    return "".join(chunks)


def measure(shelf: Shelf, quotations: int = QUOTATIONS, pages: int = PAGES) -> Speed:
    """The speed of `verse check --json` on a made draft, in a process of its own."""
    documents = [read_document(raw.text, raw.source) for raw in shelf.documents]
    text = make_draft(documents, quotations, pages)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.md"
        draft.write_text(text, "utf-8")
        began = time.perf_counter()
        ended = subprocess.run(  # noqa: S603 - the program itself
            [sys.executable, "-c", _MEASURE, "check", str(draft), "--json", "--documents", str(shelf.folder)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
            check=False,
        )
        seconds = time.perf_counter() - began
    if ended.returncode not in {0, 1}:
        raise VerseError(ended.stderr.strip().splitlines()[-1] if ended.stderr else "the check failed")
    peak = next(line for line in ended.stderr.splitlines() if line.startswith("peak "))
    found = json.loads(ended.stdout)["quotations"]
    _, kilobytes, processor = peak.split()
    return Speed(seconds, float(processor), int(kilobytes) / 1024, len(found), len(text))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0, 1 where a limit is passed, 2 where the documents cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_check", description=__doc__)
    parser.add_argument("--documents", type=Path, help="the folder of the documents")
    parser.add_argument("--quotations", type=int, default=QUOTATIONS)
    try:
        asked = parser.parse_args(arguments)
        speed = measure(find_documents(asked.documents), asked.quotations)
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"draft: {speed.chars:,} characters, {speed.quotations:,} quotations\n"
        f"from process start to report: {speed.seconds:.1f} s (at most {MOST_SECONDS:.0f})\n"
        f"of it processor time: {speed.processor_seconds:.1f} s\n"
        f"peak memory: {speed.megabytes:.0f} MB (at most {MOST_MEGABYTES:.0f})\n"
    )
    return 0 if speed.seconds <= MOST_SECONDS and speed.megabytes <= MOST_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
