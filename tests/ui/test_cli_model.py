"""The command with a language model."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.load import sample_folder
from tests.model_server import Asked, ModelServer, Outcome, Reply, Status
from tests.ui.running import QUESTION, Verse, run_process

HELD = "We held 164 interviews"
ESCAPES = "\x1b[31m [bold]x[/bold] :warning: "


def _brain(asked: Asked) -> Outcome:
    if "follow-up" in asked.rules:
        return Reply(json.dumps({"question": "How many interviews did the Review hold?"}))
    number = next((line["n"] for line in asked.sentences if HELD in line["text"]), None)
    if number is None:
        return Reply('{"answered": false, "statements": []}')
    told = [("The Review held 164 interviews.", [number]), (f"{ESCAPES}The Review held 164.", [number])]
    statements = [{"text": text, "sentences": numbers} for text, numbers in told]
    return Reply(json.dumps({"answered": True, "statements": statements}))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A server that finds one sentence."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with ModelServer(_brain) as started:
        yield started


def _with(server: ModelServer) -> tuple[str, ...]:
    return "--model", "openai:m", "--base-url", server.openai


def test_words_and_quotations(verse: Verse, server: ModelServer) -> None:
    """The model's words are labelled, in no quotation marks, apart from the quotations; what was spent is said."""
    result = verse("ask", QUESTION, *_with(server))
    assert result.status == 0
    assert "In the model's words: The Review held 164 interviews. [1]\n" in result.out
    assert "“We held 164 interviews" in result.out
    assert result.out.index("In the model's words") < result.out.index("“We held 164")
    assert "note: dropped from the model's reply: " in result.out
    assert "model: 2 requests, 2,000 tokens sent, 100 received, prompt answer-1" in result.out
    assert "\x1b" not in result.out
    assert "bold" not in result.out


def test_quotes_only(verse: Verse, server: ModelServer) -> None:
    """No words of the model's."""
    result = verse("ask", QUESTION, *_with(server), "--quotes-only")
    assert result.status == 0
    assert "In the model's words" not in result.out
    assert "“We held 164 interviews" in result.out


def test_json(verse: Verse, server: ModelServer) -> None:
    """The contract's keys, then those of the model."""
    result = verse("ask", QUESTION, *_with(server), "--json")
    (answer,) = result.records
    assert answer["mode"] == "llm:openai:m"
    assert answer["statements"] == [{"text": "The Review held 164 interviews.", "quotes": [0]}]
    assert answer["prompt"] == "answer-1"
    assert answer["usage"]["requests"] == 2


def test_a_batch(verse: Verse, server: ModelServer) -> None:
    """Each by the model, in order; a question that it refuses is not found."""
    given = f'{{"id": 1, "question": "{QUESTION}"}}\n{{"id": "b", "question": "Tomatoes in Spain?"}}\n'
    result = verse("ask", "--batch", "-", *_with(server), given=given)
    assert result.status == 0
    assert [(line["id"], line["status"], line["mode"]) for line in result.records] == [
        (1, "answered", "llm:openai:m"),
        ("b", "not_found", "llm:openai:m"),
    ]


def test_a_refusal(verse: Verse, server: ModelServer) -> None:
    """Both verdicts are said."""
    result = verse("ask", "How do I grow tomatoes in Spain?", *_with(server))
    assert result.status == 1
    assert result.out.startswith("Not in the documents.\n")
    assert "note: the model finds no answer in the passages; the reader" in " ".join(result.out.split())


def test_a_follow_up(verse: Verse, server: ModelServer) -> None:
    """Made complete by the model; without one, by rule."""
    result = verse("ask", "and interviews?", "--after", QUESTION, *_with(server))
    assert f"note: understood as: {QUESTION}" in result.out
    assert "In the model's words" in result.out
    ruled = verse("ask", "and in 2019?", "--after", "How many stations closed in 2014?")
    assert "note: understood as: How many stations closed in 2019?" in ruled.out
    assert len(server.asked) == 3


def test_settings_from_the_environment(verse: Verse, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with options; `--model reader` turns a model off."""
    monkeypatch.setenv("VERSE_MODEL", "openai:m")
    monkeypatch.setenv("VERSE_BASE_URL", server.openai)
    assert "In the model's words" in verse("ask", QUESTION).out
    assert "In the model's words" not in verse("ask", QUESTION, "--model", "reader").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "openai:m"), "verse: openai models need a key: set OPENAI_API_KEY\n"),
        (("--model", "gpt"), "verse: --model 'gpt': write PROVIDER:NAME"),
        (("--model", "openai:m", "--base-url", "nowhere"), "verse: --base-url must begin with http:// or https://\n"),
        (("--refusal", "nobody"), "verse: VERSE_REFUSAL='nobody': "),
    ],
)
def test_what_cannot_be_used(
    verse: Verse, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    """One line, status 2."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    result = verse("ask", QUESTION, *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(message)
    assert result.err.count("\n") == 1


def test_an_unknown_model(verse: Verse) -> None:
    """One line that names it."""
    with ModelServer(lambda _: Status(404, {"message": "no such model"})) as server:
        result = verse("ask", QUESTION, *_with(server))
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("verse: the server knows no model 'openai:m'")


def test_no_model_library_is_loaded_without_a_model(sample_index: Path) -> None:
    """A plain question starts as fast as ever."""
    environment = {"VERSE_INDEX": str(sample_index), "VERSE_DOCUMENTS": str(sample_folder())}
    check = "import atexit, sys; atexit.register(lambda: print([m for m in sys.modules if m.startswith('lang')]))"
    done = run_process("ask", QUESTION, environment=environment, prelude=check)
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith("[]")
