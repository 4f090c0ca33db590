"""Vectors in FAISS, the one module that knows it: exact inner product of unit vectors, so a score is a cosine."""

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from corpus.errors import IndexUnusableError

Vectors = npt.NDArray[np.float32]


class DenseIndex:
    """Unit vectors of a collection, shape (size, dimension), float32."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @property
    def size(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def scores(self, query: Vectors) -> Vectors:
        """Cosine of each vector with the query (shape (dimension,)), shape (size,)."""
        scores = np.zeros(self.size, dtype=np.float32)
        if self.size:
            similarities, numbers = self._index.search(query[None, :], self.size)
            scores[numbers[0]] = similarities[0]
        return scores

    def vectors(self, first: int, last: int) -> Vectors:
        """The vectors `[first, last)` as they were put in."""
        return np.asarray(self._index.reconstruct_n(first, last - first), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write it in FAISS's own format."""
        # Not faiss.write_index, which does not tell when the disk is full.
        path.write_bytes(faiss.serialize_index(self._index).tobytes())


def build_dense(vectors: Vectors) -> DenseIndex:
    """An index over unit vectors, shape (size, dimension)."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return DenseIndex(index)


def load_dense(path: Path, *, size: int, dimension: int) -> DenseIndex:
    """Read an index.

    Raises:
        IndexUnusableError: it is no FAISS index of that size and dimension.
    """
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        raise IndexUnusableError(f"the index is damaged: {path.name} cannot be read") from error
    if index.ntotal != size or index.d != dimension:
        raise IndexUnusableError(
            f"the index is damaged: {path.name} holds {index.ntotal} vectors of {index.d}, not {size} of {dimension}"
        )
    return DenseIndex(index)
