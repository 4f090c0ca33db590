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
WINDOWS_AT_ONCE = 4
"""Windows in a batch: those of like length go together, a batch a core."""

Logits = npt.NDArray[np.float32]


class UnitScore(NamedTuple):
    """A unit's logit that it answers, and the characters of its text, as `(start, end)`, that the model marks."""

    unit: Unit
    logit: float
    words: tuple[tuple[int, int], ...]


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
        flat = sorted(
            ((len(w.ids), number, w) for number, ws in enumerate(cut) for w in ws), key=lambda entry: entry[0]
        )
        batches = [flat[first : first + WINDOWS_AT_ONCE] for first in range(0, len(flat), WINDOWS_AT_ONCE)]
        found: list[list[tuple[float, list[UnitScore]]]] = [[] for _ in readings]
        scored = self._pool.map(lambda entries: self._score_batch([window for _, _, window in entries]), batches[::-1])
        for entries, scores in zip(batches[::-1], scored, strict=True):
            for (_, number, _), score in zip(entries, scores, strict=True):
                found[number].append(score)
        return [_joined(parts) for parts in found]

    def _score_batch(self, windows: Sequence[Window]) -> list[tuple[float, list[UnitScore]]]:
        units, passages, words = self._session.run(["units", "passages", "words"], feeds(windows))
        return [
            (
                float(passages[row]),
                [
                    UnitScore(stretch.unit, float(units[row, place]), _marked(stretch.characters, words[row, a:b]))
                    for place, stretch in enumerate(window.stretches)
                    for a, b in [(stretch.first, stretch.last)]
                    if a < b
                ],
            )
            for row, window in enumerate(windows)
        ]


def feeds(windows: Sequence[Window]) -> dict[str, npt.NDArray[Any]]:
    """The model's inputs for windows: ids, mask and types (windows, tokens), int64; the averaging rows, float32."""
    tokens = max(len(window.ids) for window in windows)
    units = max(1, *(len(window.stretches) for window in windows))
    ids, mask, types = (np.zeros((len(windows), tokens), dtype=np.int64) for _ in range(3))
    question = np.zeros((len(windows), tokens), dtype=np.float32)
    pool = np.zeros((len(windows), units, tokens), dtype=np.float32)
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length], mask[row, :length], types[row, :length] = window.ids, 1, window.types
        first, last = window.question
        question[row, first:last] = 1.0 / max(1, last - first)
        for place, stretch in enumerate(window.stretches):
            pool[row, place, stretch.first : stretch.last] = 1.0 / max(1, stretch.last - stretch.first)
    return {"ids": ids, "mask": mask, "types": types, "question": question, "pool": pool}


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
