"""The trained reading model, run by ONNX Runtime: question and passages in, scores of passages, units and words out."""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from corpus.errors import IndexUnusableError
from index.encoder import inference_session
from qa.windows import Reading, Unit, Window, Windows

MODEL_FOLDER = Path(__file__).parent / "reader"
MODEL_FILE = "reader.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "card.json"
Logits = npt.NDArray[np.float32]


class UnitScore(NamedTuple):
    """A unit's logit that it answers, and the characters of its text, as `(start, end)`, that the model marks.

    `marked` is how many of its tokens the model expects to be among the words that answer: their chances, summed.
    """

    unit: Unit
    logit: float
    words: tuple[tuple[int, int], ...]
    marked: float = 0.0


class PassageScore(NamedTuple):
    """A passage's logit that it answers, and the scores of its units in order."""

    logit: float
    units: tuple[UnitScore, ...]


class PassageScorer:
    """The model of a folder, without one the model that comes with the package."""

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        """Raises IndexUnusableError where the model's file is not the one its card describes."""
        self.card: dict[str, Any] = json.loads((folder / CARD_FILE).read_text("utf-8"))
        content = (folder / MODEL_FILE).read_bytes()
        if hashlib.sha256(content).hexdigest() != self.card["sha256"]:
            raise IndexUnusableError(f"{folder / MODEL_FILE} is damaged: its checksum is not its card's; reinstall")
        self._session = inference_session(content)
        self._windows = Windows(Tokenizer.from_file(str(folder / TOKENIZER_FILE)))

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(os.cpu_count() or 1)

    def score(self, question: str, readings: Sequence[Reading]) -> list[PassageScore]:
        """The score of each reading, in order; of one cut into several windows, the best window's and all units."""
        cut = self._windows.cut(question, readings)
        flat = [(number, window) for number, windows in enumerate(cut) for window in windows]
        flat.sort(key=lambda entry: -len(entry[1].ids))  # the longest first, so that all cores end at the same time
        found: list[list[tuple[float, list[UnitScore]]]] = [[] for _ in readings]
        for (number, _), score in zip(flat, self._pool.map(self._score, [window for _, window in flat]), strict=True):
            found[number].append(score)
        return [_joined(parts) for parts in found]

    def _score(self, window: Window) -> tuple[float, list[UnitScore]]:
        """The scores of one window, read alone: in company it would be padded, masked, and rounded otherwise."""
        (units,), (passage,), (words,) = self._session.run(["units", "passages", "words"], feeds(window))
        return float(passage), [
            UnitScore(stretch.unit, float(logit), _marked(stretch.characters, own), _expected(own))
            for stretch, logit in zip(window.stretches, units, strict=True)
            for own in [words[stretch.first : stretch.last]]
            if len(own)
        ]


def feeds(window: Window) -> dict[str, npt.NDArray[Any]]:
    """The model's inputs for a window: ids and types (1, tokens), int64; the averaging rows, float32.

    `question` (1, tokens) averages the question's tokens, `pool` (1, units, tokens) each unit's.
    """
    tokens = len(window.ids)
    question = np.zeros((1, tokens), dtype=np.float32)
    pool = np.zeros((1, len(window.stretches), tokens), dtype=np.float32)
    first, last = window.question
    question[0, first:last] = 1.0 / max(1, last - first)
    for place, stretch in enumerate(window.stretches):
        pool[0, place, stretch.first : stretch.last] = 1.0 / max(1, stretch.last - stretch.first)
    ids, types = (np.array([row], dtype=np.int64) for row in (window.ids, window.types))
    return {"ids": ids, "types": types, "question": question, "pool": pool}


def _expected(logits: Logits) -> float:
    """How many of the tokens are expected to belong to the words that answer."""
    return float((0.5 + 0.5 * np.tanh(0.5 * logits)).sum())  # the logistic, in a form that cannot overflow


def _marked(characters: Sequence[tuple[int, int]], logits: Logits) -> tuple[tuple[int, int], ...]:
    """Runs of neighbouring tokens that the model marks, as characters."""
    runs: list[tuple[int, int]] = []
    before = False
    for (start, end), logit in zip(characters, logits, strict=True):
        if logit > 0 and before:
            runs[-1] = (runs[-1][0], end)
        elif logit > 0:
            runs.append((start, end))
        before = bool(logit > 0)
    return tuple(runs)


def _joined(parts: Sequence[tuple[float, list[UnitScore]]]) -> PassageScore:
    units = sorted((score for _, scores in parts for score in scores), key=lambda score: score.unit.sentence)
    return PassageScore(max((logit for logit, _ in parts), default=-20.0), tuple(units))
