"""How far quotations reach: to neighbours that answer nearly as well, notes, introductions; not into other voices."""

import random

import pytest

from corpus.document import NOTHING, Document, Source
from corpus.read import read_document
from qa.library import Library
from qa.read import candidates
from qa.stretch import MARGIN, MOST_CHARS, MOST_PASSED, stretch
from qa.verify import Choice, attest, verify

TEXT = """# Harbour inquiry

## 1. The night watch

The watch began at nine. Two boats were out. One of them came back. Nobody logged the other. It was found at dawn.

"I heard the bell and thought nothing of it," said the keeper.

The log is the only record of that night.

## 2. What followed

The harbour closed for a week.
"""

BELL = """# Bell inquiry

## 1. The bell

The bell was rung at nine.¹ It rang for an hour.² Nobody came. The boats were out.

The harbour master told us:

"I rang it until my arms gave out. Then I rang it again."

There are three signals.

- one bell for fog
- two bells for fire

¹ Harbour log, page twelve.

² The log says two hours.

## 2. What followed

"It was cold," we were told by Mr Quill: "It was cold and it was dark and it was wet."³

³ Told to the inquiry in May.
"""


@pytest.fixture(scope="module")
def bell() -> Document:
    """A document with notes, an introduction and a list without lead-in."""
    return read_document(BELL, Source("bell", "Bell inquiry", "report"))


@pytest.fixture(scope="module")
def inquiry() -> Document:
    """A document with prose, testimony and two sections."""
    return read_document(TEXT, Source("inquiry", "Harbour inquiry", "report"))


def _number(document: Document, words: str) -> int:
    return next(n for n, s in enumerate(document.sentences) if words in document.text[s.start : s.end])


def _grown(document: Document, logits: dict[str, float], first: str, taken: tuple[str, ...] = ()) -> tuple[int, ...]:
    scores = {_number(document, words): logit for words, logit in logits.items()}
    return stretch(document, [_number(document, first)], scores, [_number(document, words) for words in taken])


def _reached(document: Document, logits: dict[str, float], first: str, taken: tuple[str, ...] = ()) -> str:
    quote = attest(Choice(document, _grown(document, logits, first, taken), 0.5))
    verify(quote, document)
    return quote.display


def test_neighbours_that_answer_nearly_as_well_join(inquiry: Document) -> None:
    """On both sides, those that do; what does not, and has nothing beyond it that does, stays out."""
    logits = {"The watch": 2.0, "Two boats": 0.0, "One of them": 3.0, "Nobody": 3.0 - MARGIN, "It was": 2.9 - MARGIN}
    assert _reached(inquiry, logits, "One of them") == (
        "The watch began at nine. Two boats were out. One of them came back. Nobody logged the other."
    )


@pytest.mark.parametrize(
    ("answering", "shown"),
    [
        ("One of them", "The watch began at nine. Two boats were out. One of them came back."),
        ("Nobody", "The watch began at nine. Two boats were out. One of them came back. Nobody logged the other."),
        ("It was", "The watch began at nine."),
    ],
)
def test_a_few_may_be_passed_over(inquiry: Document, answering: str, shown: str) -> None:
    """What answers worse is held where what follows it answers; but not beyond MOST_PASSED of them."""
    assert MOST_PASSED == 2
    assert _reached(inquiry, {"The watch": 3.0, answering: 3.0}, "The watch") == shown


def test_a_note_follows_what_cites_it(bell: Document) -> None:
    """Chosen itself, or answering nearly as well; the cut shows, and the citation tells of the note."""
    grown = _grown(bell, {"² The log": 3.0}, "² The log")
    quote = attest(Choice(bell, grown, 0.5))
    assert quote.display == "It rang for an hour. [...] The log says two hours."
    assert quote.kind == "prose"
    assert quote.citation.endswith("1. The bell, with n. 2")
    assert _reached(bell, {"It rang": 3.0, "² The log": 3.0 - MARGIN}, "It rang") == quote.display
    assert _reached(bell, {"It rang": 3.0, "² The log": 2.9 - MARGIN}, "It rang") == "It rang for an hour."


def test_a_note_alone(bell: Document) -> None:
    """Where what cites it is quoted already, or is another's words."""
    assert _reached(bell, {"² The log": 3.0}, "² The log", taken=("It rang",)) == "The log says two hours."
    assert _reached(bell, {"³ Told": 3.0}, "³ Told") == "Told to the inquiry in May."


def test_both_notes_of_two_sentences(bell: Document) -> None:
    """In the order in which they stand, each cut showing."""
    logits = {"The bell was": 3.0, "It rang": 3.0, "¹ Harbour": 2.0, "² The log": 1.0}
    assert _reached(bell, logits, "It rang") == (
        "The bell was rung at nine. It rang for an hour. [...] Harbour log, page twelve. [...] The log says two hours."
    )


def test_what_is_said_follows_its_introduction(bell: Document) -> None:
    """Who speaks belongs to it, though the words are another's; not where it is quoted already."""
    shown = 'The harbour master told us: "I rang it until my arms gave out. Then I rang it again."'
    assert _reached(bell, {"I rang it": 3.0, "Then I": 3.0}, "Then I") == shown
    assert _reached(bell, {"Then I": 3.0}, "Then I") == 'Then I rang it again."'
    assert not _reached(bell, {"I rang it": 3.0}, "I rang it", taken=("The harbour master",)).startswith("The harbour")


def test_a_list_without_a_lead_in_follows_the_text(bell: Document) -> None:
    """It is of the same voice, and says what the sentence before it announces."""
    logits = dict.fromkeys(["There are", "- one", "- two"], 3.0)
    assert _reached(bell, logits, "There are") == "There are three signals. - one bell for fog - two bells for fire"


def test_what_was_not_read_or_is_quoted_already_stays_out(inquiry: Document) -> None:
    """A sentence without a score, and one that another quotation has."""
    logits = {"Two boats": 3.0, "One of them": 3.0}
    assert _reached(inquiry, logits, "Two boats") == "Two boats were out. One of them came back."
    assert _reached(inquiry, logits, "Two boats", taken=("One of them",)) == "Two boats were out."


def test_voices_and_sections_are_not_mixed(inquiry: Document) -> None:
    """Words of a witness do not run on into the author's, nor a section into the next."""
    logits = {"It was": 3.0, "I heard": 3.0, "The log": 3.0, "The harbour": 3.0}
    assert _reached(inquiry, logits, "It was") == "It was found at dawn."
    assert _reached(inquiry, logits, "I heard").endswith("said the keeper.")
    assert _reached(inquiry, logits, "The log") == "The log is the only record of that night."


def test_a_stretch_has_an_end() -> None:
    """However well everything answers, no more is quoted than can be taken in at once."""
    words = " ".join(f"Boat number {number} was counted in the harbour that night." for number in range(40))
    document = read_document(f"# Harbour\n\n{words}\n", Source("harbour", "Harbour", "report"))
    logits = dict.fromkeys(range(len(document.sentences)), 1.0)
    quote = attest(Choice(document, stretch(document, [_number(document, "number 7 ")], logits), 0.5))
    assert MOST_CHARS - 60 < len(quote.display) <= MOST_CHARS


def test_whatever_is_stretched_is_a_quotation(shared_library: Library, real_documents: dict[str, Document]) -> None:
    """Of every candidate of all documents, whatever the model says: the gate lets it through, and a row stays alone."""
    for document in (*shared_library.documents, *real_documents.values()):
        chance = random.Random(7)  # noqa: S311 - any scores
        logits = {number: chance.uniform(-MARGIN, MARGIN) for number in range(len(document.sentences))}
        for passage in document.passages:
            for candidate in candidates(document, passage):
                grown = stretch(document, candidate.sentences, logits)
                verify(attest(Choice(document, grown, 0.5)), document)
                if document.sentences[candidate.sentences[0]].row != NOTHING:
                    assert grown == candidate.sentences
