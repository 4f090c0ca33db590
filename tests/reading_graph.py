"""A reading model made by hand, whose scores can be told beforehand: no weights, only sums over token numbers."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from index.encoder import TOKENIZER_FILE
from index.export import SHIPPED_FOLDER
from qa.scoring import CARD_FILE, MODEL_FILE

MARKED_ABOVE = 10_000
"""The model marks tokens with a greater number: rare words."""

CALIBRATION = {
    "candidate": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "order": [1.0, 0.0, 0.0],
    "certain": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "certain_constant": 0.0,
    "following": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
}


def write_reader(folder: Path, **card: Any) -> Path:
    """The folder, with the graph, the tokenizer of the package and a card.

    A unit's logit is the mean of its tokens' numbers, a passage's the number of tokens after the question less a
    thousandth of the mean number of the question's tokens; a token is marked where its number is above MARKED_ABOVE.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = _graph().SerializeToString()
    (folder / MODEL_FILE).write_bytes(content)
    told = {"model": "by hand", "calibration": CALIBRATION, "sha256": hashlib.sha256(content).hexdigest(), **card}
    (folder / CARD_FILE).write_text(json.dumps(told), "utf-8")
    shutil.copyfile(SHIPPED_FOLDER / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    return folder


def _graph() -> onnx.ModelProto:
    whole, real = TensorProto.INT64, TensorProto.FLOAT
    tokens = ["windows", "tokens"]
    nodes = [
        helper.make_node("Cast", ["ids"], ["numbers"], to=real),
        helper.make_node("Unsqueeze", ["numbers", "last"], ["columns"]),
        helper.make_node("MatMul", ["pool", "columns"], ["means"]),
        helper.make_node("Squeeze", ["means", "last"], ["units"]),
        helper.make_node("ReduceSum", ["types", "first"], ["count"], keepdims=0),
        helper.make_node("Cast", ["count"], ["counted"], to=real),
        helper.make_node("Mul", ["question", "numbers"], ["asked"]),
        helper.make_node("ReduceSum", ["asked", "first"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "thousandth"], ["small"]),
        helper.make_node("Sub", ["counted", "small"], ["passages"]),
        helper.make_node("Sub", ["numbers", "threshold"], ["words"]),
    ]
    graph = helper.make_graph(
        nodes,
        "reader",
        [
            *(helper.make_tensor_value_info(name, whole, tokens) for name in ("ids", "types")),
            helper.make_tensor_value_info("question", real, tokens),
            helper.make_tensor_value_info("pool", real, ["windows", "units", "tokens"]),
        ],
        [
            helper.make_tensor_value_info("units", real, ["windows", "units"]),
            helper.make_tensor_value_info("passages", real, ["windows"]),
            helper.make_tensor_value_info("words", real, tokens),
        ],
        [
            helper.make_tensor("last", whole, [1], [2]),
            helper.make_tensor("first", whole, [1], [1]),
            helper.make_tensor("thousandth", real, [], [0.001]),
            helper.make_tensor("threshold", real, [], [float(MARKED_ABOVE)]),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
