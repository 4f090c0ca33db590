"""Find the documents and read their bytes as text: what cannot be read gets one clear line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from corpus.document import Source
from corpus.errors import DocumentError, DocumentsNotFoundError
from corpus.manifest import source_of

SUFFIXES = frozenset({".txt", ".md"})
MOST_BYTES = 64 * 1024 * 1024
DEFAULT_FOLDERS = (Path("documents"), Path("../shared/documents"))


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A file that can be read: its text and what is known of its source."""

    path: Path
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents found; `is_sample` where none were and the bundled sample stands in."""

    folder: Path
    documents: tuple[RawDocument, ...]
    is_sample: bool = False


def sample_folder() -> Path:
    """The folder of the bundled sample."""
    return Path(str(files("corpus").joinpath("sample")))


def find_documents(asked: Path | None) -> Shelf:
    """The documents of the folder (or single file) asked for; else of the first default folder; else the sample.

    Raises:
        DocumentsNotFoundError: the folder asked for is missing or holds no `.txt` or `.md` file.
        DocumentError: a file in it cannot be read.
    """
    if asked is not None:
        return Shelf(asked, load_files(_files_in(asked)))
    for folder in DEFAULT_FOLDERS:
        if folder.is_dir() and (found := _readable(folder)):
            return Shelf(folder, load_files(found))
    return Shelf(sample_folder(), load_files(_readable(sample_folder())), is_sample=True)


def _files_in(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise DocumentsNotFoundError(f"no such folder of documents: {place}")
    found = _readable(place)
    if not found:
        raise DocumentsNotFoundError(f"no .txt or .md file in {place}")
    return found


def _readable(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.casefold() in SUFFIXES)
    except OSError as error:
        raise DocumentsNotFoundError(f"cannot list {folder}: {error.strerror}") from error


def load_files(paths: Iterable[Path]) -> tuple[RawDocument, ...]:
    """The files as raw documents, the same content once, each with an id of its own."""
    loaded: list[RawDocument] = []
    seen: set[str] = set()
    for path in paths:
        raw = load_file(path)
        if raw.source.sha256 not in seen:
            seen.add(raw.source.sha256)
            loaded.append(_with_own_id(raw, loaded))
    return tuple(loaded)


def _with_own_id(raw: RawDocument, others: Sequence[RawDocument]) -> RawDocument:
    taken = {other.source.id for other in others}
    wanted, number = raw.source.id, 1
    while wanted in taken:
        number += 1
        wanted = f"{raw.source.id}-{number}"
    return replace(raw, source=replace(raw.source, id=wanted))


def load_file(path: Path) -> RawDocument:
    """One file, decoded character for character.

    Raises:
        DocumentError: missing, empty, too large, binary, or not UTF-8 (nor UTF-16 with a byte order mark).
    """
    content = _bytes_of(path)
    text = _decoded(path, content)
    if not text.strip():
        raise DocumentError(f"{path} is empty")
    return RawDocument(path, text, source_of(path.name, content, text))


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DocumentError(f"{path} is too large: {size:,} bytes, at most {MOST_BYTES:,} are read")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot read {path}: {error.strerror}") from error


def _decoded(path: Path, content: bytes) -> str:
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not wide and b"\x00" in content:
        raise _not_text(path)
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} is not {'UTF-16' if wide else 'UTF-8'} (byte {error.start:,}); save it as UTF-8 and try again"
        ) from error
    if "\x00" in text:
        raise _not_text(path)
    return text


def _not_text(path: Path) -> DocumentError:
    return DocumentError(f"{path} is not a text file (it holds zero bytes)")
