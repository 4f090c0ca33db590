"""Questions that follow on one another."""

import json

import pytest

from corpus.errors import QuestionError
from qa import Conversation, Finished, Found, Library, Settings, Started
from qa.answer import Usage
from qa.answerer import ReaderAnswerer
from qa.dialogue import ModelAnswerer
from tests.queued_model import QueuedModel, saying

FIRST = "How many stations closed in Penwick?"
SECOND = "and in Dales?"
RESOLVED = "How many stations closed in Dales?"
HELD = "How many interviews did the Review hold?"


@pytest.fixture
def conversation(shared_library: Library) -> Conversation:
    """Without a model."""
    return Conversation.open(shared_library, Settings())


def test_the_first_answer_is_the_librarys(conversation: Conversation, shared_library: Library) -> None:
    """In every field but the time."""
    answer, alone = conversation.ask(HELD, identifier=3), shared_library.ask(HELD, identifier=3)
    assert {**answer.to_json(), "seconds": 0} == {**alone.to_json(), "seconds": 0}
    assert answer.resolved is None


def test_a_follow_up(conversation: Conversation, shared_library: Library) -> None:
    """It is completed, answered as completed, and what was understood is said."""
    conversation.ask(FIRST)
    answer = conversation.ask(SECOND)
    assert (answer.question, answer.resolved) == (SECOND, RESOLVED)
    assert answer.notices[0] == f"understood as: {RESOLVED}"
    assert answer.quotes == shared_library.ask(RESOLVED).quotes
    assert answer.to_json()["resolved"] == RESOLVED
    assert conversation.earlier == (FIRST, RESOLVED)
    assert conversation.ask("and in Saltmouth?").resolved == "How many stations closed in Saltmouth?"


def test_events(conversation: Conversation) -> None:
    """The first tells how the question is understood."""
    conversation.ask(FIRST)
    started, finished = conversation.stream(SECOND)
    assert isinstance(started, Started)
    assert started.question == RESOLVED
    assert isinstance(finished, Finished)
    assert finished.answer.question == SECOND


def test_with_a_model(shared_library: Library) -> None:
    """It completes the question, then answers it; what it brings comes through."""
    whole = json.dumps({"question": "How many interviews did the Review hold in Dales?"})
    model = QueuedModel(saying(("The Review held 164 interviews.", "We held 164")))
    conversation = Conversation(ModelAnswerer(shared_library, model, Settings(refusal="model")))
    conversation.ask(HELD)
    model.replies.insert(0, whole)
    events = list(conversation.stream(SECOND))
    assert [type(event) for event in events] == [Started, Found, Finished]
    assert conversation.earlier[1] == "How many interviews did the Review hold in Dales?"
    assert len(model.heard) == 3
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.usage == Usage(2, 1800, 80)


def test_a_question_that_cannot_be_asked(conversation: Conversation) -> None:
    """It is no part of the conversation."""
    with pytest.raises(QuestionError):
        conversation.ask(" ")
    assert conversation.earlier == ()


def test_earlier_questions_may_be_given(shared_library: Library) -> None:
    """As after a restart."""
    conversation = Conversation(ReaderAnswerer(shared_library), [FIRST])
    assert conversation.ask(SECOND, ["okafor-review"]).resolved == RESOLVED
