"""The trained model run: what goes in, and whose every score is that comes out."""

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus.document import NOTHING, Document
from corpus.errors import IndexUnusableError
from index.encoder import TOKENIZER_FILE
from index.export import SHIPPED_FOLDER
from qa.scoring import (
    CARD_FILE,
    MODEL_FILE,
    MODEL_FOLDER,
    PassageScore,
    PassageScorer,
    UnitScore,
    _marked,
    feeds,
)
from qa.windows import MOST_HEADER_TOKENS, Reading, Unit, Windows, read_passage
from tests.reading_graph import MARKED_ABOVE, write_reader

QUESTION = "Who rang the dispatcher?"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer that comes with the package, without padding."""
    found = Tokenizer.from_file(str(SHIPPED_FOLDER / TOKENIZER_FILE))
    found.no_padding()
    found.no_truncation()
    return found


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> PassageScorer:
    """A scorer that runs the model made by hand."""
    return PassageScorer(write_reader(tmp_path_factory.mktemp("reader")))


def _made(*texts: str, first: int = 0) -> Reading:
    return Reading("Chapter 1", tuple(Unit(n, text, [NOTHING] * len(text)) for n, text in enumerate(texts, first)))


def _numbers(tokenizer: Tokenizer, text: str) -> list[int]:
    numbers: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
    return numbers


def _passage_logit(tokenizer: Tokenizer, reading: Reading) -> float:
    """What the model made by hand says of a passage of one window."""
    header = len(_numbers(tokenizer, reading.header)[:MOST_HEADER_TOKENS])
    count = header + sum(len(_numbers(tokenizer, unit.text)) for unit in reading.units)
    return count + 1 - float(np.mean(_numbers(tokenizer, QUESTION))) / 1000


def test_every_score_is_its_own_units(scorer: PassageScorer, tokenizer: Tokenizer, review: Document) -> None:
    """Of many passages of all lengths each unit and passage gets what the model says of it."""
    readings = [read_passage(review, passage) for passage in review.passages[:60]]
    short = [reading for reading in readings if reading.units and _passage_logit(tokenizer, reading) < 200]
    assert len(short) > 12
    scores = scorer.score(QUESTION, short)
    assert len(scores) == len(short)
    for reading, score in zip(short, scores, strict=True):
        assert [found.unit for found in score.units] == list(reading.units)
        wanted = [float(np.mean(_numbers(tokenizer, unit.text))) for unit in reading.units]
        assert [found.logit for found in score.units] == pytest.approx(wanted, rel=1e-5)
        assert score.logit == pytest.approx(_passage_logit(tokenizer, reading), abs=1e-3)


def test_a_reading_of_several_windows(scorer: PassageScorer, tokenizer: Tokenizer) -> None:
    """The best window's score is the passage's; all units are there, in order."""
    reading = _made(*("word " * count for count in (90, 90, 110, 120, 50)), first=7)
    (parts,) = Windows(tokenizer).cut(QUESTION, [reading])
    assert len(parts) > 1
    assert len(parts[0].ids) < max(len(window.ids) for window in parts)
    (score,) = scorer.score(QUESTION, [reading])
    assert [found.unit.sentence for found in score.units] == list(range(7, 12))
    longest = max(len(window.ids) - window.question[1] - 1 for window in parts)
    assert score.logit == pytest.approx(longest - np.mean(_numbers(tokenizer, QUESTION)) / 1000, abs=1e-3)


def test_marked_words(scorer: PassageScorer, tokenizer: Tokenizer) -> None:
    """Neighbouring tokens that are marked are one run of characters, others begin a new one."""
    text = "The bicycle umbrella was left in an orchard"
    encoding = tokenizer.encode(text, add_special_tokens=False)
    rare = [number > MARKED_ABOVE for number in encoding.ids]
    ((unit,),) = [score.units for score in scorer.score(QUESTION, [_made(text)])]
    covered = [any(start < b and a < end for start, end in unit.words) for a, b in encoding.offsets]
    assert covered == rare
    assert [text[start:end] for start, end in unit.words] == ["bicycle umbrella", "orchard"]
    assert unit.marked == pytest.approx(sum(rare), abs=0.01)


@pytest.mark.parametrize(
    ("logits", "expected"),
    [
        ([-1.0, -1.0, -1.0], ()),
        ([1.0, 2.0, 3.0], ((0, 14),)),
        ([1.0, -1.0, 1.0], ((0, 3), (9, 14))),
        ([-1.0, 0.5, 0.5], ((4, 14),)),
        ([0.0, 0.1, 0.0], ((4, 8),)),
    ],
)
def test_runs_of_marked_tokens(logits: list[float], expected: tuple[tuple[int, int], ...]) -> None:
    """Above nought is marked; a run goes from its first token's beginning to its last one's end."""
    characters = [(0, 3), (4, 8), (9, 14)]
    assert _marked(characters, np.array(logits, dtype=np.float32)) == expected


def test_nothing_to_score(scorer: PassageScorer) -> None:
    """No readings, no scores; a reading without units, or whose unit has no tokens, has none and the lowest logit."""
    assert scorer.score(QUESTION, []) == []
    assert scorer.score(QUESTION, [_made()]) == [PassageScore(-20.0, ())]
    empty, full = scorer.score(QUESTION, [_made("\ufffd"), _made("Nobody.")])
    assert empty.units == ()
    assert [found.unit.text for found in full.units] == ["Nobody."]


def test_what_the_model_is_given(tokenizer: Tokenizer) -> None:
    """Ids and types; rows that average the question's and each unit's tokens; nothing where a unit has none."""
    ((window,),) = Windows(tokenizer).cut("Who rang?", [_made("The crew.", "\ufffd", "They waited.")])
    given = feeds(window)
    assert {name: value.shape for name, value in given.items()} == {
        **dict.fromkeys(("ids", "types", "question"), (1, 14)),
        "pool": (1, 3, 14),
    }
    assert {str(given[name].dtype) for name in ("ids", "types")} == {"int64"}
    assert {str(given[name].dtype) for name in ("question", "pool")} == {"float32"}
    assert given["ids"].tolist() == [list(window.ids)]
    assert given["types"].tolist() == [[0] * 5 + [1] * 9]
    assert given["question"].sum() == pytest.approx(1)
    assert np.flatnonzero(given["question"][0]).tolist() == [1, 2, 3]
    assert given["pool"].sum(axis=2) == pytest.approx(np.array([[1, 0, 1]]))
    assert np.flatnonzero(given["pool"][0, 2]).tolist() == [10, 11, 12]


def test_a_damaged_model(tmp_path: Path) -> None:
    """One changed byte is noticed before anything is read with it."""
    folder = write_reader(tmp_path / "reader")
    content = bytearray((folder / MODEL_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / MODEL_FILE).write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"reader\.onnx is damaged"):
        PassageScorer(folder)


def test_the_card(tmp_path: Path) -> None:
    """It is there as it was written."""
    folder = write_reader(tmp_path / "reader", abstain=0.25)
    assert PassageScorer(folder).card == json.loads((folder / CARD_FILE).read_text("utf-8"))
    assert PassageScorer(folder).card["abstain"] == 0.25


def test_the_model_that_comes_with_the_package() -> None:
    """It tells what answers from what does not, and marks the words that do."""
    scorer = PassageScorer()
    assert {path.name for path in MODEL_FOLDER.iterdir()} >= {MODEL_FILE, CARD_FILE, TOKENIZER_FILE}
    assert [len(scorer.card["calibration"][name]) for name in ("candidate", "order", "certain")] == [8, 3, 6]
    reading = _made(
        "The kettle was made in 1974 and belongs to Maureen.",
        "The ambulance station at Penwick was sold in March 2016 for £310,000.",
        "Nobody who waited outside was offered a chair.",
    )
    (score,) = scorer.score("When was the ambulance station at Penwick sold?", [reading])
    best = max(score.units, key=lambda found: found.logit)
    assert isinstance(best, UnitScore)
    assert best.unit.sentence == 1
    (other,) = scorer.score("Who designed the cathedral in Barcelona?", [reading])
    assert max(found.logit for found in other.units) < best.logit
