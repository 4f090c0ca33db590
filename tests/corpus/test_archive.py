"""The archive: what is written and read back is the same document."""

import json

import pytest
from hypothesis import given

from corpus.archive import READER_VERSION, from_json, to_json
from corpus.document import Document
from tests.corpus.reading import read
from tests.strategies import awkward_text, documents


def test_the_sample_comes_back(sample_documents: dict[str, Document]) -> None:
    """Every part of every document of the sample survives."""
    for document in sample_documents.values():
        assert from_json(to_json(document), document.text) == document


@given(documents() | awkward_text)
def test_any_document_comes_back(text: str) -> None:
    """So does every part of any document."""
    document = read(text)
    assert from_json(to_json(document), text) == document


@pytest.mark.documents
def test_the_real_documents_come_back(real_documents: dict[str, Document]) -> None:
    """So do the real ones."""
    for document in real_documents.values():
        assert from_json(to_json(document), document.text) == document


def test_the_text_is_not_archived(review: Document) -> None:
    """The archive holds places, no words of the text."""
    assert "ferry engineer" not in to_json(review)


def test_writing_is_repeatable(review: Document) -> None:
    """The same document gives the same archive, byte for byte."""
    assert to_json(review) == to_json(from_json(to_json(review), review.text))


@pytest.mark.parametrize("version", [READER_VERSION - 1, READER_VERSION + 1, None, "x"])
def test_another_version_is_refused(review: Document, version: object) -> None:
    """A structure that another version of the reader made is not trusted."""
    archived = json.dumps({**json.loads(to_json(review)), "version": version})
    with pytest.raises(ValueError, match=f"structure of reader version {version}, not {READER_VERSION}"):
        from_json(archived, review.text)


@pytest.mark.parametrize("archived", ["", "{", "[]", "{}", "null", f'{{"version": {READER_VERSION}}}'])
def test_damaged_archives_are_refused(archived: str) -> None:
    """What is no archive gives one of the errors that the index expects."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        from_json(archived, "text")
