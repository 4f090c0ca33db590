"""Word drafts: text, block quotation styles, tables, footnotes; damaged, locked and bloated files are refused."""

import io
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.errors import DraftError
from qa.check.drafts import read_draft
from tests.qa.check.conftest import WriteWord
from tests.qa.check.footnoted import add_footnote


def test_paragraphs_and_styles(write_word: WriteWord) -> None:
    """Paragraphs in order; those in a quotation style are block quotations."""
    draft = read_draft(write_word([("Normal", "One."), ("Quote", "Two."), ("Intense Quote", "Three.")]))
    assert [(block.kind, draft.text[block.start : block.end]) for block in draft.blocks] == [
        ("paragraph", "One."),
        ("quotation", "Two."),
        ("quotation", "Three."),
    ]


def test_tables_and_signs(tmp_path: Path) -> None:
    """Words of cells are read too; tabs and breaks are characters."""
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "In a\tcell"
    document.save(str(tmp_path / "draft.docx"))
    assert "In a\tcell" in read_draft(tmp_path / "draft.docx").text


def test_footnotes(write_word: WriteWord) -> None:
    """A note hangs on the place that refers to it, and its own words are part of the text."""
    path = add_footnote(write_word([("Normal", "Words here.")]), "The Review, p. 9, says “kettle”.")
    draft = read_draft(path)
    assert [(note.reference, note.text) for note in draft.notes] == [(11, "The Review, p. 9, says “kettle”.")]
    assert draft.blocks[-1].kind == "note"


def test_deleted_words_are_not_read(write_word: WriteWord) -> None:
    """What a tracked change has deleted is no longer in the draft."""
    path = write_word([("Normal", "kept")])
    document = docx.Document(str(path))
    run = document.paragraphs[0].add_run(" gone")._r
    deleted = run.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del", nsmap=None)
    run.addprevious(deleted)
    deleted.append(run)
    document.save(str(path))
    assert read_draft(path).text.strip() == "kept"


def _zip(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not a zip at all", "damaged"),
        (_zip(word__document=b"<x/>"), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (_zip(**{"word__document.xml": b" " * (61 * 1024 * 1024)}), "far too much"),
        (_zip(**{"word__document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "document type"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """Damaged, locked, a bomb, an entity: one line that names the file."""
    path = tmp_path / "draft.docx"
    path.write_bytes(content)
    with pytest.raises(DraftError, match=reason) as raised:
        read_draft(path)
    assert "draft.docx" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_cut_off(write_word: WriteWord) -> None:
    """Half a Word file, or one with bytes flipped in its midst, is damaged rather than a crash."""
    path = write_word([("Normal", "One.")])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DraftError, match="damaged"):
        read_draft(path)
    start = whole.index(b"word/document.xml") + 30
    path.write_bytes(whole[:start] + bytes(byte ^ 0x55 for byte in whole[start : start + 200]) + whole[start + 200 :])
    with pytest.raises(DraftError, match="damaged"):
        read_draft(path)
