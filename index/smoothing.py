"""Even out what the layers of a model are fed, so that int8 loses less of it.

int8 gives one scale to all numbers that go into a layer; a few channels that are ten times as strong as the others
leave those a tenth of the steps. Such channels are divided down and the layer's weights multiplied up, which changes
no result (SmoothQuant: Xiao and others, 2023, here for the outlying channels alone).
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

OUTLYING = 1.5
"""A channel is divided down to so many times the median channel's peak."""


def smooth(model: nn.Module, run: Callable[[], object]) -> None:
    """Even out tables and the inputs of every linear layer, in place; `run` puts typical inputs through the model."""
    for table in model.modules():
        if isinstance(table, nn.Embedding):
            _level(table)
    peaks: dict[nn.Linear, Tensor] = {}
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    watches = [layer.register_forward_pre_hook(partial(_watch, peaks)) for layer in layers]
    run()
    for watch in watches:
        watch.remove()
    for layer, peak in peaks.items():
        usual = OUTLYING * peak.median()
        if usual > 0:
            scale = (peak / usual).clamp(min=1.0)
            layer.weight.data *= scale
            layer.register_forward_pre_hook(partial(_divide, scale))


def _level(table: nn.Embedding) -> None:
    """Divide every channel of a table by its peak, and multiply what is looked up: int8 has one scale for the table."""
    peak = table.weight.detach().abs().amax(dim=0).clamp(min=torch.finfo(table.weight.dtype).tiny)
    table.weight.data /= peak
    table.register_forward_hook(partial(_multiply, peak))


def _multiply(peak: Tensor, _table: nn.Embedding, _given: tuple[Tensor, ...], found: Tensor) -> Tensor:
    return found * peak


def _watch(peaks: dict[nn.Linear, Tensor], layer: nn.Linear, given: tuple[Tensor, ...]) -> None:
    peak = given[0].detach().abs().flatten(0, -2).amax(dim=0).clone()
    peaks[layer] = torch.maximum(peaks[layer], peak) if layer in peaks else peak


def _divide(scale: Tensor, _: nn.Linear, given: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return (given[0] / scale, *given[1:])
