"""An index that has been opened: its documents, vectors, postings and encoder, ready to search."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.archive import from_json
from corpus.document import Document
from corpus.errors import IndexUnusableError
from corpus.load import RawDocument
from index.dense import DenseIndex, load_dense
from index.encoder import Encoder
from index.export import load_encoder
from index.lexical import LexicalIndex, load_lexical
from index.naming import names_of
from index.store import OPENING_TRIES, current_generation, read_manifest

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document's passages and sentences lie among those of all documents."""

    first_passage: int
    last_passage: int
    first_sentence: int
    last_sentence: int


class Opened:
    """A generation in memory. Passages and sentences of all documents are numbered through, in document order."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self.folder = folder
        self.manifest = manifest
        self.documents = tuple(documents)
        passages = sum(len(document.passages) for document in documents)
        sentences = sum(len(document.sentences) for document in documents)
        dimension = int(manifest["model"]["dimension"])
        self.passage_vectors: DenseIndex = load_dense(folder / "passages.faiss", size=passages, dimension=dimension)
        self.sentence_vectors: DenseIndex = load_dense(folder / "sentences.faiss", size=sentences, dimension=dimension)
        self.passage_words: LexicalIndex = load_lexical(folder, "passages")
        self.sentence_words: LexicalIndex = load_lexical(folder, "sentences")
        # Now and not when first used: by then another process may have built anew and removed this generation.
        self.encoder: Encoder = _encoder(folder / "model", manifest["model"])

    @cached_property
    def places(self) -> dict[str, Place]:
        """Place of each document by fingerprint."""
        places: dict[str, Place] = {}
        passage = sentence = 0
        for document in self.documents:
            last = passage + len(document.passages), sentence + len(document.sentences)
            places[document.source.sha256] = Place(passage, last[0], sentence, last[1])
            passage, sentence = last
        return places

    @cached_property
    def passage_document(self) -> Numbers:
        """Number of the document of each passage, shape (passages,)."""
        counts = [len(document.passages) for document in self.documents]
        return np.repeat(np.arange(len(counts), dtype=np.int64), counts)

    @cached_property
    def passage_section(self) -> Numbers:
        """Number of the section of each passage, counted through all documents, shape (passages,)."""
        places = [
            (number, passage.section) for number, document in enumerate(self.documents) for passage in document.passages
        ]
        numbers = {place: number for number, place in enumerate(dict.fromkeys(places))}
        return np.array([numbers[place] for place in places], dtype=np.int64)

    @cached_property
    def _names(self) -> tuple[frozenset[str], ...]:
        return names_of(self.documents, self.sentence_words)

    def named(self, tokens: Collection[str]) -> npt.NDArray[np.bool_]:
        """Whether tokens name each document, shape (documents,)."""
        return np.array([not names.isdisjoint(tokens) for names in self._names], dtype=np.bool_)

    @cached_property
    def sentence_passage(self) -> Numbers:
        """Number of the passage of each sentence, shape (sentences,); -1 for a sentence in no passage."""
        numbers = np.full(self.sentence_vectors.size, -1, dtype=np.int64)
        for document in self.documents:
            place = self.places[document.source.sha256]
            for number, passage in enumerate(document.passages, place.first_passage):
                numbers[place.first_sentence + passage.first : place.first_sentence + passage.last] = number
        return numbers

    def vectors_of(self, sha256: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Passage and sentence vectors of a document."""
        place = self.places[sha256]
        return (
            self.passage_vectors.vectors(place.first_passage, place.last_passage),
            self.sentence_vectors.vectors(place.first_sentence, place.last_sentence),
        )


def open_index(root: Path, texts: Mapping[str, RawDocument]) -> Opened | None:
    """The index in use, its documents given their texts (by fingerprint); None where none has been made.

    A document of the index that is not among `texts` gets an empty text: ask `matches` before searching.

    Raises:
        IndexUnusableError: damaged, half written, foreign or of another format.
    """
    for tries_left in reversed(range(OPENING_TRIES)):
        folder = current_generation(root)
        if folder is None:
            return None
        try:
            manifest = read_manifest(folder)
            return Opened(folder, manifest, _documents(folder, manifest, texts))
        except IndexUnusableError:
            # Another process may have swapped generations under our feet; a second look tells.
            if not tries_left or current_generation(root) == folder:
                raise
    return None


def _encoder(folder: Path, card: Mapping[str, Any]) -> Encoder:
    try:
        return load_encoder(folder, card)
    except Exception as error:  # ONNX Runtime and tokenizers raise classes of their own
        raise IndexUnusableError(f"the index is damaged: the model in {folder} cannot be loaded") from error


def _documents(folder: Path, manifest: Mapping[str, Any], texts: Mapping[str, RawDocument]) -> list[Document]:
    documents: list[Document] = []
    for entry in manifest["documents"]:
        raw = texts.get(entry["sha256"])
        try:
            archived = (folder / "documents" / f"{entry['sha256']}.json").read_text("utf-8")
            documents.append(from_json(archived, raw.text if raw else ""))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnusableError(f"the index is damaged: the structure of {entry['id']} ({error})") from error
    return documents


def matches(opened: Opened, raws: Sequence[RawDocument], model: str) -> bool:
    """Whether the index is made of just these documents, in this order, with this model."""
    return opened.manifest["model"]["model"] == model and [document.source for document in opened.documents] == [
        raw.source for raw in raws
    ]
