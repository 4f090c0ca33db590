"""What the reading model sees: units with their places in the document, cut into windows beside the question."""

from itertools import pairwise

import pytest
from tokenizers import Tokenizer

from corpus.document import NOTHING, Document, Passage, Source
from corpus.errors import IndexUnusableError
from corpus.passages import heading_path
from corpus.read import read_document
from corpus.views import display
from index.encoder import TOKENIZER_FILE
from index.export import SHIPPED_FOLDER
from qa.windows import (
    MOST_HEADER_TOKENS,
    MOST_QUESTION_TOKENS,
    MOST_TOKENS,
    Reading,
    Unit,
    Window,
    Windows,
    read_passage,
)

QUESTION = "How many calls were moved down and up again?"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer that comes with the package."""
    return Tokenizer.from_file(str(SHIPPED_FOLDER / TOKENIZER_FILE))


@pytest.fixture(scope="module")
def windows(tokenizer: Tokenizer) -> Windows:
    """A cutter of readings."""
    return Windows(tokenizer)


@pytest.fixture(scope="module")
def readings(sample_documents: dict[str, Document]) -> list[tuple[Document, Passage, Reading]]:
    """Every passage of the sample, read."""
    return [
        (document, passage, read_passage(document, passage))
        for document in sample_documents.values()
        for passage in document.passages
    ]


def _unit(document: Document, beginning: str) -> tuple[Reading, Unit]:
    """The unit of the first sentence that begins so, and the passage that it stands in."""
    number = next(
        number for number, one in enumerate(document.sentences) if document.text.startswith(beginning, one.start)
    )
    passage = next(passage for passage in document.passages if passage.first <= number < passage.last)
    reading = read_passage(document, passage)
    return reading, next(unit for unit in reading.units if unit.sentence == number)


def _made(*texts: str, header: str = "Chapter 1") -> Reading:
    """A reading of these units, each character of which stands for nothing."""
    return Reading(header, tuple(Unit(n, text, [NOTHING] * len(text)) for n, text in enumerate(texts)))


def test_every_character_is_the_documents(readings: list[tuple[Document, Passage, Reading]]) -> None:
    """A character of a unit is the one at its place, or one space for a run of them, or stands for nothing."""
    for document, _, reading in readings:
        for unit in reading.units:
            assert len(unit.text) == len(unit.offsets)
            pairs = list(zip(unit.text, unit.offsets, strict=True))
            assert all(offset == NOTHING or c in {document.text[offset], " "} for c, offset in pairs)
            placed = [offset for _, offset in pairs if offset != NOTHING]
            assert placed
            assert placed == sorted(placed)
            spans = document.sentences[unit.sentence].spans
            assert all(any(start <= offset < end for start, end in spans) for offset in placed)


def test_every_sentence_but_headings_is_a_unit(readings: list[tuple[Document, Passage, Reading]]) -> None:
    """In order, with the words that people read."""
    kinds = set()
    for document, passage, reading in readings:
        numbers = [n for n in range(passage.first, passage.last) if document.sentences[n].kind != "heading"]
        wanted = [n for n in numbers if display(document.text, document.sentences[n].spans)]
        assert [unit.sentence for unit in reading.units] == wanted
        for unit in reading.units:
            sentence = document.sentences[unit.sentence]
            kinds.add(sentence.kind)
            if sentence.row == NOTHING:
                assert unit.text == display(document.text, sentence.spans)
        assert reading.header.startswith(heading_path(document, passage.section))
    assert kinds == {"prose", "testimony", "table", "footnote", "list"}


def test_prose(review: Document) -> None:
    """The header says where it stands; the mark of a footnote is not read."""
    reading, unit = _unit(review, "It should not need")
    assert reading.header == "Foreword"
    assert unit.text == "It should not need a third report to do it."


def test_a_row_in_words(review: Document) -> None:
    """Each cell after its head; the heads stand for nothing, the cells for themselves; the caption is in the header."""
    reading, unit = _unit(review, "2016-17\t171.0")
    assert reading.header.endswith(". Figure 2.1: Income, calls and staff, selected years")
    assert unit.text == (
        "Year: 2016-17; Income (£m): 171.0; Calls: 391,000; Paramedics: 1,297; Technicians: 701; "
        "Managers and support: 455"
    )
    told = "".join(review.text[offset] for offset in unit.offsets if offset != NOTHING)
    assert told == "2016-17171.0391,0001,297701455"
    at = unit.text.index("391,000")
    assert review.text[unit.offsets[at] : unit.offsets[at + 6] + 1] == "391,000"
    assert unit.offsets[unit.text.index("Calls")] == NOTHING


def test_a_row_without_a_head_in_the_corner(review: Document) -> None:
    """Its label comes bare."""
    _, unit = _unit(review, "Coast\t312,000")
    assert unit.text.startswith("Coast; Residents: 312,000; Square miles: 410")


def test_a_label_taken_over_from_above(review: Document) -> None:
    """It is read in the row, and stands for nothing there."""
    _, unit = _unit(review, "\tDirector of Operations")
    assert unit.text.startswith("When: March 2021; Who was told: Director of Operations; How: Conversation with")
    assert set(unit.offsets[: unit.text.index("Director")]) == {NOTHING}
    at = unit.text.index("Director")
    assert review.text.startswith("Director", unit.offsets[at])


def test_cells_without_words_and_without_heads() -> None:
    """What is empty is left out with its head; a cell beyond the heads has none."""
    document = read_document("\tCalls\tStaff\nCoast\t\t7\t9\nBorder\t8\t5", Source("x", "X", "text"))
    units = [unit.text for passage in document.passages for unit in read_passage(document, passage).units]
    assert units == ["Coast; Staff: 7; 9", "Border; Calls: 8; Staff: 5"]


def test_a_caption_is_said_once() -> None:
    """In the header, however many rows the table has."""
    text = "Figure 1.1: Calls\n\nWhere\tCalls\nCoast\t12\nBorder\t13"
    document = read_document(text, Source("x", "X", "text"))
    headers = [read_passage(document, passage).header for passage in document.passages]
    assert sum(header.count("Figure 1.1: Calls") for header in headers) == 1


def test_windows_hold_every_unit_once(windows: Windows, readings: list[tuple[Document, Passage, Reading]]) -> None:
    """In order, none cut in two, each where its stretch says; question and header before them."""
    cut = windows.cut(QUESTION, [reading for _, _, reading in readings])
    assert max(len(parts) for parts in cut) > 1
    assert len(cut) == len(readings)
    for (_, _, reading), parts in zip(readings, cut, strict=True):
        assert [stretch.unit for window in parts for stretch in window.stretches] == list(reading.units)
        for window in parts:
            _assert_well_formed(window)


def _assert_well_formed(window: Window) -> None:
    assert len(window.ids) == len(window.types) <= MOST_TOKENS == 256
    first, last = window.question
    assert first == 1
    assert window.types == [0] * (last + 1) + [1] * (len(window.ids) - last - 1)
    for above, below in pairwise(window.stretches):
        assert above.last == below.first
    for stretch in window.stretches:
        assert stretch.last - stretch.first == len(stretch.characters)
    assert window.stretches[-1].last == len(window.ids) - 1


def test_the_tokens_of_a_window(windows: Windows, tokenizer: Tokenizer) -> None:
    """[CLS] question [SEP] header units [SEP]; the characters of a token are those of its unit."""
    ((window,),) = windows.cut("Who rang?", [_made("Nobody rang.", "The crew waited outside.")])
    assert [tokenizer.id_to_token(number) for number in window.ids] == [
        *("[CLS]", "who", "rang", "?", "[SEP]", "chapter", "1"),
        *("nobody", "rang", ".", "the", "crew", "waited", "outside", ".", "[SEP]"),
    ]
    assert window.question == (1, 4)
    assert [(stretch.first, stretch.last) for stretch in window.stretches] == [(7, 10), (10, 15)]
    second = window.stretches[1]
    assert [second.unit.text[a:b] for a, b in second.characters] == ["The", "crew", "waited", "outside", "."]


def test_a_reading_that_does_not_fit_is_cut_between_units(windows: Windows) -> None:
    """As many units as fit go together: one more would be too many."""
    units = ["word " * 39 + str(number) for number in range(12)]
    (parts,) = windows.cut("Who rang?", [_made(*units)])
    assert [len(window.stretches) for window in parts] == [6, 6]
    assert all(len(window.ids) + 40 > MOST_TOKENS for window in parts)
    (parts,) = windows.cut("Who rang?", [_made(*["word " * 247 + "end"], "next")])
    assert [len(window.ids) for window in parts] == [256, 9]


def test_what_fits_exactly_is_one_window(windows: Windows) -> None:
    """256 tokens are one window, 257 are two."""
    fixed = len(("[CLS]", "who", "rang", "?", "[SEP]", "chapter", "1", "[SEP]"))
    for words, count in ((MOST_TOKENS - fixed, 1), (MOST_TOKENS - fixed + 1, 2)):
        (parts,) = windows.cut("Who rang?", [_made("word " * (words - 1), "word")])
        assert len(parts) == count
        assert len(parts[0].ids) == MOST_TOKENS


def test_a_unit_too_long_is_cut_off(windows: Windows) -> None:
    """Its first tokens fill the window; the unit after it goes into the next."""
    (parts,) = windows.cut("Who rang?", [_made("first", "word " * 400, "last")])
    assert [[stretch.unit.text[:5] for stretch in window.stretches] for window in parts] == [
        ["first"],
        ["word "],
        ["last"],
    ]
    assert len(parts[1].ids) == MOST_TOKENS
    assert parts[1].stretches[0].characters[-1][1] < 400 * 5


def test_long_questions_and_headers_are_cut_off(windows: Windows) -> None:
    """Their first tokens are read, and room is left for the units."""
    ((window,),) = windows.cut("why " * 300, [_made("Nobody rang.", header="chapter " * 300)])
    assert window.question == (1, 1 + MOST_QUESTION_TOKENS)
    assert window.stretches[0].first == 1 + MOST_QUESTION_TOKENS + 1 + MOST_HEADER_TOKENS
    assert window.stretches[0].last - window.stretches[0].first == 3


def test_a_unit_without_tokens(windows: Windows) -> None:
    """What the tokenizer drops altogether has an empty stretch, and disturbs nobody."""
    ((window,),) = windows.cut("Who rang?", [_made("\ufffd", "Nobody rang.")])
    assert [(stretch.first, stretch.last) for stretch in window.stretches] == [(7, 7), (7, 10)]


def test_nothing_to_read(windows: Windows) -> None:
    """No readings, no windows; a reading without units has none."""
    assert windows.cut("Who rang?", []) == []
    assert windows.cut("Who rang?", [_made(), _made("Nobody.")])[0] == []


def test_a_tokenizer_that_pads_or_truncates() -> None:
    """Windows are cut by themselves, whatever the tokenizer was told before."""
    strict = Tokenizer.from_file(str(SHIPPED_FOLDER / TOKENIZER_FILE))
    strict.enable_truncation(4)
    strict.enable_padding(length=50)
    ((window,),) = Windows(strict).cut("Who rang?", [_made("The crew waited outside.")])
    assert len(window.ids) == 13


def test_a_tokenizer_of_another_kind() -> None:
    """One that has no [CLS] cannot make windows; the message says so."""
    from tokenizers import models

    with pytest.raises(IndexUnusableError, match=r"no token \[CLS\]"):
        Windows(Tokenizer(models.WordPiece({"a": 0}, unk_token="a")))  # noqa: S106 - no secret
