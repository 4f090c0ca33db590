"""The same suite over all retrievers, on the sample."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.load import Shelf
from index.engines import DenseRetriever, HybridRetriever, LexicalRetriever, Retriever, top
from index.fuse import fuse, with_parts, with_section
from index.opened import Opened, open_index

QUESTION = "Why were appraisals identical?"
ENGINES = (LexicalRetriever, DenseRetriever, HybridRetriever)


@pytest.fixture(scope="module")
def opened(sample_index: Path, sample_shelf: Shelf) -> Opened:
    """The sample's index."""
    found = open_index(sample_index, {raw.source.sha256: raw for raw in sample_shelf.documents})
    assert found is not None
    return found


@pytest.fixture(params=ENGINES)
def retriever(opened: Opened, request: pytest.FixtureRequest) -> Retriever:
    """Each retriever in turn."""
    made: Retriever = request.param(opened)
    return made


def test_k_hits_best_first(retriever: Retriever) -> None:
    """As many as were asked for, by falling score, none twice."""
    hits = retriever.search(QUESTION, 7).hits
    scores = [hit.score for hit in hits]
    assert len(hits) == len({hit.number for hit in hits}) == 7
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("k", [0, 1, 3])
def test_fewer_hits_are_the_first_of_more(retriever: Retriever, k: int) -> None:
    """The best k do not depend on k."""
    assert retriever.search(QUESTION, k).hits == retriever.search(QUESTION, 9).hits[:k]


def test_more_than_there_are(retriever: Retriever, opened: Opened) -> None:
    """All passages, each once."""
    hits = retriever.search(QUESTION, 100_000).hits
    assert sorted(hit.number for hit in hits) == list(range(opened.passage_vectors.size))


def test_hits_are_passages_of_their_documents(retriever: Retriever, opened: Opened) -> None:
    """The number of a hit leads to its document and passage."""
    for hit in retriever.search(QUESTION, 30).hits:
        first = opened.places[hit.document.source.sha256].first_passage
        assert hit.document.passages[hit.number - first] is hit.passage
        assert hit.document in opened.documents
        assert QUESTION not in hit.document.text[hit.passage.start : hit.passage.end]


def test_only_the_documents_asked_for(retriever: Retriever, opened: Opened) -> None:
    """A filter leaves out, and changes neither score nor order of the rest."""
    named = {"readers-forum-thread", "northmere-herald-article"}
    everything = retriever.search(QUESTION, opened.passage_vectors.size).hits
    some = retriever.search(QUESTION, 100_000, named).hits
    assert some == tuple(hit for hit in everything if hit.document.id in named)
    assert {hit.document.id for hit in some} == named
    assert retriever.search(QUESTION, 5, []).hits == ()
    assert retriever.search(QUESTION, 5, ["nobody"]).hits == ()


def test_the_evidence_is_found(retriever: Retriever) -> None:
    """A question in the words of the report finds its passage among the first five."""
    hits = retriever.search("How many calls were moved down and up again by parking?", 5).hits
    assert any("11,460 calls" in hit.document.text[hit.passage.start : hit.passage.end] for hit in hits)


def test_the_same_question_gives_the_same_search(retriever: Retriever) -> None:
    """Searching is repeatable."""
    assert retriever.search(QUESTION, 5).hits == retriever.search(QUESTION, 5).hits


def test_what_a_search_tells(retriever: Retriever, opened: Opened) -> None:
    """The question, its distinct tokens, and what every signal says of every passage and sentence."""
    search = retriever.search("kettle, kettle and Kettles?", 3)
    assert search.question == "kettle, kettle and Kettles?"
    assert search.tokens == ("kettl",)
    assert {len(signal) for signal in search.signals} == {len(search.scores)} == {opened.passage_vectors.size}
    assert [hit.score for hit in search.hits] == [float(search.scores[hit.number]) for hit in search.hits]
    assert len(search.sentence_lexical) == len(search.sentence_dense) == opened.sentence_vectors.size
    assert float(search.sentence_dense.max()) <= 1.0001


def test_a_question_without_words(retriever: Retriever) -> None:
    """It has no tokens; something is ranked all the same."""
    search = retriever.search("???", 4)
    assert search.tokens == ()
    assert len(search.hits) == 4


def test_equal_scores_stand_in_order_of_the_documents(opened: Opened) -> None:
    """Where nothing matches, all are equal."""
    hits = LexicalRetriever(opened).search("zyzzyva", 5).hits
    assert [hit.number for hit in hits] == [0, 1, 2, 3, 4]
    assert {hit.score for hit in hits} == {0.0}


def test_each_engine_ranks_by_its_own_signal(opened: Opened) -> None:
    """BM25 of passages, cosine of passages, the fusion of all."""
    lexical, dense, hybrid = (engine(opened).search(QUESTION, 1) for engine in ENGINES)
    assert lexical.hits[0].score == pytest.approx(float(lexical.signals.passage_lexical.max()))
    assert dense.hits[0].score == pytest.approx(float(dense.signals.passage_dense.max()))
    assert hybrid.hits[0].score == pytest.approx(
        float(with_section(fuse(hybrid.signals), opened.passage_section).max())
    )


def test_the_parts_of_a_question_are_looked_up_too(opened: Opened) -> None:
    """Each as if it had been asked alone; plain engines rank by the whole question."""
    asked = ("Why were appraisals identical", "how many calls were moved down and up again")
    search = HybridRetriever(opened).search(f"{asked[0]}, and {asked[1]}?", 40)
    alone = [HybridRetriever(opened).search(part, 40) for part in asked]
    assert [part.tolist() for part in search.parts_dense] == [part.sentence_dense.tolist() for part in alone]
    parted = with_parts(fuse(search.signals), [fuse(part.signals) for part in alone])
    assert search.scores.tolist() == with_section(parted, opened.passage_section).tolist()
    assert alone[0].parts_dense == ()
    for plain in (LexicalRetriever, DenseRetriever):
        one = plain(opened).search(f"{asked[0]}, and {asked[1]}?", 5)
        assert one.scores is one.signals[plain is DenseRetriever]


def test_a_passage_is_as_near_as_its_best_sentence(opened: Opened) -> None:
    """The third signal, against a loop over the sentences."""
    search = HybridRetriever(opened).search(QUESTION, 1)
    for number in range(0, opened.passage_vectors.size, 17):
        own = search.sentence_dense[opened.sentence_passage == number]
        assert float(search.signals.sentence_dense[number]) == float(own.max())


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=30), st.integers(0, 12))
def test_top_is_a_stable_sort(rated: list[tuple[int, bool]], k: int) -> None:
    """The k highest allowed scores, equal ones in their order."""
    scores = np.array([score for score, _ in rated], dtype=np.float32)
    allowed = np.array([own for _, own in rated], dtype=np.bool_)
    wanted = sorted((number for number, (_, own) in enumerate(rated) if own), key=lambda number: -rated[number][0])
    assert top(scores, k, allowed).tolist() == wanted[:k]
