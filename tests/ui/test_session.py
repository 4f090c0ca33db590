"""Tests of ui.session: one visitor's state, and that nobody shares it."""

import threading
from collections.abc import Iterator

import pytest

from qa.answer import Answer
from qa.answerer import ReaderAnswerer
from qa.check import Checker
from qa.events import Event, Started
from qa.library import Library
from qa.settings import Settings
from tests.ui.running import QUESTION, REFUSED
from ui.asking import Asking
from ui.scope import Scope
from ui.session import STOPPED, Session
from ui.transcript import MOST_TURNS, Turn
from ui.upload import Brought

LONG = 60.0


def ask(session: Session, question: str, scope: Scope | None = None) -> Answer | None:
    """The answer to a question, waited for."""
    assert session.ask(question, scope or Scope())
    assert session.asking is not None
    assert session.asking.ends_within(LONG)
    assert session.settle()
    return session.turns[-1].answer


def test_a_question_becomes_a_turn(session: Session) -> None:
    """Asked, answered, part of the conversation."""
    answer = ask(session, QUESTION)
    assert answer is not None
    assert answer.status == "answered"
    assert session.asking is None
    assert session.evidence == list(answer.quotes)


def test_a_refusal_is_no_evidence(session: Session) -> None:
    """The nearest passages of a refusal are not counted as evidence."""
    answer = ask(session, REFUSED)
    assert answer is not None
    assert answer.status == "not_found"
    assert session.evidence == []


def test_a_follow_up_leans_on_what_was_asked(session: Session) -> None:
    """The second question is made complete from the first."""
    ask(session, "How many stations were there in 2019?")
    answer = ask(session, "and in 2021?")
    assert answer is not None
    assert answer.resolved is not None
    assert "stations" in answer.resolved


@pytest.mark.parametrize("question", ["", "  ", "?", "x" * 3000])
def test_what_is_no_question_is_told(session: Session, question: str) -> None:
    """Nothing starts, and the page has a line to show."""
    assert not session.ask(question, Scope())
    assert session.asking is None
    assert session.fault


def test_an_unknown_model_is_a_fault_of_its_turn(session: Session) -> None:
    """The conversation shows the line, and goes on."""
    session.ask(QUESTION, Scope(), "nobody")
    assert session.asking is not None
    assert session.asking.ends_within(LONG)
    session.settle()
    assert "nobody" in session.turns[-1].fault
    assert ask(session, QUESTION) is not None


def test_stopping_leaves_the_question_unanswered(session: Session) -> None:
    """A stopped question stands in the conversation, and says so."""
    go_on = threading.Event()

    def stream() -> Iterator[Event]:
        yield Started("q", 1)
        go_on.wait(LONG)

    session.asking = Asking("What takes long?", stream).start()
    session.stop()
    go_on.set()
    assert [(turn.question, turn.fault) for turn in session.turns] == [("What takes long?", STOPPED)]
    assert not session.settle()


def test_buttons_open_and_keep(session: Session) -> None:
    """What a card asks is done to its own quotation."""
    ask(session, QUESTION)
    quote = session.quote_at(0, 1)
    assert quote is not None
    session.act("open", [0, 1])
    assert session.reading is not None
    assert session.reading.quoted == quote.spans
    session.act("keep", [0, 1])
    session.act("keep", [0, 1])
    assert [kept.quote for kept in session.basket.kept] == [quote]
    session.close()
    session.act("place", [session.basket.kept[0].key])
    assert session.reading is not None


def test_pages_turn(session: Session) -> None:
    """The outline and its neighbours open sections."""
    session.act("turn", ["okafor-review", 4])
    assert session.reading is not None
    assert session.reading.section == 4
    session.act("passage", [session.reading.sha256, 10, 20])
    assert session.reading.quoted[0] == (10, 20)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("open", [5, 0]), ("open", [0, 99]), ("open", [-1, 0]), ("open", ["0", "0"]), ("keep", [7, 7]), ("keep", []),
        ("turn", ["gone", 0]), ("turn", ["okafor-review", 10_000]), ("turn", ["okafor-review", -1]),
        ("passage", ["gone", 0, 5]), ("place", ["gone"]), ("nothing", [1]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_passed_over(session: Session, name: str, value: list[int | str]) -> None:
    """The browser may be behind, or not be the page at all."""
    ask(session, QUESTION)
    session.act(name, value)
    assert session.reading is None
    assert session.basket.kept == ()


def test_a_note_opens_where_it_is_cited(session: Session) -> None:
    """A footnote is read in the section of its mark."""
    document = session.library.document("okafor-review")
    note = next(note for note in document.notes if note.reference is not None)
    assert note.reference is not None
    answer = ask(session, document.text[note.start + 1 : note.end][:200])
    assert answer is not None
    at = next(n for n, quote in enumerate((*answer.quotes, *answer.nearest)) if quote.kind == "footnote")
    session.act("open", [0, at])
    assert session.reading is not None
    section = document.sections[session.reading.section]
    quote = session.quote_at(0, at)
    assert quote is not None
    assert section.start <= (next(n for n in document.notes if n.start <= quote.start < n.end).reference or (0, 0))[0]


def test_conversations_have_an_end(session: Session) -> None:
    """Beyond the most that is kept, the oldest go."""
    session.turns = [Turn(str(number), Scope()) for number in range(MOST_TURNS)]
    ask(session, QUESTION)
    assert len(session.turns) == MOST_TURNS
    assert session.turns[0].question == "1"


def test_beginning_anew_leaves_nothing(session: Session) -> None:
    """No questions, nothing kept, nothing open."""
    ask(session, QUESTION)
    session.act("keep", [0, 0])
    session.act("open", [0, 0])
    session.clear()
    assert (session.turns, session.basket.kept, session.reading, session.report) == ([], (), None, None)


def test_two_sessions_share_nothing_but_the_library(shared_library: Library) -> None:
    """Twenty-five at once, each with questions of its own, get each the answers to those."""
    questions = [f"{QUESTION} {'Really? ' * number}".strip() for number in range(25)]
    alone = [ReaderAnswerer(shared_library).ask(question).quotes for question in questions]
    sessions = [Session(shared_library, Settings()) for _ in questions]
    for session, question in zip(sessions, questions, strict=True):
        session.ask(question, Scope())
    for session in sessions:
        assert session.asking is not None
        assert session.asking.ends_within(LONG)
        session.settle()
    for session, question, quotes in zip(sessions, questions, alone, strict=True):
        assert [turn.question for turn in session.turns] == [question]
        assert session.evidence == list(quotes)


def test_a_draft_is_checked(session: Session) -> None:
    """A pasted draft gets a report; one that is none, a line."""
    checker = Checker(session.documents)
    assert session.check(checker, "“We held 164 interviews, visited 29 stations and the control room”", None) == ""
    report = session.report
    assert report is not None
    assert [one.verdict for one in report.quotations] == ["verbatim"]
    assert "empty" in session.check(checker, " ", None)
    assert session.report is None
    assert "draft.pdf" in session.check(checker, "", Brought("draft.pdf", b"%PDF"))
