"""The invented texts and the questions about them are sound, plainly invented, and nobody's known facts."""

import pytest

from corpus.document import Document
from corpus.load import find_documents
from corpus.read import read_document
from eval.facts import applicable, faults, known_splits, read_items
from eval.training.invented import invented_items, invented_texts

LEAST_ANSWERABLE, LEAST_UNANSWERABLE = 400, 120
LONGEST_RUN_OF_WORDS = 10


@pytest.fixture(scope="module")
def texts() -> dict[str, Document]:
    """The texts by fingerprint."""
    documents = [read_document(raw.text, raw.source) for raw in find_documents(invented_texts()).documents]
    return {document.source.sha256: document for document in documents}


def test_invented_items_are_sound(texts: dict[str, Document]) -> None:
    """Every item stands where it says, and states its facts there."""
    items = invented_items()
    assert applicable(items, texts) == items
    assert sum(item.answerable for item in items) >= LEAST_ANSWERABLE
    assert sum(not item.answerable for item in items) >= LEAST_UNANSWERABLE
    assert {item.id: faults(item, texts) for item in items if faults(item, texts)} == {}


def test_every_text_is_asked_about(texts: dict[str, Document]) -> None:
    """No text is there for nothing, and no place is of a text that is not there."""
    asked = {place.sha256 for item in invented_items() for group in item.evidence for place in group}
    assert asked == set(texts)
    assert all(place.document == texts[place.sha256].id for i in invented_items() for g in i.evidence for place in g)


def test_items_are_told_apart() -> None:
    """No id is used twice, no question is asked twice; what is not answered stands nowhere."""
    items = invented_items()
    assert len({item.id for item in items}) == len({item.question for item in items}) == len(items)
    assert all((item.section, item.page) == (None, None) for item in items if not item.answerable)


def test_the_texts_say_that_they_are_invented(texts: dict[str, Document]) -> None:
    """Whoever finds one alone is not misled."""
    for document in texts.values():
        assert "fictional" in document.text[:1500].casefold(), document.id


@pytest.mark.parametrize("split", known_splits())
def test_no_question_is_in_a_split(split: str) -> None:
    """What is trained on is not measured, and not trained on twice."""
    known = {item.question.casefold() for item in read_items(split)}  # type: ignore[arg-type]
    assert not known & {item.question.casefold() for item in invented_items()}


@pytest.mark.documents
def test_no_words_of_the_real_documents(texts: dict[str, Document], real_documents: dict[str, Document]) -> None:
    """They share no run of ten words with any."""
    real = {run for document in real_documents.values() for run in _runs(document)}
    shared = {run for document in texts.values() for run in _runs(document)} & real
    assert shared == set()


def _runs(document: Document) -> set[tuple[str, ...]]:
    words = document.text.casefold().split()
    return {tuple(words[n : n + LONGEST_RUN_OF_WORDS]) for n in range(len(words) - LONGEST_RUN_OF_WORDS + 1)}
