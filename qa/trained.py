"""The default reader: a model trained to pick the words that answer, or to say that none do (docs/decisions/011)."""

import re
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from itertools import islice
from math import exp, fsum, log
from threading import Lock
from typing import Any, NamedTuple

from corpus.document import NOTHING, Document, Span
from corpus.tables import row_cells
from index.engines import Hit, Search
from index.opened import Opened
from index.tokens import tokenize
from qa.certainty import Missing, evidence, missing
from qa.read import (
    MOST_QUOTES,
    NEAREST_SHOWN,
    PASSAGES_READ,
    Candidate,
    Reorder,
    Selection,
    candidates,
    distinct_choices,
    highlight,
)
from qa.scoring import PassageScore, PassageScorer, UnitScore
from qa.several import Turns
from qa.stretch import stretch
from qa.verify import Choice
from qa.windows import Unit, read_passage

_WORD = re.compile(r"[£$€]?\w(?:[\w'’.,-]*\w)?%?")

SEARCHES_KEPT = 256
GAP_CHARS = 8
"""What may stand unseen within one mark: a footnote's number, a line break."""


class Signals(NamedTuple):
    """What model and retrieval say of a candidate.

    `unit` and `passage` are the logits of its best unit and of its passage, `retrieval` is the passage's fused score;
    `dense` and `lexical` say how like the question its sentences are: cosine, and share of the question's weight. `row`
    is 1 for a table's row, whose likeness means another thing than a sentence's, and `named` for one that the question
    names: it holds every word of the row's first cell. `marked` is the logarithm of one more than the number of its
    tokens that the model expects to be among the words that answer.
    """

    unit: float
    passage: float
    retrieval: float
    dense: float
    lexical: float
    row: float
    named: float
    marked: float

    @property
    def alike(self) -> tuple[float, float]:
        """How like the question it is, by meaning and by words."""
        return self.dense, self.lexical


class Calibration(NamedTuple):
    """Weights fitted on `eval/known/dev.jsonl`, `following` on those of `tune.jsonl` too.

    `candidate` are those of a choice among rivals, by their `Signals`; the others of logistic regressions: `order` over
    what `Read.order_signals` gives of a passage, `certain` over the `Evidence` of the question. `following` are
    those of a choice again, by what speaks for a candidate as the next quotation (`Following`).
    """

    candidate: tuple[float, ...]
    order: tuple[float, float, float]
    certain: tuple[float, ...]
    certain_constant: float
    following: tuple[float, ...]


class ReadUnit(NamedTuple):
    """A sentence, row or note read: its number, its logit, the words that the model marks, how many tokens they are."""

    sentence: int
    logit: float
    lights: tuple[Span, ...]
    marked: float


class ReadPassage(NamedTuple):
    """What is remembered of a passage: its logit and its units; no text, for hundreds of searches are remembered."""

    logit: float
    units: tuple[ReadUnit, ...]

    @property
    def best(self) -> float:
        """The logit of its best unit; of a passage without units its own."""
        return max((unit.logit for unit in self.units), default=self.logit)

    @property
    def whole(self) -> float:
        """The logarithm of its units' summed exponentials: several that answer in part speak for it together."""
        return self.best + log(fsum(exp(unit.logit - self.best) for unit in self.units) or 1.0)


Units = Mapping[str, Mapping[int, ReadUnit]]
"""What was read of each document: its units by the number of their sentence."""


class Read(NamedTuple):
    """A passage read: its hit, what the model says of it, and its fused score of retrieval."""

    hit: Hit
    score: ReadPassage
    retrieval: float

    @property
    def order_signals(self) -> tuple[float, float, float]:
        """What it is ranked by: the logits of its units together and of the passage, and retrieval's score."""
        return self.score.whole, self.score.logit, self.retrieval


class Rated(NamedTuple):
    """What may be quoted of a passage read, and the logarithm of the odds that it answers and another does not."""

    odds: float
    read: Read
    candidate: Candidate
    signals: Signals


class TrainedReader:
    """Reads the passages found with the trained model: re-ranks them, chooses sentences, or refuses."""

    name = "reader"

    def __init__(self, opened: Opened, scorer: PassageScorer, abstain_below: float | None = None) -> None:
        """`abstain_below` is the least score, 0 to 1, that the best choice of an answer must reach.

        Without one it is the score that was chosen on `dev` when the reader was calibrated.
        """
        self._opened = opened
        self._scorer = scorer
        self._abstain_below: float = scorer.card["abstain"] if abstain_below is None else abstain_below
        self._calibration = Calibration(**scorer.card["calibration"])
        self._kept: OrderedDict[tuple[str, tuple[int, ...]], dict[int, ReadPassage]] = OrderedDict()
        self._lock = Lock()

    def rerank(self, search: Search) -> Search:
        """The search with its first passages in the order that model and retrieval together give them."""
        rated = [replace(read.hit, score=self._rank(read)) for read in self.read(search)]
        rated.sort(key=lambda hit: -hit.score)
        return replace(search, hits=(*rated, *search.hits[PASSAGES_READ:]))

    def choose(self, search: Search) -> Selection:
        """At most five choices from the hits of a search, best first, or a refusal."""
        reads = self.read(search)
        rated = self.rate(search, reads)
        if not rated:
            return Selection(answered=False, choices=())
        shift = self._certainty(search, reads, rated[0]) - rated[0].odds
        answered = _chance(rated[0].odds + shift) >= self._abstain_below
        quoted = self.quoted(reads, rated, shift, self._reorder(search, rated))
        shown = islice(quoted, MOST_QUOTES if answered else NEAREST_SHOWN)
        units = _units(reads)
        return Selection(answered, tuple(_lit(choice, units[choice.document.id], search) for choice in shown))

    def rate(self, search: Search, reads: Sequence[Read]) -> list[Rated]:
        """All that may be quoted of the passages read, the likeliest first."""
        rated = [
            Rated(self.odds(signals), read, candidate, signals)
            for read in reads
            for candidate, signals in self.signals(search, read)
        ]
        return sorted(rated, key=lambda one: (-one.odds, -one.read.retrieval))

    def quoted(
        self, reads: Sequence[Read], rated: Sequence[Rated], shift: float, reorder: Reorder | None = None
    ) -> Iterator[Choice]:
        """The quotations in order, each with what belongs to it; `shift` makes of odds among rivals those of an answer.

        None is surer than the one before, though `reorder` may put a likelier one behind.
        """
        choices = [_choice(one, one.odds + shift) for one in rated]
        surest = 1.0
        for choice in distinct_choices(choices, partial(_grown, _units(reads)), reorder):
            surest = min(surest, choice.score)
            yield replace(choice, score=surest)

    def turns(self, search: Search, rated: Sequence[Rated]) -> Turns:
        """What compares these anew whenever something has been quoted."""
        odds = {(one.read.hit.document.id, one.candidate.sentences): one.odds for one in reversed(rated)}
        return Turns(self._opened, search, odds)

    def calibrated(self, calibration: Mapping[str, Any]) -> "TrainedReader":
        """The same reader, which remembers the same searches, with another calibration."""
        other = copy(self)
        other._calibration = Calibration(**calibration)  # noqa: SLF001 - of its own kind
        return other

    def _reorder(self, search: Search, rated: Sequence[Rated]) -> Reorder | None:
        """Where a question has parts, what is quoted already decides what comes next."""
        if not search.parts_dense:
            return None
        return partial(self.turns(search, rated).reorder, self._calibration.following)

    def read(self, search: Search) -> list[Read]:
        """The first passages of a search, read; remembered, for a search is often shown and then answered."""
        hits = search.hits[:PASSAGES_READ]
        key = (search.question, tuple(sorted(hit.number for hit in hits)))
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            readings = [read_passage(hit.document, hit.passage) for hit in hits]
            scores = self._scorer.score(search.question, readings)
            found = {hit.number: _heard(hit.document, score) for hit, score in zip(hits, scores, strict=True)}
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > SEARCHES_KEPT:
                    self._kept.popitem(last=False)
        return [Read(hit, found[hit.number], float(search.scores[hit.number])) for hit in hits]

    def signals(self, search: Search, read: Read) -> Iterator[tuple[Candidate, Signals]]:
        """What may be quoted of a passage, each with what is known of it."""
        document, passage = read.hit.document, read.hit.passage
        units = {unit.sentence: unit for unit in read.score.units}
        first = self._opened.places[document.source.sha256].first_sentence
        asked = set(search.tokens)
        most = sum(map(self._opened.sentence_words.idf, asked)) or 1.0
        for candidate in candidates(document, passage):
            own = [units[number] for number in candidate.chief if number in units]
            if own:
                numbers = [first + number for number in candidate.chief]
                yield (
                    candidate,
                    Signals(
                        max(unit.logit for unit in own),
                        read.score.logit,
                        read.retrieval,
                        max(float(search.sentence_dense[number]) for number in numbers),
                        max(float(search.sentence_lexical[number]) for number in numbers) / most,
                        *_row_signals(document, candidate, asked),
                        log(1.0 + sum(unit.marked for unit in own)),
                    ),
                )

    def _rank(self, read: Read) -> float:
        return sum(a * b for a, b in zip(self._calibration.order, read.order_signals, strict=True))

    def odds(self, signals: Signals) -> float:
        """The logarithm of the odds that a candidate answers, but for what its question adds to those of all."""
        return sum(a * b for a, b in zip(self._calibration.candidate, signals, strict=True))

    def missing(self, search: Search, read: Read) -> Missing:
        """What a passage lacks of the question."""
        return missing(search.question, read.hit.document, read.hit.passage, self._opened.sentence_words.idf)

    def _certainty(self, search: Search, reads: Sequence[Read], best: Rated) -> float:
        """The logarithm of the odds that the question is answered, given all passages read and the best candidate."""
        logits = [read.score.best for read in reads]
        known = evidence(best.odds, self.missing(search, best.read), best.signals.alike, logits)
        weights = self._calibration
        return weights.certain_constant + sum(a * b for a, b in zip(weights.certain, known, strict=True))


def _row_signals(document: Document, candidate: Candidate, asked: Collection[str]) -> tuple[float, float]:
    """Whether a candidate is a table's row, and whether all words of the row's first cell are among those asked."""
    sentence = document.sentences[candidate.chief[0]]
    if sentence.row == NOTHING:
        return 0.0, 0.0
    label = set(tokenize(row_cells(document, document.tables[sentence.table], sentence.row)[0]))
    return 1.0, float(bool(label) and label.issubset(asked))


def _choice(rated: Rated, odds: float) -> Choice:
    return Choice(rated.read.hit.document, rated.candidate.sentences, _chance(odds))


def _chance(odds: float) -> float:
    """The probability, given the logarithm of the odds."""
    return 1.0 / (1.0 + exp(-odds))


def _units(reads: Sequence[Read]) -> Units:
    units: defaultdict[str, dict[int, ReadUnit]] = defaultdict(dict)
    for read in reads:
        units[read.hit.document.id].update((unit.sentence, unit) for unit in read.score.units)
    return units


def _grown(units: Units, choice: Choice, taken: Collection[int]) -> Choice:
    """The choice with the neighbours that answer nearly as well."""
    logits = {number: unit.logit for number, unit in units[choice.document.id].items()}
    return replace(choice, sentences=stretch(choice.document, choice.sentences, logits, taken))


def _lit(choice: Choice, units: Mapping[int, ReadUnit], search: Search) -> Choice:
    """The choice with the words marked that answer; where the model marks none, those that match the question."""
    marked = [light for number in choice.sentences if number in units for light in units[number].lights]
    lights = tuple(marked) or highlight(choice.document, choice.sentences, search.tokens)
    return replace(choice, highlight=lights)


def _heard(document: Document, score: PassageScore) -> ReadPassage:
    return ReadPassage(
        score.logit,
        tuple(ReadUnit(u.unit.sentence, u.logit, tuple(_marked(document, u)), u.marked) for u in score.units),
    )


def _marked(document: Document, score: UnitScore) -> Iterator[Span]:
    """The characters that the model marks, as spans of the document."""
    for start, end in _whole_words(score.unit.text, score.words):
        yield from _runs(document, score.unit, start, end)


def _whole_words(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The marks with the words that they begin and end in, for the model marks pieces of words."""
    words = [word.span() for word in _WORD.finditer(text)]
    whole: list[tuple[int, int]] = []
    for mark in marks:
        touched = [mark, *(word for word in words if word[0] < mark[1] and mark[0] < word[1])]
        start, end = min(start for start, _ in touched), max(end for _, end in touched)
        if whole and start <= whole[-1][1] + 1:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _runs(document: Document, unit: Unit, start: int, end: int) -> Iterator[Span]:
    """A stretch of a unit's text as spans of the document: several where a page end or another cell cuts it."""
    offsets = [offset for offset in unit.offsets[start:end] if offset != NOTHING]
    parts = document.sentences[unit.sentence].spans
    first = 0
    for place in range(1, len(offsets) + 1):
        here = Span(offsets[first], offsets[place - 1] + 1)
        if place < len(offsets):
            grown = Span(here.start, offsets[place] + 1)
            near = offsets[place] - offsets[place - 1] <= GAP_CHARS
            if near and any(part.start <= grown.start and grown.end <= part.end for part in parts):
                continue
        if document.text[here.start : here.end].strip():
            yield here
        first = place
