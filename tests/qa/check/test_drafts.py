"""Drafts are read as paragraphs and block quotations; what cannot be read gets one clear line."""

import io
import sys
from pathlib import Path

import pytest

from corpus.errors import DraftError
from qa.check.drafts import MOST_TEXT_BYTES, Form, draft_of, read_draft


def _blocks(text: str, form: Form = "markdown") -> list[tuple[str, str]]:
    draft = draft_of(text, form)
    return [(block.kind, " ".join(text[start:end] for start, end in block.spans)) for block in draft.blocks]


def test_markdown_blocks() -> None:
    """Paragraphs, items and block quotations; a blank line parts two quotations, a bare marker does not."""
    text = "One\nand on.\n\n> Two\n> goes on.\n>\n> Three.\n\n> Four.\n\n- five\n- six\n"
    assert _blocks(text) == [
        ("paragraph", "One\nand on."),
        ("quotation", "Two goes on. Three."),
        ("quotation", "Four."),
        ("paragraph", "- five"),
        ("paragraph", "- six"),
    ]


def test_indented_block_after_a_colon() -> None:
    """An indented paragraph quotes where a colon leads to it, and is plain text elsewhere."""
    assert _blocks("It says:\n\n    Some words.\n", "text")[1] == ("quotation", "Some words.")
    assert _blocks("It ends.\n\n    Some words.\n", "text")[1] == ("paragraph", "Some words.")


def test_wrapped_lines_are_one_paragraph_and_ragged_ones_are_not() -> None:
    """In plain text, lines of like length are one paragraph; a short line among long ones ends one."""
    wrapped = "The first line of some words here\nand the second line of words too.\n"
    assert len(_blocks(wrapped, "text")) == 1
    assert len(_blocks("Why?\nBecause the kettle was taken away from the crews.\nYes.\n", "text")) == 3


def test_footnotes_of_markdown() -> None:
    """A reference knows what its definition says."""
    draft = draft_of("Words.[^a]\n\n[^a]: The Review, p. 9.\n")
    assert [(note.reference, note.text) for note in draft.notes] == [(6, "The Review, p. 9.")]


def test_carriage_returns() -> None:
    """Offsets count every character of the file."""
    draft = draft_of("One.\r\n\r\nTwo.\r\n")
    assert [draft.text[block.start : block.end] for block in draft.blocks] == ["One.", "Two."]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("“Ä”".encode())))
    assert read_draft("-").text == "“Ä”"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("draft.pdf", b"%PDF", "no draft that can be read"),
        ("draft.md", b"\xff\x00\x01", "zero bytes"),
        ("draft.md", b"caf\xe9", "not UTF-8"),
    ],
)
def test_unreadable(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """The message names the file and why."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DraftError, match=reason) as raised:
        read_draft(tmp_path / name)
    assert name in str(raised.value)


def test_missing_and_too_large(tmp_path: Path) -> None:
    """A file that is not there, and one of 50 MB: one line each."""
    with pytest.raises(DraftError, match="cannot read"):
        read_draft(tmp_path / "none.md")
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(DraftError, match="too large"):
        read_draft(large)
    assert MOST_TEXT_BYTES < 50 * 1024 * 1024
