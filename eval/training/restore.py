"""The weights of a shipped reader, taken back out of its int8 graph: where training goes on once checkpoints are gone.

Rounding has moved each by at most half a step, of which a column has 255.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, NodeProto, numpy_helper

from corpus.errors import IndexUnusableError
from eval.training.model import ReadingModel
from eval.training.train import FROZEN_LAYERS

ROOT = "model"
"""What the exported module calls the reading model."""
PRODUCT = "MatMul_quant"


def restore(model: ReadingModel, graph: Path) -> None:
    """Give the model, in place, the weights that the int8 graph of a model of the same shape holds.

    Embeddings and the lowest layers, which no training changes, stay those of the base model that it was made from.

    Raises:
        IndexUnusableError: the graph is another model's.
    """
    parsed = onnx.load(graph)
    found = _plain(parsed) | _rounded(parsed)
    own = dict(model.named_parameters())
    strange = [name for name in found if name not in own or own[name].shape != found[name].shape]
    frozen = ("body.embeddings.", *(f"body.encoder.layer.{number}." for number in range(FROZEN_LAYERS)))
    lacking = [name for name in own if name not in found and not name.startswith(frozen)]
    if strange or lacking:
        raise IndexUnusableError(f"{graph} is not a graph of this model: {(strange + lacking)[0]} is not the same")
    with torch.no_grad():
        for name, weight in found.items():
            if not name.startswith(frozen):
                own[name].copy_(torch.from_numpy(weight.copy()))


def _plain(graph: ModelProto) -> dict[str, np.ndarray]:
    """The weights that stayed as they were: biases, norms, single numbers."""
    return {
        tensor.name.removeprefix(f"{ROOT}."): numpy_helper.to_array(tensor)
        for tensor in graph.graph.initializer
        if tensor.name.startswith(f"{ROOT}.") and tensor.data_type == onnx.TensorProto.FLOAT
        if not tensor.name.endswith("_scale")
    }


def _rounded(graph: ModelProto) -> dict[str, np.ndarray]:
    """The weights of linear layers: integers times the step of their column, over what `index.smoothing` put in."""
    tensors = {tensor.name: tensor for tensor in graph.graph.initializer}
    made = {output: node for node in graph.graph.node for output in node.output}
    found = {}
    for node in graph.graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in tensors:
            kind = node.input[1].removesuffix("_quantized")
            whole, zero, step = (
                numpy_helper.to_array(tensors[f"{kind}_{part}"]) for part in ("quantized", "zero_point", "scale")
            )
            weight = (whole.astype(np.float32) - zero.astype(np.float32)) * step / _divisor(node, made)[:, None]
            found[f"{_layer(node.name)}.weight"] = weight.T
    return found


def _divisor(product: NodeProto, made: dict[str, NodeProto]) -> np.ndarray:
    """What a layer's inputs are divided by, channel by channel, before they are rounded."""
    division = made[made[product.input[0]].input[0]]
    (value,) = (attribute for attribute in made[division.input[1]].attribute if attribute.name == "value")
    return numpy_helper.to_array(value.t)


def _layer(node: str) -> str:
    """The name of the layer that a node stands for: a path, in which the parts of a sequence repeat its name."""
    path = [part for part in node.split("/") if part not in {"", ROOT, PRODUCT}]
    kept = [one for one, following in pairwise(path) if not following.startswith(f"{one}.")]
    return ".".join([*kept, path[-1]])
