"""Fixtures that all tests share: the sample, its documents, a real index of it, the real documents where they are."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from corpus.document import Document
from corpus.load import Shelf, find_documents, sample_folder
from corpus.read import read_document
from qa.library import Library
from qa.settings import Settings

# The same examples in every run: a build is red for what changed, never for what chance found.
settings.register_profile("project", derandomize=True)
settings.load_profile("project")

REAL_FOLDERS = (os.environ.get("VERSE_DOCUMENTS"), "documents", "../shared/documents")
REPORT = "casey-review-final-report"


def pytest_report_header() -> str:
    """One line that says whether the real documents are there."""
    folder = real_folder()
    return f"real documents: {folder}" if folder else "real documents: not here, tests marked 'documents' are skipped"


def real_folder() -> Path | None:
    """The folder of the real documents, None where they are not."""
    for name in REAL_FOLDERS:
        if name and any(Path(name).glob(f"{REPORT}*")):
            return Path(name).resolve()
    return None


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings, caches or documents of the person who runs it."""
    for name in list(os.environ):
        if name.startswith("VERSE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def sample_shelf() -> Shelf:
    """The bundled sample."""
    return find_documents(sample_folder())


@pytest.fixture(scope="session")
def sample_documents(sample_shelf: Shelf) -> dict[str, Document]:
    """The sample's documents by id."""
    return {raw.source.id: read_document(raw.text, raw.source) for raw in sample_shelf.documents}


@pytest.fixture(scope="session")
def review(sample_documents: dict[str, Document]) -> Document:
    """The sample's report."""
    return sample_documents["okafor-review"]


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, sample_shelf: Shelf) -> Path:
    """A folder with an index of the sample, made with the real model."""
    root = tmp_path_factory.mktemp("index") / "sample"
    Library.open(sample_shelf.folder, settings=Settings(index=root))
    return root


@pytest.fixture
def library(sample_index: Path, sample_shelf: Shelf) -> Library:
    """A library of the sample over the ready index."""
    return Library.open(sample_shelf.folder, settings=Settings(index=sample_index))


@pytest.fixture(scope="session")
def real_documents() -> dict[str, Document]:
    """The real documents by id; the test is skipped, saying so, where they are not."""
    folder = real_folder()
    if folder is None:
        pytest.skip("the real documents are not here")
    return {raw.source.id: read_document(raw.text, raw.source) for raw in find_documents(folder).documents}
