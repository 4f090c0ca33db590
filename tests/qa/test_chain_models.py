"""Real clients of three providers against a server of their protocols: replies, faults, keys, time."""

import builtins
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from corpus.errors import ModelUnusableError
from qa.answerer import ReaderAnswerer, open_answerer
from qa.chain import ATTEMPTS, LangChainModel, open_model
from qa.chain_faults import in_words
from qa.dialogue import ModelAnswerer
from qa.library import Library
from qa.model import (
    ContextTooLongError,
    ProviderRefusedError,
    ReplyCutError,
    TimeUpError,
    UnreachableError,
)
from qa.prompts import first_messages
from qa.reply import ANSWER_SCHEMA
from qa.settings import Settings
from tests.model_server import Asked, Brain, ModelServer, Outcome, Reply, Silence, Status

QUESTION = "How many interviews did the Review hold?"
HELD = "We held 164 interviews"
TEXT = json.dumps(
    {"answered": True, "statements": [{"text": "It is “so” – 日本.", "sentences": [12]}]}, ensure_ascii=False
)
MESSAGES = first_messages("?", '{"n": 12, "text": "x"}', "k", quotes_only=False)
PROVIDERS = ("openai", "anthropic", "ollama")
KEY = "sk-verysecret123456"

Serve = Callable[[Brain], ModelServer]


def _settings(server: ModelServer, provider: str, **more: Any) -> Settings:
    address = server.openai if provider == "openai" else server.address
    return Settings(model=f"{provider}:some-model", base_url=address, **more)


def _model(server: ModelServer, provider: str, waits: list[float] | None = None, **more: Any) -> LangChainModel:
    slept = waits if waits is not None else []
    return open_model(_settings(server, provider, **more), sleep=slept.append)


def _told(model: LangChainModel, seconds: float = 30.0) -> str:
    return "".join(piece.text for piece in model.stream(MESSAGES, ANSWER_SCHEMA, seconds))


def _say(outcome: Outcome) -> Brain:
    return lambda _: outcome


def _in_turn(*outcomes: Outcome) -> Brain:
    left: Iterator[Outcome] = iter(outcomes)
    return lambda _: next(left)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_reply(serve: Serve, provider: str) -> None:
    """Its text in pieces as it was sent, its tokens, and what the server was asked for."""
    server = serve(_say(Reply(TEXT, tokens=(321, 12))))
    model = _model(server, provider)
    pieces = list(model.stream(MESSAGES, ANSWER_SCHEMA, 30.0))
    assert json.loads("".join(piece.text for piece in pieces)) == json.loads(TEXT)
    assert sum(bool(piece.text) for piece in pieces) > 1
    assert [(piece.input_tokens, piece.output_tokens) for piece in pieces if piece.input_tokens] == [(321, 12)]
    (asked,) = server.asked
    assert (asked.protocol, asked.model, model.name) == (provider, "some-model", f"{provider}:some-model")
    assert asked.messages == tuple(MESSAGES)
    assert asked.body["stream"] is True


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_schema_is_sent_in_the_providers_way(serve: Serve, provider: str) -> None:
    """As a strict response format, as a tool that must be called, as a format."""
    server = serve(_say(Reply(TEXT)))
    _told(_model(server, provider))
    body = server.asked[0].body
    if provider == "openai":
        told = body["response_format"]["json_schema"]
        assert told["strict"] is True
        assert told["schema"]["required"] == ["answered", "statements"]
    elif provider == "anthropic":
        assert body["tools"][0]["input_schema"]["required"] == ["answered", "statements"]
        assert body["tool_choice"]["name"] == "answer"
    else:
        assert body["format"]["required"] == ["answered", "statements"]
        assert body["options"]["num_ctx"] == 16_384


def test_a_server_that_knows_no_schemas(serve: Serve) -> None:
    """It is asked without, then and ever after."""

    def brain(asked: Asked) -> Outcome:
        if "response_format" in asked.body:
            return Status(400, {"message": "response_format is not supported"})
        return Reply(TEXT)

    server = serve(brain)
    model = _model(server, "openai")
    assert json.loads(_told(model)) == json.loads(_told(model))
    assert ["response_format" in asked.body for asked in server.asked] == [True, False, False]


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("status", [429, 500, 503, 529, 408])
def test_back_off(serve: Serve, provider: str, status: int) -> None:
    """What may pass is tried again, after what the server asks for, else longer each time."""
    waits: list[float] = []
    busy = Status(status, {"message": "busy"}, {"retry-after": "7"})
    server = serve(_in_turn(busy, Status(status, {"message": "busy"}), Reply(TEXT)))
    assert json.loads(_told(_model(server, provider, waits), 60.0)) == json.loads(TEXT)
    assert waits[0] == 7.0
    assert 0.5 <= waits[1] <= 4.0
    assert len(server.asked) == 3


def test_retry_after_as_a_date(serve: Serve) -> None:
    """As HTTP allows; one that has passed is no wait."""
    waits: list[float] = []
    dated = Status(429, {"message": "busy"}, {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"})
    odd = Status(429, {"message": "busy"}, {"retry-after": "soon"})
    _told(_model(serve(_in_turn(dated, odd, Reply(TEXT))), "openai", waits), 60.0)
    assert len(waits) == 2
    assert all(0.0 < wait <= 4.0 for wait in waits)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_does_not_pass(serve: Serve, provider: str) -> None:
    """After some attempts it is told."""
    server = serve(_say(Status(500, {"message": "oh no"})))
    with pytest.raises(UnreachableError, match="HTTP 500"):
        _told(_model(server, provider))
    assert len(server.asked) == ATTEMPTS


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_wait_beyond_the_limit(serve: Serve, provider: str) -> None:
    """It is not begun."""
    waits: list[float] = []
    server = serve(_say(Status(429, {"message": "busy"}, {"retry-after": "3600"})))
    with pytest.raises(UnreachableError, match="HTTP 429"):
        _told(_model(server, provider, waits), 60.0)
    assert (waits, len(server.asked)) == ([], 1)


def test_a_spent_quota_is_not_waited_for(serve: Serve) -> None:
    """OpenAI tells it with status 429 too."""
    server = serve(_say(Status(429, {"message": "You exceeded your current quota", "code": "insufficient_quota"})))
    with pytest.raises(UnreachableError, match="quota"):
        _told(_model(server, "openai"))
    assert len(server.asked) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_silence(serve: Serve, provider: str) -> None:
    """A request that gets no answer fails after the timeout; every attempt."""
    server = serve(_say(Silence()))
    with pytest.raises(UnreachableError, match=r"(?i)time"):
        _told(_model(server, provider, model_timeout=0.1))
    assert len(server.asked) == ATTEMPTS


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_server_that_dawdles(serve: Serve, provider: str) -> None:
    """One that always sends something, and never anything of use, meets the time limit."""
    server = serve(_say(Silence(trickle=True)))
    with pytest.raises(TimeUpError, match="longer than"):
        _told(_model(server, provider), 0.5)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nobody_listens(provider: str) -> None:
    """At a port where nothing is."""
    with ModelServer(_say(Reply(TEXT))) as server:
        model = _model(server, provider)
    with pytest.raises(UnreachableError):
        _told(model)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_stream_that_is_cut(serve: Serve, provider: str) -> None:
    """What came is read, then the fault is told."""
    pieces = _model(serve(_say(Reply(TEXT, whole=False))), provider).stream(MESSAGES, ANSWER_SCHEMA, 30.0)
    came: list[str] = []
    with pytest.raises(ReplyCutError):
        came.extend(piece.text for piece in pieces)
    assert TEXT.startswith("".join(came))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_length_limit(serve: Serve, provider: str) -> None:
    """A reply that reaches it is not whole."""
    with pytest.raises(ReplyCutError, match="length"):
        _told(_model(serve(_say(Reply(TEXT[:40], finish="length"))), provider))


@pytest.mark.parametrize(
    ("provider", "sent"),
    [
        ("openai", Reply("", refusal="I cannot help with that.")),
        ("openai", Reply("{", finish="content_filter")),
        ("anthropic", Reply("", refusal="no")),
    ],
)
def test_the_provider_refuses(serve: Serve, provider: str, sent: Reply) -> None:
    """Each in its way."""
    with pytest.raises(ProviderRefusedError):
        _told(_model(serve(_say(sent)), provider))


@pytest.mark.parametrize(
    ("provider", "status"),
    [
        ("openai", Status(400, {"message": "maximum context length is 8192", "code": "context_length_exceeded"})),
        ("openai", Status(400, {"message": "request (9000 tokens) exceeds the available context size (4096 tokens)"})),
        ("openai", Status(500, {"message": "Context size has been exceeded."})),
        ("openai", Status(413, {"message": "payload too large"})),
        ("anthropic", Status(400, {"type": "invalid_request_error", "message": "prompt is too long: 210000 tokens"})),
    ],
)
def test_a_context_too_long(serve: Serve, provider: str, status: Status) -> None:
    """Told alike, whichever server says it; not tried again as it is."""
    server = serve(_say(status))
    with pytest.raises(ContextTooLongError):
        _told(_model(server, provider))
    assert len(server.asked) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_unknown_model(serve: Serve, provider: str) -> None:
    """One clear line that names it."""
    with pytest.raises(ModelUnusableError, match=f"knows no model '{provider}:some-model'"):
        _told(_model(serve(_say(Status(404, {"message": "model not found"}))), provider))


@pytest.mark.parametrize(("provider", "variable"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")])
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key(serve: Serve, provider: str, variable: str, status: int) -> None:
    """The variable is named; the key, which servers repeat, is not."""
    refused = Status(status, {"message": f"Incorrect API key provided: {KEY}"})
    with pytest.raises(ModelUnusableError, match=f"refused the key: check {variable}") as caught:
        _told(_model(serve(_say(refused)), provider, model_key=SecretStr(KEY)))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("provider", "variable"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")])
def test_a_missing_key(provider: str, variable: str) -> None:
    """One line that names the variable."""
    with pytest.raises(ModelUnusableError, match=f"^{provider} models need a key: set {variable}$"):
        open_model(Settings(model=f"{provider}:x"))


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_key_goes_only_to_whom_it_is_for(serve: Serve, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another server gets the key set for it, or none; never the provider's."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    server = serve(_say(Reply(TEXT)))
    _told(_model(server, provider))
    _told(_model(server, provider, model_key=SecretStr("for-this-server")))
    assert [asked.key for asked in server.asked] == ["none", "for-this-server"]


def test_keys_are_not_shown(serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """In no message, log line or representation, at any level."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    settings = Settings(model="openai:x", base_url="http://x", model_key=SecretStr("plainword"))
    assert "plainword" not in repr(settings) + str(settings)
    server = serve(_say(Status(500, {"message": f"Bearer {KEY} plainword is broken at https://me:pass@host/"})))
    model = _model(server, "openai", model_key=SecretStr("plainword"))
    monkeypatch.setenv("VERSE_MODEL_KEY", "plainword")
    with pytest.raises(UnreachableError) as caught:
        _told(model)
    shown = str(caught.value) + repr(model._model) + caplog.text
    for secret in (KEY, "plainword", "me:pass"):
        assert secret not in shown.replace("'message': ", "") or secret in caplog.text
    assert KEY not in str(caught.value)
    assert "plainword" not in str(caught.value)
    assert "me:pass" not in str(caught.value)


def test_messages_are_short_and_plain() -> None:
    """What a server says is cut and cleaned."""
    told = in_words(ValueError("\x1b[31m" + "x" * 1000))
    assert "\x1b" not in told
    assert len(told) < 250
    assert in_words(KeyError()) == "KeyError"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": "gpt-5"}, "write PROVIDER:NAME"),
        ({"model": "openai:"}, "write PROVIDER:NAME"),
        ({"model": ":x"}, "write PROVIDER:NAME"),
        ({"model": "nobody:x"}, "there is no provider 'nobody'"),
        ({"model": "openai:x", "base_url": "localhost:8080"}, "must begin with http"),
        ({"model": "openai:x", "base_url": "file:///etc/passwd"}, "must begin with http"),
        ({"model": "groq:x"}, "need a package: pip install langchain-groq"),
    ],
)
def test_what_cannot_be_used(settings: dict[str, Any], message: str) -> None:
    """One line that says what to do."""
    with pytest.raises(ModelUnusableError, match=message) as caught:
        open_model(Settings(**settings))
    assert "\n" not in str(caught.value)


def test_an_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named as it is installed."""
    monkeypatch.setattr("qa.chain.find_spec", lambda name: None if "anthropic" in name else builtins.object())
    with pytest.raises(ModelUnusableError, match=r"pip install 'chapter-and-verse\[anthropic\]'"):
        open_model(Settings(model="anthropic:x"))


@pytest.mark.parametrize("name", [None, "reader"])
def test_no_model(shared_library: Library, name: str | None) -> None:
    """The reader answers; `reader` turns off a model that the environment names."""
    answerer = open_answerer(shared_library, Settings(model=name))
    assert isinstance(answerer, ReaderAnswerer)
    assert answerer.ask(QUESTION).quotes == shared_library.ask(QUESTION).quotes


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_answer(serve: Serve, shared_library: Library, provider: str) -> None:
    """From the question to the quotation, through the client."""

    def brain(asked: Asked) -> Reply:
        assert asked.question == QUESTION
        number = next(line["n"] for line in asked.sentences if HELD in line["text"])
        said = {"text": "The Review held 164 interviews.", "sentences": [number]}
        return Reply(json.dumps({"answered": True, "statements": [said]}), tokens=(5000, 40))

    answerer = open_answerer(shared_library, _settings(serve(brain), provider))
    assert isinstance(answerer, ModelAnswerer)
    answer = answerer.ask(QUESTION)
    assert (answer.status, answer.mode) == ("answered", f"llm:{provider}:some-model")
    assert answer.statements[0].text == "The Review held 164 interviews."
    assert answer.quotes[0].text.startswith(HELD)
    assert answer.usage is not None
    assert (answer.usage.requests, answer.usage.input_tokens, answer.usage.output_tokens) == (1, 5000, 40)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "outcome",
    [
        Reply(""),
        Reply("I would rather chat."),
        Reply(TEXT[:50]),
        Reply('{"answered": true, "statements": "many"}'),
        Reply('{"unheard": "of"}'),
        Reply(TEXT, whole=False),
        Reply(TEXT[:20], finish="length"),
        Status(400, {"message": "something is wrong"}),
        Status(400, {"message": "maximum context length"}),
        Status(418, {"message": "a teapot"}),
    ],
    ids=lambda outcome: f"{type(outcome).__name__}-{getattr(outcome, 'text', getattr(outcome, 'code', ''))!s:.20}",
)
def test_every_fault_ends_in_an_answer(serve: Serve, shared_library: Library, provider: str, outcome: Outcome) -> None:
    """The reader's, with a notice."""
    answer = open_answerer(shared_library, _settings(serve(_say(outcome)), provider)).ask(QUESTION)
    assert (answer.status, answer.mode) == ("answered", "reader")
    assert answer.quotes == shared_library.ask(QUESTION).quotes
    assert any("this is the offline reader's answer" in notice for notice in answer.notices)
