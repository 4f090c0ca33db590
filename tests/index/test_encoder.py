"""Texts to vectors, with the model of the sample's index."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoder import OnnxEncoder, _batches
from index.export import BASE_MODEL, CARD_FILE, PROBES, _load, export_model, load_encoder
from index.store import current_generation
from tests.fakes import HashEncoder

LEAST_COSINE_IN_COMPANY = 0.95
"""int8 rounds by what shares a batch: how near a text's vectors are, alone and with others."""

TEXTS = (
    "kettle",
    "The Service had 58 stations in 2012 and has 41 now.",
    "",
    "How many interviews were held?",
    "Crews had used them to eat, to restock and to talk. " * 40,
    "“There used to be a kettle.”",
)


@pytest.fixture(scope="module")
def encoder(sample_index: Path) -> OnnxEncoder:
    """The real encoder."""
    generation = current_generation(sample_index)
    assert generation is not None
    folder = generation / "model"
    return load_encoder(folder, json.loads((folder / CARD_FILE).read_text("utf-8")))


def test_vectors_are_units_in_order(encoder: OnnxEncoder) -> None:
    """One unit vector a text, float32; an empty text and one beyond the token limit have one too."""
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)


def test_no_texts(encoder: OnnxEncoder) -> None:
    """Nothing gives nothing, of the right shape."""
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_the_same_text_gives_the_same_vector(encoder: OnnxEncoder) -> None:
    """Encoding is repeatable, bit for bit."""
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_one_by_one_and_together(encoder: OnnxEncoder) -> None:
    """Company matters little: in a batch, int8 activations share one scale, and no more than that."""
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    agreement = (encoder.encode(TEXTS) * alone).sum(axis=1)
    assert agreement.min() >= LEAST_COSINE_IN_COMPANY
    assert np.array_equal((encoder.encode(TEXTS) @ alone.T).argmax(axis=1), np.arange(len(TEXTS)))


def test_order_does_not_matter(encoder: OnnxEncoder) -> None:
    """The texts in another order give the same vectors in that order."""
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert (encoder.encode(TEXTS) * backwards).sum(axis=1).min() >= LEAST_COSINE_IN_COMPANY


def test_progress(encoder: OnnxEncoder) -> None:
    """It rises to the number of texts."""
    heard: list[tuple[int, int]] = []
    encoder.encode(TEXTS, lambda done, total: heard.append((done, total)))
    assert [total for _, total in heard] == [len(TEXTS)] * len(heard)
    assert sorted(heard) == heard
    assert heard[-1] == (len(TEXTS), len(TEXTS))


def test_batches_hold_every_text_once() -> None:
    """The longest first; a long text goes alone, short ones together."""
    batches = _batches(["a" * 10, "b" * 900, "c" * 20, "d" * 500])
    assert batches == [[1], [3], [2, 0]]
    assert _batches([]) == []


@pytest.mark.slow
def test_agrees_with_sentence_transformers(tmp_path: Path) -> None:
    """Texts that the export was not checked with have a cosine of 0.97 and more with the original's vectors."""
    texts = [text for text in TEXTS if text]
    encoder = load_encoder(tmp_path, export_model(BASE_MODEL, tmp_path))
    original = _load(BASE_MODEL).encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert (encoder.encode(texts) * np.asarray(original)).sum(axis=1).min() >= 0.97
    assert not set(texts) & set(PROBES)


def test_the_fake_keeps_the_protocol() -> None:
    """Unit vectors in order, repeatable, nearer for shared words."""
    vectors = HashEncoder().encode(["a red kettle", "the red kettle", "some fleet"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert np.array_equal(vectors, HashEncoder().encode(["a red kettle", "the red kettle", "some fleet"]))
