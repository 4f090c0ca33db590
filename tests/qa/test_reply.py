"""Reading what a model sends, whole or piece by piece."""

import json

import pytest

from qa.model import ReplyCutError, clean
from qa.reply import ANSWER_SCHEMA, MOST_REPLY_CHARS, QUESTION_SCHEMA, Incoming, Said, resolved_question

WHOLE = json.dumps(
    {
        "answered": True,
        "statements": [{"text": "One } thing.", "sentences": [1, 2]}, {"text": "Another ] thing.", "sentences": [3]}],
    }
)


def _fed(text: str, size: int) -> tuple[Incoming, list[Said], list[Said]]:
    incoming = Incoming()
    early = [said for start in range(0, len(text), size) for said in incoming.feed(text[start : start + size])]
    return incoming, early, incoming.close()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("wrapped", ["{}", "```json\n{}\n```", "Here you are: {} Good luck.", "<think>A {</think>{}"])
def test_a_whole_reply(size: int, wrapped: str) -> None:
    """However it is cut and wrapped; each statement once, the last when it is sure to be whole."""
    incoming, early, rest = _fed(wrapped.replace("{}", WHOLE), size)
    assert incoming.answered is True
    assert incoming.faults == []
    assert [(said.text, said.sentences) for said in early + rest] == [
        ("One } thing.", (1, 2)),
        ("Another ] thing.", (3,)),
    ]
    assert len(rest) >= 1


@pytest.mark.parametrize("end", range(1, len(WHOLE)))
def test_a_reply_that_breaks_off_anywhere(end: int) -> None:
    """Only statements that were whole are read, and the fault is told."""
    incoming, early, rest = _fed(WHOLE[:end], 5)
    assert [(said.text, said.sentences) for said in early + rest] in ([], [("One } thing.", (1, 2))])
    assert incoming.faults


def test_a_refusal() -> None:
    """Without statements."""
    for text in ('{"answered": false, "statements": []}', '{"answered": false}'):
        incoming, early, rest = _fed(text, 9)
        assert (incoming.answered, incoming.faults, early + rest) == (False, [], [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "the reply is empty"),
        (" \n", "the reply is empty"),
        ("I cannot do that.", "not one whole JSON object"),
        ("<html></html>", "not one whole JSON object"),
        ("[]", "not one whole JSON object"),
        ("{" * 20_000, "not one whole JSON object"),
        ('{"statements": []}', '"answered" must be true or false'),
        ('{"answered": "yes", "statements": []}', '"answered" must be true or false'),
        ('{"answered": 1, "statements": []}', '"answered" must be true or false'),
        ('{"answered": true}', '"statements" must be a list'),
        ('{"answered": true, "statements": {"text": "x"}}', '"statements" must be a list'),
        ('{"answered": true, "statements": ["x"]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": "x"}]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": 3, "sentences": [1]}]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": "x", "sentences": "1"}]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": "x", "sentences": [true]}]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": "x", "sentences": [1.5]}]}', "statement 1 is not"),
        ('{"answered": true, "statements": [{"text": "x", "sentences": ["1"]}]}', "statement 1 is not"),
    ],
)
def test_a_wrong_form(text: str, fault: str) -> None:
    """It is told exactly; nothing is read."""
    incoming, early, rest = _fed(text, 10_000)
    assert early + rest == []
    assert any(fault in told for told in incoming.faults)


def test_one_wrong_statement_spoils_no_other() -> None:
    """The others are read."""
    sent = {"answered": True, "statements": [{"text": "a", "sentences": [1]}, 5, {"text": "b", "sentences": [2]}]}
    incoming, early, rest = _fed(json.dumps(sent), 4)
    assert [said.text for said in early + rest] == ["a", "b"]
    assert len(incoming.faults) == 1


def test_fields_that_nobody_asked_for() -> None:
    """They are counted and not read."""
    sent = {"answered": True, "statements": [{"text": "a", "sentences": [1], "quote": "x", "page": 3}], "more": 1}
    incoming, early, rest = _fed(json.dumps(sent), 4)
    assert [said.extras for said in early + rest] == [2]
    assert incoming.faults == []


def test_an_endless_reply_is_not_read_on() -> None:
    """Past a limit it counts as cut; what was whole before is read."""
    incoming = Incoming()
    with pytest.raises(ReplyCutError, match="longer than"):
        incoming.feed(WHOLE[:-1] + " " * MOST_REPLY_CHARS)
    assert [said.sentences for said in incoming.close()] == [(1, 2)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb\x07", "a[31mb"),
        ("a\u202eb\u2066c\u200bd\ufeff", "abcd"),
        (" a\n\tb\r\nc ", "a b c"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\ue000\U000e0041b\x9b", "ab"),
        ("café “5%” – 日本", "café “5%” – 日本"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    """Nothing is left that a terminal or a page would act on."""
    assert clean(text) == shown
    assert Said.model_validate({"text": text, "sentences": []}).text == shown


def test_a_complete_question() -> None:
    """Read from its object, else none."""
    assert resolved_question('{"question": "How\\n many?"}') == "How many?"
    for text in ("How many?", '{"question": ""}', '{"question": 3}', "[]", '{"answer": "x"}'):
        assert resolved_question(text) is None


def test_schemas_suit_strict_servers() -> None:
    """Every field is required, and no other allowed."""
    item = ANSWER_SCHEMA["properties"]["statements"]["items"]
    for schema in (ANSWER_SCHEMA, QUESTION_SCHEMA, item):
        assert set(schema["required"]) == set(schema["properties"])
        assert schema["additionalProperties"] is False
