"""Follow-up questions made complete, by rule and by model."""

import json

import pytest

from corpus.errors import ModelUnusableError
from qa.followup import resolve, resolve_by_rule
from qa.model import UnreachableError
from tests.queued_model import QueuedModel

BULLIED = "How many staff were bullied?"


@pytest.mark.parametrize(
    ("question", "previous", "resolved"),
    [
        ("and for women?", BULLIED, "How many staff were bullied for women?"),
        ("And for women?", "What was the rate for men?", "What was the rate for women?"),
        ("what about women?", BULLIED, "How many staff were bullied, women?"),
        ("How about in Dales?", "How many stations are there in Penwick?", "How many stations are there in Dales?"),
        ("and in 2019?", "How many officers left in 2021?", "How many officers left in 2019?"),
        ("2019?", "How many officers left in 2021?", "How many officers left in 2019?"),
        ("and 2022-23?", "What was spent in 2021-22?", "What was spent in 2022-23?"),
        ("the same for nurses", "What did it cost for paramedics?", "What did it cost for paramedics, nurses?"),
        ("Quarry Lane?", "How many stations closed?", "How many stations closed, Quarry Lane?"),
        ("why did they leave?", "How many officers left?", "why did they leave? (after: How many officers left?)"),
        ("And why was that?", "What did it cost?", "And why was that? (after: What did it cost?)"),
        ("Who said so then?", "Was it late?", "Who said so then? (after: Was it late?)"),
    ],
)
def test_what_leans_on_the_question_before(question: str, previous: str, resolved: str) -> None:
    """It is completed from it."""
    assert resolve_by_rule(question, previous) == resolved
    assert resolve(question, ["Something else entirely?", previous]) == resolved


@pytest.mark.parametrize(
    "question",
    [
        "How many interviews did the Review hold?",
        "And how much did the One Northmere programme cost?",
        "What did the Review say about its own survey of staff and the Speak Up line?",
        "Tell me about response times.",
        "Does the report say that the Board met families in Saltmouth before it published?",
        "and?",
        "Response times in the Dales division in the winter of 2022",
    ],
)
def test_what_stands_alone(question: str) -> None:
    """It is asked as it is."""
    assert resolve_by_rule(question, BULLIED) == question


def test_the_first_question() -> None:
    """There is nothing to lean on, and no model is asked."""
    model = QueuedModel("{}")
    assert resolve("and for women?", [], model) == "and for women?"
    assert model.heard == []


def test_by_model() -> None:
    """Its completion is taken; it is told the questions so far, the last six of them."""
    model = QueuedModel(json.dumps({"question": "How many women staff were bullied?"}))
    earlier = [f"Question {number}?" for number in range(9)] + [BULLIED]
    assert resolve("and for women?", earlier, model) == "How many women staff were bullied?"
    assert json.loads(model.heard[0][1].text) == {"earlier": earlier[-6:], "new": "and for women?"}


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "no object",
        '{"question": ""}',
        '{"question": "???"}',
        json.dumps({"question": "women " * 500}),
        json.dumps({"question": "How many women staff were bullied in 1997?"}),
        json.dumps({"question": "How many women staff did Priya Raman bully?"}),
        json.dumps({"question": "Which recipes suit aubergines and where are gardens sold?"}),
        UnreachableError("HTTP 500"),
    ],
)
def test_a_model_of_no_use(sent: str | Exception) -> None:
    """One that fails, or brings in what nobody asked about, is not followed: the rule is."""
    assert resolve("and for women?", [BULLIED], QueuedModel(sent)) == "How many staff were bullied for women?"


def test_control_characters_of_a_model() -> None:
    """They do not reach the question."""
    model = QueuedModel(json.dumps({"question": "How many\n women staff \x07were\u202e bullied?"}))
    assert resolve("and women?", [BULLIED], model) == "How many women staff were bullied?"


def test_a_model_that_cannot_be_used() -> None:
    """That is an error, not a reason to guess."""
    with pytest.raises(ModelUnusableError):
        resolve("and for women?", [BULLIED], QueuedModel(ModelUnusableError("no such model")))
