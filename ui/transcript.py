"""A conversation as a file, and back: every quotation is made anew from the document, or is not taken in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.document import Document, Span
from corpus.errors import VerificationError
from qa.answer import Answer, Quote, Statement, TableRow
from qa.verify import verify
from ui.basket import Kept
from ui.scope import Scope

FORMAT = "chapter-and-verse conversation"
VERSION = 1
MOST_TURNS = 200
"""Questions of a conversation that are kept; older ones fall off its beginning."""

MOST_CHARS = 20_000_000
MOST_KEPT = 1_000

Find = Callable[[str], Document | None]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what became of it: an answer, or `fault`, why there is none."""

    question: str
    scope: Scope
    answer: Answer | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """A conversation read from a file; `notices` say, a line each, what could not be taken in."""

    turns: tuple[Turn, ...] = ()
    kept: tuple[Kept, ...] = ()
    notices: tuple[str, ...] = ()


def to_file(turns: Sequence[Turn], kept: Sequence[Kept]) -> str:
    """The conversation as JSON, to be reloaded or read by other programs; answers are those of the contract."""
    record = {
        "format": FORMAT,
        "version": VERSION,
        "turns": [_turn_form(turn) for turn in turns],
        "kept": [{"quote": one.quote.to_json(), "question": one.question, "note": one.note} for one in kept],
    }
    return json.dumps(record, ensure_ascii=False)


def _turn_form(turn: Turn) -> dict[str, Any]:
    scope = {"documents": list(turn.scope.documents), "chapters": list(turn.scope.chapters), "own": turn.scope.own}
    answer = turn.answer.to_json() if turn.answer is not None else None
    return {"question": turn.question, "scope": scope, "answer": answer, "fault": turn.fault}


def from_file(text: str, find: Find) -> Reloaded:
    """The conversation of a file, as far as its documents are here and hold every word of it."""
    try:
        record = json.loads(text) if len(text) <= MOST_CHARS else None
        if not isinstance(record, dict) or record.get("format") != FORMAT:
            return Reloaded(notices=("this is not a conversation that was saved here",))
        if record.get("version") != VERSION:
            return Reloaded(notices=(f"this conversation has version {record.get('version')!r}; {VERSION} is read",))
        turn_forms, kept_forms = list(record["turns"])[:MOST_TURNS], list(record["kept"])[:MOST_KEPT]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Reloaded(notices=("this file is damaged: it is not the JSON of a conversation",))
    turns: list[Turn] = []
    kept: list[Kept] = []
    notices: list[str] = []
    for number, form in enumerate(turn_forms, 1):
        try:
            turns.append(_turn(form, find))
        except (ValueError, KeyError, TypeError, VerificationError) as error:
            notices.append(f"question {number} was left out: {_reason(error)}")
    for number, form in enumerate(kept_forms, 1):
        try:
            quote = _quote(form["quote"], find)
            kept.append(Kept(quote, _text(form["question"]), _text(form["note"])))
        except (ValueError, KeyError, TypeError, VerificationError) as error:
            notices.append(f"kept quotation {number} was left out: {_reason(error)}")
    return Reloaded(tuple(turns), tuple(kept), tuple(notices))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, VerificationError) else "it is damaged"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(value: Sequence[object]) -> tuple[str, ...]:
    return tuple(_text(one) for one in value)


def _turn(form: Mapping[str, Any], find: Find) -> Turn:
    scope = Scope(_texts(form["scope"]["documents"]), _texts(form["scope"]["chapters"]), bool(form["scope"]["own"]))
    answer = _answer(form["answer"], find) if form["answer"] is not None else None
    return Turn(_text(form["question"]), scope, answer, _text(form["fault"]))


def _answer(form: Mapping[str, Any], find: Find) -> Answer:
    if form["status"] not in {"answered", "not_found"}:
        raise ValueError("no such status")
    quotes = tuple(_quote(one, find) for one in form["quotes"])
    statements = tuple(_statement(one, len(quotes)) for one in form["statements"])
    return Answer(
        question=_text(form["question"]),
        status=form["status"],
        mode=_text(form["mode"]),
        quotes=quotes,
        statements=statements,
        nearest=tuple(_quote(one, find) for one in form["nearest"]),
        notices=_texts(form["notices"]),
        seconds=float(form["seconds"]),
        resolved=_text(form["resolved"]) if "resolved" in form else None,
    )


def _statement(form: Mapping[str, Any], quotes: int) -> Statement:
    numbers = tuple(int(number) for number in form["quotes"])
    if any(not 0 <= number < quotes for number in numbers):
        raise VerificationError("a statement refers to a quotation that is not there")
    return Statement(_text(form["text"]), numbers)


def _quote(form: Mapping[str, Any], find: Find) -> Quote:
    """The quotation, once it is known to be just what its document holds there.

    Raises:
        VerificationError: its document is not here, or holds something else in that place.
    """
    document = find(_text(form["sha256"]))
    if document is None:
        raise VerificationError(f"its document {str(form['document'])[:80]!r} is not here")
    row = form.get("table")
    quote = Quote(
        text=form["text"],
        spans=tuple(_span(span) for span in form["spans"]),
        display=form["display"],
        document=form["document"],
        sha256=form["sha256"],
        chapter=form["chapter"],
        section=form["section"],
        page_first=form["page_first"],
        page_last=form["page_last"],
        page_basis=form["page_basis"],
        kind=form["kind"],
        voice=form["voice"],
        speaker=form["speaker"],
        score=float(form["score"]),
        highlight=tuple(_span(span) for span in form["highlight"]),
        citation=form["citation"],
        table=TableRow(row["caption"], tuple(row["columns"]), tuple(row["cells"])) if row else None,
    )
    verify(quote, document)
    return quote


def _span(value: Sequence[int]) -> Span:
    start, end = value
    return Span(int(start), int(end))
