"""The gate for words within sentences: exact spans, whole words, real sentences, or no quotation at all."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Span
from corpus.errors import VerificationError
from corpus.load import load_files, sample_folder
from corpus.read import read_document
from qa.verify import Excerpt, attest_excerpt, verify_excerpt

SAMPLE = tuple(read_document(raw.text, raw.source) for raw in load_files(sorted(sample_folder().glob("*.txt"))))


@st.composite
def _excerpts(draw: st.DrawFn) -> Excerpt:
    document = draw(st.sampled_from(SAMPLE))
    starts = draw(st.lists(st.integers(-2, len(document.text)), min_size=1, max_size=3))
    lengths = draw(st.lists(st.integers(-1, 200), min_size=3, max_size=3))
    return Excerpt(document, tuple(Span(a, a + b) for a, b in zip(starts, lengths, strict=False)))


@settings(max_examples=300)
@given(_excerpts())
def test_any_excerpt_is_refused_or_the_documents_own_words(excerpt: Excerpt) -> None:
    """Whatever is asked for: an error, or slices that verify, with the pages of just those spans."""
    try:
        quote = attest_excerpt(excerpt)
    except VerificationError:
        return
    text = excerpt.document.text
    assert quote.text == "".join(text[start:end] for start, end in quote.spans)
    assert (quote.page_first, quote.page_last, quote.page_basis) == excerpt.document.pages.of(quote.spans)
    verify_excerpt(quote, excerpt.document)


def test_part_of_a_sentence(review: Document) -> None:
    """A few words of one sentence; what is changed in it afterwards is found out."""
    start = review.text.index("held 164 interviews")
    quote = attest_excerpt(Excerpt(review, (Span(start, start + 19),)))
    assert (quote.text, quote.display, quote.page_first) == ("held 164 interviews", "held 164 interviews", 5)
    verify_excerpt(quote, review)
    for forged in (
        replace(quote, text="held 163 interviews"),
        replace(quote, page_first=6, page_last=6),
        replace(quote, document="another"),
        replace(quote, spans=(Span(start, start + 8),)),
    ):
        with pytest.raises(VerificationError):
            verify_excerpt(forged, review)


def test_no_cut_through_a_word(review: Document) -> None:
    """Half a word is nobody's word."""
    start = review.text.index("held 164 interviews")
    with pytest.raises(VerificationError, match="cut a word"):
        attest_excerpt(Excerpt(review, (Span(start, start + 15),)))


@pytest.mark.parametrize("spans", [(), (Span(5, 5),), (Span(-3, 4),), (Span(0, 10**9),)])
def test_no_such_stretch(review: Document, spans: tuple[Span, ...]) -> None:
    """Nothing, and what lies outside the text."""
    with pytest.raises(VerificationError):
        attest_excerpt(Excerpt(review, spans))


def test_score_off_scale(review: Document) -> None:
    """A likeness lies between 0 and 1."""
    start = review.text.index("held 164 interviews")
    with pytest.raises(VerificationError, match="score"):
        attest_excerpt(Excerpt(review, (Span(start, start + 19),), 1.5))
