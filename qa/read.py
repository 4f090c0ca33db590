"""Readers: choose from retrieved passages the sentences that answer, or say that none does.

`SimilarityReader` is the honest, simple one: likeness of words and meaning, no rules for particular questions. Its
weights are a logistic regression fitted on `eval/known/dev.jsonl`: docs/decisions/004-similarity-reader.md.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from math import exp
from typing import NamedTuple, Protocol

from corpus.document import NOTHING, Document, Passage, Sentence, Span
from corpus.tables import column_names
from corpus.views import display, folded_view, reading_view
from index.engines import Hit, Search
from index.opened import Opened
from index.tokens import tokenize
from qa.verify import Choice

_WORD = re.compile(r"[£$€]?\w(?:[\w'’.,-]*\w)?%?")

MOST_QUOTES = 5
PASSAGES_READ = 16
"""More cost time and, on dev, answer nothing more."""
MOST_LIST_CHARS = 600
MOST_TESTIMONY_CHARS = 400
NEAREST_SHOWN = 3


Grow = Callable[[Choice, Collection[int]], Choice]
"""A choice with its neighbours, given the sentences of its document that are quoted already."""
Reorder = Callable[[Sequence[Choice], Sequence[Choice]], Sequence[Choice]]
"""The choices that are left in another order, given those that are quoted already, grown."""


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

    def rerank(self, search: Search) -> Search:
        """The search with the passages that the reader looks at in the order that it gives them."""
        ...

    def choose(self, search: Search) -> Selection:
        """At most five choices from the hits of a search, best first, or a refusal."""
        ...


class Weights(NamedTuple):
    """A logistic regression over likenesses of a candidate to the question."""

    dense: float
    lexical: float
    passage: float
    news: float
    constant: float


WEIGHTS = Weights(dense=5.73, lexical=2.45, passage=0.17, news=1.05, constant=-10.11)
MOST_NEWS = 8
"""Words beyond the question's own after which a candidate counts as saying something."""


class SimilarityReader:
    """Chooses the sentences most like the question; refuses where even the best scores too low."""

    name = "reader"

    def __init__(self, opened: Opened, abstain_below: float) -> None:
        """`abstain_below` is the least score, 0 to 1, that the best choice of an answer must reach."""
        self._opened = opened
        self._abstain_below = abstain_below

    def rerank(self, search: Search) -> Search:
        """The search as it is: likeness is what retrieval has ranked by already."""
        return search

    def choose(self, search: Search) -> Selection:
        """At most five choices from the hits of a search, best first, or a refusal."""
        rated = [choice for hit in search.hits[:PASSAGES_READ] for choice in self._rate(search, hit)]
        rated.sort(key=lambda choice: -choice.score)
        answered = bool(rated) and rated[0].score >= self._abstain_below
        shown = islice(distinct_choices(rated), MOST_QUOTES if answered else NEAREST_SHOWN)
        return Selection(
            answered,
            tuple(
                replace(choice, highlight=highlight(choice.document, choice.sentences, search.tokens))
                for choice in shown
            ),
        )

    def _rate(self, search: Search, hit: Hit) -> Iterator[Choice]:
        first = self._opened.places[hit.document.source.sha256].first_sentence
        words = self._opened.sentence_words
        asked = set(search.tokens)
        most = sum(words.idf(token) for token in asked) or 1.0
        for candidate in candidates(hit.document, hit.passage):
            numbers = [first + number for number in candidate.chief]
            odds = (
                WEIGHTS.dense * max(float(search.sentence_dense[number]) for number in numbers)
                + WEIGHTS.lexical * max(float(search.sentence_lexical[number]) for number in numbers) / most
                + WEIGHTS.passage * hit.score
                + WEIGHTS.news * min(MOST_NEWS, len(_tokens(candidate, hit.document) - asked)) / MOST_NEWS
                + WEIGHTS.constant
            )
            yield Choice(hit.document, candidate.sentences, 1.0 / (1.0 + exp(-odds)))


class Candidate(NamedTuple):
    """Sentences that are quoted together; `chief` are those that compete (list items, not their lead-in)."""

    sentences: tuple[int, ...]
    chief: tuple[int, ...]


def candidates(document: Document, passage: Passage) -> Iterator[Candidate]:
    """What may be quoted of a passage: sentences, rows, notes; a short list whole, a list item with its lead-in."""
    done: set[int] = set()
    for number in range(passage.first, passage.last):
        sentence = document.sentences[number]
        if number in done or sentence.kind == "heading" or _leads(document, number):
            continue
        candidate = _candidate(document, passage, number, sentence)
        done.update(candidate.sentences)
        yield candidate


def _leads(document: Document, number: int) -> bool:
    """Whether a sentence only introduces the list items below it, which are quoted with it."""
    return number + 1 < len(document.sentences) and document.sentences[number + 1].lead == number


def _candidate(document: Document, passage: Passage, number: int, sentence: Sentence) -> Candidate:
    if sentence.lead != NOTHING and document.sentences[number - 1].paragraph == sentence.paragraph:
        return Candidate((number,), (number,))  # the lead-in runs on into the first sentence of an item only
    if sentence.lead != NOTHING:
        items = _items(document.sentences, sentence.lead)
        whole = (sentence.lead, *items)
        if _length(document, whole) <= MOST_LIST_CHARS:
            return Candidate(whole, items)
        return Candidate((sentence.lead, number), (number,))
    if introduced := _introduced(document, number):
        return Candidate((number, *introduced), (number, *introduced))
    if sentence.kind == "testimony":
        spoken = tuple(  # up to whatever cuts it: a caption at a page end is a sentence too
            takewhile(
                lambda other: document.sentences[other].paragraph == sentence.paragraph, range(number, passage.last)
            )
        )
        if _length(document, spoken) <= MOST_TESTIMONY_CHARS:
            return Candidate(spoken, spoken)
    return Candidate((number,), (number,))


def _introduced(document: Document, number: int) -> tuple[int, ...]:
    """The sentences of the next paragraph where this one ends in a colon: who speaks belongs to what is said.

    As many as fit, of a long paragraph; the passage may end between the two.
    """
    following = number + 1
    opens = display(document.text, document.sentences[number].spans).endswith(":")
    if not opens or following >= len(document.sentences):
        return ()
    first = document.sentences[following]
    if first.kind not in {"prose", "testimony"} or first.section != document.sentences[number].section:
        return ()
    said: list[int] = []
    for other in range(following, len(document.sentences)):
        fits = _length(document, (number, *said, other)) <= MOST_LIST_CHARS
        if not fits or document.sentences[other].paragraph != first.paragraph:
            break
        said.append(other)
    return tuple(said)


def _items(sentences: Sequence[Sentence], lead: int) -> tuple[int, ...]:
    last = lead + 1
    while last < len(sentences) and sentences[last].lead == lead:
        last += 1
    return tuple(range(lead + 1, last))


def _length(document: Document, numbers: Sequence[int]) -> int:
    return sum(span.end - span.start for number in numbers for span in document.sentences[number].spans)


def distinct_choices(
    rated: Sequence[Choice], grow: Grow | None = None, reorder: Reorder | None = None
) -> Iterator[Choice]:
    """The choices, each grown, less those that share a sentence with, or read the same as, one before them.

    With `reorder` those that are left are put in order anew after each.
    """
    taken: defaultdict[str, set[int]] = defaultdict(set)
    read: set[str] = set()
    shown: list[Choice] = []
    left = deque(rated)
    while left:
        choice = left.popleft()
        quoted = taken[choice.document.id]
        words = _folded(choice)
        if quoted.intersection(choice.sentences) or words in read:
            continue
        read.add(words)
        shown.append(grow(choice, quoted) if grow else choice)
        quoted.update(shown[-1].sentences)
        yield shown[-1]
        if reorder:
            left = deque(reorder([*left], shown))


def _folded(choice: Choice) -> str:
    return folded_view(choice.document.text, _spans(choice.document, choice.sentences)).text


def _tokens(candidate: Candidate, document: Document) -> set[str]:
    return set(tokenize(display(document.text, _spans(document, candidate.sentences))))


def _spans(document: Document, numbers: Sequence[int]) -> list[Span]:
    return [span for number in numbers for span in document.sentences[number].spans]


def highlight(document: Document, numbers: Sequence[int], tokens: Sequence[str]) -> tuple[Span, ...]:
    """What made the sentences match: words that share a stem with the question; of a table row, the cells asked for."""
    wanted = set(tokens)
    sentence = document.sentences[numbers[-1]]
    if sentence.row != NOTHING:
        return _cells_asked_for(document, sentence, wanted)
    spans: list[Span] = []
    for part in _spans(document, numbers):
        view = reading_view(document.text, [part])
        spans += [
            Span(view.offsets[word.start()], view.offsets[word.end() - 1] + 1)
            for word in _WORD.finditer(view.text)
            if wanted.intersection(tokenize(word[0]))
        ]
    return tuple(spans)


def _cells_asked_for(document: Document, sentence: Sentence, wanted: set[str]) -> tuple[Span, ...]:
    """The cells under the heads that share most words with the question."""
    table = document.tables[sentence.table]
    cells = table.rows[sentence.row].cells
    shared = [len(wanted.intersection(tokenize(name))) for name in column_names(document, table)]
    most = max(shared[1:], default=0)
    return tuple(
        cell
        for cell, count in list(zip(cells, shared, strict=False))[1:]
        if most and count == most and cell.start < cell.end
    )
