"""Finding and decoding documents; each fault is one clear line."""

import os
from pathlib import Path

import pytest

from corpus.errors import DocumentError, DocumentsNotFoundError
from corpus.load import MOST_BYTES, RawDocument, find_documents, load_file, load_files, sample_folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working folder, with nothing beside it."""
    folder = tmp_path / "project" / "inner"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def write(path: Path, content: bytes | str) -> Path:
    """A file with that content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> str:
    """The line that says why a file is not read."""
    with pytest.raises(DocumentError) as caught:
        load_file(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


DECODED = {
    "utf-8": "Café – “so”\r\n".encode(),
    "utf-8 with mark": b"\xef\xbb\xbf" + "Café – “so”\r\n".encode(),
    "utf-16 little": b"\xff\xfe" + "Café – “so”\r\n".encode("utf-16-le"),
    "utf-16 big": b"\xfe\xff" + "Café – “so”\r\n".encode("utf-16-be"),
}


@pytest.mark.parametrize("content", DECODED.values(), ids=DECODED.keys())
def test_decoding(place: Path, content: bytes) -> None:
    """A text is kept character for character, but for its byte order mark."""
    assert load_file(write(place / "a.txt", content)).text == "Café – “so”\r\n"


REFUSED = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\r\n", "is empty"),
    "mark only": (b"\xef\xbb\xbf", "is empty"),
    "wide mark only": (b"\xff\xfe", "is empty"),
    "binary": (b"\x89PNG\r\n\x00\x00", "is not a text file (it holds zero bytes)"),
    "wide binary": (b"\xff\xfea\x00\x00\x00", "is not a text file (it holds zero bytes)"),
    "latin-1": ("Café, so".encode("latin-1"), "is not UTF-8 (byte 3); save it as UTF-8 and try again"),
    "latin-1 with mark": (b"\xef\xbb\xbf" + b"\xe9", "is not UTF-8 (byte 0)"),
    "half a wide character": (b"\xff\xfea\x00b", "is not UTF-16 (byte 4)"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read(place: Path, content: bytes, reason: str) -> None:
    """A file that is no text is refused with the reason."""
    assert reason in refusal(write(place / "a.txt", content))


def test_too_large(place: Path) -> None:
    """A file of more than 64 MB is refused before it is read."""
    path = place / "a.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert refusal(path).endswith(f"is too large: {MOST_BYTES + 1:,} bytes, at most {MOST_BYTES:,} are read")


def test_missing_file_and_folder_as_file(place: Path) -> None:
    """What is no file cannot be read."""
    assert "cannot read" in refusal(place / "missing.txt")
    (place / "folder.txt").mkdir()
    assert "cannot read" in refusal(place / "folder.txt")


def test_missing_folder(place: Path) -> None:
    """A folder that was asked for and is missing is named."""
    with pytest.raises(DocumentsNotFoundError, match=r"no such folder of documents: .*nowhere"):
        find_documents(place / "nowhere")


def test_folder_without_texts(place: Path) -> None:
    """A folder must hold a .txt or .md file; another file or a folder so called is none."""
    write(place / "a.pdf", "x")
    (place / "b.txt").mkdir()
    with pytest.raises(DocumentsNotFoundError, match=r"no \.txt or \.md file in"):
        find_documents(place)


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list all")
def test_folder_that_may_not_be_listed(place: Path) -> None:
    """A folder that is closed to this person is named with the reason."""
    (place / "closed").mkdir(mode=0)
    with pytest.raises(DocumentsNotFoundError, match=r"cannot list .*: Permission denied"):
        find_documents(place / "closed")


def test_folder(place: Path) -> None:
    """All .txt and .md files of a folder are read, in order of their names, none of its inner folders."""
    for name in ("c.MD", "a.txt", "b.Txt", "d.pdf", "inner/e.txt"):
        write(place / name, f"This is {name}.")
    shelf = find_documents(place)
    assert [raw.path.name for raw in shelf.documents] == ["a.txt", "b.Txt", "c.MD"]
    assert (shelf.folder, shelf.is_sample) == (place, False)


def test_single_file(place: Path) -> None:
    """A single file of any name may be asked for."""
    shelf = find_documents(write(place / "a.text", "It was cold."))
    assert [raw.text for raw in shelf.documents] == ["It was cold."]


def test_equal_content_is_read_once(place: Path) -> None:
    """Two files with the same bytes are one document."""
    paths = [write(place / name, "It was cold.") for name in ("b.txt", "a.txt")]
    assert [raw.path.name for raw in load_files(paths)] == ["b.txt"]


def test_equal_ids_are_told_apart(place: Path) -> None:
    """Documents that would bear one id are numbered."""
    paths = [write(place / name, f"This is {name}.") for name in ("rota.txt", "rota.md", "Rota!.txt", "rota-2.txt")]
    assert [raw.source.id for raw in load_files(paths)] == ["rota", "rota-2", "rota-3", "rota-2-2"]


def test_known_document_under_another_name(place: Path) -> None:
    """A known file is recognised by its content."""
    content = (sample_folder() / "okafor-review.txt").read_bytes()
    (raw,) = find_documents(write(place / "download.txt", content).parent).documents
    assert (raw.source.id, raw.source.kind) == ("okafor-review", "report")


def test_default_folders(place: Path) -> None:
    """Without a wish: ./documents, else ../shared/documents, else the sample."""
    assert find_documents(None).is_sample
    write(place.parent / "shared" / "documents" / "far.txt", "It was far.")
    assert ids(find_documents(None).documents) == ["far"]
    write(place / "documents" / "near.txt", "It was near.")
    assert ids(find_documents(None).documents) == ["near"]
    assert not find_documents(None).is_sample


def test_default_folders_without_texts(place: Path) -> None:
    """A default folder that holds no text is passed over."""
    write(place / "documents" / "a.pdf", "x")
    (place / "documents" / "b.txt").mkdir()
    assert find_documents(None).is_sample
    assert len(find_documents(None).documents) == 3


def test_a_bad_file_is_not_passed_over(place: Path) -> None:
    """A file that cannot be read is said, not skipped in silence."""
    write(place / "a.txt", "It was cold.")
    write(place / "b.txt", b"\x00")
    with pytest.raises(DocumentError, match=r"b\.txt is not a text file"):
        find_documents(place)


def ids(documents: tuple[RawDocument, ...]) -> list[str]:
    """The ids of documents."""
    return [raw.source.id for raw in documents]
