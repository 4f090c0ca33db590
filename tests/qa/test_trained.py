"""The trained reader: what it does with a model's scores. The model is a stand-in that says what it is told to say."""

import re
from collections.abc import Callable
from dataclasses import replace
from math import exp, log
from pathlib import Path
from typing import Any

import pytest

from corpus.document import NOTHING, Document, Source, Span
from corpus.read import read_document
from corpus.tables import row_cells
from corpus.views import display
from index.engines import Search
from qa.library import Library
from qa.read import MOST_QUOTES, NEAREST_SHOWN, PASSAGES_READ, Candidate, highlight
from qa.scoring import PassageScore, PassageScorer, UnitScore
from qa.trained import SEARCHES_KEPT, TrainedReader, _runs
from qa.verify import attest, verify
from qa.windows import Reading, Unit, read_passage
from tests.reading_graph import CALIBRATION, write_reader

QUESTION = "How many calls were moved down and up again?"
LOW = -8.0

Tell = Callable[[Unit], float]


class ToldScorer(PassageScorer):
    """A scorer whose logits of units are told; a passage's logit is its best unit's less one, marked words a pattern's.

    As many tokens as a unit has such words are expected to be marked. `asked` are the readings it was given, by
    question.
    """

    def __init__(self, tell: Tell, marks: str = r"(?!)", **calibration: Any) -> None:
        self.card = {"calibration": {**CALIBRATION, **calibration}}
        self.asked: list[tuple[str, int]] = []
        self._tell = tell
        self._marks = re.compile(marks)

    def score(self, question: str, readings: list[Reading]) -> list[PassageScore]:  # type: ignore[override]
        """What was told of each reading."""
        self.asked.append((question, len(readings)))
        return [self._passage(reading) for reading in readings]

    def _passage(self, reading: Reading) -> PassageScore:
        units = tuple(
            UnitScore(unit, self._tell(unit), marks, len(marks))
            for unit in reading.units
            for marks in [tuple(found.span() for found in self._marks.finditer(unit.text))]
        )
        return PassageScore(max((unit.logit for unit in units), default=-20.0) - 1, units)


def _says(words: str, high: float = 4.0) -> Tell:
    """A unit that holds the words answers, no other does."""
    return lambda unit: high if words in unit.text else LOW


def _reader(library: Library, scorer: PassageScorer, abstain: float | None = 0.5) -> TrainedReader:
    return TrainedReader(library._opened, scorer, abstain)


def _search(library: Library, question: str = QUESTION, k: int = 30) -> Search:
    return library.retrieve(question, k)


def _words_of(choice_text: str) -> str:
    return " ".join(choice_text.split())


def test_what_the_model_names_is_quoted(shared_library: Library) -> None:
    """First, with the probability that the calibration gives its signals; every choice is a valid quotation."""
    reader = _reader(shared_library, ToldScorer(_says("11,460 calls")))
    selection = reader.choose(_search(shared_library))
    assert selection.answered
    quotes = [attest(choice) for choice in selection.choices]
    assert "11,460 calls" in quotes[0].display
    assert quotes[0].score == pytest.approx(1 / (1 + exp(-4.0)))
    assert [quote.score for quote in quotes] == sorted((quote.score for quote in quotes), reverse=True)
    assert len(quotes) == MOST_QUOTES
    for choice, quote in zip(selection.choices, quotes, strict=True):
        verify(quote, choice.document)


def test_a_refusal(shared_library: Library) -> None:
    """Below the threshold nothing is an answer; the nearest three are shown; at the threshold it is one."""
    search = _search(shared_library)
    refused = _reader(shared_library, ToldScorer(lambda _: LOW)).choose(search)
    assert not refused.answered
    assert len(refused.choices) == NEAREST_SHOWN
    exact = 1 / (1 + exp(-LOW))
    assert _reader(shared_library, ToldScorer(lambda _: LOW), exact).choose(search).answered
    assert not _reader(shared_library, ToldScorer(lambda _: LOW), exact * 1.001).choose(search).answered


def test_a_question_in_parts(shared_library: Library) -> None:
    """What answers the part that is open is quoted before what is likelier by itself; no score rises on the way."""
    asked = "How many calls were moved down and up again, and why were appraisals identical?"
    search = _search(shared_library, asked)

    def tell(unit: Unit) -> float:
        return 4.0 if "11,460 calls" in unit.text else 1.0 if "ppraisal" in unit.text else len(unit.text) / 100

    alone, open_part = (
        _reader(shared_library, ToldScorer(tell, following=[1.0, 0.0, weight, 0.0, 0.0, 0.0])).choose(search).choices
        for weight in (0.0, 50.0)
    )
    assert "11,460 calls" in attest(alone[0]).display
    assert alone[0] == open_part[0]
    assert "ppraisal" not in attest(alone[1]).display
    assert "ppraisal" in attest(open_part[1]).display
    for choices in (alone, open_part):
        scores = [choice.score for choice in choices]
        assert len(scores) == MOST_QUOTES
        assert scores == sorted(scores, reverse=True)


def test_nothing_found(shared_library: Library) -> None:
    """No hits: no choice, no answer, nothing to rank."""
    reader = _reader(shared_library, ToldScorer(lambda _: 9.0), 0.0)
    search = replace(_search(shared_library), hits=())
    assert reader.choose(search).choices == ()
    assert not reader.choose(search).answered
    assert reader.rerank(search) == search


@pytest.mark.parametrize("place", range(8))
def test_every_signal_has_its_own_weight(shared_library: Library, place: int) -> None:
    """The odds are the weighted signals, each of which is what it is said to be."""
    weights = [0.0] * 8
    weights[place] = 0.7
    scorer = ToldScorer(_says("11,460 calls"), marks=r"calls|moved", candidate=weights)
    reader, search = _reader(shared_library, scorer, 0.0), _search(shared_library)
    opened = shared_library._opened
    read, candidate, signals = next(
        (read, candidate, signals)
        for read in reader.read(search)
        for candidate, signals in reader.signals(search, read)
        if any("11,460 calls" in _display(read.hit.document, number) for number in candidate.chief)
    )
    first = opened.places[read.hit.document.source.sha256].first_sentence
    most = sum(opened.sentence_words.idf(token) for token in search.tokens)
    wanted = (
        4.0,
        3.0,
        float(search.scores[read.hit.number]),
        max(float(search.sentence_dense[first + number]) for number in candidate.chief),
        max(float(search.sentence_lexical[first + number]) for number in candidate.chief) / most,
        0.0,
        0.0,
        log(1 + sum(len(re.findall(r"calls|moved", _display(read.hit.document, n))) for n in candidate.chief)),
    )
    assert signals.marked > 0
    assert tuple(signals) == pytest.approx(wanted)
    assert reader.odds(signals) == pytest.approx(0.7 * wanted[place])


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How many calls came from the Dales?", {"Dales"}),
        ("How many calls came in?", set()),
    ],
)
def test_rows_are_told_and_those_that_the_question_names(
    shared_library: Library, question: str, named: set[str]
) -> None:
    """A sentence is neither; a row is named where its first cell stands whole in the question."""
    reader, search = _reader(shared_library, ToldScorer(lambda _: 0.0)), _search(shared_library, question)
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for read in reader.read(search):
        for candidate, signals in reader.signals(search, read):
            sentence = read.hit.document.sentences[candidate.chief[0]]
            assert signals.row == (sentence.row != NOTHING)
            assert signals.row >= signals.named
            if signals.row:
                cells = row_cells(read.hit.document, read.hit.document.tables[sentence.table], sentence.row)
                found[bool(signals.named)].add(cells[0])
    assert found[True] == named
    assert found[False]


def _display(document: Document, number: int) -> str:
    return display(document.text, document.sentences[number].spans)


def _all_candidates(reader: TrainedReader, search: Search) -> list[Candidate]:
    return [candidate for read in reader.read(search) for candidate, _ in reader.signals(search, read)]


def test_a_candidate_of_which_the_model_saw_nothing(shared_library: Library) -> None:
    """What was cut off, and has no score, is not offered."""
    search = _search(shared_library)
    scorer = ToldScorer(_says("11,460 calls"))
    whole = {choice.sentences for choice in _all_candidates(_reader(shared_library, scorer), search)}

    class Blind(ToldScorer):
        def _passage(self, reading: Reading) -> PassageScore:
            found = super()._passage(reading)
            return found._replace(units=found.units[:1])

    seen = _all_candidates(_reader(shared_library, Blind(_says("11,460 calls"))), search)
    assert {choice.sentences for choice in seen} < whole
    assert len(seen) <= PASSAGES_READ


@pytest.mark.parametrize("order", [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)])
def test_passages_are_ranked_by_the_model(shared_library: Library, order: tuple[float, float, float]) -> None:
    """Those that are read stand in the order of the weighted scores, those behind them as they were."""
    search = _search(shared_library, k=30)
    tell: Tell = lambda unit: float(len(unit.text) % 89) / 8  # noqa: E731 - any order but retrieval's
    ranked = _reader(shared_library, ToldScorer(tell, order=order)).rerank(search)
    assert ranked.hits[PASSAGES_READ:] == search.hits[PASSAGES_READ:]
    assert len(ranked.hits) == 30
    told = {
        hit.number: [tell(unit) for unit in read_passage(hit.document, hit.passage).units]
        for hit in search.hits[:PASSAGES_READ]
    }
    expected = {n: log(sum(map(exp, logits))) if order[0] else max(logits) - 1 for n, logits in told.items()}
    given = [expected[hit.number] for hit in ranked.hits[:PASSAGES_READ]]
    assert given == sorted(expected.values(), reverse=True)
    assert given != [expected[hit.number] for hit in search.hits[:PASSAGES_READ]]
    assert [hit.score for hit in ranked.hits[:PASSAGES_READ]] == pytest.approx(given)


def test_units_that_answer_in_part_speak_for_their_passage_together(shared_library: Library) -> None:
    """Two middling units outrank a single one a little better; a much better one outranks them."""
    search = _search(shared_library)
    one, *others = search.hits[:PASSAGES_READ]
    lone = read_passage(one.document, one.passage).units[0].text
    readings = ((hit, read_passage(hit.document, hit.passage).units[:2]) for hit in others)
    pairs = ((hit, {unit.text for unit in units} - {lone}) for hit, units in readings)
    two, pair = next((hit, texts) for hit, texts in pairs if len(texts) == 2)
    for high, first in ((2.3, two.number), (4.0, one.number)):
        tell: Tell = lambda unit, high=high: high if unit.text == lone else 2.0 if unit.text in pair else LOW  # type: ignore[misc]  # noqa: E731
        ranked = _reader(shared_library, ToldScorer(tell, order=(1.0, 0.0, 0.0))).rerank(search)
        assert ranked.hits[0].number == first


def test_passages_are_ranked_by_retrieval(shared_library: Library) -> None:
    """Where only its score has weight, nothing moves; a negative weight turns the order about."""
    search = _search(shared_library)
    scorer = ToldScorer(lambda unit: float(len(unit.text)), order=(0.0, 0.0, 2.0))
    ranked = _reader(shared_library, scorer).rerank(search)
    assert [hit.number for hit in ranked.hits] == [hit.number for hit in search.hits]
    assert [hit.score for hit in ranked.hits[:3]] == pytest.approx([2 * hit.score for hit in search.hits[:3]])
    scorer = ToldScorer(lambda _: 0.0, order=(0.0, 0.0, -1.0))
    turned = _reader(shared_library, scorer).rerank(search)
    assert [hit.number for hit in turned.hits[:PASSAGES_READ]] == [h.number for h in search.hits[:PASSAGES_READ]][::-1]


def test_a_passage_without_units_is_ranked_by_its_own_score(shared_library: Library) -> None:
    """It has no best unit: its own logit stands for one, and it offers nothing to quote."""

    class Empty(ToldScorer):
        def _passage(self, reading: Reading) -> PassageScore:
            del reading
            return PassageScore(-20.0, ())

    search = _search(shared_library)
    reader = _reader(shared_library, Empty(lambda _: 0.0))
    assert {hit.score for hit in reader.rerank(search).hits[:PASSAGES_READ]} == {-20.0}
    assert reader.choose(search).choices == ()


def test_a_search_is_read_once(shared_library: Library) -> None:
    """Shown, answered, shown again in the new order: the model reads once; another question or place is read anew."""
    scorer = ToldScorer(_says("calls"))
    reader, search = _reader(shared_library, scorer), _search(shared_library)
    chosen = reader.choose(search)
    ranked = reader.rerank(search)
    assert reader.choose(ranked) == chosen
    assert scorer.asked == [(QUESTION, PASSAGES_READ)]
    reader.choose(replace(search, hits=search.hits[:3]))
    reader.choose(replace(search, question="bullying"))
    assert scorer.asked[1:] == [(QUESTION, 3), ("bullying", PASSAGES_READ)]


def test_only_so_many_searches_are_remembered(shared_library: Library) -> None:
    """The oldest is forgotten first."""
    scorer = ToldScorer(lambda _: 0.0)
    reader, search = _reader(shared_library, scorer), replace(_search(shared_library), hits=())
    for number in range(SEARCHES_KEPT + 1):
        reader.read(replace(search, question=f"question {number}"))
    for number in (1, SEARCHES_KEPT, 0):
        reader.read(replace(search, question=f"question {number}"))
    assert [question for question, _ in scorer.asked[SEARCHES_KEPT + 1 :]] == ["question 0"]


def test_marked_words_are_highlighted(shared_library: Library) -> None:
    """What the model marks in the sentences quoted, and no more; lights lie inside the quotation."""
    scorer = ToldScorer(_says("11,460 calls"), marks=r"11,460 calls|\bthe\b")
    choice = _reader(shared_library, scorer).choose(_search(shared_library)).choices[0]
    lit = [choice.document.text[light.start : light.end] for light in choice.highlight]
    quote = attest(choice)
    assert "11,460 calls" in lit
    assert set(lit) <= {"11,460 calls", "the"}
    assert len(lit) == len(re.findall(r"11,460 calls|\bthe\b", quote.display))


def test_unmarked_words_are_those_of_the_question(shared_library: Library) -> None:
    """Where the model marks none, what shares a stem with the question is lit."""
    search = _search(shared_library)
    choice = _reader(shared_library, ToldScorer(_says("11,460 calls"))).choose(search).choices[0]
    assert choice.highlight
    assert choice.highlight == highlight(choice.document, choice.sentences, search.tokens)


def _lights(document: Document, beginning: str, words: str) -> list[str]:
    """The document's words under a mark of these words of the unit that begins so."""
    unit = next(
        unit
        for passage in document.passages
        for unit in read_passage(document, passage).units
        if document.text.startswith(beginning, document.sentences[unit.sentence].start)
    )
    start = unit.text.index(words)
    spans = list(_runs(document, unit, start, start + len(words)))
    parts = document.sentences[unit.sentence].spans
    assert all(any(part.start <= a < b <= part.end for part in parts) for a, b in spans)
    return [_words_of(document.text[a:b]) for a, b in spans]


def test_a_mark_that_a_page_end_cuts(review: Document) -> None:
    """It is two lights, one on each page."""
    beginning = 'The words "bullying" or "harassment" appear'
    assert _lights(review, beginning, "minutes of four of those meetings") == ["minutes of four of", "those meetings"]
    assert _lights(review, beginning, "minutes of four of") == ["minutes of four of"]
    assert _lights(review, beginning, "those meetings") == ["those meetings"]


def test_a_mark_over_a_row(review: Document) -> None:
    """Cells that stand together are one light; heads stand nowhere; a head alone is none."""
    assert _lights(review, "2016-17\t171.0", "Calls: 391,000") == ["391,000"]
    assert _lights(review, "2016-17\t171.0", "Income (£m): 171.0; Calls: 391,000") == ["171.0 391,000"]
    assert _lights(review, "2016-17\t171.0", "Calls") == []


def test_a_mark_over_an_unseen_sign() -> None:
    """A footnote's number or emphasis within the words does not cut the light; what is long does."""
    text = "It was seen by **nobody**¹² at all. It was [told](https://example.org/a-very-long-address) to all."
    document = read_document(text, Source("x", "X", "text"))
    assert _lights(document, "It was seen", "by nobody at all") == ["by **nobody**¹² at all"]
    assert _lights(document, "It was [told", "told to all") == ["told", "to all"]


def test_a_mark_on_space_alone() -> None:
    """It is no light."""
    document = read_document("It was seen.", Source("x", "X", "text"))
    (unit,) = read_passage(document, document.passages[0]).units
    assert list(_runs(document, unit, 2, 3)) == []
    assert list(_runs(document, unit, 0, 2)) == [Span(0, 2)]


def test_with_a_graph(shared_library: Library, tmp_path: Path) -> None:
    """The whole way, from a model's file to quotations that hold."""
    reader = _reader(shared_library, PassageScorer(write_reader(tmp_path / "reader")))
    selection = reader.choose(_search(shared_library))
    assert selection.answered
    assert len(selection.choices) == MOST_QUOTES
    for choice in selection.choices:
        verify(attest(choice), choice.document)


@pytest.mark.parametrize(("threshold", "answered"), [(0.0, True), (1.0, False)])
def test_the_threshold_of_the_card(shared_library: Library, threshold: float, *, answered: bool) -> None:
    """It decides where none is given."""
    scorer = ToldScorer(_says("11,460 calls"))
    scorer.card["abstain"] = threshold
    assert _reader(shared_library, scorer, None).choose(_search(shared_library, QUESTION)).answered is answered


def test_with_the_model_that_comes_with_the_package(shared_library: Library) -> None:
    """It answers from the sample what the sample tells, and refuses what it does not, at the threshold of its card."""
    reader = _reader(shared_library, PassageScorer(), None)
    selection = reader.choose(_search(shared_library, "How many stations did the Service close?"))
    assert selection.answered
    quoted = " ".join(attest(choice).display for choice in selection.choices[:3])
    assert re.search(r"\b17\b|\bSeventeen\b", quoted)
    assert not reader.choose(_search(shared_library, "How do I grow tomatoes on a balcony in Spain?")).answered
