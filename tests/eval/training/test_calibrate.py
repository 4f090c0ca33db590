"""The calibration: weights and a threshold that do, on the items they were fitted on, what they are for."""

import random
import zlib
from collections.abc import Sequence
from operator import itemgetter

import pytest

from eval.facts import Item, read_items
from eval.training.calibrate import MOST_OVER_REFUSED, Fitted, _fit_choice, calibrate
from eval.training.evidence import touches_evidence
from qa.library import Library
from qa.read import PASSAGES_READ, Selection
from qa.scoring import PassageScore, PassageScorer, UnitScore
from qa.trained import TrainedReader
from qa.windows import Reading, Unit, read_passage
from tests.reading_graph import CALIBRATION


class Candid(PassageScorer):
    """A scorer that knows the evidence of every question, and says so through noise."""

    def __init__(self, library: Library, items: list[Item], **calibration: object) -> None:
        self.card = {"calibration": {**CALIBRATION, **calibration}}
        self._items = {item.question: item for item in items}
        self._documents = {
            (unit.sentence, unit.text): document
            for document in library.documents
            for passage in document.passages
            for unit in read_passage(document, passage).units
        }

    def score(self, question: str, readings: list[Reading]) -> list[PassageScore]:  # type: ignore[override]
        """Evidence about 3, all else about -3."""
        return [self._passage(self._items[question], reading) for reading in readings]

    def _passage(self, item: Item, reading: Reading) -> PassageScore:
        units = tuple(UnitScore(unit, self._logit(item, unit), ()) for unit in reading.units)
        return PassageScore(max((unit.logit for unit in units), default=-3.0), units)

    def _logit(self, item: Item, unit: Unit) -> float:
        document = self._documents[unit.sentence, unit.text]
        answers = touches_evidence(item, document, document.sentences[unit.sentence].spans)
        chance = random.Random(zlib.crc32(f"{item.id} {unit.text}".encode()))  # noqa: S311 - noise, not secrecy
        return chance.gauss(3.0 if answers else -3.0, 1.5)


@pytest.fixture(scope="module")
def dev() -> list[Item]:
    """Items of the sample, in place of dev."""
    return read_items("sample")


@pytest.fixture(scope="module")
def fitted(known: Library, dev: list[Item]) -> Fitted:
    """What is fitted to the candid scorer."""
    return calibrate(known, TrainedReader(known._opened, Candid(known, dev), 0.0), dev)


@pytest.fixture(scope="module")
def reader(known: Library, dev: list[Item], fitted: Fitted) -> TrainedReader:
    """A reader with this calibration."""
    return TrainedReader(known._opened, Candid(known, dev, **fitted.calibration), fitted.abstain)


def _chosen(library: Library, reader: TrainedReader, item: Item) -> Selection:
    return reader.choose(library.retrieve(item.question, PASSAGES_READ))


def test_its_form(fitted: Fitted) -> None:
    """A weight for each signal, three for the order; what the model says of units counts most."""
    assert set(fitted.calibration) == set(CALIBRATION)
    assert len(fitted.calibration["certain"]) == 6
    unit, *others = fitted.calibration["candidate"]
    assert len(others) == 7
    assert unit > 0
    assert fitted.calibration["order"][0] + fitted.calibration["order"][1] > 0.5
    assert 0 < fitted.abstain < 1


def test_few_answers_are_refused(known: Library, dev: list[Item], reader: TrainedReader) -> None:
    """Of the questions that are answered, at most the share allowed; of the others, most."""
    refused = {True: 0, False: 0}
    for item in dev:
        refused[item.answerable] += not _chosen(known, reader, item).answered
    answerable = sum(item.answerable for item in dev)
    assert 0.5 * MOST_OVER_REFUSED <= refused[True] / answerable <= MOST_OVER_REFUSED + 1 / answerable
    assert refused[False] / (len(dev) - answerable) > 0.3


def test_what_answers_comes_first(known: Library, dev: list[Item], reader: TrainedReader) -> None:
    """The fitted odds put what answers before its rivals more often than the model's logits by themselves do."""
    first = {"fitted": 0, "logit": 0}
    for item in dev:
        search = known.retrieve(item.question, PASSAGES_READ)
        rivals = [
            (reader.odds(signals), signals.unit, read.hit.document, candidate)
            for read in reader.read(search)
            for candidate, signals in reader.signals(search, read)
        ]
        best = {"fitted": max(rivals, key=itemgetter(0)), "logit": max(rivals, key=itemgetter(1))}
        for name, (*_, document, candidate) in best.items():
            spans = [span for number in candidate.chief for span in document.sentences[number].spans]
            first[name] += touches_evidence(item, document, spans)
    assert first["fitted"] > first["logit"] > 0


def test_a_choice_among_rivals() -> None:
    """What tells one row of a question from another counts; what tells questions apart does not, nor does size."""
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    questions: list[Sequence[int]] = []
    chance = random.Random(3)  # noqa: S311 - noise, not secrecy
    for number in range(60):
        scores = [chance.gauss(0, 1) for _ in range(6)]
        questions.append(range(len(rows), len(rows) + 6))
        rows += [(score, float(number), 1000 * chance.random()) for score in scores]
        right += [score == max(scores) for score in scores]
    told, question, noise = _fit_choice(rows, right, questions)
    assert told > 0.5
    assert question == pytest.approx(0.0, abs=1e-6)
    assert abs(1000 * noise) < 0.5 * told
    silent = [False] * 6
    assert _fit_choice([*rows, *rows[:6]], [*right, *silent], [*questions, range(360, 366)]) == pytest.approx(
        _fit_choice(rows, right, questions), rel=0.1
    )


def test_passages_that_answer_come_first(known: Library, dev: list[Item], reader: TrainedReader) -> None:
    """The fitted order puts what answers before the rest more often than retrieval does."""
    ranked = found = 0
    for item in dev:
        if item.answerable:
            search = known.retrieve(item.question, PASSAGES_READ)
            for hits, best in ((reader.rerank(search).hits, True), (search.hits, False)):
                own = touches_evidence(item, hits[0].document, [(hits[0].passage.start, hits[0].passage.end)])
                ranked, found = ranked + (own and best), found + (own and not best)
    assert ranked > found
