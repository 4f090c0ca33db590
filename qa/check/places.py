"""Where words stand in the documents: every exact place of a row of tokens, and likely places of words that differ.

Built once over the folded words of all documents, in reading order: a sentence that a page end or a figure cuts is one
stretch of words. Exact search is `str.find` over the joined tokens; likely places are voted for by pairs of words.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.document import NOTHING, Document, Sentence, Span
from qa.check.tokens import Token, tokens_of

Numbers = npt.NDArray[np.int64]

MOST_PLACES = 400
"""Exact places of the same words in one document that are looked at."""
MOST_COMMON = 400
"""A pair of words that occurs more often votes for no place."""
BUCKET = 24
"""Diagonals, in words, that count as one place."""
MOST_WINDOWS = 6
LEAST_VOTES = 0.5
"""Share of the likeliest place's votes from which another is looked at."""
RUN = 4
"""Tokens from which a row is looked for as a piece of a quotation."""
_UNKNOWN, _GAP = -1, -2


class Place(NamedTuple):
    """A stretch of tokens `[first, last)` of one document, by the document's number."""

    document: int
    first: int
    last: int


def in_reading_order(document: Document) -> list[Sentence]:
    """The sentences as they are read: a paragraph whole, whatever figure or note stands in its midst; then notes."""
    body = [sentence for sentence in document.sentences if sentence.note == NOTHING]
    notes = [sentence for sentence in document.sentences if sentence.note != NOTHING]
    opens: dict[int, int] = {}
    for sentence in body:
        opens.setdefault(sentence.paragraph, sentence.start)
    body.sort(key=lambda sentence: (opens[sentence.paragraph], sentence.start))
    return body + notes


@dataclass(frozen=True, slots=True)
class Words:
    """A document as tokens: their texts joined by single spaces, where each begins there, and its place in the text."""

    document: Document
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    joined: str
    at: "array[int]"
    starts: "array[int]"
    ends: "array[int]"
    sentence: "array[int]"

    @classmethod
    def of(cls, document: Document) -> "Words":
        """The words of a document."""
        sentences = tuple(in_reading_order(document))
        texts: list[str] = []
        starts, ends, numbers = array("l"), array("l"), array("l")
        for number, sentence in enumerate(sentences):
            for token in tokens_of(document.text, sentence.spans):
                texts.append(token.text)
                starts.append(token.start)
                ends.append(token.end)
                numbers.append(number)
        at, length = array("l"), 1
        for text in texts:
            at.append(length)
            length += len(text) + 1
        return cls(document, sentences, tuple(texts), f" {' '.join(texts)} ", at, starts, ends, numbers)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        """First and last (exclusive) token of each exact place, in order."""
        needle = f" {' '.join(tokens)} "
        at = self.joined.find(needle)
        while at >= 0:
            first = bisect_right(self.at, at + 1) - 1
            yield first, first + len(tokens)
            at = self.joined.find(needle, at + 1)

    def spans(self, first: int, last: int) -> tuple[Span, ...]:
        """The stretches of the text that the tokens `[first, last)` stand on, sentence by sentence."""
        opening, closing = self.sentence[first], self.sentence[last - 1]
        start, end = self.starts[first], self.ends[last - 1]
        found: list[Span] = []
        for number in range(opening, closing + 1):
            parts = list(self.sentences[number].spans)
            if number == opening:
                parts = [Span(max(part.start, start), part.end) for part in parts if part.end > start]
            if number == closing:
                parts = [Span(part.start, min(part.end, end)) for part in parts if part.start < end]
            found += parts
        return tuple(found)


class Places:
    """All places of all words of some documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.words = tuple(Words.of(document) for document in documents)
        self._numbers: dict[str, int] = {}
        all_ids: list[Numbers] = []
        for words in self.words:
            ids = [self._numbers.setdefault(text, len(self._numbers)) for text in words.texts]
            all_ids.append(np.array(ids, dtype=np.int64))
        self.ids = tuple(all_ids)

    def ids_of(self, texts: Sequence[str]) -> list[int]:
        """The number of each token; -1 for one that no document holds."""
        return [self._numbers.get(text, _UNKNOWN) for text in texts]

    def find(self, texts: Sequence[str]) -> list[Place]:
        """Every place where just these tokens stand in a row, at most `MOST_PLACES` a document."""
        if not texts or any(text not in self._numbers for text in texts):
            return []
        return [
            Place(number, *place)
            for number, words in enumerate(self.words)
            for _, place in zip(range(MOST_PLACES), words.find(texts), strict=False)
        ]

    def longest(self, texts: Sequence[str]) -> tuple[int, list[Place]]:
        """How many of the first tokens stand somewhere in a row, and where; fewer than `RUN` count as none."""
        ids = self.ids_of(texts)
        if len(ids) < RUN:
            return 0, []
        hashes, order = self._runs
        asked = _hashes(np.array(ids[:RUN], dtype=np.int64))[0]
        starts = order[np.searchsorted(hashes, asked) : np.searchsorted(hashes, asked, side="right")][:MOST_PLACES]
        length, kept = 0, starts
        while length < len(ids) and len(starts := starts[self._stream[starts + length] == ids[length]]):
            length, kept = length + 1, starts
        return (length, [self._placed(start, length) for start in kept.tolist()]) if length >= RUN else (0, [])

    def _placed(self, start: int, length: int) -> Place:
        """The place of a stretch of the stream of all documents' tokens."""
        number = bisect_right(self._opens, start) - 1
        return Place(number, start - self._opens[number], start - self._opens[number] + length)

    def known_runs(self, texts: Sequence[str]) -> list[bool]:
        """For each token, whether it and those after it, `RUN` in all, stand in a row somewhere."""
        asked = _hashes(np.array(self.ids_of(texts), dtype=np.int64))
        hashes, _ = self._runs
        known = (hashes[np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)] == asked).tolist()
        return [*known, *[False] * (len(texts) - len(known))]

    @cached_property
    def _stream(self) -> Numbers:
        """The tokens of all documents, `RUN` tokens that nothing equals after each."""
        gap = np.full(RUN, _GAP, dtype=np.int64)
        return np.concatenate([part for ids in self.ids for part in (ids, gap)])

    @cached_property
    def _opens(self) -> list[int]:
        ends = np.cumsum([len(ids) + RUN for ids in self.ids]).tolist()
        return [0, *ends[:-1]]

    @cached_property
    def _runs(self) -> tuple[Numbers, Numbers]:
        """The hash of each run of tokens in rising order, and where it stands in the stream."""
        hashes = _hashes(self._stream)
        order = np.argsort(hashes, kind="stable")
        return hashes[order], order

    def likely(self, tokens: Sequence[Token], slack: int) -> list[Place]:
        """Windows in which words like these may stand, the likeliest first; `slack` more words may stand between."""
        words = [token.text for token in tokens if token.is_word]
        ids = np.array(self.ids_of(words), dtype=np.int64)
        if not len(ids):
            return []
        diagonals, weights = self._votes(ids)
        if not len(diagonals):
            return []
        buckets, inverse = np.unique(diagonals // BUCKET, return_inverse=True)
        votes = np.bincount(inverse, weights=weights)
        beside = np.zeros_like(votes)
        beside[:-1] += np.where(np.diff(buckets) == 1, votes[1:], 0.0)
        votes += beside
        order = np.argsort(-votes, kind="stable")
        windows: list[Place] = []
        for bucket in order[: 4 * MOST_WINDOWS]:
            if votes[bucket] < LEAST_VOTES * votes[order[0]]:
                break
            low = int(buckets[bucket]) * BUCKET - BUCKET // 2
            for window in self._window(low, low + 2 * BUCKET + BUCKET + len(words) + slack):
                if not any(_covers(other, window) for other in windows):
                    windows.append(window)
            if len(windows) >= MOST_WINDOWS:
                break
        return windows

    def _votes(self, ids: Numbers) -> tuple[Numbers, npt.NDArray[np.float64]]:
        """Diagonals (place of a first word) that pairs of words point to, or single words where no pair does."""
        pairs = ids[:-1] * self._base + ids[1:]
        pairs = np.where((ids[:-1] < 0) | (ids[1:] < 0), _UNKNOWN, pairs)
        diagonals, weights = _look_up(self._pairs, self._pair_order, pairs)
        singles, single_weights = _look_up(self._singles, self._single_order, ids)
        return np.concatenate([diagonals, singles]), np.concatenate([weights, 0.3 * single_weights])

    def _window(self, low: int, high: int) -> Iterator[Place]:
        """The tokens around words `[low, high)` of all documents' words, one stretch a document."""
        for number, (first, last) in enumerate(self._bounds):
            a, b = max(first, low), min(last, high)
            if b - a > min(2, high - low - 1):
                yield Place(number, int(self._positions[a]), int(self._positions[b - 1]) + 1)

    @property
    def _base(self) -> int:
        return len(self._numbers) + 1

    @cached_property
    def _is_word(self) -> npt.NDArray[np.bool_]:
        return np.array([text[0].isalnum() for text in self._numbers], dtype=np.bool_)

    @cached_property
    def _word_positions(self) -> list[Numbers]:
        return [np.flatnonzero(self._is_word[ids]) for ids in self.ids]

    @cached_property
    def _positions(self) -> Numbers:
        return np.concatenate(self._word_positions)

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        ends = np.cumsum([len(positions) for positions in self._word_positions]).tolist()
        return list(zip([0, *ends[:-1]], ends, strict=True))

    @cached_property
    def _flat(self) -> Numbers:
        """The number of each word of all documents, signs left out."""
        return np.concatenate([ids[positions] for ids, positions in zip(self.ids, self._word_positions, strict=True)])

    @cached_property
    def _single_order(self) -> Numbers:
        return np.argsort(self._flat, kind="stable")

    @cached_property
    def _singles(self) -> Numbers:
        return self._flat[self._single_order]

    @cached_property
    def _pair_order(self) -> Numbers:
        return np.argsort(self._flat[:-1] * self._base + self._flat[1:], kind="stable")

    @cached_property
    def _pairs(self) -> Numbers:
        return (self._flat[:-1] * self._base + self._flat[1:])[self._pair_order]


def _hashes(ids: Numbers) -> Numbers:
    """A number for each run of `RUN` tokens; two runs may share one, which costs a look and nothing else."""
    count = max(0, len(ids) - RUN + 1)
    total = np.zeros(count, dtype=np.int64)
    for shift in range(RUN):
        total = total * np.int64(1_000_003) + ids[shift : shift + count]  # wraps around, alike every time
    return total


def _covers(one: Place, other: Place) -> bool:
    """Whether a window holds most of another."""
    if one.document != other.document:
        return False
    shared = min(one.last, other.last) - max(one.first, other.first)
    return shared > 0.8 * (other.last - other.first)


def _look_up(keys: Numbers, order: Numbers, asked: Numbers) -> tuple[Numbers, npt.NDArray[np.float64]]:
    """Diagonals at which the keys asked for stand, each with its weight: the rarer, the heavier."""
    lows = np.searchsorted(keys, asked, side="left")
    highs = np.searchsorted(keys, asked, side="right")
    found: list[Numbers] = [np.zeros(0, dtype=np.int64)]
    weights: list[npt.NDArray[np.float64]] = [np.zeros(0)]
    for place, (low, high) in enumerate(zip(lows.tolist(), highs.tolist(), strict=True)):
        if 0 < high - low <= MOST_COMMON and asked[place] >= 0:
            found.append(order[low:high] - place)
            weights.append(np.full(high - low, np.log(1.0 + len(keys) / (high - low))))
    return np.concatenate(found), np.concatenate(weights)
