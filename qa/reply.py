"""What a model replies: its schema, and how to read it, whole or while it is still coming in."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError
from pydantic_core import from_json

from qa.model import ReplyCutError, clean

MOST_REPLY_CHARS = 30_000

ANSWER_SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "Whether the passages answer the question, and the statements that do.",
    "type": "object",
    "additionalProperties": False,
    "required": ["answered", "statements"],
    "properties": {
        "answered": {"type": "boolean"},
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "sentences"],
                "properties": {
                    "text": {"type": "string"},
                    "sentences": {"type": "array", "items": {"type": "integer"}},
                },
            },
        },
    },
}

QUESTION_SCHEMA: dict[str, Any] = {
    "title": "question",
    "description": "The complete question.",
    "type": "object",
    "additionalProperties": False,
    "required": ["question"],
    "properties": {"question": {"type": "string"}},
}


class Said(BaseModel):
    """A statement as it was sent: the model's words, and the numbers of the sentences it names."""

    model_config = ConfigDict(frozen=True, extra="allow")

    text: Annotated[StrictStr, AfterValidator(clean)]
    sentences: tuple[StrictInt, ...]

    @property
    def extras(self) -> int:
        """How many fields it holds that nobody asked for (a typed quotation, a page)."""
        return len(self.model_extra or {})


class _Resolved(BaseModel):
    question: Annotated[StrictStr, AfterValidator(clean)]


class Incoming:
    """A reply that is coming in. `feed` gives the statements that are whole; `close` the rest, and what was wrong."""

    def __init__(self) -> None:
        self.text = ""
        self.answered: bool | None = None
        self.faults: list[str] = []
        self._taken = 0

    def feed(self, text: str) -> list[Said]:
        """The statements that have become whole with this piece, once it is known whether it is an answer.

        Raises:
            ReplyCutError: it has grown too long to be read.
        """
        self.text += text
        if len(self.text) > MOST_REPLY_CHARS:
            raise ReplyCutError(f"longer than {MOST_REPLY_CHARS:,} characters")
        if "}" not in text and "]" not in text:
            return []
        return list(self._statements(_object(self.text, partial=True), whole=False))

    def close(self) -> list[Said]:
        """The statements that are left; `faults` then tells whatever was wrong with the form."""
        found = _object(self.text, partial=False)
        if isinstance(found, dict):
            said = list(self._statements(found, whole=True))
            if self.answered is None:
                self.faults.append('"answered" must be true or false')
            return said
        self.faults.append("the reply is empty" if not self.text.strip() else "the reply is not one whole JSON object")
        return list(self._statements(_object(self.text, partial=True), whole=False))

    def _statements(self, found: object, *, whole: bool) -> Iterator[Said]:
        if not isinstance(found, dict):
            return
        answered = found.get("answered")
        self.answered = answered if isinstance(answered, bool) else None
        if self.answered is None:
            return
        sent = found.get("statements", [] if self.answered is False else None)
        if not isinstance(sent, list):
            if whole:
                self.faults.append('"statements" must be a list')
            return
        # The last one may still be growing: half a list of numbers looks like a whole one.
        ready = sent if whole else sent[:-1]
        for number, statement in enumerate(ready[self._taken :], self._taken + 1):
            self._taken = number
            try:
                yield Said.model_validate(statement)
            except ValidationError:
                self.faults.append(f'statement {number} is not {{"text": text, "sentences": [whole numbers]}}')


def resolved_question(text: str) -> str | None:
    """The question that a model made complete; None where the reply holds none."""
    try:
        return _Resolved.model_validate(_object(text, partial=False)).question or None
    except ValidationError:
        return None


def _object(text: str, *, partial: bool) -> object:
    """The JSON object in a reply, which some models wrap in words or in a fence; None where there is none."""
    text = text.rpartition("</think>")[2]  # some open models think aloud before they reply
    start, end = text.find("{"), text.rfind("}")
    try:
        if partial:
            return from_json(text[start:], allow_partial=True) if start >= 0 else None
        return from_json(text[start : end + 1]) if 0 <= start < end else None
    except ValueError:
        return None
