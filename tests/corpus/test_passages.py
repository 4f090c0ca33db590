"""Passages: whole sentences of one section, of a good size, with what belongs to them in words."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from hypothesis import given

from corpus.document import NOTHING, Document
from corpus.passages import (
    LEAST_PASSAGE_CHARS,
    MOST_PASSAGE_CHARS,
    heading_path,
    passage_in_words,
    sentence_in_words,
)
from tests.corpus.reading import quoted, read
from tests.strategies import awkward_text, documents

SENTENCE = "It was cold in the room and nobody had said so to anybody who could have mended it."


def lengths(document: Document) -> list[int]:
    """Characters of each passage's sentences."""
    return [
        sum(
            span.end - span.start + 1
            for part in document.sentences[passage.first : passage.last]
            for span in part.spans
        )
        for passage in document.passages
    ]


def bare_headings(document: Document) -> Iterator[int]:
    """Headings that stand alone: nothing else of their section and table comes before or after them in a row."""
    numbered = enumerate(document.sentences)
    for _, run in groupby(numbered, lambda pair: (pair[1].section, pair[1].table, pair[1].note != NOTHING)):
        members = list(run)
        if all(part.kind == "heading" for _, part in members):
            yield from (number for number, _ in members)


def check(document: Document) -> None:
    """Assert what holds of the passages of every document."""
    at = 0
    held: list[int] = []
    for passage in document.passages:
        members = document.sentences[passage.first : passage.last]
        assert passage.first >= at
        at = passage.last
        held += range(passage.first, passage.last)
        assert members
        assert {part.section for part in members} == {passage.section}
        assert len({part.table for part in members}) == 1
        assert len({part.note == NOTHING for part in members}) == 1
        assert passage.start == min(part.start for part in members)
        assert passage.end == max(part.end for part in members)
        assert set(passage.notes) == {note for part in members for note in part.notes}
        assert passage.kind in {part.kind for part in members}
    assert len(held) == len(set(held))
    missing = set(range(len(document.sentences))) - set(held)
    assert all(document.sentences[number].kind == "heading" for number in missing)
    assert missing <= set(bare_headings(document))
    for length, passage in zip(lengths(document), document.passages, strict=True):
        assert length <= 1.2 * MOST_PASSAGE_CHARS or passage.last - passage.first == 1


@given(documents() | awkward_text)
def test_passages_of_any_text(text: str) -> None:
    """Every sentence but bare headings is in exactly one passage, of one section, kind and size."""
    check(read(text))


def test_passages_of_the_sample(sample_documents: dict[str, Document]) -> None:
    """The same holds of the sample, and few passages are short."""
    for document in sample_documents.values():
        check(document)
    review = sample_documents["okafor-review"]
    prose = [n for n, part in zip(lengths(review), review.passages, strict=True) if part.kind == "prose"]
    assert sum(LEAST_PASSAGE_CHARS <= length <= MOST_PASSAGE_CHARS for length in prose) > 0.7 * len(prose)


@pytest.mark.documents
def test_passages_of_the_real_documents(real_documents: dict[str, Document]) -> None:
    """The same holds of the real documents."""
    for document in real_documents.values():
        check(document)


def test_a_long_paragraph_is_cut_into_like_parts() -> None:
    """Sentences of a paragraph that is too long are shared out evenly."""
    document = read(f"Local knowledge\n\n{' '.join([SENTENCE] * 26)}")
    assert all(0.6 * MOST_PASSAGE_CHARS < length <= MOST_PASSAGE_CHARS for length in lengths(document))
    assert len(document.passages) == 3


def test_a_sentence_that_is_too_long_stays_whole() -> None:
    """No sentence is cut."""
    document = read("cold " * 900 + ".")
    assert [(passage.first, passage.last) for passage in document.passages] == [(0, 1)]


def test_a_short_rest_joins_the_passage_above() -> None:
    """A last paragraph too short to be found alone goes with the one before; a long one does not."""
    long = " ".join([SENTENCE] * 11)
    assert len(read(f"{long}\n\n{SENTENCE}").passages) == 1
    assert len(read(f"{long}\n\n{SENTENCE} {SENTENCE} {SENTENCE}").passages) == 2


def test_a_lead_in_stays_with_its_list() -> None:
    """The sentence that introduces a list and the items are one passage where they fit."""
    listed = "\n".join(f"- {SENTENCE[:-1].lower()}" for _ in range(3))
    document = read(f"{' '.join([SENTENCE] * 9)}\n\nThey told us:\n\n{listed}")
    first = document.sentences[document.passages[-1].first]
    assert quoted(document, first.spans) == "They told us:"


def test_a_heading_goes_with_what_it_heads() -> None:
    """A heading is the first sentence of its section's first passage; one that heads nothing is in none."""
    document = read(f"Chapter 1: Money\n\n1.1. Budgets\n\n{SENTENCE}")
    assert [(passage.first, passage.last) for passage in document.passages] == [(1, 3)]


def test_kind_is_that_of_most_sentences() -> None:
    """Of as many sentences of two kinds, the first decides."""
    assert [part.kind for part in read(f"{SENTENCE}\n\n“It was cold.”").passages] == ["prose"]
    assert [part.kind for part in read(f"“It was cold.”\n\n{SENTENCE}").passages] == ["testimony"]
    assert [part.kind for part in read("They had:\n\n- a blanket\n- a bucket").passages] == ["list"]


def test_notes_are_passages_of_their_own_and_words_of_others() -> None:
    """A note can be found by itself and with the sentence that cites it."""
    document = read(f"{SENTENCE}¹\n\n¹ Said Ada Linley.")
    body, note = document.passages
    assert (body.kind, body.notes, note.kind) == ("prose", (0,), "footnote")
    assert passage_in_words(document, body) == f"{SENTENCE} Said Ada Linley."
    assert passage_in_words(document, note) == "Said Ada Linley."


def test_notes_of_one_page_share_a_passage() -> None:
    """Short notes in a row of one section are one passage; those with text between are not."""
    document = read(f"{SENTENCE}¹ {SENTENCE}² {SENTENCE}³\n\n¹ One.\n\n² Two.\n\n{SENTENCE}\n\n³ Three.")
    assert [part.last - part.first for part in document.passages if part.kind == "footnote"] == [2, 1]


def test_table_in_words() -> None:
    """A table is read with its caption and heads, a cut one too."""
    document = read("Figure 1.1: Calls¹\n\nStation\tCalls\nCoast\t12\n\n¹ A note.\n\nBorder\t13\nDales\t14")
    assert [passage_in_words(document, part) for part in document.passages if part.kind == "table"] == [
        "Figure 1.1: Calls Station Calls Coast 12",
        "Figure 1.1: Calls Station Calls Border 13 ; Dales 14",
    ]


def test_table_without_caption_or_heads_in_words() -> None:
    """A bare table is its rows."""
    document = read("Coast\t12\nBorder\t13")
    assert passage_in_words(document, document.passages[0]) == "Coast 12 ; Border 13"


def test_long_tables_are_cut_between_rows() -> None:
    """A long table is several passages; each is read with the heads."""
    rows = "\n".join(f"Station of the coast number {number}\t{number}" for number in range(60))
    document = read(f"Figure 1.1: Calls\n\nStation\tCalls\n{rows}")
    assert len(document.passages) > 1
    assert all(
        passage_in_words(document, part).startswith("Figure 1.1: Calls Station Calls") for part in document.passages
    )


def test_sentence_in_words() -> None:
    """A row is read with its heads, an item with its lead-in, a sentence as it is."""
    document = read("They had:\n\n- a blanket\n\nSo they said.\n\nStation\tCalls\nCoast\t12")
    assert [sentence_in_words(document, part) for part in document.sentences] == [
        "They had:",
        "They had: - a blanket",
        "So they said.",
        "Station: Coast. Calls: 12",
    ]


def test_heading_path(review: Document) -> None:
    """The path runs from the chapter to the subheading; the front has none."""
    section = next(
        n for n, part in enumerate(review.sections) if quoted(review, [part.heading]) == "Was it deliberate?"
    )
    assert heading_path(review, section) == (
        "Chapter 4: Answering the call › 4.6. Stopping the clock › Was it deliberate?"
    )
    assert heading_path(review, 0) == ""


def test_known_passages_of_the_sample(review: Document) -> None:
    """A quotation with its attribution is found with its section; words cut by a page end are whole."""
    words = {passage_in_words(review, part): heading_path(review, part.section) for part in review.passages}
    found = next(said for said in words if "appear in the minutes of four of those meetings." in said)
    assert words[found] == "Summary and conclusions › 4. Those who should have asked questions did not"
    assert "The Review searched the minutes electronically" in found
