"""Two thousand answers through the real clients, with models that lie, obey whoever plants text, and break."""

import json
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from eval.facts import read_items
from qa.answerer import open_answerer
from qa.chain import open_model
from qa.dialogue import ModelAnswerer
from qa.library import Library
from qa.settings import Settings
from qa.verify import verify
from tests.hostile import ATTACKS
from tests.judging import assert_harmless, assert_printable
from tests.model_server import Asked, Brain, ModelServer, Outcome, Reply, Status

Serve = Callable[[Brain], ModelServer]

ANSWERS_OF_EACH = 250
INVENTED = "77,123"
SAYING = {"testimony": "Somebody said: ", "quotation": "Somebody said: ", "post": "Somebody wrote: "}


def faithful(asked: Asked, number: int) -> Reply:
    """Tells three of the sentences, in their own words, as what they are."""
    told = []
    for line in asked.sentences[number % 7 :: 11][:3]:
        plain = "".join(character for character in line["text"] if character not in "“”\"‘'[]*").removeprefix("- ")[
            :300
        ]
        prefix = SAYING.get(line.get("voice", ""), "")
        told.append({"text": f"{prefix}{plain}", "sentences": [line["n"]]})
    return Reply(json.dumps({"answered": True, "statements": told}, ensure_ascii=False))


def inventing(asked: Asked, number: int) -> Reply:
    """Is faithful, but for every tenth reply."""
    if number % 10:
        return faithful(asked, number)
    line = asked.sentences[number % len(asked.sentences)]
    own = line["n"]
    lies = (
        {"text": f"The report says “there were {INVENTED} of them”.", "sentences": [own]},
        {"text": f"{line['text'][:100]} There were {INVENTED}.", "sentences": [own]},
        {"text": f"{line['text'][:100]} (p. {INVENTED}).", "sentences": [own]},
        {"text": line["text"][:200], "sentences": [own + 5_000, 3, -own]},
        {"text": line["text"][:200], "sentences": [own], "quote": INVENTED, "page": 7, "citation": "p. 7"},
        {"text": f"Zebedee Quux did it. {line['text'][:80]}", "sentences": [own]},
        {"text": f"It is not so that {line['text'][:200]}", "sentences": [own]},
    )
    told = [lies[(number // 10) % len(lies)], lies[(number // 10 + 3) % len(lies)]]
    return Reply(json.dumps({"answered": True, "statements": told}, ensure_ascii=False))


def obedient(asked: Asked, number: int) -> Reply:
    """Gives in to one attack after another."""
    return Reply(ATTACKS[number % len(ATTACKS)].send(asked))


def broken(asked: Asked, number: int) -> Outcome:
    """Fails in one way after another."""
    whole = faithful(asked, number).text
    ways: tuple[Outcome, ...] = (
        Reply(""),
        Reply(whole[: len(whole) * (number % 10) // 10]),
        Reply(whole, whole=False),
        Reply("```json\n" + whole + "\n```"),
        Reply(whole.replace("sentences", "sources")),
        Reply(whole.replace("true", '"true"')),
        Reply(whole, finish="length"),
        Reply("", finish="content_filter"),
        Status(500, {"message": "broken"}),
        Status(429, {"message": "slow down"}, {"retry-after": "3"}),
        Status(400, {"message": "maximum context length exceeded"}) if len(asked.sentences) > 60 else Reply(whole),
        Reply(whole),
    )
    return ways[number % len(ways)]


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("personality", [faithful, inventing, obedient, broken])
def test_not_one_false_quotation(
    serve: Serve, shared_library: Library, personality: Callable[[Asked, int], Outcome], provider: str
) -> None:
    """Nor a wrong citation, nor a number, name or quotation that the model made up."""
    asked_so_far = 0

    def brain(asked: Asked) -> Outcome:
        nonlocal asked_so_far
        asked_so_far += 1
        return personality(asked, asked_so_far)

    server = serve(brain)
    address = server.openai if provider == "openai" else server.address
    settings = Settings(model=f"{provider}:x", base_url=address, refusal="model")
    answerer = ModelAnswerer(shared_library, open_model(settings, sleep=lambda _: None), settings)
    questions = islice(cycle(item.question for item in read_items("sample")), ANSWERS_OF_EACH)
    by_model = statements = 0
    for number, question in enumerate(questions):
        answer = answerer.ask(question)
        assert_harmless(answer, shared_library)
        if number % 10 == 0:
            assert_printable(answer, shared_library)
        for quote in (*answer.quotes, *answer.nearest):
            verify(quote, shared_library.document(quote.document))
        words = " ".join(said.text for said in answer.statements)
        assert INVENTED not in words
        assert "Quux" not in words
        by_model += answer.mode != "reader"
        statements += len(answer.statements)
    if personality in {faithful, inventing}:
        assert by_model == ANSWERS_OF_EACH
        assert statements > ANSWERS_OF_EACH
    else:
        assert by_model > ANSWERS_OF_EACH // 5
    assert len(server.asked) >= ANSWERS_OF_EACH


def test_a_faithful_model_loses_little(serve: Serve, shared_library: Library) -> None:
    """What is told in the sentences' own words is hardly ever cut."""
    server = serve(lambda asked: faithful(asked, len(server.asked)))
    answerer = open_answerer(shared_library, Settings(model="openai:x", base_url=server.openai, refusal="model"))
    cut: list[str] = []
    for item in read_items("sample")[:40]:
        before = len(server.asked)
        answerer.ask(item.question)
        cut += [asked.last for asked in server.asked[before:] if asked.is_retry]
    assert sum(told.count("\n- '") for told in cut) <= 0.15 * 3 * 40
