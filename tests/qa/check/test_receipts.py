"""Receipts: Web Annotations that still prove a quotation years later, and say what moved."""

import json
from dataclasses import replace
from typing import Any

import pytest

from corpus.document import Document
from corpus.errors import DraftError
from corpus.read import read_document
from qa.answer import Quote
from qa.check.receipts import CONTEXT, Notary, read_receipts, receipt
from qa.verify import Choice, attest
from tests.qa.check.conftest import Check

WORDS = "there used to be a kettle and there used to be somebody stood by it"


def _quote(check: Check) -> Quote:
    return check(f"“{WORDS}”")[0].matches[0]


def _reissued(document: Document, old: str, new: str) -> Document:
    """The document issued anew, some words of it changed."""
    text = document.text.replace(old, new)
    return read_document(text, replace(document.source, sha256="f" * 64))


def test_it_is_a_web_annotation(check: Check, review: Document) -> None:
    """One target a stretch, each with both selectors; the words are the document's."""
    record = receipt(_quote(check), review)
    assert (record["@context"][0], record["type"]) == (CONTEXT, "Annotation")
    (target,) = record["target"]
    position, quoted = target["selector"]
    assert review.text[position["start"] : position["end"]] == quoted["exact"] == WORDS
    assert review.text[: position["start"]].endswith(quoted["prefix"])
    assert target["source"]["verse:sha256"] == review.source.sha256


def test_it_stands(check: Check, review: Document) -> None:
    """In the same document every receipt stands, one of whole sentences too."""
    for quote in (_quote(check), attest(Choice(review, (40,), 0.5))):
        verified = Notary([review]).verify(json.loads(json.dumps(receipt(quote, review))))
        assert (verified.state, verified.is_good) == ("stands", True)


def test_moved(check: Check, review: Document) -> None:
    """Reissued with other words before them: the same words, found again."""
    later = _reissued(review, "\nForeword\n", "\nForeword\n\nA preface of a few words stands here now.\n")
    verified = Notary([later]).verify(receipt(_quote(check), review))
    assert (verified.state, verified.is_good) == ("moved", False)
    assert verified.now is not None
    assert verified.now.text == WORDS
    assert "the words are the same" in verified.note


def test_changed_and_gone(check: Check, review: Document) -> None:
    """Reissued with a word changed, or without the passage: told apart."""
    record = receipt(_quote(check), review)
    changed = Notary([_reissued(review, "used to be a kettle and", "used to be a teapot and")]).verify(record)
    assert (changed.state, changed.note) == ("changed", "the document was reissued: “kettle” is now “teapot”")
    gone = Notary([_reissued(review, "there used to be", "nobody asked for")]).verify(record)
    assert gone.state == "gone"


def test_unknown_and_tampered(check: Check, review: Document, sample_documents: dict[str, Document]) -> None:
    """A document that is not here; a receipt whose words were changed by hand."""
    record = receipt(_quote(check), review)
    others = [document for document in sample_documents.values() if document.id != review.id]
    assert Notary(others).verify(record).state == "unknown"
    record["target"][0]["selector"][1]["exact"] = "there used to be a samovar"
    assert Notary([review]).verify(record).state == "changed"


@pytest.mark.parametrize("content", ["", "no JSON", "[1]", '{"target": []}', '{"target": [{"source": {}}]}'])
def test_no_receipts(content: str) -> None:
    """Anything else is refused with one line; an empty file holds none."""
    if not content:
        assert read_receipts(content, "r.jsonl") == []
        return
    with pytest.raises(DraftError, match=r"r\.jsonl"):
        read_receipts(content, "r.jsonl")


def test_one_a_line(check: Check, review: Document) -> None:
    """JSON Lines, a list and a single object are read alike."""
    record: dict[str, Any] = json.loads(json.dumps(receipt(_quote(check), review)))
    line = json.dumps(record)
    assert read_receipts(f"{line}\n{line}\n", "r") == [record, record]
    assert read_receipts(f"[{line}]", "r") == read_receipts(line, "r") == [record]
