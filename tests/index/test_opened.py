"""An index that has been opened."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index.store
from corpus.document import Document
from corpus.errors import IndexUnusableError
from corpus.load import RawDocument, Shelf, find_documents
from index.build import build_index
from index.opened import Opened, matches, open_index
from tests.fakes import FakeModel

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """A fake model that everything here is encoded with."""
    return FakeModel.in_use(monkeypatch)


@pytest.fixture
def raws(tmp_path: Path) -> tuple[RawDocument, ...]:
    """Two small documents."""
    for name in ("kettle", "fleet"):
        (tmp_path / f"{name}.txt").write_text(f"The {name}\n\nThere is one {name}. It is red.\n", "utf-8")
    return find_documents(tmp_path).documents


@pytest.fixture
def root(model: FakeModel, tmp_path: Path, raws: tuple[RawDocument, ...]) -> Path:
    """A folder with an index of the two, made with the fake model."""
    build_index(tmp_path / "index", raws, "some-model")
    assert model.exported
    return tmp_path / "index"


def _open(root: Path, raws: tuple[RawDocument, ...]) -> Opened | None:
    return open_index(root, {raw.source.sha256: raw for raw in raws})


@pytest.fixture
def sample(sample_index: Path, sample_shelf: Shelf) -> Opened:
    """The sample's index."""
    opened = _open(sample_index, sample_shelf.documents)
    assert opened is not None
    return opened


def test_the_documents_come_back(sample: Opened, sample_documents: dict[str, Document]) -> None:
    """Each equals the document that reading its file gives."""
    assert list(sample.documents) == list(sample_documents.values())


def test_numbers_run_through_all_documents(sample: Opened) -> None:
    """Every passage and sentence has one number; each knows its document, each sentence its passage."""
    at = passage_at = 0
    for number, document in enumerate(sample.documents):
        place = sample.places[document.source.sha256]
        assert (place.first_passage, place.first_sentence) == (passage_at, at)
        for passage in document.passages:
            assert sample.passage_document[passage_at] == number
            own = np.flatnonzero(sample.sentence_passage == passage_at)
            assert own.tolist() == list(range(at + passage.first, at + passage.last))
            passage_at += 1
        at += len(document.sentences)
        assert (place.last_passage, place.last_sentence) == (passage_at, at)
    assert (sample.passage_vectors.size, sample.sentence_vectors.size) == (passage_at, at)
    assert (sample.passage_words.size, sample.sentence_words.size) == (passage_at, at)


def test_sections_of_passages(sample: Opened) -> None:
    """Passages share a number just where they share document and section."""
    places = [(document.id, passage.section) for document in sample.documents for passage in document.passages]
    assert len(sample.passage_section) == len(places) > len(set(places))
    assert len(set(zip(places, sample.passage_section.tolist(), strict=True))) == len(set(places))
    assert sorted(set(sample.passage_section.tolist())) == list(range(len(set(places))))


def test_vectors_of_a_document(sample: Opened) -> None:
    """As many as it has passages and sentences, all of length 1."""
    for document in sample.documents:
        passages, sentences = sample.vectors_of(document.source.sha256)
        assert len(passages) == len(document.passages)
        assert len(sentences) == len(document.sentences)
        assert np.linalg.norm(sentences, axis=1) == pytest.approx(np.ones(len(sentences)), abs=1e-4)


def test_nothing_there(tmp_path: Path) -> None:
    """Where no index has been made there is none to open."""
    assert open_index(tmp_path / "missing", {}) is None


def test_matches(root: Path, raws: tuple[RawDocument, ...]) -> None:
    """Just these documents, in this order, with this model."""
    opened = _open(root, raws)
    assert opened is not None
    assert matches(opened, raws, "some-model")
    assert not matches(opened, raws, "another-model")
    assert not matches(opened, raws[1:], "some-model")
    assert not matches(opened, raws[::-1], "some-model")


def test_a_document_that_is_gone(root: Path, raws: tuple[RawDocument, ...]) -> None:
    """It opens without its text, and does not match."""
    opened = _open(root, raws[1:])
    assert opened is not None
    assert opened.documents[0].text == ""
    assert not matches(opened, raws[1:], "some-model")


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_damage_to_any_file_is_named(root: Path, raws: tuple[RawDocument, ...]) -> None:
    """A flipped bit in the middle of each file of a generation, one after the other."""
    opened = _open(root, raws)
    assert opened is not None
    names = _files(opened.folder)
    assert len(names) == 11
    for name in names:
        content = (opened.folder / name).read_bytes()
        middle = len(content) // 2
        (opened.folder / name).write_bytes(content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :])
        with pytest.raises(IndexUnusableError, match=Path(name).name):
            _open(root, raws)
        (opened.folder / name).write_bytes(content)
    assert _open(root, raws) is not None


def test_a_missing_file_is_named(root: Path, raws: tuple[RawDocument, ...]) -> None:
    """Each file of a generation, one after the other."""
    opened = _open(root, raws)
    assert opened is not None
    for name in _files(opened.folder):
        content = (opened.folder / name).read_bytes()
        (opened.folder / name).unlink()
        with pytest.raises(IndexUnusableError, match=Path(name).name):
            _open(root, raws)
        (opened.folder / name).write_bytes(content)


@pytest.mark.parametrize("content", ["{}", "[]", '{"version": 0}', "no JSON"])
def test_a_structure_of_another_kind(
    root: Path, raws: tuple[RawDocument, ...], monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    """Checksums may be right and the structure foreign all the same: the document is named."""
    opened = _open(root, raws)
    assert opened is not None
    (opened.folder / "documents" / f"{raws[0].source.sha256}.json").write_text(content, "utf-8")
    monkeypatch.setattr("index.opened.read_manifest", lambda _: opened.manifest)
    with pytest.raises(IndexUnusableError, match="the structure of fleet"):
        _open(root, raws)


def test_a_model_that_cannot_be_loaded(
    root: Path, raws: tuple[RawDocument, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no ONNX graph is told as a damaged index, with the place."""
    monkeypatch.undo()  # the real loader
    with pytest.raises(IndexUnusableError, match=r"the model in .*generation-.* cannot be loaded"):
        _open(root, raws)


def test_a_generation_that_vanishes_at_any_moment(
    root: Path, raws: tuple[RawDocument, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other processes build twice while this one opens: it looks again and finds the newest."""
    read = index.store.read_manifest
    left = [2]

    def rebuild_twice() -> None:
        for _ in range(2):
            build_index(root, raws, "some-model")

    def read_too_late(folder: Path) -> dict[str, Any]:
        left[0] -= 1
        if left[0] == 1:
            rebuild_twice()
        manifest = read(folder)
        if left[0] == 0:
            rebuild_twice()
        return manifest

    monkeypatch.setattr("index.opened.read_manifest", read_too_late)
    opened = _open(root, raws)
    assert opened is not None
    assert opened.folder.is_dir()


def test_a_generation_that_vanishes_every_time(
    root: Path, raws: tuple[RawDocument, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives up after a few looks, and says so."""

    def read_too_late(folder: Path) -> dict[str, Any]:
        for _ in range(2):
            build_index(root, raws, "some-model")
        return index.store.read_manifest(folder)

    monkeypatch.setattr("index.opened.read_manifest", read_too_late)
    with pytest.raises(IndexUnusableError, match=r"manifest.json cannot be read"):
        _open(root, raws)


def test_an_open_index_outlives_its_generation(root: Path, raws: tuple[RawDocument, ...]) -> None:
    """Who holds it needs its files no more: builds of others cannot break a long conversation."""
    opened = _open(root, raws)
    assert opened is not None
    for _ in range(2):
        build_index(root, raws, "some-model")
    assert not opened.folder.exists()
    assert opened.encoder.encode(["a kettle"]).shape == (1, opened.encoder.dimension)
    assert opened.passage_words.scores(["kettl"]).any()


Program = Callable[[str], "subprocess.Popen[str]"]

_WITH_FAKE_MODEL = """
import sys
from pathlib import Path
import pytest
from corpus.load import sample_folder
from index.build import Silence
from qa.library import Library
from qa.settings import Settings
from tests.fakes import FakeModel

model = FakeModel.in_use(pytest.MonkeyPatch())
settings = Settings(index=Path(sys.argv[1]), abstain=0.0)

def opened(**options):
    return Library.open(sample_folder(), settings=settings, **options)
"""


@pytest.fixture
def started(tmp_path: Path) -> Program:
    """Starts a program, given as text, that works on the same index of the sample with the fake model."""

    def start(program: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", _WITH_FAKE_MODEL + program, str(tmp_path / "shared")],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.mark.slow
def test_two_processes_start_without_an_index(started: Program) -> None:
    """One builds, the other waits for it; both can ask."""
    both = [started("library = opened(); print(len(model.exported), library.ask('a kettle').status)") for _ in "ab"]
    said = [process.communicate(timeout=60) for process in both]
    assert [err for _, err in said] == ["", ""]
    assert sorted(out for out, _ in said) == ["0 answered\n", "1 answered\n"]


@pytest.mark.slow
def test_a_process_asks_while_another_builds(started: Program) -> None:
    """Three rebuilds under its feet disturb none of twenty questions."""
    first = started("opened()")
    assert first.communicate(timeout=60) == ("", "")
    builder = started("[opened(rebuild=True) for _ in range(3)]")
    reader = started(
        "libraries = [opened() for _ in range(20)]\n"
        "print({library.ask('Who bought the kettle?').status for library in libraries}, *libraries[0].notices)"
    )
    assert reader.communicate(timeout=60) == ("{'answered'}\n", "")
    assert builder.communicate(timeout=60) == ("", "")
