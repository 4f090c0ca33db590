"""BM25 over tokenised texts: rank-bm25's Okapi with the always-positive idf, kept as sparse postings for speed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from corpus.errors import IndexUnusableError

K1 = 0.9
B = 0.4
"""Saturation and length normalisation: of six pairs tried on dev among the best, and those of Anserini's defaults."""


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """Postings of a collection: for term t, `documents[offsets[t]:offsets[t + 1]]` (int32) hold it with `weights`.

    A weight (float32) is the whole BM25 contribution of the term to that document.
    """

    vocabulary: dict[str, int]
    offsets: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    size: int

    def scores(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of each document for the query's tokens, shape (size,), float32."""
        scores = np.zeros(self.size, dtype=np.float32)
        for token in tokens:
            term = self.vocabulary.get(token)
            if term is not None:
                held = slice(self.offsets[term], self.offsets[term + 1])
                scores[self.documents[held]] += self.weights[held]
        return scores

    def frequency(self, token: str) -> int:
        """How many documents hold a token."""
        term = self.vocabulary.get(token)
        return 0 if term is None else int(self.offsets[term + 1] - self.offsets[term])

    def idf(self, token: str) -> float:
        """Inverse document frequency `ln(1 + (N - df + 0.5) / (df + 0.5))`; an unseen token has the highest."""
        frequency = self.frequency(token)
        return float(np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)))

    def save(self, folder: Path, name: str) -> list[str]:
        """Write the index as `<name>.npz` and `<name>.json`; returns the names of the files."""
        np.savez(folder / f"{name}.npz", offsets=self.offsets, documents=self.documents, weights=self.weights)
        (folder / f"{name}.json").write_text(
            json.dumps({"size": self.size, "vocabulary": list(self.vocabulary)}, ensure_ascii=False), "utf-8"
        )
        return [f"{name}.npz", f"{name}.json"]


def load_lexical(folder: Path, name: str) -> LexicalIndex:
    """Read an index that `save` wrote.

    Raises:
        IndexUnusableError: a file is missing or damaged, or the arrays do not belong together.
    """
    try:
        index = _read(folder, name)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise IndexUnusableError(f"the index is damaged: {name} cannot be read ({error})") from error
    if len(index.offsets) != len(index.vocabulary) + 1 or len(index.documents) != len(index.weights):
        raise IndexUnusableError(f"the index is damaged: the parts of {name} do not belong together")
    return index


def _read(folder: Path, name: str) -> LexicalIndex:
    terms = json.loads((folder / f"{name}.json").read_text("utf-8"))
    # Opened here: numpy leaves a damaged file open.
    with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return LexicalIndex(
            {term: number for number, term in enumerate(terms["vocabulary"])},
            arrays["offsets"],
            arrays["documents"],
            arrays["weights"],
            terms["size"],
        )


def build_lexical(texts: Sequence[Sequence[str]]) -> LexicalIndex:
    """The index of tokenised texts. A text may be empty; a collection without any token scores 0 everywhere."""
    from rank_bm25 import BM25Okapi

    class PositiveOkapi(BM25Okapi):  # type: ignore[misc]
        """Okapi BM25 with the idf of Lucene, which no frequent word can make negative."""

        def _calc_idf(self, nd: dict[str, int]) -> None:
            self.idf = {
                word: float(np.log1p((self.corpus_size - count + 0.5) / (count + 0.5))) for word, count in nd.items()
            }

    if not any(texts):
        return LexicalIndex({}, np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), len(texts))
    return _postings(PositiveOkapi(texts, k1=K1, b=B), len(texts))


def _postings(okapi: "object", size: int) -> LexicalIndex:
    frequencies: list[dict[str, int]] = okapi.doc_freqs  # type: ignore[attr-defined]
    idf: dict[str, float] = okapi.idf  # type: ignore[attr-defined]
    lengths = np.asarray(okapi.doc_len, dtype=np.float64) / okapi.avgdl  # type: ignore[attr-defined]
    vocabulary = {word: number for number, word in enumerate(idf)}
    terms = np.fromiter((vocabulary[word] for counts in frequencies for word in counts), np.int64)
    documents = np.repeat(np.arange(size, dtype=np.int32), [len(counts) for counts in frequencies])
    counts = np.fromiter((count for counts in frequencies for count in counts.values()), np.float64)
    weights = np.fromiter(idf.values(), np.float64)[terms] * (
        counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths[documents]))
    )
    order = np.argsort(terms, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(terms, minlength=len(vocabulary)))])
    return LexicalIndex(vocabulary, offsets.astype(np.int64), documents[order], weights[order].astype(np.float32), size)
