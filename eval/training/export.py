"""The trained model as an int8 ONNX graph, with a card that says how far it strays from the float model."""

import hashlib
import json
import warnings
from collections.abc import Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eval.training.examples import Example, Labelled
from eval.training.model import ReadingModel
from index.encoder import inference_session
from index.export import quantise
from index.smoothing import smooth
from qa.scoring import CARD_FILE, MODEL_FILE, feeds

FLOAT_FILE = "float.onnx"
NAMES = ("ids", "types", "question", "pool")


class _Plain(nn.Module):
    """The model for a window by itself, which has no padding to mask; a plain tuple out, as the exporter wants it."""

    def __init__(self, model: ReadingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, types: Tensor, question: Tensor, pool: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.model(ids, None, types, question, pool))


def export(model: ReadingModel, example: Example, folder: Path, card: dict[str, Any]) -> None:
    """Write graph and card into the folder, and the float graph beside them; `example` gives tensors to trace.

    The card gets the checksum and size of the graph, and the largest difference of a logit of a unit or passage of
    the example from the float model's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = [_inputs(labelled) for labelled in example.windows]
    model = deepcopy(model).eval().float()
    smooth(model, partial(_read_all, model, given))
    _trace(model, given[0], folder / FLOAT_FILE)
    quantise(folder / FLOAT_FILE, folder / MODEL_FILE)
    content = (folder / MODEL_FILE).read_bytes()
    told = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "largest_difference": round(_largest_difference(model, given, content), 4),
    }
    (folder / CARD_FILE).write_text(json.dumps({**card, **told}, indent=1) + "\n", "utf-8")


def _inputs(labelled: Labelled) -> tuple[Tensor, ...]:
    """What the scorer gives the graph for a window, as tensors."""
    ids = labelled.window.ids
    second = labelled.window.question[1] + 1
    types = [0] * second + [1] * (len(ids) - second)  # examples leave them out
    given = feeds(labelled.window._replace(types=types))
    return tuple(torch.from_numpy(given[name]) for name in NAMES)


def _read_all(model: ReadingModel, given: Sequence[tuple[Tensor, ...]]) -> None:
    plain = _Plain(model)
    with torch.inference_mode():
        for tensors in given:
            plain(*tensors)


def _trace(model: ReadingModel, given: tuple[Tensor, ...], file: Path) -> None:
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter that traces is deprecated, and three times as fast
        torch.onnx.export(
            _Plain(model).eval(),  # else the exporter leaves the model in training, with dropout
            given,
            str(file),
            input_names=list(NAMES),
            output_names=["units", "passages", "words"],
            dynamic_axes={
                **{name: {1: "tokens"} for name in ("ids", "types", "question", "words")},
                "pool": {1: "units", 2: "tokens"},
                "units": {1: "units"},
            },
            opset_version=17,
            dynamo=False,
        )


def _largest_difference(model: ReadingModel, given: Sequence[tuple[Tensor, ...]], graph: bytes) -> float:
    session, plain = inference_session(graph), _Plain(model)
    apart = 0.0
    for tensors in given:
        feed = {name: tensor.numpy() for name, tensor in zip(NAMES, tensors, strict=True)}
        with torch.inference_mode():
            exact = plain(*tensors)[:2]
        for read, wanted in zip(session.run(["units", "passages"], feed), exact, strict=True):
            apart = max(apart, float((torch.from_numpy(read) - wanted).abs().max()))
    return apart
