"""Twenty-five people at once, and a thousand questions: no error, no mixing, quick enough, no growth."""

import random
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ui.browsing import Served, served
from tests.ui.sockets import visiting

PEOPLE = 25
PACED_QUESTIONS = 5
PAUSE_SECONDS = 15.0
"""How long a person reads an answer, at the very least, before the next question."""
RUSHED_VISITS, RUSHED_QUESTIONS = 7, 5
MOST_SECONDS_P95 = 3.0
SESSIONS_KEPT = 128
"""Sessions that Streamlit keeps for two minutes for those who come back."""
MOST_GROWTH_BYTES = SESSIONS_KEPT * RUSHED_QUESTIONS * 150_000
"""An answer with its five quotations takes about 85 kB while its conversation is kept."""

TOPICS = (
    "How many interviews did the Review hold?", "What did staff say about the kettle?", "How many stations closed?",
    "What was the response rate of the survey?", "Who is Priya Raman?", "What happened to Joseph Pell?",
    "How many calls were parked?", "What does the Review recommend about supervision?", "When was the line closed?",
    "How do I grow tomatoes in Spain?",
)  # fmt: skip


def _visit(page: Served, number: int, questions: int, pause: float) -> Iterator[float]:
    """Seconds of each question of one visitor, who sees their own questions and nobody else's."""
    with visiting(page) as visitor:
        for turn in range(questions):
            question = f"{TOPICS[(number + turn) % len(TOPICS)]} (visitor {number}, {turn})"
            began = time.perf_counter()
            told = str(visitor.ask(question))
            yield time.perf_counter() - began
            assert question in told
            assert [other for other in range(PEOPLE) if other != number and f"(visitor {other}, " in told] == []
            time.sleep(pause)


def _seconds(page: Served, visits: int, questions: int, pause: float = 0.0) -> list[float]:
    """Seconds of every question of 25 people, who open the page anew for each visit."""
    begin = threading.Barrier(PEOPLE)

    def come(number: int) -> list[float]:
        begin.wait()
        time.sleep(random.Random(number).uniform(0.0, pause))  # noqa: S311 - no secret: they do not all begin at once
        return [seconds for _ in range(visits) for seconds in _visit(page, number, questions, pause)]

    with ThreadPoolExecutor(PEOPLE) as people:
        return [seconds for found in people.map(come, range(PEOPLE)) for seconds in found]


@pytest.mark.slow
@pytest.mark.alone
def test_twenty_five_people_ask_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    """A thousand questions: each visitor gets their own answers, p95 below 3 s, and memory holds what sessions keep.

    People who read what they get are to wait less than 3 s. Then all ask on and on without reading, for the memory; how
    long that takes depends on the machine's cores alone, and is told.
    """
    with served(environment, tmp_path / "server.log") as page:
        paced = _seconds(page, 1, PACED_QUESTIONS, PAUSE_SECONDS)
        before = page.memory
        rushed = _seconds(page, RUSHED_VISITS, RUSHED_QUESTIONS)
        growth = page.memory - before
        told = ", ".join(f"{statistics.median(s):.2f} s (p95 {_p95(s):.2f} s)" for s in (paced, rushed))
        print(f"paced and rushed: {told}; {before / 1e6:.0f} MB, then {growth / 1e6:+.1f} MB")  # noqa: T201
        assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")
    assert len(paced) + len(rushed) == 1000
    assert _p95(paced) < MOST_SECONDS_P95
    assert growth < MOST_GROWTH_BYTES


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]
