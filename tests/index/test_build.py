"""Building and refreshing an index: what is read, encoded and written."""

import errno
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import StorageError
from corpus.load import RawDocument, find_documents
from index.build import build_index, passage_texts, sentence_texts
from index.encoder import Progress, Vectors
from index.opened import Opened, matches, open_index
from index.tokens import tokenize
from tests.fakes import FakeModel

TEXTS = {
    "fleet": "The fleet\n\nThe Service owned 312 ambulances. Seventy-four were more than eight years old.\n",
    "kettle": "The kettle\n\nThere used to be a kettle. Crews met around it, and were warm.\n",
    "rota": "The rota\n\nSeventeen of 60 shifts were uncovered.\n\nReasons:\n\n- sickness\n- leave\n",
}


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """A fake model that everything here is encoded with."""
    return FakeModel.in_use(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three small documents."""
    (tmp_path / "texts").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "texts" / f"{name}.txt").write_text(text, "utf-8")
    return tmp_path / "texts"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the index shall be."""
    return tmp_path / "index"


def _open(root: Path, raws: Sequence[RawDocument]) -> Opened:
    opened = open_index(root, {raw.source.sha256: raw for raw in raws})
    assert opened is not None
    return opened


def _refresh(root: Path, folder: Path, model: str = "some-model") -> Opened:
    """The index of what stands in the folder now, refreshed as `qa.Library` does it."""
    raws = find_documents(folder).documents
    old = open_index(root, {raw.source.sha256: raw for raw in raws})
    build_index(root, raws, model, old=old)
    return _open(root, raws)


def _texts_of(opened: Opened, *names: str) -> list[str]:
    chosen = [document for document in opened.documents if document.id in names]
    return [text for document in chosen for text in (*passage_texts(document), *sentence_texts(document))]


def _agrees(opened: Opened, model: FakeModel) -> bool:
    """Whether every vector is that of its own passage or sentence."""
    encoder = type(model.encoder)()
    return all(
        np.allclose(opened.vectors_of(document.source.sha256)[kind], encoder.encode(texts), atol=1e-6)
        for document in opened.documents
        for kind, texts in enumerate((passage_texts(document), sentence_texts(document)))
    )


def test_a_first_index(model: FakeModel, root: Path, folder: Path) -> None:
    """Every passage and sentence is encoded once, and each vector is its own."""
    opened = _refresh(root, folder)
    assert [document.id for document in opened.documents] == ["fleet", "kettle", "rota"]
    assert [document.text for document in opened.documents] == list(TEXTS.values())
    assert model.encoder.encoded == _texts_of(opened, *TEXTS)
    assert opened.manifest["documents"] == [
        {
            "id": document.id,
            "sha256": document.source.sha256,
            "passages": len(document.passages),
            "sentences": len(document.sentences),
        }
        for document in opened.documents
    ]
    assert _agrees(opened, model)


def test_what_is_encoded_says_where_it_stands(model: FakeModel, root: Path, folder: Path) -> None:
    """A passage with its headings, a list item with its lead-in."""
    opened = _refresh(root, folder)
    assert _texts_of(opened, "fleet")[0].startswith("The fleet. ")
    assert "Reasons: - sickness" in " ".join(sentence_texts(opened.documents[2]))
    assert model.exported == ["some-model"]


def test_only_a_changed_document_is_encoded_again(model: FakeModel, root: Path, folder: Path) -> None:
    """The others keep their vectors, and so does the model."""
    _refresh(root, folder)
    model.encoder.encoded.clear()
    (folder / "kettle.txt").write_text("The kettle\n\nIt is in a shed now.\n", "utf-8")
    opened = _refresh(root, folder)
    assert model.encoder.encoded == _texts_of(opened, "kettle")
    assert any("shed" in text for text in model.encoder.encoded)
    assert model.exported == ["some-model"]
    assert _agrees(opened, model)


def test_an_added_document_is_encoded_alone(model: FakeModel, root: Path, folder: Path) -> None:
    """Wherever it comes in the order."""
    _refresh(root, folder)
    model.encoder.encoded.clear()
    (folder / "appraisal.txt").write_text("Appraisal\n\nThe box is ticked by default.\n", "utf-8")
    opened = _refresh(root, folder)
    assert [document.id for document in opened.documents] == ["appraisal", "fleet", "kettle", "rota"]
    assert model.encoder.encoded == _texts_of(opened, "appraisal")
    assert _agrees(opened, model)


def test_a_removed_document_disappears(model: FakeModel, root: Path, folder: Path) -> None:
    """Nothing of it is left in the new generation, and nothing is encoded."""
    removed = _refresh(root, folder).documents[1].source.sha256
    model.encoder.encoded.clear()
    (folder / "kettle.txt").unlink()
    opened = _refresh(root, folder)
    assert [document.id for document in opened.documents] == ["fleet", "rota"]
    assert model.encoder.encoded == []
    assert not list(opened.folder.rglob(f"*{removed}*"))
    assert not opened.passage_words.scores(["kettl"]).any()
    assert _agrees(opened, model)


def test_a_renamed_document_is_not_encoded_again(model: FakeModel, root: Path, folder: Path) -> None:
    """The same content under another name: another id, the same vectors."""
    _refresh(root, folder)
    model.encoder.encoded.clear()
    (folder / "kettle.txt").rename(folder / "teapot.txt")
    opened = _refresh(root, folder)
    assert [document.id for document in opened.documents] == ["fleet", "rota", "teapot"]
    assert model.encoder.encoded == []
    assert _agrees(opened, model)


@pytest.mark.usefixtures("model")
def test_a_document_is_found_by_what_it_is_called(root: Path, folder: Path) -> None:
    """Every passage of it, though none says so; also once it is called so, its text as it was."""
    _refresh(root, folder)
    raws = tuple(
        replace(
            raw, source=replace(raw.source, publisher="The Northmere Herald") if raw.source.id == "rota" else raw.source
        )
        for raw in find_documents(folder).documents
    )
    build_index(root, raws, "some-model", old=_open(root, find_documents(folder).documents))
    opened = _open(root, raws)
    found = opened.passage_words.scores(tokenize("herald")) > 0
    own = [opened.documents[number].id == "rota" for number in opened.passage_document]
    assert found.tolist() == own
    assert any(own)


def test_documents_in_another_order(model: FakeModel, root: Path, folder: Path) -> None:
    """The numbers of passages and sentences follow the new order; nothing is encoded again."""
    _refresh(root, folder)
    model.encoder.encoded.clear()
    raws = find_documents(folder).documents[::-1]
    build_index(root, raws, "some-model", old=_open(root, raws))
    opened = _open(root, raws)
    assert [document.id for document in opened.documents] == ["rota", "kettle", "fleet"]
    assert matches(opened, raws, "some-model")
    assert not matches(opened, raws[::-1], "some-model")
    assert model.encoder.encoded == []
    assert _agrees(opened, model)


def test_rebuilding_takes_nothing_over(model: FakeModel, root: Path, folder: Path) -> None:
    """Without an old index everything is exported and encoded anew."""
    first = _refresh(root, folder)
    model.encoder.encoded.clear()
    raws = find_documents(folder).documents
    build_index(root, raws, "some-model")
    assert model.encoder.encoded == _texts_of(first, *TEXTS)
    assert model.exported == ["some-model", "some-model"]


def test_another_model_encodes_everything(model: FakeModel, root: Path, folder: Path) -> None:
    """Vectors of one model are never mixed with those of another."""
    _refresh(root, folder)
    model.encoder.encoded.clear()
    opened = _refresh(root, folder, "another-model")
    assert model.exported == ["some-model", "another-model"]
    assert model.encoder.encoded == _texts_of(opened, *TEXTS)
    assert opened.manifest["model"]["model"] == "another-model"


@pytest.mark.parametrize("text", ["A title", "\u200b", "* * *", "a"])
def test_next_to_nothing_can_be_indexed(model: FakeModel, root: Path, folder: Path, text: str) -> None:
    """A document without sentences or passages is no fault."""
    for path in folder.iterdir():
        path.unlink()
    (folder / "tiny.txt").write_text(text, "utf-8")
    opened = _refresh(root, folder)
    assert opened.documents[0].text == text
    assert _agrees(opened, model)


class _Listener:
    """A reporter that remembers what it hears."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.last: dict[str, tuple[int, int]] = {}

    def stage(self, name: str) -> Progress:
        """Begin a stage."""
        self.stages.append(name)
        return lambda done, total: self.last.update({name: (done, total)})


def test_the_reporter_hears_every_stage(model: FakeModel, root: Path, folder: Path) -> None:
    """Each comes to its end; a refresh prepares no model."""
    listener = _Listener()
    raws = find_documents(folder).documents
    build_index(root, raws, "some-model", reporter=listener)
    assert listener.stages == ["preparing the model", "encoding", "writing"]
    assert {done == total for done, total in listener.last.values()} == {True}
    assert listener.last["encoding"] == (len(model.encoder.encoded), len(model.encoder.encoded))
    again = _Listener()
    build_index(root, raws, "some-model", old=_open(root, raws), reporter=again)
    assert again.stages == ["writing"]


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_a_build_that_fails_leaves_the_old_index(
    model: FakeModel, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """A full disk or an interruption while encoding: the old generation answers, nothing half-written stays."""
    _refresh(root, folder)
    before = sorted(root.rglob("*"))
    (folder / "kettle.txt").write_text("The kettle\n\nIt is in a shed now.\n", "utf-8")
    raws = find_documents(folder).documents

    def fail(texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        del texts, progress
        raise fault

    monkeypatch.setattr(model.encoder, "encode", fail)
    with pytest.raises(StorageError if isinstance(fault, OSError) else KeyboardInterrupt):
        build_index(root, raws, "some-model", old=_open(root, raws))
    assert sorted(root.rglob("*")) == before
    assert [entry["id"] for entry in _open(root, raws).manifest["documents"]] == ["fleet", "kettle", "rota"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("name", ["passages.faiss", "sentences.faiss", "passages.npz", "sentences.json"])
def test_a_disk_that_fills_up_while_writing(
    model: FakeModel, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Whichever file does not fit, it is told in one line, and no index is left."""
    export = model.export

    def export_onto_a_full_disk(model_name: str, place: Path) -> dict[str, Any]:
        (place.parent / name).symlink_to("/dev/full")
        return export(model_name, place)

    monkeypatch.setattr("index.build.export_model", export_onto_a_full_disk)
    with pytest.raises(StorageError, match="the disk is full"):
        build_index(root, find_documents(folder).documents, "some-model")
    assert list(root.iterdir()) == []


def test_a_disk_that_fills_up_while_the_model_is_copied(
    model: FakeModel, root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh copies the model; where it does not fit, the one line says so."""
    opened = _refresh(root, folder)
    assert model.exported == ["some-model"]

    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(source), None, str(target))

    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(StorageError, match="the disk is full"):
        build_index(root, find_documents(folder).documents, "some-model", old=opened)
