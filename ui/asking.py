"""A question on its way to an answer, in a thread of its own, so that the page stays alive and can stop it."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.errors import VerseError
from qa.answer import Answer, Quote, Statement
from qa.events import Event, Finished, Found, Started

_LOG = logging.getLogger(__name__)

BROKEN = "something went wrong inside the program; the question was not answered. Try again, or put it differently"


@dataclass(frozen=True, slots=True)
class Progress:
    """What has been verified so far; `understood` is the question made complete, empty before that is known."""

    understood: str = ""
    statements: tuple[Statement, ...] = ()
    quotes: tuple[Quote, ...] = ()


class Asking:
    """A question being answered. `answer` or `fault` is there once it has ended, neither when it was stopped."""

    def __init__(self, question: str, stream: Callable[[], Iterator[Event]]) -> None:
        self.question = question
        self.answer: Answer | None = None
        self.fault: str | None = None
        self.progress = Progress()
        self.changed = threading.Event()
        self._stream = stream
        self._ended = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="asking", daemon=True)

    def start(self) -> "Asking":
        """The same, begun."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Take no more of it; what comes later is dropped."""
        self._stopped.set()
        self.changed.set()

    @property
    def is_over(self) -> bool:
        """Whether it was answered, failed or was stopped."""
        return self._ended.is_set() or self._stopped.is_set()

    @property
    def was_stopped(self) -> bool:
        """Whether it was stopped before it ended."""
        return self._stopped.is_set() and self.answer is None

    def ends_within(self, seconds: float) -> bool:
        """Whether it has ended, waited for at most so long."""
        return self._ended.wait(seconds)

    def wait(self, seconds: float) -> bool:
        """Whether something has changed, waited for at most so long."""
        changed = self.changed.wait(seconds)
        self.changed.clear()
        return changed

    def _run(self) -> None:
        try:
            for event in self._stream():
                if self._stopped.is_set():
                    return
                self._take(event)
        except VerseError as error:
            self.fault = str(error)
        except Exception:  # noqa: BLE001 - whatever happens in a thread must be told to the page that waits for it
            _LOG.exception("a question could not be answered")  # its words are the visitor's: they are not logged
            self.fault = BROKEN
        finally:
            self._ended.set()
            self.changed.set()

    def _take(self, event: Event) -> None:
        before = self.progress
        if isinstance(event, Started):
            self.progress = Progress(event.question)
        elif isinstance(event, Found):
            statements = (*before.statements, event.statement) if event.statement else before.statements
            self.progress = Progress(before.understood, statements, (*before.quotes, *event.quotes))
        elif isinstance(event, Finished):
            self.answer = event.answer
        self.changed.set()
