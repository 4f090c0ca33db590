"""What is quoted next where a question asks for several things: what answers a part that nothing quoted answers yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from corpus.views import display
from index.engines import Search
from index.opened import Opened
from index.tokens import tokenize
from qa.verify import Choice

RIVALS = 40
"""The likeliest choices, which are compared anew after each quotation; those behind them stay behind."""

Odds = Mapping[tuple[str, tuple[int, ...]], float]
"""The logarithm of the odds of choices, by the id of their document and their sentences."""


class Following(NamedTuple):
    """What speaks for a choice as the next quotation, given what is quoted.

    `odds` are those of the choice by itself. `part` is how much liker (by cosine) it is to a part of the question than
    to the whole of it; `news` the most by which it is liker to a part than all that is quoted. `beside` is 1 where it
    stands in a passage that is quoted already, `same` the greatest share of words that it has in common with a
    quotation (Jaccard 1912). `source` is 1 where the question names its document, and nothing quoted is of that.
    """

    odds: float
    part: float
    news: float
    beside: float
    same: float
    source: float


class _Known(NamedTuple):
    """A choice's words, its passages, and how like the question it is, whole and in parts."""

    words: frozenset[str]
    passages: frozenset[int]
    whole: float
    parts: tuple[float, ...]


class Turns:
    """Compares the choices of one search, of a question in parts, each time that something has been quoted."""

    def __init__(self, opened: Opened, search: Search, odds: Odds) -> None:
        self._opened = opened
        self._search = search
        self._odds = odds
        self._remembered: dict[tuple[str, tuple[int, ...]], _Known] = {}

    def following(self, left: Sequence[Choice], shown: Sequence[Choice]) -> Iterator[Following]:
        """What speaks for each choice that is left, in order."""
        quoted = [self._known(choice) for choice in shown]
        reached = [max(of_part) for of_part in zip(*(one.parts for one in quoted), strict=True)]
        passages = frozenset[int]().union(*(one.passages for one in quoted))
        open_sources = self._search.named - {choice.document.id for choice in shown}
        for choice in left:
            own = self._known(choice)
            yield Following(
                self._odds[choice.document.id, choice.sentences],
                max(own.parts) - own.whole,
                max(part - most for part, most in zip(own.parts, reached, strict=True)),
                float(bool(own.passages & passages)),
                max(_shared(own.words, one.words) for one in quoted),
                float(choice.document.id in open_sources),
            )

    def reorder(self, weights: Sequence[float], left: Sequence[Choice], shown: Sequence[Choice]) -> list[Choice]:
        """The choices that are left, the best to follow what is quoted first."""
        rivals = left[:RIVALS]
        scores = [sum(a * b for a, b in zip(weights, one, strict=True)) for one in self.following(rivals, shown)]
        order = sorted(range(len(rivals)), key=lambda number: -scores[number])
        return [*(rivals[number] for number in order), *left[RIVALS:]]

    def _known(self, choice: Choice) -> _Known:
        key = choice.document.id, choice.sentences
        if key not in self._remembered:
            document = choice.document
            first = self._opened.places[document.source.sha256].first_sentence
            numbers = [first + number for number in choice.sentences]
            said = " ".join(display(document.text, document.sentences[number].spans) for number in choice.sentences)
            self._remembered[key] = _Known(
                frozenset(tokenize(said)),
                frozenset(self._opened.sentence_passage[numbers].tolist()),
                float(self._search.sentence_dense[numbers].max()),
                tuple(float(part[numbers].max()) for part in self._search.parts_dense),
            )
        return self._remembered[key]


def _shared(one: Collection[str], other: Collection[str]) -> float:
    both = set(one) | set(other)
    return len(set(one) & set(other)) / len(both) if both else 0.0
