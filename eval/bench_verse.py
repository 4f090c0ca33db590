"""Our side of what `eval.bench` times inside a process: questions to a library that is open already."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from index.engines import Search
from qa.library import Library
from qa.read import PASSAGES_READ, Reader, Selection
from qa.settings import Settings


class OwnTimes(NamedTuple):
    """Seconds of each question: looking passages up alone; the whole answer; the reader's choice within that."""

    search: list[float]
    ask: list[float]
    choice: list[float]


class TimedReader:
    """A reader that notes how long each choice took."""

    def __init__(self, reader: Reader) -> None:
        self.name = reader.name
        self.seconds: list[float] = []
        self._reader = reader

    def rerank(self, search: Search) -> Search:
        """The search as the reader ranks it, untimed."""
        return self._reader.rerank(search)

    def choose(self, search: Search) -> Selection:
        """What the reader chooses."""
        began = time.perf_counter()
        selection = self._reader.choose(search)
        self.seconds.append(time.perf_counter() - began)
        return selection


def time_questions(index: Path, documents: Path, questions: Sequence[str]) -> OwnTimes:
    """Times of the questions, first looked up one after the other, then asked one after the other."""
    library = Library.open(settings=Settings(index=index, documents=documents))
    reader = TimedReader(library._reader)  # noqa: SLF001  (whichever reader the library chose is the one to time)
    library._reader = reader  # noqa: SLF001
    times = OwnTimes([], [], reader.seconds)
    for question in questions:
        began = time.perf_counter()
        library.retrieve(question, PASSAGES_READ)
        times.search.append(time.perf_counter() - began)
    for question in questions:
        began = time.perf_counter()
        library.ask(question)
        times.ask.append(time.perf_counter() - began)
    return times
