"""Who answers: the offline reader by itself, or a language model that selects and never types."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from qa.answer import Answer
from qa.events import Event, Finished, Started
from qa.library import Library
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.followup import Resolution

OFFLINE = "reader"
"""As the name of a model: none."""


class Answerer(Protocol):
    """Anything that answers questions, at once or event by event."""

    def resolve(self, question: str, earlier: Sequence[str]) -> "Resolution":
        """A follow-up made complete from the questions before it."""
        ...

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer."""
        ...

    def stream(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Iterator[Event]:
        """What happens on the way to the answer, and the answer."""
        ...


class ReaderAnswerer:
    """The library's own reader."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def resolve(self, question: str, earlier: Sequence[str]) -> "Resolution":
        """A follow-up made complete by simple rules."""
        from qa.followup import Resolution, resolve  # most questions are the first of their conversation

        return Resolution(resolve(question, earlier))

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The reader's answer."""
        return self._library.ask(question, documents, identifier)

    def stream(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Iterator[Event]:
        """The reader's answer, which comes whole."""
        yield Started(question, 0)
        yield Finished(self.ask(question, documents, identifier))


def open_answerer(library: Library, settings: Settings) -> Answerer:
    """Who answers from the library by these settings: the model they name, else the reader.

    Raises:
        ModelUnusableError: the model cannot be used: extra not installed, key missing, impossible name or address.
    """
    if settings.model is None or settings.model == OFFLINE:
        return ReaderAnswerer(library)
    from qa.chain import open_model
    from qa.dialogue import ModelAnswerer

    return ModelAnswerer(library, open_model(settings), settings)
