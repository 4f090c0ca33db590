"""The weights of a shipped model, taken back out of its int8 graph: where training goes on once checkpoints are gone.

Rounding has moved each by at most half a step, of which a column has 255.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, NodeProto, TensorProto, numpy_helper
from torch import nn

from corpus.errors import IndexUnusableError
from eval.training.train import FROZEN_LAYERS

ROOT = "model"
"""What the exported module calls the model within it."""
PRODUCT = "MatMul_quant"
_WRAPPING = re.compile(r"^.*?(?=(?:embeddings|encoder|pooler)\.)")
"""What comes before a weight's name within a BERT: what the module that holds it calls it."""

READER_KEPT = ("embeddings.", *(f"encoder.layer.{number}." for number in range(FROZEN_LAYERS)))
ENCODER_KEPT = ("embeddings.word_embeddings.", "pooler.")
"""Weights, by the beginnings of their names, that no training changes: they stay those of the base model."""


def restore(model: nn.Module, graph: Path, kept: tuple[str, ...]) -> None:
    """Give the model, in place, the weights that the int8 graph of a model of the same shape holds.

    Those whose names begin with one of `kept` stay as they are.

    Raises:
        IndexUnusableError: the graph is another model's.
    """
    parsed = onnx.load(graph)
    found = {_name(name): weight for name, weight in (_plain(parsed) | _rounded(parsed) | _tables(parsed)).items()}
    own = {_name(name): parameter for name, parameter in model.named_parameters()}
    strange = [name for name in found if name not in own or own[name].shape != found[name].shape]
    lacking = [name for name in own if name not in found and not name.startswith(kept)]
    if strange or lacking:
        raise IndexUnusableError(f"{graph} is not a graph of this model: {(strange + lacking)[0]} is not the same")
    with torch.no_grad():
        for name, weight in found.items():
            if not name.startswith(kept):
                own[name].copy_(torch.from_numpy(weight.copy()))


def _name(name: str) -> str:
    """A weight's name within a BERT; of another weight the name as it is."""
    return _WRAPPING.sub("", name)


def _plain(graph: ModelProto) -> dict[str, np.ndarray]:
    """The weights that stayed as they were: biases, norms, single numbers."""
    return {
        tensor.name.removeprefix(f"{ROOT}."): numpy_helper.to_array(tensor)
        for tensor in graph.graph.initializer
        if tensor.name.startswith(f"{ROOT}.") and tensor.data_type == TensorProto.FLOAT
        if not tensor.name.endswith("_scale")
    }


def _rounded(graph: ModelProto) -> dict[str, np.ndarray]:
    """The weights of linear layers: integers times the step of their column, over what `index.smoothing` put in."""
    tensors = _tensors(graph)
    made = {output: node for node in graph.graph.node for output in node.output}
    found = {}
    for node in graph.graph.node:
        if node.op_type == "MatMulInteger" and node.input[1] in tensors:
            weight = _unrounded(tensors, node.input[1]) / _constant(made[_division(node, made).input[1]])[:, None]
            found[f"{_layer(node.name)}.weight"] = weight.T
    return found


def _tables(graph: ModelProto) -> dict[str, np.ndarray]:
    """The tables that are looked up: integers times their step, times what `index.smoothing` divided channels by."""
    tensors = _tensors(graph)
    made = {output: node for node in graph.graph.node for output in node.output}
    used = {entry: node for node in graph.graph.node for entry in node.input}
    found = {}
    for node in graph.graph.node:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            product = used[used[node.output[0]].output[0]]
            factors = [made[name] for name in product.input if name in made and made[name].op_type == "Constant"]
            peak = _constant(factors[0]) if product.op_type == "Mul" else np.float32(1.0)
            name = node.input[0].removesuffix("_quantized").removeprefix(f"{ROOT}.")
            found[name] = _unrounded(tensors, node.input[0]) * peak
    return found


def _tensors(graph: ModelProto) -> dict[str, TensorProto]:
    return {tensor.name: tensor for tensor in graph.graph.initializer}


def _unrounded(tensors: Mapping[str, TensorProto], quantised: str) -> np.ndarray:
    """Integers less their zero, times the step of their column or table."""
    kind = quantised.removesuffix("_quantized")
    whole, zero, step = (
        numpy_helper.to_array(tensors[f"{kind}_{part}"]) for part in ("quantized", "zero_point", "scale")
    )
    weight: np.ndarray = (whole.astype(np.float32) - zero.astype(np.float32)) * step
    return weight


def _division(product: NodeProto, made: Mapping[str, NodeProto]) -> NodeProto:
    """What divides a layer's inputs, channel by channel, before they are rounded."""
    return made[made[product.input[0]].input[0]]


def _constant(node: NodeProto) -> np.ndarray:
    (value,) = (attribute for attribute in node.attribute if attribute.name == "value")
    return numpy_helper.to_array(value.t)


def _layer(node: str) -> str:
    """The name of the layer that a node stands for: a path, in which the parts of a sequence repeat its name."""
    path = [part for part in node.split("/") if part not in {"", ROOT, PRODUCT}]
    kept = [one for one, following in pairwise(path) if not following.startswith(f"{one}.")]
    return ".".join([*kept, path[-1]])
