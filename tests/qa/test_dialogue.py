"""What becomes of a model's replies."""

from collections.abc import Callable, Sequence

import pytest

from corpus.errors import ModelUnusableError, QuestionError
from qa.answer import Answer, Quote, Usage
from qa.compose import MOST_QUOTES
from qa.dialogue import ModelAnswerer
from qa.events import Finished, Found, Started
from qa.library import Library
from qa.model import (
    ContextTooLongError,
    ModelFaultError,
    ProviderRefusedError,
    ReplyCutError,
    TimeUpError,
    UnreachableError,
)
from qa.prompts import MOST_STATEMENTS, VERSION, Message
from qa.read import PASSAGES_READ
from qa.settings import Settings
from qa.verify import verify
from tests.queued_model import QueuedModel, Said, number_of, reply, saying, sentences_of

QUESTION = "How many interviews did the Review hold?"
TOMATOES = "How do I grow tomatoes on a balcony in Spain?"
HELD = "We held 164 interviews"
RIGHT = ("The Review held 164 interviews.", HELD)
WRONG = ("The Review held 165 interviews.", HELD)
REFUSAL = reply(answered=False)


@pytest.fixture
def library(shared_library: Library) -> Library:
    """The one that is shared."""
    return shared_library


def _asked(library: Library, *replies: Said, question: str = QUESTION, **settings: object) -> Answer:
    model = QueuedModel(*replies)
    return ModelAnswerer(library, model, Settings(**settings)).ask(question)  # type: ignore[arg-type]


def _texts(quotes: Sequence[Quote]) -> str:
    return " ".join(quote.text for quote in quotes)


def test_a_faithful_model(library: Library) -> None:
    """Its statement, the quotation copied by the program, and what was spent."""
    answer = _asked(library, saying(RIGHT), price_input=2.0, price_output=10.0)
    assert (answer.status, answer.mode, answer.question) == ("answered", "llm:queued:model", QUESTION)
    assert [(said.text, said.quotes) for said in answer.statements] == [("The Review held 164 interviews.", (0,))]
    assert [quote.text.startswith(HELD) for quote in answer.quotes] == [True]
    verify(answer.quotes[0], library.document("okafor-review"))
    assert (answer.notices, answer.nearest, answer.prompt) == ((), (), VERSION)
    assert answer.usage == Usage(1, 900, 40, 900 * 2.0 / 1e6 + 40 * 10.0 / 1e6)
    assert answer.seconds > 0


def test_a_quotation_is_scored_by_the_reader(library: Library) -> None:
    """As by itself where it chose the sentence; elsewhere no higher than the least it chose."""
    alone = library.ask(QUESTION)
    answer = _asked(library, lambda messages: reply(("", [line["n"] for line in sentences_of(messages)[:60:7]])))
    rated = {number: quote.score for quote in alone.quotes for number in quote.spans}
    for quote in answer.quotes:
        known = [score for span, score in rated.items() if span in quote.spans]
        assert quote.score == (max(known) if known else min(quote.score for quote in alone.quotes))


def test_the_json_gains_prompt_and_usage(library: Library) -> None:
    """And only where a model was asked; the other keys stay."""
    form = _asked(library, saying(RIGHT)).to_json()
    assert list(form)[-2:] == ["prompt", "usage"]
    assert form["usage"] == {"requests": 1, "input_tokens": 900, "output_tokens": 40, "cost_usd": None}
    assert list(form)[:-2] == list(library.ask(QUESTION).to_json())


def test_events(library: Library) -> None:
    """The question first, each statement with its new quotations, then the answer that holds them."""
    model = QueuedModel(saying(RIGHT, ("The Review visited 29 stations.", HELD), ("164 people.", "interviewed 164")))
    events = list(ModelAnswerer(library, model, Settings()).stream(QUESTION))
    started, *found, finished = events
    assert started == Started(QUESTION, PASSAGES_READ)
    assert isinstance(finished, Finished)
    answer = finished.answer
    shown: list[Quote] = []
    for event in found:
        assert isinstance(event, Found)
        assert event.first == len(shown)
        shown += event.quotes
    assert tuple(shown) == answer.quotes
    assert [event.statement for event in found if isinstance(event, Found)] == list(answer.statements)
    assert [len(event.quotes) for event in found if isinstance(event, Found)] == [1, 0, 1]


def test_events_come_while_the_model_still_talks(library: Library) -> None:
    """A quotation is shown before the reply is whole, and stays when the rest never comes."""

    def cut(messages: Sequence[Message]) -> str:
        return saying(RIGHT, ("And what is more", HELD))(messages)[:-30]

    model = QueuedModel(cut, UnreachableError("HTTP 500"))
    answer = ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert [said.text for said in answer.statements] == [RIGHT[0]]
    assert any("not whole (HTTP 500)" in notice for notice in answer.notices)
    assert answer.mode == "llm:queued:model"


def test_a_retry_mends(library: Library) -> None:
    """The model is told exactly what was wrong, once; what was right is kept."""
    good = ("The Review read some 9,400 documents.", HELD)
    model = QueuedModel(saying(WRONG, good), saying(RIGHT))
    answer = ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert [said.text for said in answer.statements] == [good[0], RIGHT[0]]
    assert len(model.heard) == 2
    told = model.heard[1][-1].text
    assert "'The Review held 165 interviews.': its sentences do not state the number or amount '165'" in told
    assert "1 of your statements were accepted" in told
    assert model.heard[1][-2].role == "assistant"
    assert answer.usage == Usage(2, 1800, 80)
    assert answer.notices == ("dropped from the model's reply: 1 statement with a number its sentences lack",)


def test_what_stays_wrong_is_cut(library: Library) -> None:
    """The quotation is shown without it, counted in a notice."""
    answer = _asked(library, saying(WRONG), saying(WRONG))
    assert (answer.status, answer.statements) == ("answered", ())
    assert HELD in _texts(answer.quotes)
    assert answer.notices == ("dropped from the model's reply: 2 statements with numbers their sentences lack",)


def test_unknown_numbers(library: Library) -> None:
    """They are dropped, counted and told; a statement with no other has no support."""
    model = QueuedModel(lambda m: reply(("The Review held 164 interviews.", [number_of(m, HELD), 99_999])), REFUSAL)
    answer = ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert [said.text for said in answer.statements] == [RIGHT[0]]
    assert "there is no sentence 99999" in model.heard[1][-1].text
    assert answer.notices == ("dropped from the model's reply: 1 sentence number that does not exist",)
    nothing = _asked(library, reply(("It is so.", [1, 2, -3])))
    assert (nothing.mode, nothing.statements) == ("reader", ())
    assert "6 sentence numbers that do not exist; 2 statements without support" in nothing.notices[0]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "no object",
        "[]",
        '{"answered": true, "statements": []}',
        '{"answered": true, "statements": [{"text": "x"}]}',
        '{"answered": true, "statements": [{"text": "x", "sentences": []}]}',
        '{"answered": "yes", "statements": []}',
        '{"answered": true, "statements": [{"te',
    ],
)
def test_a_reply_of_no_use(library: Library, sent: str) -> None:
    """Asked once more, then the reader answers, and it is said."""
    model = QueuedModel(sent)
    answer = ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert len(model.heard) == 2
    alone = library.ask(QUESTION)
    assert (answer.mode, answer.quotes, answer.statements) == ("reader", alone.quotes, ())
    assert "this is the offline reader's answer" in answer.notices[-1] + answer.notices[0]
    assert answer.usage is not None
    assert answer.usage.requests == 2


def test_a_second_reply_that_refuses(library: Library) -> None:
    """It is a refusal, where the first reply held nothing of use."""
    answer = _asked(library, reply(("It is so.", [1])), REFUSAL)
    assert (answer.status, answer.mode) == ("not_found", "llm:queued:model")


def test_a_second_reply_of_use(library: Library) -> None:
    """After one of none."""
    answer = _asked(library, "", saying(RIGHT))
    assert [said.text for said in answer.statements] == [RIGHT[0]]
    assert answer.notices == ()


def test_quotes_only(library: Library) -> None:
    """No words of the model's, whatever it sends; it is told to send none."""
    model = QueuedModel(saying(WRONG, ("", "interviewed 164")))
    answer = ModelAnswerer(library, model, Settings(quotes_only=True)).ask(QUESTION)
    assert answer.statements == ()
    assert len(answer.quotes) == 2
    assert answer.notices == ()
    assert "only the sentences are shown" in model.heard[0][0].text


@pytest.mark.parametrize(
    ("policy", "model_answers", "reader_answers", "status", "mode"),
    [
        ("either", True, True, "answered", "llm"),
        ("either", True, False, "not_found", "llm"),
        ("either", False, True, "not_found", "llm"),
        ("either", False, False, "not_found", "llm"),
        ("model", True, False, "answered", "llm"),
        ("model", False, True, "not_found", "llm"),
        ("both", True, False, "answered", "llm"),
        ("both", False, True, "answered", "reader"),
        ("both", False, False, "not_found", "llm"),
    ],
)
def test_refusal(  # noqa: PLR0913, PLR0917 - a row of the table above
    read_simply: Callable[[float], Library],
    policy: str,
    model_answers: bool,  # noqa: FBT001
    reader_answers: bool,  # noqa: FBT001
    status: str,
    mode: str,
) -> None:
    """The stricter wins unless told otherwise; nothing is shown as an answer that is none; both are said."""
    own = read_simply(0.0 if reader_answers else 1.0)
    model = QueuedModel(saying(RIGHT) if model_answers else REFUSAL)
    events = list(ModelAnswerer(own, model, Settings(refusal=policy)).stream(QUESTION))
    answer = next(event.answer for event in events if isinstance(event, Finished))
    assert (answer.status, answer.mode.split(":")[0]) == (status, mode)
    assert bool(answer.quotes) is (status == "answered")
    if status == "not_found":
        assert answer.nearest
        assert answer.statements == ()
        assert not any(isinstance(event, Found) for event in events)
        (notice,) = answer.notices
        assert ("would have answered" in notice) is (model_answers or reader_answers)
        assert ("refuses" in notice) is not reader_answers
        assert "its best score is" in notice
    elif model_answers is not reader_answers:
        assert len(answer.notices) == 1


def test_a_refusal_is_not_asked_twice(library: Library) -> None:
    """Not finding an answer is an answer."""
    model = QueuedModel(REFUSAL)
    ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert len(model.heard) == 1


def test_too_much_to_read(library: Library) -> None:
    """Half as many passages, until they fit; it is said."""
    model = QueuedModel(ContextTooLongError("x"), ContextTooLongError("x"), saying(RIGHT))
    answer = ModelAnswerer(library, model, Settings()).ask(QUESTION)
    assert [said.text for said in answer.statements] == [RIGHT[0]]
    assert answer.notices == (
        f"the model could not read all {PASSAGES_READ} passages at once: it was given {PASSAGES_READ // 4}",
    )
    sizes = [len(sentences_of(messages)) for messages in model.heard]
    assert sizes[0] > sizes[1] > sizes[2]


def test_far_too_much_to_read(library: Library) -> None:
    """Even one passage: the reader answers."""
    answer = _asked(library, ContextTooLongError("more was sent than the model can read"))
    assert answer.mode == "reader"
    assert answer.usage is not None
    assert answer.usage.requests == 5
    assert "more was sent than the model can read" in " ".join(answer.notices)


@pytest.mark.parametrize(
    "fault",
    [
        ProviderRefusedError("the provider refused to answer"),
        UnreachableError("HTTP 500"),
        TimeUpError("it took longer than 120 seconds"),
        ReplyCutError("the reply reached the model's length limit"),
        ModelFaultError("something"),
    ],
)
def test_a_fault_ends_in_the_readers_answer(library: Library, fault: Exception) -> None:
    """With a notice that names it."""
    answer = _asked(library, fault)
    assert (answer.status, answer.mode) == ("answered", "reader")
    assert answer.quotes == library.ask(QUESTION).quotes
    assert str(fault) in answer.notices[-1]


def test_no_time_is_left_for_a_retry(library: Library) -> None:
    """The limit is for the whole answer."""
    answer = _asked(library, "nonsense", model_time_limit=1e-9)
    assert answer.mode == "reader"
    assert "it took longer than" in answer.notices[-1]


def test_a_model_that_cannot_be_used(library: Library) -> None:
    """That is one clear line, and no answer."""
    with pytest.raises(ModelUnusableError, match="no such model"):
        _asked(library, ModelUnusableError("no such model"))


def test_faults_of_the_question(library: Library) -> None:
    """They are found before any model is asked."""
    model = QueuedModel(REFUSAL)
    with pytest.raises(QuestionError):
        ModelAnswerer(library, model, Settings()).ask(" ")
    assert model.heard == []


def test_too_many_statements_and_sentences(library: Library) -> None:
    """The first ones are shown, the rest counted; that is no reason to ask again."""
    model = QueuedModel(
        lambda m: reply(*[("", [line["n"] for line in sentences_of(m)[at : at + 9]]) for at in range(0, 90, 9)])
    )
    quotes = ModelAnswerer(library, model, Settings(quotes_only=True)).ask(QUESTION)
    assert len(quotes.quotes) == MOST_QUOTES
    assert len(model.heard) == 1
    assert "too many" in quotes.notices[0]
    same = saying(*[(f"The Review held {'really ' * n}164 interviews.", HELD) for n in range(9)])
    statements = _asked(library, same)
    assert len(statements.statements) == MOST_STATEMENTS
    assert statements.notices == ("dropped from the model's reply: 4 statements or sentences too many",)


def test_an_unanswerable_question(library: Library) -> None:
    """Model and reader agree."""
    answer = _asked(library, REFUSAL, question=TOMATOES)
    assert (answer.status, answer.quotes) == ("not_found", ())
    assert 1 <= len(answer.nearest) <= 3


def test_tokens_nobody_counted(library: Library) -> None:
    """They are unknown, not nought."""
    model = QueuedModel(saying(RIGHT), tokens=None)
    answer = ModelAnswerer(library, model, Settings(price_input=1.0, price_output=1.0)).ask(QUESTION)
    assert answer.usage == Usage(1, None, None, None)
