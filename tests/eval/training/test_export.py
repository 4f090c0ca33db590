"""The reader as a graph: it says what the model says, for windows and units of any number."""

import hashlib
import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.training.batches import batch
from eval.training.examples import Example, Labelled
from eval.training.export import FLOAT_FILE, export
from eval.training.model import ReadingModel
from index.encoder import TOKENIZER_FILE, inference_session
from index.export import SHIPPED_FOLDER
from qa.scoring import CARD_FILE, MODEL_FILE, PassageScorer
from qa.windows import Reading, Unit
from tests.reading_graph import CALIBRATION


@pytest.fixture(scope="module")
def trained(base: Path) -> ReadingModel:
    """A model of random weights."""
    torch.manual_seed(1)
    return ReadingModel(str(base))


@pytest.fixture(scope="module")
def exported(trained: ReadingModel, examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that it was exported into, in the midst of training."""
    folder = tmp_path_factory.mktemp("exported") / "reader"
    export(trained.train(), examples[0], folder, {"model": "tiny", "calibration": CALIBRATION})
    trained.eval()
    return folder


def _apart(exported: Path, name: str, model: ReadingModel, windows: Sequence[Labelled]) -> list[float]:
    """The largest difference of a logit of units, passages and words from the model's, of all windows at once."""
    session, given = inference_session(str(exported / name)), batch([windows])
    with torch.inference_mode():
        wanted = model.eval()(given.ids, given.mask, given.types, given.question, given.pool)
    apart = []
    for row, labelled in enumerate(windows):
        length, count = len(labelled.window.ids), len(labelled.labels)
        feed = {one: getattr(given, one)[row : row + 1, :length].numpy() for one in ("ids", "types", "question")}
        feed["pool"] = given.pool[row : row + 1, :count, :length].numpy()
        units, passages, words = session.run(["units", "passages", "words"], feed)
        read = feed["pool"][0].sum(axis=1) > 0
        apart.append(
            [
                np.abs(units[0] - wanted.units[row, :count].numpy())[read].max(),
                np.abs(passages[0] - wanted.passages[row].numpy()),
                np.abs(words[0] - wanted.words[row, :length].numpy()).max(),
            ]
        )
    return [float(largest) for largest in np.max(apart, axis=0)]


@pytest.mark.parametrize(("first", "count"), [(0, 1), (3, 2), (5, 9)])
def test_it_says_what_the_model_says(
    exported: Path, trained: ReadingModel, examples: list[Example], first: int, count: int
) -> None:
    """The float graph to the last digits, the small one nearly, on other windows than were traced."""
    windows = [window for example in examples[1:3] for window in example.windows[first : first + count]]
    assert max(_apart(exported, FLOAT_FILE, trained, windows)) < 1e-4
    assert max(_apart(exported, MODEL_FILE, trained, windows)) < 0.2


def test_the_card(exported: Path, trained: ReadingModel, examples: list[Example]) -> None:
    """What was given, and checksum, size and distance from the model, as they are."""
    card = json.loads((exported / CARD_FILE).read_text("utf-8"))
    content = (exported / MODEL_FILE).read_bytes()
    units, passages, _ = _apart(exported, MODEL_FILE, trained, examples[0].windows)
    assert card == {
        "model": "tiny",
        "calibration": CALIBRATION,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "largest_difference": pytest.approx(max(units, passages), abs=1e-4),
    }
    assert len(content) < (exported / FLOAT_FILE).stat().st_size / 3


def test_it_is_exported_without_dropout(trained: ReadingModel, examples: list[Example], tmp_path: Path) -> None:
    """The model is left as it was, and exported again is the same to the last byte, card and all."""
    before = {name: value.clone() for name, value in trained.state_dict().items()}
    for name in ("one", "other"):
        export(trained.train(), examples[0], tmp_path / name, {})
        assert trained.training
    trained.eval()
    assert all(torch.equal(value, before[name]) for name, value in trained.state_dict().items())
    for name in (FLOAT_FILE, MODEL_FILE, CARD_FILE):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_the_scorer_runs_it(exported: Path, tmp_path: Path) -> None:
    """With a tokenizer beside it the folder is a reader's."""
    folder = tmp_path / "reader"
    shutil.copytree(exported, folder)
    shutil.copyfile(SHIPPED_FOLDER / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    reading = Reading("Chapter 1", (Unit(3, "Nobody rang.", [0] * 12), Unit(4, "They waited.", [0] * 12)))
    (score,) = PassageScorer(folder).score("Who rang?", [reading])
    assert [found.unit.sentence for found in score.units] == [3, 4]
    assert score.units[0].logit != score.units[1].logit


def test_logging_stays_as_it_was(trained: ReadingModel, examples: list[Example], tmp_path: Path) -> None:
    """Exporting hushes the quantiser, and nobody else after it."""
    level = logging.getLogger().level
    export(trained, examples[0], tmp_path / "again", {})
    assert logging.getLogger().level == level
