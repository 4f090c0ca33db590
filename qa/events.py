"""What happens while a question is being answered, in order. Whatever is shown has been verified before it is told."""

from dataclasses import dataclass

from qa.answer import Answer, Quote, Statement


@dataclass(frozen=True, slots=True)
class Started:
    """The question as it is understood, and how many passages were found for it."""

    question: str
    passages: int


@dataclass(frozen=True, slots=True)
class Found:
    """A statement (None: only its quotations hold) and its new quotations, the first of which has number `first`.

    The finished answer holds them at the same places.
    """

    statement: Statement | None
    first: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; always the last event, and the only one where the reader answers."""

    answer: Answer


Event = Started | Found | Finished
