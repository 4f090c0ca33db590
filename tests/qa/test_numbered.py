"""The lines of data that a model sees."""

import json

import pytest

from corpus.document import Document
from index.engines import Hit
from qa.library import Library
from qa.numbered import FIRST_NUMBERS, number_passages


def _hits(document: Document) -> list[Hit]:
    return [Hit(document, passage, number, 1.0) for number, passage in enumerate(document.passages)]


def test_every_line_is_an_object(sample_documents: dict[str, Document]) -> None:
    """Whatever the documents hold, a line stays a line; numbers run on from a random one."""
    hits = [hit for document in sample_documents.values() for hit in _hits(document)]
    numbered = number_passages(hits)
    lines = [json.loads(line) for line in numbered.lines.split("\n")]
    numbers = [line["n"] for line in lines if "n" in line]
    assert numbers[0] in FIRST_NUMBERS
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) == list(numbered.places)
    assert {frozenset(line) - {"chapter", "section", "page"} for line in lines if "passage" in line} == {
        frozenset(["passage", "document"])
    }
    assert {name for line in lines if "n" in line for name in line} == {"n", "text", "kind", "voice", "speaker"}


def test_each_sentence_once_and_no_heading(review: Document) -> None:
    """A note that is cited by a passage and found by itself is shown once."""
    places = number_passages(_hits(review)).places.values()
    shown = [place.sentence for place in places]
    assert len(shown) == len(set(shown))
    assert sorted(shown) == [n for n, one in enumerate(review.sentences) if one.kind != "heading"]


def test_a_passage_brings_its_notes(review: Document) -> None:
    """They follow it, and are marked."""
    passage = next(passage for passage in review.passages if passage.notes)
    numbered = number_passages([Hit(review, passage, 0, 1.0)])
    noted = [json.loads(line) for line in numbered.lines.split("\n")][-1]
    assert noted["kind"] == "footnote"
    assert review.sentences[numbered.places[noted["n"]].sentence].note == passage.notes[-1]


def test_rows_items_and_voices(sample_documents: dict[str, Document]) -> None:
    """A row is read with its heads; testimony and posts say whose they are."""
    lines = [
        json.loads(line)
        for document in sample_documents.values()
        for line in number_passages(_hits(document)).lines.split("\n")
    ]
    assert any("Residents: 206,000" in line.get("text", "") and line["kind"] == "table" for line in lines)
    assert any(line.get("voice") == "testimony" for line in lines)
    assert any(line.get("voice") == "post" and line.get("speaker") == "Plodder" for line in lines)


def test_what_nobody_can_guess(library: Library) -> None:
    """Key and first number differ from request to request."""
    hits = library.search("kettle", 5).hits
    made = [number_passages(hits) for _ in range(20)]
    assert len({numbered.key for numbered in made}) == 20
    assert len({min(numbered.places) for numbered in made}) > 10


@pytest.mark.parametrize("k", [0, 1])
def test_few_hits(library: Library, k: int) -> None:
    """None, or one."""
    numbered = number_passages(library.search("kettle", 5).hits[:k])
    assert bool(numbered.places) is bool(k)
