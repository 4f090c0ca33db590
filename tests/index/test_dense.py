"""Vectors in FAISS."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnusableError
from index.dense import Vectors, build_dense, load_dense


def _unit(count: int, dimension: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@given(st.integers(1, 40), st.integers(1, 24), st.integers(0, 1000))
def test_scores_are_inner_products(count: int, dimension: int, seed: int) -> None:
    """Every vector gets its cosine with the query, in the order in which they were put in."""
    vectors = _unit(count + 1, dimension, seed)
    scores = build_dense(vectors[1:]).scores(vectors[0])
    assert scores == pytest.approx(vectors[1:] @ vectors[0], abs=1e-5)


def test_vectors_come_back_as_they_were_put_in() -> None:
    """A range of the vectors, bit for bit."""
    vectors = _unit(9, 7)
    index = build_dense(vectors)
    assert np.array_equal(index.vectors(2, 6), vectors[2:6])
    assert index.vectors(4, 4).shape == (0, 7)


def test_save_and_load_agree(tmp_path: Path) -> None:
    """What is read back holds the same vectors."""
    vectors = _unit(9, 7)
    build_dense(vectors).save(tmp_path / "some.faiss")
    again = load_dense(tmp_path / "some.faiss", size=9, dimension=7)
    assert np.array_equal(again.vectors(0, 9), vectors)


def test_an_empty_collection(tmp_path: Path) -> None:
    """It has no scores, also when it has been saved."""
    build_dense(_unit(0, 7)).save(tmp_path / "none.faiss")
    assert load_dense(tmp_path / "none.faiss", size=0, dimension=7).scores(_unit(1, 7)[0]).shape == (0,)


@pytest.mark.parametrize(("size", "dimension"), [(8, 7), (10, 7), (9, 8)])
def test_another_size_is_refused(tmp_path: Path, size: int, dimension: int) -> None:
    """The error says what is there and what was wanted."""
    build_dense(_unit(9, 7)).save(tmp_path / "some.faiss")
    with pytest.raises(IndexUnusableError, match=rf"some.faiss holds 9 vectors of 7, not {size} of {dimension}"):
        load_dense(tmp_path / "some.faiss", size=size, dimension=dimension)


@pytest.mark.parametrize("content", [None, b"", b"no index at all", b"IxFI\x07\x00\x00\x00"])
def test_what_is_no_index_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, foreign, cut off: one error that names the file."""
    if content is not None:
        (tmp_path / "some.faiss").write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"some.faiss cannot be read"):
        load_dense(tmp_path / "some.faiss", size=9, dimension=7)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    """Writing to a full disk fails as any file would, rather than leave half an index."""
    with pytest.raises(OSError, match="No space left"):
        build_dense(_unit(9, 7)).save(Path("/dev/full"))
