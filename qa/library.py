"""The whole system behind one object: `Library.open(documents).ask(question)`."""

import hashlib
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Document, Span
from corpus.errors import IndexUnusableError, QuestionError, UnknownDocumentError
from corpus.load import Shelf, find_documents
from index.build import Reporter, build_index
from index.engines import HybridRetriever, Search
from index.lock import building
from index.opened import Opened, matches, open_index
from qa.answer import Answer
from qa.read import PASSAGES_READ, Reader, Selection
from qa.scoring import PassageScorer
from qa.settings import Settings, read_settings
from qa.trained import TrainedReader
from qa.verify import attest, verify_answer

MOST_QUESTION_CHARS = 2_000


class Library:
    """Documents with their index, open for questions."""

    def __init__(self, shelf: Shelf, opened: Opened, reader: Reader, notices: Collection[str] = ()) -> None:
        self.shelf = shelf
        self.notices = tuple(notices)
        self._opened = opened
        self._retriever = HybridRetriever(opened)
        self._reader = reader

    @classmethod
    def open(
        cls,
        documents: Path | str | None = None,
        *,
        settings: Settings | None = None,
        reporter: Reporter | None = None,
        rebuild: bool = False,
    ) -> "Library":
        """The library of a folder of documents (None: where documents are looked for); its index is made or refreshed.

        Raises:
            VerseError: no such folder, a file that cannot be read, an index that cannot be written.
        """
        settings = settings or read_settings()
        shelf = find_documents(Path(documents) if documents is not None else settings.documents)
        opened, notices = _ready_index(shelf, settings, reporter, rebuild=rebuild)
        return cls(shelf, opened, _open_reader(opened, settings), notices)

    def narrowed(self, within: Mapping[str, Sequence[Span]]) -> "Library":
        """The same library, asked, of the documents named here, only in these stretches: chapters, for example."""
        same = Library(self.shelf, self._opened, self._reader, self.notices)
        same._retriever = HybridRetriever(self._opened, within)
        return same

    def beside(
        self, shelf: Shelf, root: Path, *, settings: Settings | None = None, reporter: Reporter | None = None
    ) -> "Library":
        """A library of other documents, its index in `root`, that shares this one's embedding model and nothing else.

        Raises:
            VerseError: an index that cannot be written.
        """
        settings = settings or read_settings()
        model = self._opened.manifest["model"]["model"]
        build_index(root, shelf.documents, model, old=self._opened, reporter=reporter)
        opened, _ = _open_or_forget(root, shelf)
        if opened is None:
            raise IndexUnusableError(f"the index in {root} vanished while it was being opened; try again")
        opened.encoder = self._opened.encoder
        return Library(shelf, opened, _open_reader(opened, settings))

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in order of their files."""
        return self._opened.documents

    def document(self, name: str) -> Document:
        """The document of that id.

        Raises:
            UnknownDocumentError: there is none; the message lists those there are.
        """
        for document in self.documents:
            if document.id == name:
                return document
        known = ", ".join(document.id for document in self.documents)
        raise UnknownDocumentError(f"no document {name!r}; there are: {known}")

    def search(self, question: str, k: int = 10, documents: Collection[str] | None = None) -> Search:
        """The best `k` passages for a question, of the named documents only (None: of all), as the reader ranks them.

        Raises:
            QuestionError: nothing or far too much was asked.
            UnknownDocumentError: a document that is not there.
        """
        search = self._reader.rerank(self.retrieve(question, max(k, PASSAGES_READ), documents))
        return replace(search, hits=search.hits[:k])

    def retrieve(self, question: str, k: int, documents: Collection[str] | None = None) -> Search:
        """As `search`, but in the order of retrieval alone, before the reader has looked at the passages."""
        for name in documents or ():
            self.document(name)
        return self._retriever.search(checked_question(question), k, documents)

    def read(self, search: Search) -> Selection:
        """What the reader chooses from a search, and whether it takes that for an answer."""
        return self._reader.choose(search)

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer in the documents' own words, every quotation verified; `identifier` comes back in it.

        Raises:
            QuestionError: nothing or far too much was asked.
            UnknownDocumentError: a document that is not there.
        """
        began = time.perf_counter()
        selection = self.read(self.retrieve(question, PASSAGES_READ, documents))
        quotes = tuple(attest(choice) for choice in selection.choices)
        answer = Answer(
            question=question,
            status="answered" if selection.answered else "not_found",
            mode=self._reader.name,
            quotes=quotes if selection.answered else (),
            nearest=() if selection.answered else quotes,
            notices=self.notices,
            id=identifier,
        )
        verify_answer(answer, self.documents)
        return replace(answer, seconds=time.perf_counter() - began)


def _open_reader(opened: Opened, settings: Settings) -> Reader:
    return TrainedReader(opened, PassageScorer(), settings.abstain)


def checked_question(question: str) -> str:
    """The question without the space around it.

    Raises:
        QuestionError: nothing or far too much was asked, or what is no text.
    """
    stripped = question.strip()
    if any("\ud800" <= character <= "\udfff" for character in stripped):
        raise QuestionError("the question is not text: it holds bytes that are not UTF-8")
    if not any(character.isalnum() for character in stripped):
        raise QuestionError("the question is empty")
    if len(stripped) > MOST_QUESTION_CHARS:
        raise QuestionError(f"the question has {len(stripped):,} characters, at most {MOST_QUESTION_CHARS:,} are read")
    return stripped


def index_root(shelf: Shelf, settings: Settings) -> Path:
    """Where the index of these documents lives: the folder set, else one in the user's cache for each folder."""
    if settings.index is not None:
        return settings.index
    from platformdirs import user_cache_path

    name = hashlib.sha256(str(shelf.folder.resolve()).encode()).hexdigest()[:16]
    return user_cache_path("chapter-and-verse") / name


def _ready_index(
    shelf: Shelf, settings: Settings, reporter: Reporter | None, *, rebuild: bool
) -> tuple[Opened, list[str]]:
    """The index, made or refreshed where it must be, and what to tell about that."""
    root = index_root(shelf, settings)
    opened, notices = _open_or_forget(root, shelf)
    if opened is not None and not rebuild and matches(opened, shelf.documents, settings.encoder):
        return opened, notices
    with building(root):
        found, _ = _open_or_forget(root, shelf)  # another process may have built it while we waited
        if rebuild or found is None or not matches(found, shelf.documents, settings.encoder):
            build_index(root, shelf.documents, settings.encoder, old=None if rebuild else found, reporter=reporter)
            found, _ = _open_or_forget(root, shelf)
    if found is None:
        raise IndexUnusableError(f"the index in {root} vanished while it was being opened; try again")
    return found, notices


def _open_or_forget(root: Path, shelf: Shelf) -> tuple[Opened | None, list[str]]:
    """The index as it stands; None, with a notice, where it cannot be used and must be made again."""
    try:
        return open_index(root, {raw.source.sha256: raw for raw in shelf.documents}), []
    except IndexUnusableError as error:
        return None, [f"{error}; it was built again"]
