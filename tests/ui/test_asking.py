"""Tests of ui.asking: a question on its way, in a thread of its own."""

import threading
from collections.abc import Iterator

import pytest

from corpus.errors import ModelUnusableError
from qa.answer import Answer, Statement
from qa.events import Event, Finished, Found, Started
from ui.asking import BROKEN, Asking

LONG = 20.0


def _answer() -> Answer:
    return Answer("q", "not_found", "reader")


def test_an_answer_arrives() -> None:
    """What the stream ends with is the answer."""
    asking = Asking("q", lambda: iter([Started("q", 3), Finished(_answer())])).start()
    assert asking.ends_within(LONG)
    assert asking.answer == _answer()
    assert asking.is_over
    assert not asking.was_stopped
    assert asking.fault is None


def test_progress_is_what_has_been_verified(answered: Answer) -> None:
    """Statements and quotations add up as they come."""
    events: list[Event] = [
        Started("understood", 3),
        Found(Statement("One.", (0,)), 0, answered.quotes[:1]),
        Found(None, 1, answered.quotes[1:3]),
    ]
    asking = Asking("q", lambda: iter(events)).start()
    assert asking.ends_within(LONG)
    assert asking.progress.understood == "understood"
    assert asking.progress.quotes == answered.quotes[:3]
    assert [statement.text for statement in asking.progress.statements] == ["One."]


def test_a_fault_is_one_line() -> None:
    """What the program has words for is told in them."""

    def stream() -> Iterator[Event]:
        yield Started("q", 1)
        raise ModelUnusableError("no such model")

    asking = Asking("q", stream).start()
    assert asking.ends_within(LONG)
    assert (asking.fault, asking.answer) == ("no such model", None)


def test_what_nobody_foresaw_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    """The page says that something broke; the particulars go to the log."""

    def stream() -> Iterator[Event]:
        yield Started("q", 1)
        raise RuntimeError("secret")

    asking = Asking("q", stream).start()
    assert asking.ends_within(LONG)
    assert asking.fault == BROKEN
    assert "secret" in caplog.text


def test_stopping_takes_effect_at_once_and_what_comes_later_is_dropped() -> None:
    """A stopped question is over though its stream still waits, and its answer never arrives."""
    go_on, waits = threading.Event(), threading.Event()

    def stream() -> Iterator[Event]:
        yield Started("q", 1)
        waits.set()
        go_on.wait(LONG)
        yield Finished(_answer())

    asking = Asking("q", stream).start()
    assert waits.wait(LONG)
    assert (asking.is_over, asking.was_stopped) == (False, False)
    asking.stop()
    assert (asking.is_over, asking.was_stopped) == (True, True)
    assert asking.wait(LONG)
    go_on.set()
    assert asking.ends_within(LONG)
    assert (asking.answer, asking.was_stopped) == (None, True)
