"""Which documents a question names."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Document
from index.engines import HybridRetriever
from index.fuse import NAMED
from index.lexical import build_lexical
from index.naming import names_of
from index.opened import Opened
from index.tokens import tokenize
from qa.library import Library


@pytest.fixture
def opened(library: Library) -> Opened:
    """The sample's index."""
    return library._opened


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the Herald report of it?", {"northmere-herald-article"}),
        ("What does the newspaper say, what do posters?", {"northmere-herald-article", "readers-forum-thread"}),
        ("How do people on the forum see it?", {"readers-forum-thread"}),
        ("What does the review recommend?", set()),
        ("What does the report of the Okafor Review say of calls?", set()),
        ("", set()),
    ],
)
def test_what_is_named(opened: Opened, question: str, named: set[str]) -> None:
    """What one is called by names it; what most are, or what all texts say often, names none."""
    found = opened.named(tokenize(question))
    assert found.shape == (len(opened.documents),)
    assert {one.id for one, is_ in zip(opened.documents, found, strict=True) if is_} == named
    assert HybridRetriever(opened).search(question or "?", 1).named == named


def test_a_word_that_the_texts_say_often_names_none(sample_documents: dict[str, Document]) -> None:
    """Though only one of them is called by it."""
    herald = next(one for one in sample_documents.values() if one.id == "northmere-herald-article")
    other = replace(herald, source=replace(herald.source, id="x", title="", author="", publisher="", kind="text"))
    often = [tokenize("the herald")] * 9 + [tokenize("nothing")] * 9
    for texts, expected in ((often, False), ([tokenize("nothing")] * 1000, True)):
        names, none = names_of([herald, other], build_lexical(texts))
        assert ("herald" in names) is expected
        assert not none & set(tokenize(herald.source.called))


def test_a_document_alone_has_no_name(review: Document) -> None:
    """Where there is but one, all is of it."""
    assert names_of([review], build_lexical([["nothing"]] * 1000)) == (frozenset(),)
    assert names_of([], build_lexical([])) == ()


def test_passages_of_what_is_named_are_raised(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """By so much beside the others, in the question and in the part that names it."""
    asked = "What does the forum say of the calls?"
    raised = HybridRetriever(opened).search(asked, 5)
    thread = np.array([opened.documents[number].id in raised.named for number in opened.passage_document])
    monkeypatch.setattr("index.fuse.NAMED", 0.0)
    plain = HybridRetriever(opened).search(asked, 5)
    gained = raised.scores - plain.scores
    assert np.allclose(gained[~thread], 0.0, atol=1e-5)
    assert np.allclose(gained[thread], 1.5 * NAMED, atol=1e-5)  # of its own, and half of that of its section's best
