"""The one module that knows LangChain: the project's retriever as a `BaseRetriever`, for chains of others."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.document import Span
from corpus.views import display
from index.engines import Hit
from qa.cite import chapter_and_section
from qa.library import Library


class VerseRetriever(BaseRetriever):
    """Hybrid retrieval over a library: passages as LangChain documents, place and score in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 5
    documents: tuple[str, ...] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        del run_manager
        return [_as_langchain(hit) for hit in self.library.search(query, self.k, self.documents).hits]


def _as_langchain(hit: Hit) -> LangChainDocument:
    document, passage = hit.document, hit.passage
    span = Span(passage.start, passage.end)
    chapter, section = chapter_and_section(document, passage.section)
    pages = document.pages.of([span])
    return LangChainDocument(
        id=f"{document.source.sha256[:12]}:{span.start}-{span.end}",
        page_content=display(document.text, [span]),
        metadata={
            "document": document.id,
            "start": span.start,
            "end": span.end,
            "chapter": chapter,
            "section": section,
            "page_first": pages.first,
            "page_last": pages.last,
            "kind": passage.kind,
            "score": hit.score,
        },
    )
