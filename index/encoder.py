"""Texts to vectors without torch: the sentence-transformers model as an ONNX graph, run by ONNX Runtime.

`index.export` makes the graph from the original model and checks it; this module only runs it, so a question is encoded
milliseconds after the process starts.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # read on import: else events are stored, and may be sent
import onnxruntime

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many texts are done and how many there are."""

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
BATCH_CHARS = 400
"""Characters in a batch: a long text goes alone, short ones together. On a CPU padding costs more than calls do."""


class Encoder(Protocol):
    """Anything that turns texts into unit vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32, in the order of the texts."""
        ...


def inference_session(model: str | bytes) -> onnxruntime.InferenceSession:
    """A session of a graph (its path or content) that uses one core, for one batch a core beats one over all cores."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class OnnxEncoder:
    """An exported sentence-transformers model: tokenizer and graph from a folder."""

    def __init__(self, folder: Path, *, dimension: int, most_tokens: int) -> None:
        self._session = inference_session(str(folder / MODEL_FILE))
        self._inputs = {given.name for given in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(most_tokens)
        self._tokenizer.enable_padding()
        self._dimension = dimension

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32; the longest texts first, so that time runs evenly."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        done = 0
        batches = _batches(texts)
        with ThreadPoolExecutor(min(len(batches), os.cpu_count() or 1) or 1) as pool:
            encoded = pool.map(lambda batch: self._encode_batch([texts[number] for number in batch]), batches)
            for batch, found in zip(batches, encoded, strict=True):
                vectors[batch] = found
                done += len(batch)
                if progress:
                    progress(done, len(texts))
        return vectors

    def _encode_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        feeds = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64),
            "token_type_ids": np.array([encoding.type_ids for encoding in encodings], dtype=np.int64),
        }
        (vectors,) = self._session.run(
            ["sentence_embedding"], {name: value for name, value in feeds.items() if name in self._inputs}
        )
        return np.asarray(vectors, dtype=np.float32)


def _batches(texts: Sequence[str]) -> list[list[int]]:
    """Numbers of the texts in batches of like length, longest first."""
    batches: list[list[int]] = []
    room = 0
    for number in sorted(range(len(texts)), key=lambda number: -len(texts[number])):
        if room <= 0:
            batches.append([])
            room = BATCH_CHARS
        batches[-1].append(number)
        room -= len(texts[batches[-1][0]])
    return batches
