"""The trained model as an int8 ONNX graph, with a card that says how far it strays from the float model."""

import hashlib
import json
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from eval.training.batches import Batch, batch
from eval.training.examples import Example
from eval.training.model import ReadingModel, Scores
from index.encoder import inference_session
from index.export import quantise
from qa.scoring import CARD_FILE, MODEL_FILE

FLOAT_FILE = "float.onnx"
NAMES = ("ids", "mask", "types", "question", "pool")
TRACED = 3
"""Windows of the example that the exporter traces."""


class _Plain(nn.Module):
    """The model with a plain tuple out, as the exporter wants it."""

    def __init__(self, model: ReadingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, *given: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.model(*given))


def export(model: ReadingModel, example: Example, folder: Path, card: dict[str, Any]) -> None:
    """Write graph and card into the folder, and the float graph beside them; `example` gives tensors to trace.

    The card gets the checksum and size of the graph, and the largest difference of a logit of a unit or passage of
    the example from the float model's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = batch([example.windows[:TRACED]])
    model.eval().float()
    _trace(model, given, folder / FLOAT_FILE)
    quantise(folder / FLOAT_FILE, folder / MODEL_FILE)
    content = (folder / MODEL_FILE).read_bytes()
    told = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "largest_difference": round(_largest_difference(model, given, content), 4),
    }
    (folder / CARD_FILE).write_text(json.dumps({**card, **told}, indent=1) + "\n", "utf-8")


def _inputs(given: Batch) -> tuple[Tensor, ...]:
    return (given.ids, given.mask, given.types, given.question, given.pool)


def _trace(model: ReadingModel, given: Batch, file: Path) -> None:
    axes = {0: "windows", 1: "tokens"}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter that traces is deprecated, and three times as fast
        torch.onnx.export(
            _Plain(model).eval(),  # else the exporter leaves the model in training, with dropout
            _inputs(given),
            str(file),
            input_names=list(NAMES),
            output_names=["units", "passages", "words"],
            dynamic_axes={
                **dict.fromkeys(NAMES[:4], axes),
                "pool": {0: "windows", 1: "units", 2: "tokens"},
                "units": {0: "windows", 1: "units"},
                "passages": {0: "windows"},
                "words": axes,
            },
            opset_version=17,
            dynamo=False,
        )


def _largest_difference(model: ReadingModel, given: Batch, graph: bytes) -> float:
    feeds = {name: tensor.numpy() for name, tensor in zip(NAMES, _inputs(given), strict=True)}
    units, passages = inference_session(graph).run(["units", "passages"], feeds)
    with torch.inference_mode():
        exact: Scores = model(*_inputs(given))
    read = given.pool.sum(dim=2) > 0
    apart = [(torch.from_numpy(units) - exact.units)[read], torch.from_numpy(passages) - exact.passages]
    return float(torch.cat(apart).abs().max())
