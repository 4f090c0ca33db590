"""Fixtures of the command's tests."""

import io
import sys
from pathlib import Path

import pytest

from corpus.load import Shelf, sample_folder
from qa.answer import Answer
from qa.library import Library
from qa.settings import Settings
from tests.ui.running import QUESTION, Result, Verse
from ui.cli import main
from ui.session import Session


@pytest.fixture
def verse(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Verse:
    """Runs the command in this process, on the sample and its ready index, far from any other documents."""
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setenv("VERSE_DOCUMENTS", str(sample_folder()))

    def run(*arguments: str, given: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["verse", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        capfdbinary.readouterr()
        try:
            main()
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 0
        out, err = capfdbinary.readouterr()
        return Result(status, out.decode(), err.decode())

    return run


@pytest.fixture(scope="session")
def shared_library(sample_index: Path, sample_shelf: Shelf) -> Library:
    """One library of the sample for all tests: the page shares one too, and nobody changes it."""
    return Library.open(sample_shelf.folder, settings=Settings(index=sample_index))


@pytest.fixture
def session(shared_library: Library) -> Session:
    """A visitor's state, new."""
    return Session(shared_library, Settings())


@pytest.fixture(scope="session")
def answered(shared_library: Library) -> Answer:
    """An answer with several quotations."""
    return shared_library.ask(QUESTION)


@pytest.fixture
def environment(sample_index: Path) -> dict[str, str]:
    """What a process needs to find the sample and its index."""
    return {"VERSE_INDEX": str(sample_index), "VERSE_DOCUMENTS": str(sample_folder())}
