"""Forty attacks on the model's way of answering, by documents, questions and models."""

import time
from collections.abc import Callable, Iterator

import pytest

from qa.answerer import open_answerer
from qa.events import Finished, Found
from qa.library import Library
from qa.settings import Settings
from tests.fakes import FakeModel
from tests.hostile import ABOLISHED, ATTACKS, TRUE, Attack, write_documents
from tests.judging import assert_harmless, assert_printable
from tests.model_server import Asked, Brain, ModelServer, Reply

Serve = Callable[[Brain], ModelServer]


@pytest.fixture(scope="module")
def hostile_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of documents in which every attack is planted; the reader refuses nothing."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "texts").mkdir()
    write_documents(folder / "texts")
    with pytest.MonkeyPatch.context() as patch:
        FakeModel.in_use(patch)
        yield Library.open(folder / "texts", settings=Settings(index=folder / "index", abstain=0.0))


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(serve: Serve, hostile_library: Library, attack: Attack, provider: str) -> None:
    """A model that gives in to it, twice, changes no quotation, no citation and no form."""
    began = time.monotonic()
    server = serve(lambda asked: Reply(attack.send(asked)))
    address = server.openai if provider == "openai" else server.address
    answerer = open_answerer(hostile_library, Settings(model=f"{provider}:x", base_url=address))
    events = list(answerer.stream(attack.question))
    (answer,) = [event.answer for event in events if isinstance(event, Finished)]
    assert_harmless(answer, hostile_library)
    assert_printable(answer, hostile_library)
    found = [event for event in events if isinstance(event, Found)]
    assert [quote for event in found for quote in event.quotes] == list(answer.quotes if found else ())
    assert not any(
        said.text == ABOLISHED and "abolished" not in _support(answer, said.quotes) for said in answer.statements
    )
    assert time.monotonic() - began < 30


def _support(answer: object, numbers: tuple[int, ...]) -> str:
    from qa.answer import Answer

    assert isinstance(answer, Answer)
    return " ".join(answer.quotes[number].text for number in numbers)


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.planted], ids=lambda attack: attack.name)
def test_planted_text_stays_data(serve: Serve, hostile_library: Library, attack: Attack) -> None:
    """The model sees each planted text within a string of a line of data, between the key's marks, and nowhere else."""
    asked: list[Asked] = []

    def brain(request: Asked) -> Reply:
        asked.append(request)
        return Reply('{"answered": false, "statements": []}')

    server = serve(brain)
    answerer = open_answerer(hostile_library, Settings(model="openai:x", base_url=server.openai))
    answerer.ask(f"{attack.planted[:1500]} depot?")
    (request,) = asked
    assert [role for role, _ in request.messages] == ["system", "user"]
    numbers = [line["n"] for line in request.sentences]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert {name for line in request.lines for name in line} <= {
        *("passage", "document", "chapter", "section", "page", "n", "text", "kind", "voice", "speaker")
    }
    key = request.prompt.partition("<<<")[2].partition("\n")[0]
    assert request.prompt.count(f"\n{key}>>>") == 1


def test_the_truth_can_still_be_told(serve: Serve, hostile_library: Library) -> None:
    """Beside all the planted texts, a faithful model is heard."""

    def brain(asked: Asked) -> Reply:
        number = next(line["n"] for line in asked.sentences if line["text"] == TRUE)
        return Reply(f'{{"answered": true, "statements": [{{"text": "{TRUE}", "sentences": [{number}]}}]}}')

    answerer = open_answerer(hostile_library, Settings(model="openai:x", base_url=serve(brain).openai))
    answer = answerer.ask("How many ambulances did the Harbour depot keep in Kestrel Bay?")
    assert [said.text for said in answer.statements] == [TRUE]
    assert answer.notices == ()


def test_there_are_forty() -> None:
    """Of three kinds, each by its own name."""
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 40
