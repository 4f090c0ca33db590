"""Twenty-five people at once, and a thousand questions: no error, no mixing, quick enough, no growth."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.ui.browsing import Served, served
from tests.ui.sockets import visiting

PEOPLE = 25
QUESTIONS = 40
WARM_UP = 8
MOST_SECONDS_P95 = 3.0
MOST_GROWTH_BYTES = 64 * 1024 * 1024

TOPICS = (
    "How many interviews did the Review hold?", "What did staff say about the kettle?", "How many stations closed?",
    "What was the response rate of the survey?", "Who is Priya Raman?", "What happened to Joseph Pell?",
    "How many calls were parked?", "What does the Review recommend about supervision?", "When was the line closed?",
    "How do I grow tomatoes in Spain?",
)  # fmt: skip


def _visit(page: Served, number: int, questions: int, begin: threading.Barrier) -> list[float]:
    """Seconds of each question of one visitor, who sees their own questions and nobody else's."""
    seconds: list[float] = []
    with visiting(page) as visitor:
        begin.wait()
        for turn in range(questions):
            question = f"{TOPICS[(number + turn) % len(TOPICS)]} (visitor {number}, {turn})"
            began = time.perf_counter()
            parts = visitor.ask(question)
            seconds.append(time.perf_counter() - began)
            told = str(parts)
            assert question in told
            others = [other for other in range(PEOPLE) if other != number and f"(visitor {other}, " in told]
            assert others == []
    return seconds


def _rush(page: Served, questions: int) -> list[float]:
    begin = threading.Barrier(PEOPLE)
    with ThreadPoolExecutor(PEOPLE) as people:
        visits = [people.submit(_visit, page, number, questions, begin) for number in range(PEOPLE)]
        return [seconds for visit in visits for seconds in visit.result()]


@pytest.mark.slow
def test_twenty_five_people_ask_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    """A thousand questions from 25 sessions: each gets its own answers, p95 below 3 s, and memory does not grow."""
    with served(environment, tmp_path / "server.log") as page:
        _rush(page, WARM_UP)
        before = page.memory
        seconds = _rush(page, QUESTIONS)
        growth = page.memory - before
        p95 = statistics.quantiles(seconds, n=20)[-1]
        told = f"{len(seconds)} questions, median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s, max "
        print(f"{told}{max(seconds):.2f} s, memory {before / 1e6:.0f} MB, growth {growth / 1e6:.1f} MB")  # noqa: T201
        assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")
    assert len(seconds) == PEOPLE * QUESTIONS
    assert p95 < MOST_SECONDS_P95
    assert growth < MOST_GROWTH_BYTES
