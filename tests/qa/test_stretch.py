"""How far quotations reach: to neighbours that answer nearly as well, never into other voices, sections or rows."""

import random

import pytest

from corpus.document import NOTHING, Document, Source
from corpus.read import read_document
from qa.library import Library
from qa.read import candidates
from qa.stretch import MARGIN, MOST_CHARS, stretch
from qa.verify import Choice, attest, verify

TEXT = """# Harbour inquiry

## 1. The night watch

The watch began at nine. Two boats were out. One of them came back. Nobody logged the other. It was found at dawn.

"I heard the bell and thought nothing of it," said the keeper.

The log is the only record of that night.

## 2. What followed

The harbour closed for a week.
"""


@pytest.fixture(scope="module")
def inquiry() -> Document:
    """A document with prose, testimony and two sections."""
    return read_document(TEXT, Source("inquiry", "Harbour inquiry", "report"))


def _number(document: Document, words: str) -> int:
    return next(n for n, s in enumerate(document.sentences) if words in document.text[s.start : s.end])


def _reached(document: Document, logits: dict[str, float], first: str, taken: tuple[str, ...] = ()) -> str:
    scores = {_number(document, words): logit for words, logit in logits.items()}
    grown = stretch(document, [_number(document, first)], scores, [_number(document, words) for words in taken])
    quote = attest(Choice(document, grown, 0.5))
    verify(quote, document)
    return quote.display


def test_neighbours_that_answer_nearly_as_well_join(inquiry: Document) -> None:
    """On both sides, as long as each next one does; what lies beyond one that does not stays out."""
    logits = {"The watch": 2.0, "Two boats": 0.0, "One of them": 3.0, "Nobody": 3.0 - MARGIN, "It was": 2.9 - MARGIN}
    assert _reached(inquiry, logits, "One of them") == (
        "The watch began at nine. Two boats were out. One of them came back. Nobody logged the other."
    )


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
