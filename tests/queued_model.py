"""A chat model that says what a test has queued, so that the real paths run with no network."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from qa.model import Piece
from qa.prompts import Message

PIECE_CHARS = 17

Said = str | Exception | Callable[[Sequence[Message]], str]


class QueuedModel:
    """Gives the queued replies in order, the last one for ever; `heard` is what it was told."""

    name = "queued:model"

    def __init__(self, *replies: Said, tokens: tuple[int, int] | None = (900, 40)) -> None:
        self.replies = list(replies)
        self.heard: list[tuple[Message, ...]] = []
        self.tokens = tokens

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Iterator[Piece]:
        """The next reply in pieces; a queued error is raised after half of the reply queued behind it."""
        assert schema["required"]
        assert seconds > 0
        self.heard.append(tuple(messages))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        text = reply if isinstance(reply, str) else reply(messages)
        for start in range(0, len(text), PIECE_CHARS):
            yield Piece(text[start : start + PIECE_CHARS])
        if self.tokens:
            yield Piece("", *self.tokens)


def sentences_of(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The numbered lines of a request."""
    lines = messages[1].text.split("\n")
    return [json.loads(line) for line in lines if line.startswith('{"n": ')]


def number_of(messages: Sequence[Message], words: str) -> int:
    """The number of the first sentence that holds the words."""
    return next(int(line["n"]) for line in sentences_of(messages) if words in line["text"])


def reply(*statements: tuple[str, Sequence[int]], answered: bool = True) -> str:
    """A reply of the right form."""
    told = [{"text": text, "sentences": list(numbers)} for text, numbers in statements]
    return json.dumps({"answered": answered, "statements": told}, ensure_ascii=False)


def saying(*statements: tuple[str, str]) -> Callable[[Sequence[Message]], str]:
    """A reply whose statements each name the sentence that holds some words."""
    return lambda messages: reply(*((text, [number_of(messages, words)]) for text, words in statements))
