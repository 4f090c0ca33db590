"""The project's retriever in LangChain's clothes."""

import pytest
from langchain_core.retrievers import BaseRetriever

from corpus.errors import QuestionError
from corpus.views import fold
from qa.chain import VerseRetriever
from qa.library import Library

QUESTION = "How many interviews did the Review hold?"


@pytest.fixture
def retriever(library: Library) -> VerseRetriever:
    """Over the sample."""
    return VerseRetriever(library=library, k=4)


def test_it_is_a_retriever(retriever: VerseRetriever, library: Library) -> None:
    """`invoke` gives the library's own hits, in their order."""
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(QUESTION)
    hits = library.search(QUESTION, 4).hits
    assert [document.metadata["score"] for document in found] == [hit.score for hit in hits]
    assert [document.metadata["start"] for document in found] == [hit.passage.start for hit in hits]


def test_what_a_document_tells(retriever: VerseRetriever, library: Library) -> None:
    """The words of its place, and everything to cite them."""
    for found in retriever.invoke(QUESTION):
        place = found.metadata
        document = library.document(place["document"])
        text = document.text[place["start"] : place["end"]]
        assert fold(found.page_content) == fold(text)
        assert found.id == f"{document.source.sha256[:12]}:{place['start']}-{place['end']}"
        assert set(place) == {
            "document",
            "start",
            "end",
            "chapter",
            "section",
            "page_first",
            "page_last",
            "kind",
            "score",
        }


def test_only_some_documents(library: Library) -> None:
    """A filter holds for every question."""
    retriever = VerseRetriever(library=library, documents=("readers-forum-thread",))
    assert {found.metadata["document"] for found in retriever.invoke(QUESTION)} == {"readers-forum-thread"}
    assert len(retriever.invoke(QUESTION)) == 5


def test_it_works_in_a_chain(retriever: VerseRetriever) -> None:
    """Piped into what comes next, one question or many."""
    chain = retriever | (lambda found: [document.metadata["document"] for document in found])
    assert chain.batch([QUESTION, "kettle"])[0] == chain.invoke(QUESTION)


def test_faults_pass_through(retriever: VerseRetriever) -> None:
    """An empty question is one here too."""
    with pytest.raises(QuestionError):
        retriever.invoke(" ")
