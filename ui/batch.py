"""Batches: JSON Lines of questions in, one JSON object a line out, in order."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import NamedTuple

from corpus.errors import QuestionError
from qa.library import checked_question


class Asked(NamedTuple):
    """A line of a batch."""

    id: str | int | None
    question: str


def read_batch(place: str) -> Iterator[Asked]:
    """The questions of a file (`-`: of standard input), one at a time, as they come.

    Raises:
        QuestionError: the file cannot be read, or a line is not an object with `id` and `question`.
    """
    name = "standard input" if place == "-" else place
    try:
        if place == "-":
            yield from _asked(name, sys.stdin.buffer)
        else:
            with Path(place).open("rb") as file:
                yield from _asked(name, file)
    except OSError as error:
        raise QuestionError(f"cannot read {name}: {error.strerror}") from error


def _asked(name: str, lines: Iterator[bytes]) -> Iterator[Asked]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            question = record["question"]
            identifier = record.get("id")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise QuestionError(f'{name}, line {number}: not an object with "id" and "question"') from error
        if not isinstance(question, str) or type(identifier) not in {str, int, NoneType}:
            raise QuestionError(f'{name}, line {number}: "question" must be text, "id" text or a whole number')
        try:
            checked_question(question)
        except QuestionError as error:
            raise QuestionError(f"{name}, line {number}: {error}") from error
        yield Asked(identifier, question)
