"""Stand-ins that let real paths run fast and alike everywhere: an encoder that hashes words, and a model made of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from index.encoder import Progress, Vectors
from index.export import CARD_FILE

DIMENSION = 48


@cache
def _direction(word: str) -> npt.NDArray[np.float64]:
    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
    return np.random.default_rng(seed).normal(size=DIMENSION)


class HashEncoder:
    """An `index.encoder.Encoder`: every word has its own direction, a text is the sum of its words, scaled to 1."""

    def __init__(self) -> None:
        self.encoded: list[str] = []
        """All texts that it was ever given, questions included."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return DIMENSION

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32, in the order of the texts."""
        self.encoded += texts
        sums = [np.sum([_direction(word) for word in text.casefold().split() or [""]], axis=0) for text in texts]
        if progress:
            progress(len(texts), len(texts))
        if not sums:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return np.array([total / np.linalg.norm(total) for total in sums], dtype=np.float32)


class FakeModel:
    """Takes the place of exporting and loading a model; remembers what was exported and encoded."""

    def __init__(self) -> None:
        self.encoder = HashEncoder()
        self.exported: list[str] = []

    @classmethod
    def in_use(cls, monkeypatch: pytest.MonkeyPatch) -> "FakeModel":
        """A model that indexes are built and opened with from now on."""
        model = cls()
        monkeypatch.setattr("index.build.export_model", model.export)
        monkeypatch.setattr("index.build.load_encoder", model.load)
        monkeypatch.setattr("index.opened.load_encoder", model.load)
        return model

    def export(self, name: str, folder: Path) -> dict[str, Any]:
        """Write a model that is none, and its card; returns the card."""
        self.exported.append(name)
        folder.mkdir()
        card: dict[str, Any] = {"model": name, "dimension": DIMENSION, "most_tokens": 512}
        (folder / "model.onnx").write_bytes(b"no graph")
        (folder / CARD_FILE).write_text(json.dumps(card), "utf-8")
        return card

    def load(self, folder: Path, card: Mapping[str, Any]) -> HashEncoder:
        """The encoder, whatever stands in the folder."""
        assert (folder / "model.onnx").is_file()
        assert card["dimension"] == DIMENSION
        return self.encoder
