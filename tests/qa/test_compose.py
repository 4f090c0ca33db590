"""Quotations made from the numbers that a model names."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from index.engines import Hit
from qa.compose import MOST_QUOTE_CHARS, MOST_QUOTES, Composer
from qa.numbered import number_passages
from qa.read import Selection
from qa.reply import Said
from qa.verify import verify


def _composer(documents: Sequence[Document]) -> Composer:
    hits = [Hit(document, passage, 0, 1.0) for document in documents for passage in document.passages]
    return Composer(number_passages(hits), (), Selection(answered=False, choices=()), quotes_only=True)


def _said(composer: Composer, document: Document, *beginnings: str) -> Said:
    numbers = [
        next(n for n, p in composer.numbered.places.items() if _begins(p.document, p.sentence, document, beginning))
        for beginning in beginnings
    ]
    return Said(text="", sentences=tuple(numbers))


def _begins(document: Document, sentence: int, wanted: Document, beginning: str) -> bool:
    return document is wanted and document.text.startswith(beginning, document.sentences[sentence].start)


def test_neighbours_are_quoted_together(review: Document) -> None:
    """In the order of the text, whatever order they are named in."""
    composer = _composer([review])
    composer.add(_said(composer, review, "I have met his daughter", "She asked me something", "She has never asked"))
    (quote,) = composer.quotes
    assert quote.display.startswith("I have met his daughter, Karen, three times. She has never asked")


def test_strangers_are_quoted_apart(review: Document) -> None:
    """In the order in which they are named."""
    composer = _composer([review])
    composer.add(_said(composer, review, "We held 164 interviews", "I have met his daughter", "Dales\t206,000"))
    assert [quote.display[:14] for quote in composer.quotes] == ["We held 164 in", "I have met his", "Dales | 206,00"]
    assert composer.quotes[2].table is not None


def test_an_item_brings_its_lead_in(review: Document) -> None:
    """Unless that is named with it already."""
    composer = _composer([review])
    composer.add(_said(composer, review, "- 22% had been bullied"))
    assert composer.quotes[0].display.startswith("What they told us was consistent")
    assert "22% had been bullied" in composer.quotes[0].display
    assert "57%" not in composer.quotes[0].display


def test_a_sentence_is_quoted_once(review: Document) -> None:
    """A later statement refers to the quotation that is there."""
    composer = _composer([review])
    first = composer.add(_said(composer, review, "We held 164 interviews"))
    again = composer.add(_said(composer, review, "We held 164 interviews"))
    assert first is not None
    assert again is None
    assert len(composer.quotes) == 1


@pytest.fixture(scope="module")
def whole_sample(sample_documents: dict[str, Document]) -> Composer:
    """Over every sentence of the sample."""
    return _composer(list(sample_documents.values()))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_numbers_make_true_quotations(whole_sample: Composer, data: st.DataObject) -> None:
    """Near one another or not, known or not: never an error, never a quotation that is not the document's."""
    known = list(whole_sample.numbered.places)
    start = data.draw(st.integers(min_value=known[0] - 2, max_value=known[-1] + 2))
    near = st.integers(min_value=start, max_value=start + 12)
    named = data.draw(st.lists(near | st.sampled_from(known) | st.integers(), max_size=12))
    composer = Composer(whole_sample.numbered, ("staff",), whole_sample.selection, quotes_only=True)
    composer.add(Said(text="", sentences=tuple(named)))
    documents = {place.document.id: place.document for place in whole_sample.numbered.places.values()}
    assert len(composer.quotes) <= MOST_QUOTES
    for quote in composer.quotes:
        verify(quote, documents[quote.document])
        assert len(quote.text) < 2 * MOST_QUOTE_CHARS or len(quote.spans) <= 2


@pytest.mark.documents
def test_every_pair_of_neighbours_of_the_real_documents(real_documents: dict[str, Document]) -> None:
    """Whatever two, and whatever three, a model may name."""
    composer = _composer(list(real_documents.values()))
    numbers = list(composer.numbered.places)
    for a, b, c in zip(numbers, numbers[1:], numbers[2:], strict=False):
        for named in ((a, b), (a, c), (c, b, a)):
            one = Composer(composer.numbered, (), composer.selection, quotes_only=True)
            one.add(Said(text="", sentences=named))
            assert one.quotes
