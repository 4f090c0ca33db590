"""Build or refresh an index: read what is new, encode what changed, write a whole generation."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from corpus.archive import to_json
from corpus.document import Document
from corpus.load import RawDocument
from corpus.passages import heading_path, passage_in_words, sentence_in_words
from corpus.read import read_document
from index.dense import build_dense
from index.encoder import Encoder, Progress
from index.export import CARD_FILE, export_model, load_encoder
from index.lexical import build_lexical
from index.opened import Opened
from index.store import write_generation
from index.tokens import tokenize

Vectors = npt.NDArray[np.float32]

MODEL_FOLDER = "model"
DOCUMENTS_FOLDER = "documents"


class Reporter(Protocol):
    """Hears how a build gets on."""

    def stage(self, name: str) -> Progress:
        """A stage begins; returns what to call with (done, all) as it gets on."""
        ...


class Silence:
    """A reporter that says nothing."""

    def stage(self, name: str) -> Progress:
        """Begin a stage."""
        del name
        return _ignore


def _ignore(done: int, total: int) -> None:
    del done, total


@dataclass(frozen=True, slots=True)
class Part:
    """A document and its vectors, both shape (count, dimension)."""

    document: Document
    passages: Vectors
    sentences: Vectors


def build_index(
    root: Path, raws: Sequence[RawDocument], model: str, *, old: Opened | None = None, reporter: Reporter | None = None
) -> Path:
    """Write a generation for the documents; what `old` holds of unchanged documents and model is taken over.

    Raises:
        StorageError: the disk refused; the old generation stays in use.
        SettingError: the model cannot be used.
    """
    reporter = reporter or Silence()

    def fill(folder: Path) -> dict[str, Any]:
        reusable = old if old is not None and old.manifest["model"]["model"] == model else None
        card, encoder = _model(folder / MODEL_FOLDER, model, reusable, reporter)
        parts = _parts(raws, old, reusable, encoder, reporter)
        _write(folder, parts, reporter)
        return {
            "model": card,
            "documents": [
                {
                    "id": part.document.id,
                    "sha256": part.document.source.sha256,
                    "passages": len(part.passages),
                    "sentences": len(part.sentences),
                }
                for part in parts
            ],
        }

    return write_generation(root, fill)


def _model(folder: Path, model: str, old: Opened | None, reporter: Reporter) -> tuple[dict[str, Any], Encoder]:
    if old is not None:
        folder.mkdir()
        for file in (old.folder / MODEL_FOLDER).iterdir():  # copytree would hide why the disk refused
            shutil.copyfile(file, folder / file.name)
        return json.loads((folder / CARD_FILE).read_text("utf-8")), old.encoder
    advance = reporter.stage("preparing the model")
    advance(0, 1)
    card = export_model(model, folder)
    advance(1, 1)
    return card, load_encoder(folder, card)


def _parts(
    raws: Sequence[RawDocument], old: Opened | None, encoded: Opened | None, encoder: Encoder, reporter: Reporter
) -> list[Part]:
    documents = [_read(raw, old) for raw in raws]
    new = [document for document in documents if encoded is None or document.source.sha256 not in encoded.places]
    texts = [text for document in new for text in (*passage_texts(document), *sentence_texts(document))]
    vectors = (
        encoder.encode(texts, reporter.stage("encoding"))
        if texts
        else np.zeros((0, encoder.dimension), dtype=np.float32)
    )
    parts: list[Part] = []
    first = 0
    for document in documents:
        if encoded is not None and document.source.sha256 in encoded.places:
            parts.append(Part(document, *encoded.vectors_of(document.source.sha256)))
            continue
        middle = first + len(document.passages)
        last = middle + len(document.sentences)
        parts.append(Part(document, vectors[first:middle], vectors[middle:last]))
        first = last
    return parts


def _read(raw: RawDocument, old: Opened | None) -> Document:
    if old is not None:
        for document in old.documents:
            if document.source == raw.source:
                return document
    return read_document(raw.text, raw.source)


def passage_texts(document: Document) -> list[str]:
    """What the encoder reads of each passage: the headings it stands under, then its words."""
    return [
        f"{heading_path(document, passage.section)}. {passage_in_words(document, passage)}"
        for passage in document.passages
    ]


def passage_words(document: Document) -> list[str]:
    """What BM25 reads of each passage: all that its document is called by, its headings, its words."""
    return [f"{document.source.called} {text}" for text in passage_texts(document)]


def sentence_texts(document: Document) -> list[str]:
    """What the encoder reads of each sentence."""
    return [sentence_in_words(document, sentence) for sentence in document.sentences]


def _write(folder: Path, parts: Sequence[Part], reporter: Reporter) -> None:
    advance = reporter.stage("writing")
    archive = folder / DOCUMENTS_FOLDER
    archive.mkdir()
    for part in parts:
        (archive / f"{part.document.source.sha256}.json").write_text(to_json(part.document), "utf-8")
    build_dense(np.concatenate([part.passages for part in parts])).save(folder / "passages.faiss")
    build_dense(np.concatenate([part.sentences for part in parts])).save(folder / "sentences.faiss")
    advance(1, 2)
    for name, texts_of in (("passages", passage_words), ("sentences", sentence_texts)):
        texts = [tokenize(text) for part in parts for text in texts_of(part.document)]
        build_lexical(texts).save(folder, name)
    advance(2, 2)
