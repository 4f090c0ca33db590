"""A language model as the rest of the project sees it: messages in, pieces of text out, and what can go wrong."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from qa.prompts import Message


class Piece(NamedTuple):
    """A piece of a reply as it arrives; `input_tokens` and `output_tokens` come with the last, if at all."""

    text: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None


class ChatModel(Protocol):
    """Anything that answers messages."""

    @property
    def name(self) -> str:
        """PROVIDER:NAME."""
        ...

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Iterator[Piece]:
        """The reply in pieces, to be one JSON object of the schema, whole within so many seconds.

        Raises:
            ModelUnusableError: the model cannot be used at all: no such model, the key is refused.
            ModelFaultError: this reply failed.
        """
        ...


class ModelFaultError(Exception):
    """A reply that did not come, or not whole. The message is for people: no key, no address, nothing the model wrote.

    ModelFaultError
    ├── ContextTooLongError     more was sent than the model can read
    ├── ProviderRefusedError    the provider's own rules forbid an answer
    ├── ReplyCutError           the reply broke off
    ├── UnreachableError        no reply, however often it was tried
    └── TimeUpError             the time limit passed
    """


class ContextTooLongError(ModelFaultError):
    """More was sent than the model can read."""


class ProviderRefusedError(ModelFaultError):
    """The provider's own rules forbid an answer."""


class ReplyCutError(ModelFaultError):
    """The reply broke off."""


class UnreachableError(ModelFaultError):
    """No reply, however often it was tried."""


class TimeUpError(ModelFaultError):
    """The time limit passed."""


def clean(text: str) -> str:
    """The text without what a terminal or a page might act on: control, format and unassigned characters; one line."""
    if text.isprintable():
        return " ".join(text.split())
    shown = (character if unicodedata.category(character)[0] != "C" else _gap(character) for character in text)
    return " ".join("".join(shown).split())


def _gap(character: str) -> str:
    return " " if character in "\t\n\r\v\f" else ""
