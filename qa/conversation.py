"""Questions that follow on one another: each is made complete, then answered; what was understood is said."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from qa.answer import Answer, Usage
from qa.answerer import Answerer, open_answerer
from qa.events import Event, Finished, Started
from qa.library import Library, checked_question
from qa.settings import Settings, read_settings


class Conversation:
    """A library, whoever answers from it, and the questions asked so far, each as it was understood."""

    def __init__(self, answerer: Answerer, earlier: Collection[str] = ()) -> None:
        self._answerer = answerer
        self._earlier = list(earlier)

    @classmethod
    def open(cls, library: Library, settings: Settings | None = None) -> "Conversation":
        """A new conversation, answered by the model that the settings name, else by the reader.

        Raises:
            ModelUnusableError: the model cannot be used.
        """
        return cls(open_answerer(library, settings or read_settings()))

    @property
    def earlier(self) -> tuple[str, ...]:
        """The questions so far, complete."""
        return tuple(self._earlier)

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer to a question, which may lean on earlier ones.

        Raises:
            VerseError: as of `Library.ask`, and a model that cannot be used at all.
        """
        finished = [e for e in self.stream(question, documents, identifier) if isinstance(e, Finished)]
        return finished[0].answer

    def stream(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Iterator[Event]:
        """What happens on the way to the answer; the first event tells how the question is understood."""
        asked = checked_question(question)
        resolved, usage = self._answerer.resolve(asked, self._earlier) if self._earlier else (asked, None)
        for event in self._answerer.stream(resolved, documents, identifier):
            if isinstance(event, Finished):
                self._earlier.append(resolved)
                yield Finished(_as_asked(_with_usage(event.answer, usage), question, resolved))
            else:
                yield replace(event, question=resolved) if isinstance(event, Started) else event


def _with_usage(answer: Answer, usage: Usage | None) -> Answer:
    """The answer, its account with what making the question complete took."""
    return answer if usage is None else replace(answer, usage=usage + (answer.usage or Usage()))


def _as_asked(answer: Answer, question: str, resolved: str) -> Answer:
    if resolved == question.strip():
        return replace(answer, question=question)
    told = f"understood as: {resolved}"
    return replace(answer, question=question, resolved=resolved, notices=(told, *answer.notices))
