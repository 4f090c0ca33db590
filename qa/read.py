"""Readers: choose from retrieved passages the sentences that answer, or say that none does.

`SimilarityReader` is the honest, simple one: likeness of words and meaning, no rules for particular questions. Its
weights are a logistic regression fitted on `eval/known/dev.jsonl`: docs/decisions/004-similarity-reader.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple, Protocol

from corpus.document import NOTHING, Document, Passage, Sentence, Span
from corpus.views import fold, reading_view
from index.engines import Hit, Search
from index.opened import Opened
from index.tokens import tokenize
from qa.verify import Choice

MOST_QUOTES = 5
PASSAGES_READ = 20
MOST_LIST_CHARS = 600
MOST_TESTIMONY_CHARS = 400
NEAREST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader chose, best first. `answered` is False where nothing answers; then `choices` are only near."""

    answered: bool
    choices: tuple[Choice, ...]


class Reader(Protocol):
    """Anything that chooses the words that answer."""

    @property
    def name(self) -> str:
        """How answers name it."""
        ...

    def choose(self, search: Search) -> Selection:
        """At most five choices from the hits of a search, best first, or a refusal."""
        ...


class Weights(NamedTuple):
    """A logistic regression over likenesses of a candidate to the question."""

    dense: float
    lexical: float
    passage: float
    constant: float


WEIGHTS = Weights(dense=5.58, lexical=2.34, passage=0.17, constant=-9.08)


class SimilarityReader:
    """Chooses the sentences most like the question; refuses where even the best scores too low."""

    name = "reader"

    def __init__(self, opened: Opened, abstain_below: float) -> None:
        """`abstain_below` is the least score, 0 to 1, that the best choice of an answer must reach."""
        self._opened = opened
        self._abstain_below = abstain_below

    def choose(self, search: Search) -> Selection:
        """At most five choices from the hits of a search, best first, or a refusal."""
        rated = [choice for hit in search.hits[:PASSAGES_READ] for choice in self._rate(search, hit)]
        rated.sort(key=lambda choice: -choice.score)
        distinct = list(_distinct(rated))
        answered = bool(distinct) and distinct[0].score >= self._abstain_below
        return Selection(answered, tuple(distinct[: MOST_QUOTES if answered else NEAREST_SHOWN]))

    def _rate(self, search: Search, hit: Hit) -> Iterator[Choice]:
        first = self._opened.places[hit.document.source.sha256].first_sentence
        most = sum(self._opened.sentence_words.idf(token) for token in search.tokens) or 1.0
        for candidate in candidates(hit.document, hit.passage):
            dense = max(float(search.sentence_dense[first + number]) for number in candidate.chief)
            lexical = max(float(search.sentence_lexical[first + number]) for number in candidate.chief) / most
            odds = WEIGHTS.dense * dense + WEIGHTS.lexical * lexical + WEIGHTS.passage * hit.score + WEIGHTS.constant
            yield Choice(
                hit.document,
                candidate.sentences,
                1.0 / (1.0 + exp(-odds)),
                highlight(hit.document, candidate.sentences, search.tokens),
            )


class Candidate(NamedTuple):
    """Sentences that are quoted together; `chief` are those that compete (list items, not their lead-in)."""

    sentences: tuple[int, ...]
    chief: tuple[int, ...]


def candidates(document: Document, passage: Passage) -> Iterator[Candidate]:
    """What may be quoted of a passage: sentences, rows, notes; a short list whole, a list item with its lead-in."""
    done: set[int] = set()
    for number in range(passage.first, passage.last):
        sentence = document.sentences[number]
        if number in done or (sentence.kind == "heading" and sentence.table == NOTHING):
            continue
        candidate = _candidate(document, passage, number, sentence)
        done.update(candidate.sentences)
        yield candidate


def _candidate(document: Document, passage: Passage, number: int, sentence: Sentence) -> Candidate:
    if sentence.lead != NOTHING:
        items = _items(document.sentences, sentence.lead)
        whole = (sentence.lead, *items)
        if _length(document, whole) <= MOST_LIST_CHARS:
            return Candidate(whole, items)
        return Candidate((sentence.lead, number), (number,))
    if sentence.kind == "testimony":
        spoken = tuple(
            other for other in range(number, passage.last) if document.sentences[other].paragraph == sentence.paragraph
        )
        if _length(document, spoken) <= MOST_TESTIMONY_CHARS:
            return Candidate(spoken, spoken)
    return Candidate((number,), (number,))


def _items(sentences: Sequence[Sentence], lead: int) -> tuple[int, ...]:
    last = lead + 1
    while last < len(sentences) and sentences[last].lead == lead:
        last += 1
    return tuple(range(lead + 1, last))


def _length(document: Document, numbers: Sequence[int]) -> int:
    return sum(span.end - span.start for number in numbers for span in document.sentences[number].spans)


def _distinct(rated: Sequence[Choice]) -> Iterator[Choice]:
    """The choices less those that share a sentence with, or read the same as, a better one."""
    taken: set[tuple[str, int]] = set()
    read: set[str] = set()
    for choice in rated:
        own = {(choice.document.id, number) for number in choice.sentences}
        words = _folded(choice)
        if own & taken or words in read:
            continue
        taken |= own
        read.add(words)
        yield choice


def _folded(choice: Choice) -> str:
    text = choice.document.text
    spans = [span for number in choice.sentences for span in choice.document.sentences[number].spans]
    return " ".join(fold(text[span.start : span.end]) for span in spans)


def highlight(document: Document, numbers: Sequence[int], tokens: Sequence[str]) -> tuple[Span, ...]:
    """The words of the sentences that made them match: those that share a stem with the question."""
    wanted = set(tokens)
    spans: list[Span] = []
    for number in numbers:
        for part in document.sentences[number].spans:
            view = reading_view(document.text, [part])
            at = 0
            for word in view.text.split(" "):
                if wanted.intersection(tokenize(word)):
                    spans.append(Span(view.offsets[at], view.offsets[at + len(word) - 1] + 1))
                at += len(word) + 1
    return tuple(spans)
