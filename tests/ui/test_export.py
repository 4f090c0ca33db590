"""Tests of ui.export and ui.word: kept quotations and conversations as files that other programs open."""

import csv
import io
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from qa.answer import Answer, Quote, Statement
from qa.library import Library
from tests.ui.running import REFUSED
from ui.basket import Kept
from ui.copying import quotation_words
from ui.export import COLUMNS, cell, conversation_markdown, kept_csv, kept_markdown
from ui.scope import Scope
from ui.transcript import Turn
from ui.word import conversation_word, kept_word

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def cited(quote: Quote) -> str:
    """The citation as it was made."""
    return quote.citation


@pytest.fixture
def kept(answered: Answer) -> list[Kept]:
    """Some quotations, the first with a note."""
    return [Kept(quote, "q", "look & see" if not number else "") for number, quote in enumerate(answered.quotes)]


@pytest.fixture
def turns(answered: Answer, shared_library: Library) -> list[Turn]:
    """An answer by a model, a refusal, a fault."""
    by_model = replace(answered, mode="llm:a:b", statements=(Statement("Many were held.", (0,)),), resolved="How many?")
    return [
        Turn("What *was* it?", Scope(), by_model),
        Turn(REFUSED, Scope(), shared_library.ask(REFUSED)),
        Turn("Stopped?", Scope(), None, "Stopped."),
    ]


def footnotes(content: bytes) -> dict[str, str]:
    """The notes of a Word file by their number."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/footnotes.xml"))
    return {note.get(f"{WORD}id"): "".join(note.itertext()).strip() for note in root if not note.get(f"{WORD}type")}


def references(content: bytes) -> list[str]:
    """The numbers of the notes that a Word file refers to, in order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return [found.get(f"{WORD}id") for found in root.iter(f"{WORD}footnoteReference")]


def test_markdown_has_every_quotation_with_its_citation(kept: list[Kept]) -> None:
    """A block quotation each, the note below."""
    text = kept_markdown(kept, cited)
    assert text.count("\n> — ") == len(kept)
    assert "look \\& see" in text


def test_csv_reads_back(kept: list[Kept]) -> None:
    """A row each, every column, words and citation untouched; spreadsheets get their byte order mark."""
    text = kept_csv(kept, cited)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["quotation"] for row in rows] == [quotation_words(one.quote) for one in kept]
    assert [row["citation"] for row in rows] == [one.quote.citation for one in kept]
    assert [int(row["start"]) for row in rows] == [one.quote.start for one in kept]
    assert rows[0]["note"] == "look & see"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(words: str) -> None:
    """What a spreadsheet would run has an apostrophe before it; plain words have none."""
    assert cell(words) == f"'{words}"
    assert cell("plain = words") == "plain = words"


def test_word_has_real_footnotes(kept: list[Kept]) -> None:
    """Every quotation is a paragraph whose reference leads to a note with its citation."""
    content = kept_word(kept, cited)
    notes = footnotes(content)
    assert references(content) == [str(number) for number in range(1, len(kept) + 1)]
    assert list(notes.values()) == [one.quote.citation for one in kept]
    opened = docx.Document(io.BytesIO(content))
    quoted = [paragraph.text for paragraph in opened.paragraphs if paragraph.style and paragraph.style.name == "Quote"]
    assert quoted == [
        f"“{one.quote.display}”" if one.quote.table is None else quotation_words(one.quote) for one in kept
    ]
    assert "look & see" in [paragraph.text for paragraph in opened.paragraphs]


def test_word_part_is_declared(kept: list[Kept]) -> None:
    """The package names the type of the footnotes and the document's relation to them."""
    with zipfile.ZipFile(io.BytesIO(kept_word(kept, cited))) as archive:
        assert archive.testzip() is None
        assert b"footnotes+xml" in archive.read("[Content_Types].xml")
        assert b"relationships/footnotes" in archive.read("word/_rels/document.xml.rels")
        styles = archive.read("word/styles.xml")
    assert b'w:styleId="FootnoteText"' in styles
    assert b'w:styleId="FootnoteReference"' in styles


def test_word_takes_any_character(answered: Answer) -> None:
    """What XML forbids is left out, markup is text."""
    quote = replace(
        answered.quotes[0],
        display="a\x00b\x0b <w:p/> & \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    )
    opened = docx.Document(io.BytesIO(kept_word([Kept(quote, "q", "n\x1f")], cited)))
    assert any("<w:p/> &" in paragraph.text for paragraph in opened.paragraphs)


def test_a_conversation_goes_out_whole(turns: list[Turn]) -> None:
    """Questions as headings, the model's words said to be so, refusals plain, in Markdown and in Word."""
    text = conversation_markdown(turns, cited)
    assert "## What \\*was\\* it?" in text.replace("\\?", "?")
    assert "Written by the model" in text
    assert "The documents do not answer this" in text
    content = conversation_word(turns, cited)
    opened = docx.Document(io.BytesIO(content))
    headings = [
        paragraph.text for paragraph in opened.paragraphs if paragraph.style and paragraph.style.name == "Heading 2"
    ]
    assert headings == [turn.question for turn in turns]
    assert "[llm:a:b] Many were held." in [paragraph.text for paragraph in opened.paragraphs]
    shown = sum(len(turn.answer.quotes or turn.answer.nearest) for turn in turns if turn.answer)
    assert len(footnotes(content)) == shown
    assert text.count("\n> — ") == shown
