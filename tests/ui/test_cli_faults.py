"""The command `verse` when something is wrong: one clear line, exit status 2."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.library import Library
from tests.fakes import FakeModel
from tests.ui.running import QUESTION, Result, Verse


def _one_line(result: Result, *words: str) -> None:
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("verse: ")
    assert result.err.count("\n") == 1
    assert result.err.endswith("\n")
    for word in words:
        assert word in result.err


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 * 1024**4)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "blank": (lambda path: path.write_text(" \n\t\n", "utf-8"), "is empty"),
    "binary": (lambda path: path.write_bytes(b"\x7fELF\x00\x00\x01"), "is not a text file"),
    "wrong encoding": (lambda path: path.write_bytes("Bögen für Züge".encode("latin-1")), "is not UTF-8"),
    "broken UTF-16": (lambda path: path.write_bytes(b"\xff\xfea"), "is not UTF-16"),
    "enormous": (_sparse, "is too large"),
}


@pytest.mark.parametrize("fault", FILES)
@pytest.mark.parametrize("command", [["ask", QUESTION], ["outline"], ["index"]])
def test_a_file_that_cannot_be_read(verse: Verse, tmp_path: Path, fault: str, command: list[str]) -> None:
    """One line with its name and the reason."""
    make, reason = FILES[fault]
    make(tmp_path / "some.txt")
    _one_line(verse(*command, "--documents", str(tmp_path)), str(tmp_path / "some.txt"), reason)


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", QUESTION], ["outline"], ["sources"], ["index"]])
def test_no_such_folder(verse: Verse, tmp_path: Path, command: list[str]) -> None:
    """One line that names it; a folder without documents likewise."""
    _one_line(verse(*command, "--documents", str(tmp_path / "missing")), "no such folder", str(tmp_path / "missing"))
    _one_line(verse(*command, "--documents", str(tmp_path / "away")), "no .txt or .md file in")


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("command", [["ask", QUESTION, "--document"], ["search", QUESTION, "--document"], ["outline"]])
def test_an_unknown_document(verse: Verse, command: list[str], options: list[str]) -> None:
    """One line that lists those there are."""
    _one_line(verse(*command, "nobody", *options), "no document 'nobody'; there are: northmere-herald-article, ")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "the question is empty"),
        ("  ", "the question is empty"),
        ("?!", "the question is empty"),
        ("a" * 100_000, "the question has 100,000 characters"),
        ("\udcff", "not text"),
    ],
)
def test_a_bad_question(verse: Verse, command: str, question: str, words: str) -> None:
    """One line, before anything is opened."""
    if question == "\udcff":
        question += " kettle"
    _one_line(verse(command, question), words)


@pytest.mark.parametrize("arguments", [[], [QUESTION, "--batch", "-"]])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_neither_question_nor_batch(verse: Verse, command: str, arguments: list[str]) -> None:
    """Nor both."""
    _one_line(verse(command, *arguments), "give either a question or --batch FILE")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_missing_batch_file(verse: Verse, tmp_path: Path, command: str) -> None:
    """One line that names it."""
    path = tmp_path / "missing.jsonl"
    _one_line(verse(command, "--batch", str(path)), f"cannot read {path}: No such file or directory")


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", QUESTION], ["index"]])
def test_an_index_folder_that_cannot_be_written(
    verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    """A file stands where the folder should be: one line that says what to set."""
    (tmp_path / "file").write_text("mine", "utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        monkeypatch.setenv("VERSE_INDEX", str(place))
        _one_line(verse(*command), "cannot write the index in", "VERSE_INDEX")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_index_folder(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line with the reason."""
    (tmp_path / "index").mkdir(mode=0o500)
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "index"))
    _one_line(verse("ask", QUESTION), "permission denied")


@pytest.fixture
def damaged(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A damaged index of one small document."""
    FakeModel.in_use(monkeypatch)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("One\n\nThere used to be a kettle at Penwick.\n", "utf-8")
    monkeypatch.setenv("VERSE_DOCUMENTS", str(tmp_path / "texts"))
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "index"))
    assert verse("index").status == 0
    (vectors,) = (tmp_path / "index").glob("generation-*/passages.faiss")
    vectors.write_bytes(b"damaged")
    return tmp_path / "index"


def test_a_damaged_index(verse: Verse, damaged: Path) -> None:
    """It is built again, and the answer says so."""
    (answer,) = verse("ask", "kettle", "--json").records
    assert answer["notices"] == ["the index is damaged: passages.faiss is not what was written; it was built again"]
    assert verse("ask", "kettle", "--json").records[0]["notices"] == []
    assert (damaged / "current").is_file()


def test_a_damaged_index_where_nothing_can_be_written(verse: Verse, damaged: Path) -> None:
    """One line."""
    (damaged / "lock").unlink()
    (damaged / "lock").mkdir()
    _one_line(verse("ask", "kettle"), f"cannot write the index in {damaged}")


@pytest.mark.parametrize(
    ("name", "value"), [("VERSE_ABSTAIN", "often"), ("VERSE_ABSTAIN", "2"), ("VERSE_DOCUMENTS", "/no/such/folder")]
)
def test_a_bad_setting(verse: Verse, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """One line with the value."""
    monkeypatch.setenv(name, value)
    _one_line(verse("ask", QUESTION), value)


@pytest.mark.parametrize(
    "arguments", [["ask", QUESTION, "--nonsense"], ["nonsense"], ["search", QUESTION, "-k", "0"], ["outline", "a", "b"]]
)
def test_wrong_usage(verse: Verse, arguments: list[str]) -> None:
    """Status 2, and how it should be."""
    result = verse(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("Usage: ")
    assert "\nError: " in result.err
    assert "Traceback" not in result.err


def test_memory(verse: Verse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little of it is one line too."""

    def fail(*_: object, **__: object) -> Library:
        raise MemoryError

    monkeypatch.setattr(Library, "open", fail)
    _one_line(verse("ask", QUESTION), "not enough memory")
