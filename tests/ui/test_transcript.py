"""Tests of ui.transcript: a conversation as a file, and back, quotation by quotation."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from qa.answer import Answer, Statement
from qa.library import Library
from qa.settings import Settings
from tests.ui.running import REFUSED
from ui.basket import Kept
from ui.scope import Scope
from ui.session import Session
from ui.transcript import FORMAT, Turn, from_file, to_file


@pytest.fixture
def turns(answered: Answer, shared_library: Library) -> list[Turn]:
    """A conversation: answered, refused, stopped, and one by a model."""
    kettle = shared_library.ask("What did staff say about the “kettle”?")
    by_model = replace(answered, mode="llm:a:b", statements=(Statement("Many.", (0,)),), resolved="How many?")
    return [
        Turn(answered.question, Scope(), answered),
        Turn(REFUSED, Scope(("okafor-review",), ("Foreword",)), shared_library.ask(REFUSED)),
        Turn("stopped", Scope(own=True), None, "Stopped."),
        Turn("kettle", Scope(), kettle),
        Turn("by a model", Scope(), by_model),
    ]


def test_a_conversation_reloads_with_identical_citations(turns: list[Turn], session: Session) -> None:
    """Words, places, pages, citations, marks: all as they were; scores to four places, as JSON has them."""
    kept = [Kept(turns[0].answer.quotes[0], "q", "my note")] if turns[0].answer else []
    reloaded = from_file(to_file(turns, kept), session.document_of)
    assert reloaded.notices == ()
    assert [(turn.question, turn.scope, turn.fault) for turn in reloaded.turns] == [
        (turn.question, turn.scope, turn.fault) for turn in turns
    ]
    for turn, before in zip(reloaded.turns, turns, strict=True):
        assert (turn.answer and turn.answer.to_json()) == (before.answer and before.answer.to_json())
    assert [(one.quote.citation, one.note) for one in reloaded.kept] == [(one.quote.citation, one.note) for one in kept]


def test_saving_what_was_reloaded_gives_the_same_file(turns: list[Turn], session: Session) -> None:
    """Nothing is lost on the way round."""
    text = to_file(turns, [])
    assert to_file(from_file(text, session.document_of).turns, []) == text


def _change(record: dict[str, Any], path: list[str | int], value: object) -> None:
    *way, last = path
    place: Any = record
    for step in way:
        place = place[step]
    place[last] = value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "The Review found nothing."), ("display", "The Review found nothing."), ("page_first", 999),
        ("page_last", None), ("citation", "The Bible, p. 1"), ("spans", [[0, 20]]), ("spans", []), ("chapter", "C"),
        ("voice", "testimony"), ("speaker", "The King"), ("sha256", "0" * 64), ("document", "northmere-herald-article"),
        ("highlight", [[0, 5]]), ("score", 7), ("score", "high"), ("kind", "table"), ("section", 5), ("spans", "all"),
    ],
)  # fmt: skip
def test_a_forged_quotation_is_left_out(turns: list[Turn], session: Session, field: str, value: object) -> None:
    """A file that says what the document does not say loses that turn, with a line, and keeps the rest."""
    record = json.loads(to_file(turns, []))
    _change(record, ["turns", 0, "answer", "quotes", 0, field], value)
    reloaded = from_file(json.dumps(record), session.document_of)
    assert [turn.question for turn in reloaded.turns] == [turn.question for turn in turns[1:]]
    assert len(reloaded.notices) == 1
    assert reloaded.notices[0].startswith("question 1 was left out: ")


def test_a_statement_needs_its_quotation(turns: list[Turn], session: Session) -> None:
    """A model's words that refer to no quotation are not taken in."""
    record = json.loads(to_file(turns[4:], []))
    _change(record, ["turns", 0, "answer", "statements", 0, "quotes"], [99])
    assert from_file(json.dumps(record), session.document_of).turns == ()


def test_a_document_that_is_not_here_is_named(turns: list[Turn]) -> None:
    """Elsewhere, with other documents, the line says which is missing."""
    reloaded = from_file(to_file(turns[:1], []), lambda _: None)
    assert reloaded.turns == ()
    assert "okafor-review" in reloaded.notices[0] or "article" in reloaded.notices[0] or "forum" in reloaded.notices[0]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '"x"', "{}", json.dumps({"format": FORMAT}), "[" * 100_000,
     json.dumps({"format": FORMAT, "version": 1}),
     json.dumps({"format": FORMAT, "version": 99, "turns": [], "kept": []}),
     json.dumps({"format": FORMAT, "version": 1, "turns": 7, "kept": []})],
)  # fmt: skip
def test_what_is_no_conversation_is_one_line(session: Session, text: str) -> None:
    """Whatever is loaded, nothing breaks, and a line says why nothing came of it."""
    reloaded = from_file(text, session.document_of)
    assert (reloaded.turns, reloaded.kept, len(reloaded.notices)) == ((), (), 1)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(_json, st.sampled_from(["question", "scope", "answer", "fault"]))
def test_a_turn_of_anything_breaks_nothing(shared_library: Library, junk: object, name: str) -> None:
    """A field of any shape is either taken as what it is or left out with a line."""
    turn = {"question": "q", "scope": {"documents": [], "chapters": [], "own": False}, "answer": None, "fault": ""}
    record = {"format": FORMAT, "version": 1, "turns": [turn | {name: junk}], "kept": [{"quote": junk}]}
    reloaded = from_file(json.dumps(record), Session(shared_library, Settings()).document_of)
    assert len(reloaded.turns) + len(reloaded.notices) == 2


def test_a_session_takes_a_conversation_up(turns: list[Turn], session: Session) -> None:
    """Loaded, it replaces what was there; restored after a reload, it goes before it."""
    text = to_file(turns, [])
    session.turns = [Turn("mine", Scope())]
    session.restore(text)
    assert [turn.question for turn in session.turns] == [*(turn.question for turn in turns), "mine"]
    assert session.load(text.encode()) == []
    assert [turn.question for turn in session.turns] == [turn.question for turn in turns]
    assert len(session.load(b"\xff\xfe nothing")) == 1
    assert len(session.turns) == len(turns)


def test_reloading_finds_documents_by_fingerprint(turns: list[Turn], session: Session) -> None:
    """The function that looks documents up is asked for fingerprints alone."""
    asked: list[str] = []

    def find(sha256: str) -> Document | None:
        asked.append(sha256)
        return session.document_of(sha256)

    lookup: Callable[[str], Document | None] = find
    from_file(to_file(turns, []), lookup)
    assert set(asked) <= {document.source.sha256 for document in session.documents}
