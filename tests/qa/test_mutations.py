"""Quotations broken in every way that has bitten others: verification lets none through."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.errors import VerificationError
from corpus.load import find_documents, sample_folder
from corpus.read import read_document
from qa.answer import Quote
from qa.verify import Choice, attest, verify

DOCUMENTS = tuple(read_document(raw.text, raw.source) for raw in find_documents(sample_folder()).documents)
BY_ID = {document.id: document for document in DOCUMENTS}

LOOK_ALIKES = str.maketrans("aeopcxyAEOPCX", "аеорсхуАЕОРСХ")
Breaker = Callable[[str, int], str]


def _word(text: str, seed: int) -> str:
    words = list(re.finditer(r"[A-Za-z]{3,}", text))
    assume(bool(words))
    match = words[seed % len(words)]
    return f"{text[: match.start()]}{match[0][::-1]}x{text[match.end() :]}"


def _number(text: str, seed: int) -> str:
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    assume(bool(digits))
    at = digits[seed % len(digits)]
    return f"{text[:at]}{(int(text[at]) + 1 + seed % 8) % 10 if text[at].isdecimal() else 0}{text[at + 1 :]}"


def _negation(text: str, seed: int) -> str:
    verbs = list(re.finditer(r"\b(?:is|was|were|are|had|has|did|said|would)\b", text))
    assume(bool(verbs))
    match = verbs[seed % len(verbs)]
    return f"{text[: match.end()]} not{text[match.end() :]}"


def _drop_negation(text: str, seed: int) -> str:
    found = list(re.finditer(r"\b(?:not|no|never|nobody|nothing)\b ?", text))
    assume(bool(found))
    match = found[seed % len(found)]
    return text[: match.start()] + text[match.end() :]


def _invisible(text: str, seed: int) -> str:
    at = seed % (len(text) + 1)
    return text[:at] + "\u200b\u00ad\u2060\ufeff"[seed % 4] + text[at:]


def _look_alike(text: str, seed: int) -> str:
    places = [at for at, character in enumerate(text) if character.translate(LOOK_ALIKES) != character]
    assume(bool(places))
    at = places[seed % len(places)]
    return text[:at] + text[at].translate(LOOK_ALIKES) + text[at + 1 :]


def _case(text: str, seed: int) -> str:
    letters = [at for at, character in enumerate(text) if character.swapcase() != character]
    assume(bool(letters))
    at = letters[seed % len(letters)]
    return text[:at] + text[at].swapcase() + text[at + 1 :]


def _cut(text: str, seed: int) -> str:
    assume(len(text) > 1)
    return text[: 1 + seed % (len(text) - 1)]


BREAKERS: tuple[Breaker, ...] = (_word, _number, _negation, _drop_negation, _invisible, _look_alike, _case, _cut)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """An honest quotation of any sentence of the sample."""
    document = draw(st.sampled_from(DOCUMENTS))
    number = draw(st.integers(0, len(document.sentences) - 1))
    return attest(Choice(document, (number,), draw(st.floats(0, 1))))


def _refused(quote: Quote, document: Document) -> bool:
    try:
        verify(quote, document)
    except VerificationError:
        return True
    return False


@settings(max_examples=1500, deadline=None)
@given(quotes(), st.sampled_from(BREAKERS), st.integers(0, 10**6), st.sampled_from(["text", "display"]))
def test_changed_words(quote: Quote, breaker: Breaker, seed: int, field: str) -> None:
    """A word, a number, a negation, an invisible or look-alike letter, a cut: each is refused."""
    honest = getattr(quote, field)
    broken = breaker(honest, seed)
    assume(broken != honest)
    assert not _refused(quote, BY_ID[quote.document])
    changed = replace(quote, text=broken) if field == "text" else replace(quote, display=broken)
    assert _refused(changed, BY_ID[quote.document])


@settings(max_examples=500, deadline=None)
@given(quotes(), st.sampled_from([-1, 1, 7]))
def test_another_page(quote: Quote, by: int) -> None:
    """A page before, a page after, a page far off: refused."""
    assume(quote.page_first is not None)
    moved = replace(quote, page_first=(quote.page_first or 0) + by, page_last=(quote.page_last or 0) + by)
    assert _refused(moved, BY_ID[quote.document])
    assert _refused(replace(quote, citation=quote.citation + "0"), BY_ID[quote.document])


@settings(max_examples=500, deadline=None)
@given(quotes(), quotes())
def test_words_of_two_places(one: Quote, other: Quote) -> None:
    """Text, place, speaker or voice of one quotation put into another: refused, of another document too."""
    assume(one.text != other.text)
    document = BY_ID[one.document]
    assert _refused(replace(one, text=one.text + other.text), document)
    assert _refused(replace(one, text=other.text), document)
    assert _refused(replace(one, spans=other.spans), document)
    assert _refused(replace(one, speaker=f"{one.speaker} Smith"), document)
    assert _refused(replace(one, voice="author" if one.voice != "author" else "testimony"), document)
    if one.document != other.document:
        assert _refused(one, BY_ID[other.document])
        assert _refused(replace(one, document=other.document), BY_ID[other.document])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_sections_are_never_joined(document: Document, data: st.DataObject) -> None:
    """No choice of sentences of two sections makes a quotation."""
    first = data.draw(st.integers(0, len(document.sentences) - 2))
    second = data.draw(st.integers(first + 1, len(document.sentences) - 1))
    assume(document.sentences[first].section != document.sentences[second].section)
    with pytest.raises(VerificationError):
        attest(Choice(document, (first, second), 0.5))
