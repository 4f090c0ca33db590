"""Fixtures of checking drafts: a checker over the sample, and a Word file written for a test."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from corpus.document import Document
from qa.check.checker import Checked, Checker
from qa.check.drafts import draft_of

Check = Callable[[str], list[Checked]]
WriteWord = Callable[[list[tuple[str, str]]], Path]


@pytest.fixture(scope="session")
def checker(sample_documents: dict[str, Document]) -> Checker:
    """A checker over the sample."""
    return Checker(list(sample_documents.values()))


@pytest.fixture(scope="session")
def check(checker: Checker) -> Check:
    """The quotations of a Markdown draft, checked."""
    return lambda text: list(checker.check(draft_of(text)).quotations)


@pytest.fixture
def write_word(tmp_path: Path) -> WriteWord:
    """Writes a Word file of paragraphs, each with a style, and says where."""

    def write(paragraphs: list[tuple[str, str]]) -> Path:
        document = docx.Document()
        for style, text in paragraphs:
            document.add_paragraph(text, style=style)
        path = tmp_path / "draft.docx"
        document.save(str(path))
        return path

    return write
