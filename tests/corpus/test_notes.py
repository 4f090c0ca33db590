"""Footnotes: each note is tied to the mark that cites it."""

import pytest
from hypothesis import given

from corpus.document import Document
from corpus.views import superscript_number
from tests.corpus.reading import quoted, read
from tests.strategies import awkward_text, documents, superscript

CITED = {
    1: "It should not need a third report to do it.",
    3: "appear in the minutes of four of\n\nthose meetings.",
    9: "well run, 2015 to 2024",
    17: "The allowance was last raised in 2009.",
    25: "Within target",
    26: "Average response times, as corrected by the Review",
    28: "is in nobody's.*",
    37: "Comments about race or accent",
    38: "expected to leave within a year.",
    39: "Staff with a disability",
    43: "Dismissed",
    47: "slippers returned.",
    50: "our office in Aldersby in February 2024.",
}


def test_every_note_of_the_sample_has_its_mark(review: Document) -> None:
    """Fifty notes, each tied to a mark above it that bears its number and stands in no note."""
    assert [note.number for note in review.notes] == list(range(1, 51))
    for note in review.notes:
        assert note.reference is not None
        assert note.reference.end <= note.start
        assert superscript_number(review.text[slice(*note.reference)]) == note.number
        assert not any(other.start <= note.reference.start < other.end for other in review.notes)


@pytest.mark.parametrize(("number", "words"), CITED.items(), ids=[f"note {number}" for number in CITED])
def test_places_of_marks(review: Document, number: int, words: str) -> None:
    """The mark stands directly after the words that the note belongs to."""
    note = next(note for note in review.notes if note.number == number)
    assert note.reference is not None
    assert review.text[: note.reference.start].endswith(words)


def test_marks_out_of_order() -> None:
    """A page may cite its notes in another order than it prints them."""
    document = read("It was cold.² Nobody came.¹ So it was.\n\n¹ Said so.\n\n² In March.")
    assert [(note.number, note.reference and note.reference.start) for note in document.notes] == [(1, 26), (2, 12)]


def test_a_note_below_a_later_heading() -> None:
    """A note belongs to the section that cites it, though the page ends in the next one."""
    words = "It was cold in the room and nobody had said so to anybody."
    document = read(f"First part\n\n{words}¹ {words}\n\nSecond part\n\n{words}\n\n¹ In March.")
    note = next(sentence for sentence in document.sentences if sentence.kind == "footnote")
    assert document.text[slice(*document.sections[note.section].heading)] == "First part"


def test_numbers_that_begin_anew() -> None:
    """Where each chapter counts from one, a note belongs to the nearest mark above."""
    document = read("It was cold.¹\n\n¹ In March.\n\nIt was dark.¹\n\n¹ In April.")
    assert [note.reference and note.reference.start for note in document.notes] == [12, 40]


def test_notes_above_their_marks() -> None:
    """Where no mark stands above, the first below counts; where none does, the note has no mark."""
    document = read("¹ In March.\n\n² In April.\n\nIt was cold.¹")
    assert [note.reference and note.reference.start for note in document.notes] == [38, None]


def test_a_mark_within_a_note_is_no_reference() -> None:
    """Notes may mention other notes."""
    document = read("It was cold.¹\n\n¹ In March, as in ².\n\n² In April.")
    assert [note.reference is not None for note in document.notes] == [True, False]


def test_sentences_cite_notes() -> None:
    """A sentence lists the notes whose marks stand in it or cling to its end."""
    document = read("It was¹ cold.² Nobody came. So it was.³\n\n¹ One.\n\n² Two.\n\n³ Three.")
    cited = {quoted(document, part.spans): part.notes for part in document.sentences if part.kind == "prose"}
    assert cited == {"It was¹ cold.²": (0, 1), "Nobody came.": (), "So it was.³": (2,)}


def test_rows_cite_the_notes_of_their_heads() -> None:
    """What a note says of a column is said of each of its cells."""
    document = read("Station\tCalls¹\nCoast²\t12\nBorder\t13\n\n¹ A year.\n\n² And Estuary.")
    assert [part.notes for part in document.sentences if part.kind == "table"] == [(1, 0), (0,)]


def test_a_long_note_is_several_sentences() -> None:
    """A note longer than a sentence should be is cut at its stops; its mark belongs to the first."""
    long = "It was cold in the room and nobody had said so to anybody who could have mended it. " * 9
    document = read(f"So it was.¹\n\n¹ {long}")
    parts = [part for part in document.sentences if part.kind == "footnote"]
    assert len(parts) == 9
    assert quoted(document, parts[0].spans).startswith("¹ It was")
    assert {part.note for part in parts} == {0}


def test_a_run_of_superscripts() -> None:
    """Thousands of superscript digits in a row are read without a fuss."""
    document = read(f"It was cold.{superscript(1) * 5000}\n\n{superscript(1) * 5000} In March.")
    assert [note.reference is not None for note in document.notes] == [True]


@given(documents() | awkward_text)
def test_marks_bear_the_number(text: str) -> None:
    """Whatever the text, a note's mark has its number and stands outside the notes."""
    document = read(text)
    for note in document.notes:
        if note.reference is not None:
            assert superscript_number(text[slice(*note.reference)]) == note.number
            assert not any(other.start <= note.reference.start < other.end for other in document.notes)


@pytest.mark.documents
def test_notes_of_the_real_report(real_documents: dict[str, Document]) -> None:
    """All 251 notes are read, and nearly all are tied to a mark."""
    notes = real_documents["casey-review-final-report"].notes
    assert len(notes) == 251
    assert sum(note.reference is None for note in notes) <= 2
