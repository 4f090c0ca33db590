"""BM25 as sparse postings."""

import json
import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from corpus.errors import IndexUnusableError
from index.lexical import K1, B, build_lexical, load_lexical

TEXTS = (("kettle", "red"), ("kettle", "kettle", "blue", "blue", "cold"), ("fleet",), ())
Texts = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=12)
Query = st.lists(st.sampled_from("abcdefghxyz"), max_size=6)


def _idf(count: int, size: int) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


def _reference(texts: Sequence[Sequence[str]], query: Sequence[str]) -> list[float]:
    """BM25 as the formula says it (Robertson and Zaragoza 2009), idf as Lucene has it."""
    mean = sum(map(len, texts)) / len(texts) or 1.0
    holding = Counter(word for text in texts for word in set(text))
    return [
        sum(
            _idf(holding[word], len(texts))
            * text.count(word)
            * (K1 + 1)
            / (text.count(word) + K1 * (1 - B + B * len(text) / mean))
            for word in query
        )
        for text in texts
    ]


class _Okapi(BM25Okapi):  # type: ignore[misc]
    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {word: _idf(count, self.corpus_size) for word, count in nd.items()}


@given(Texts, Query)
def test_scores_are_those_of_the_formula(texts: list[list[str]], query: list[str]) -> None:
    """Every document gets the BM25 that the formula gives."""
    assert build_lexical(texts).scores(query) == pytest.approx(_reference(texts, query), abs=1e-4)


@given(Texts.filter(any), Query)
def test_scores_are_those_of_rank_bm25(texts: list[list[str]], query: list[str]) -> None:
    """Every document gets the score that rank-bm25 gives with the positive idf."""
    wanted = _Okapi(texts, k1=K1, b=B).get_scores(query)
    assert build_lexical(texts).scores(query) == pytest.approx(wanted, abs=1e-4)


@given(Texts)
def test_idf(texts: list[list[str]]) -> None:
    """The idf of a word is that of its document frequency; an unseen word has the highest."""
    index = build_lexical(texts)
    for word in "abcdefgh":
        assert index.idf(word) == pytest.approx(_idf(sum(word in text for text in texts), len(texts)))
        assert 0 < index.idf(word) <= index.idf("unseen")


@given(Texts, Query)
def test_save_and_load_agree(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], query: list[str]
) -> None:
    """What is read back scores just the same."""
    folder = tmp_path_factory.mktemp("lexical")
    index = build_lexical(texts)
    assert index.save(folder, "words") == ["words.npz", "words.json"]
    again = load_lexical(folder, "words")
    assert again.scores(query).tolist() == index.scores(query).tolist()
    assert (again.size, again.vocabulary) == (index.size, index.vocabulary)


@pytest.mark.parametrize("texts", [[], [[]], [[], [], []]])
def test_a_collection_without_words(tmp_path: Path, texts: list[list[str]]) -> None:
    """It scores 0 everywhere, also when it has been saved."""
    build_lexical(texts).save(tmp_path, "words")
    scores = load_lexical(tmp_path, "words").scores(["kettle"])
    assert scores.tolist() == [0.0] * len(texts)


def test_a_word_asked_twice_counts_twice() -> None:
    """As in BM25 itself; who asks makes the words distinct."""
    index = build_lexical(TEXTS)
    assert index.scores(["red", "red"]).tolist() == (2 * index.scores(["red"])).tolist()


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _without_weights(path: Path) -> None:
    np.savez(path, offsets=np.zeros(1), documents=np.zeros(0))


def _pickled(path: Path) -> None:
    np.savez(path, offsets=np.zeros(1), documents=np.zeros(0), weights=np.array([object()]))


def _one_weight_less(path: Path) -> None:
    with np.load(path) as arrays:
        parts = dict(arrays)
    np.savez(path, **{**parts, "weights": parts["weights"][1:]})


def _one_word_less(path: Path) -> None:
    terms = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**terms, "vocabulary": terms["vocabulary"][1:]}), "utf-8")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("words.json", Path.unlink),
        ("words.npz", Path.unlink),
        ("words.json", _half),
        ("words.npz", _half),
        ("words.npz", lambda path: path.write_bytes(b"")),
        ("words.json", lambda path: path.write_text("[]")),
        ("words.json", lambda path: path.write_text("{}")),
        ("words.npz", _without_weights),
        ("words.npz", _pickled),
        ("words.npz", _one_weight_less),
        ("words.json", _one_word_less),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    """Missing, cut off, foreign, pickled or mismatched: one error that names the part."""
    build_lexical(TEXTS).save(tmp_path, "words")
    damage(tmp_path / name)
    with pytest.raises(IndexUnusableError, match="words"):
        load_lexical(tmp_path, "words")
