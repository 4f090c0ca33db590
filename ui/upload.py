"""Documents that a visitor brings: checked, kept apart from the shared ones, gone with the session or on request."""

import re
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from corpus.document import Document
from corpus.errors import DocumentError, VerseError
from corpus.load import SUFFIXES, RawDocument, Shelf, load_file
from index.build import Reporter
from qa.library import Library

MOST_FILES = 5
MOST_MEGABYTES = 2
MOST_FILE_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_NAME_CHARS = 60

LIMITS = f"Up to {MOST_FILES} files of text or Markdown (.txt, .md), {MOST_MEGABYTES} MB each, in UTF-8."

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it came: the name the visitor gave it, and its bytes."""

    name: str
    content: bytes


class OwnShelf:
    """A visitor's own documents, in a folder that nobody else has and that goes when the visitor does."""

    def __init__(self) -> None:
        self.library: Library | None = None
        self._raws: list[RawDocument] = []
        self._folder: Path | None = None

    @property
    def documents(self) -> tuple[Document, ...]:
        """The visitor's documents, read."""
        return self.library.documents if self.library is not None else ()

    def add(self, brought: Sequence[Brought], shared: Library, reporter: Reporter | None = None) -> list[str]:
        """Take in what can be read; returns a line for each file that cannot, and why.

        `shared` lends its embedding model; nothing is added to it.
        """
        refused: list[str] = []
        before = list(self._raws)
        for file in brought:
            try:
                self._take(file, shared)
            except DocumentError as error:
                refused.append(str(error))
        if len(self._raws) > len(before):
            try:
                self._index(shared, reporter)
            except VerseError as error:
                self._raws = before
                refused.append(str(error))
        return refused

    def remove(self, sha256: str) -> None:
        """Remove a document: its text, its index, its file."""
        gone = [raw for raw in self._raws if raw.source.sha256 == sha256]
        self._raws = [raw for raw in self._raws if raw.source.sha256 != sha256]
        for raw in gone:
            raw.path.unlink(missing_ok=True)
        if self._raws and self.library is not None:
            self._index(self.library, None)
        else:
            self._close()

    def _take(self, file: Brought, shared: Library) -> None:
        name = _safe_name(file.name)
        if PurePath(name).suffix.casefold() not in SUFFIXES:
            raise DocumentError(f"{name}: only .txt and .md files can be read; save it as one of those")
        if len(file.content) > MOST_FILE_BYTES:
            raise DocumentError(f"{name} has {len(file.content):,} bytes; at most {MOST_FILE_BYTES:,} are taken")
        if len(self._raws) >= MOST_FILES:
            raise DocumentError(f"{name}: there are {MOST_FILES} files already; remove one first")
        raw = self._read(name, file.content)
        if any(other.source.sha256 == raw.source.sha256 for other in self._raws):
            raise DocumentError(f"{name} is here already")
        if any(document.source.sha256 == raw.source.sha256 for document in shared.documents):
            raise DocumentError(f"{name} is among the shared documents already")
        self._raws.append(
            _with_own_id(raw, {other.source.id for other in self._raws} | {d.id for d in shared.documents})
        )

    def _read(self, name: str, content: bytes) -> RawDocument:
        path = self._place() / name
        while path.exists():
            path = path.with_stem(f"{path.stem}-again")
        path.write_bytes(content)
        try:
            return load_file(path)
        except DocumentError as error:
            path.unlink()
            raise DocumentError(str(error).replace(str(path), name)) from error

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="verse-own-"))
            (self._folder / "files").mkdir()
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder / "files"

    def _index(self, lender: Library, reporter: Reporter | None) -> None:
        shelf = Shelf(self._place(), tuple(self._raws))
        self.library = lender.beside(shelf, self._place().parent / "index", reporter=reporter)

    def _close(self) -> None:
        self.library = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _safe_name(name: str) -> str:
    """A file name that is nothing but one, whatever was given."""
    path = PurePath(name.replace("\\", "/"))
    stem = _NOT_IN_NAMES.sub("-", path.stem).strip(".-")[:MOST_NAME_CHARS]
    return f"{stem or 'document'}{_NOT_IN_NAMES.sub('', path.suffix)[:10]}"


def _with_own_id(raw: RawDocument, taken: set[str]) -> RawDocument:
    wanted, number = raw.source.id, 1
    while wanted in taken:
        number += 1
        wanted = f"{raw.source.id}-{number}"
    return replace(raw, source=replace(raw.source, id=wanted))
