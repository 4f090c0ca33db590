"""The types of a document: page ranges of offsets and spans, paths of sections, sentences of a stretch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import NOTHING, UNKNOWN_PAGES, Document, Footnote, PageMap, PageRange, Row, Sentence, Span
from tests.corpus.reading import quoted, read

PRINTED = PageRange(4, 4, "printed")
LISTED = PageRange(5, 5, "contents")
INFERRED = PageRange(6, 6, "inferred")
RANGE = PageRange(6, 8, "range")
PAGES = PageMap((10, 20, 30, 40, 50), (PRINTED, LISTED, INFERRED, RANGE, UNKNOWN_PAGES))


@pytest.mark.parametrize(
    ("offset", "pages"),
    [
        (0, UNKNOWN_PAGES),
        (9, UNKNOWN_PAGES),
        (10, PRINTED),
        (19, PRINTED),
        (20, LISTED),
        (49, RANGE),
        (500, UNKNOWN_PAGES),
    ],
)
def test_pages_of_an_offset(offset: int, pages: PageRange) -> None:
    """A stretch runs from its start to the next; before the first nothing is known."""
    assert PAGES.at(offset) == pages


@pytest.mark.parametrize(
    ("spans", "pages"),
    [
        ([(10, 20)], PRINTED),
        ([(10, 21)], PageRange(4, 5, "contents")),
        ([(12, 13), (32, 35)], PageRange(4, 6, "inferred")),
        ([(12, 42)], PageRange(4, 8, "range")),
        ([(32, 42)], PageRange(6, 8, "range")),
        ([(42, 12)], PageRange(6, 8, "range")),
        ([(12, 12)], PRINTED),
        ([(5, 12)], UNKNOWN_PAGES),
        ([(12, 13), (60, 61)], UNKNOWN_PAGES),
        ([], UNKNOWN_PAGES),
    ],
)
def test_pages_of_spans(spans: list[tuple[int, int]], pages: PageRange) -> None:
    """Spans stand on the pages from their first to their last; the weakest ground counts, the unknown most of all."""
    assert PAGES.of([Span(*span) for span in spans]) == pages


def test_no_pages() -> None:
    """Where no page is known, none is told."""
    assert PageMap().at(7) == UNKNOWN_PAGES
    assert PageMap().of([Span(0, 7)]) == UNKNOWN_PAGES


def test_path(review: Document) -> None:
    """A section's path runs from the outermost section down to itself."""
    number = next(n for n, part in enumerate(review.sections) if part.number == "5.1.2")
    assert [part.number for part in review.path(number)] == ["5", "5.1", "5.1.2"]
    assert review.path(number)[-1] is review.sections[number]
    assert review.path(-1) == ()


def test_spans_of_parts() -> None:
    """Sentences, notes and rows say where they stand."""
    sentence = Sentence((Span(3, 5), Span(9, 12)), "prose", 0, 0)
    assert (sentence.start, sentence.end) == (3, 12)
    assert Footnote(3, 5, 1, None).span == Span(3, 5)
    assert Row(3, 5, ()).span == Span(3, 5)


def test_id(review: Document) -> None:
    """A document is called by its source's id."""
    assert review.id == review.source.id == "okafor-review"


def test_sentences_from() -> None:
    """The sentences that begin in a stretch, those of notes after those of the body."""
    document = read("One is cold.¹ Two is dark.\n\n¹ Three is late.\n\nFour is here.")
    assert [quoted(document, document.sentences[n].spans) for n in document.sentences_from(5, 60)] == [
        "Two is dark.",
        "Four is here.",
        "¹ Three is late.",
    ]
    assert list(document.sentences_from(60, 60)) == []


def test_notes_and_what_cites_them() -> None:
    """Each note has its sentences, and the one that cites it; a note that nothing cites has none."""
    document = read(
        "One is cold.¹ Two is dark.²\n\n¹ Three is late. So is five.\n\n² Six is not.\n\n³ Seven is.\n\nFour."
    )
    beginnings = [
        [quoted(document, document.sentences[n].spans) for n in document.sentences_of_note(note)]
        for note in range(len(document.notes))
    ]
    assert beginnings == [["¹ Three is late. So is five."], ["² Six is not."], ["³ Seven is."]]
    cited = [document.citing(note) for note in range(3)]
    assert [document.sentences[n].notes for n in cited[:2]] == [(0,), (1,)]
    assert cited[2] == NOTHING


@given(st.integers(0, 80), st.integers(0, 80))
def test_sentences_from_any_stretch(start: int, end: int) -> None:
    """The sentences found are those whose first character lies in the stretch."""
    document = read("One is cold.¹ Two is dark.\n\n¹ Three is late.\n\nFour is here.")
    expected = [n for n, part in enumerate(document.sentences) if start <= part.start < end]
    assert sorted(document.sentences_from(start, end)) == expected
