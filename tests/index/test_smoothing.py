"""Evening out what layers are fed: no result changes, and int8 loses less."""

import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from index.export import quantise
from index.smoothing import OUTLYING, smooth

CHANNELS = 64
OUTLIER = 7


def _layers() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(CHANNELS, CHANNELS), nn.ReLU(), nn.Linear(CHANNELS, 4)).eval()


def _weights(model: nn.Sequential) -> Tensor:
    """Those of the first layer, as they are now."""
    first = model[0]
    assert isinstance(first, nn.Linear)
    return first.weight.detach().clone()


def _given() -> Tensor:
    """Inputs one of whose channels is fifty times as strong as the others."""
    given = torch.randn(200, 5, CHANNELS, generator=torch.Generator().manual_seed(1))
    given[..., OUTLIER] *= 50
    return given


def _lost(model: nn.Module, given: Tensor, folder: Path) -> float:
    """How far, on the mean, the model's int8 graph strays from the model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter that traces is deprecated; the project's own does the same
        torch.onnx.export(model, (given,), str(folder / "float.onnx"), input_names=["x"], dynamo=False)
    quantise(folder / "float.onnx", folder / "int8.onnx")
    session = onnxruntime.InferenceSession(str(folder / "int8.onnx"), providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        wanted = model(given).numpy()
    return float(np.abs(session.run(None, {"x": given.numpy()})[0] - wanted).mean())


def test_no_result_changes() -> None:
    """Of inputs that were watched and of others."""
    model, given = _layers(), _given()
    with torch.inference_mode():
        before = model(given)
        smooth(model, lambda: model(given[:3]))
        assert torch.allclose(model(given), before, atol=1e-4)


def test_outlying_channels_are_divided_down() -> None:
    """And the others left as they are."""
    model, given = _layers(), _given()
    weights = _weights(model)
    smooth(model, lambda: model(given))
    raised = (_weights(model) / weights).amax(dim=0)
    peaks = given.abs().amax(dim=(0, 1))
    assert torch.allclose(raised[OUTLIER], peaks[OUTLIER] / (OUTLYING * peaks.median()), rtol=1e-3)
    assert float(raised.median()) == 1.0


def test_a_layer_that_is_fed_nothing_but_zero_stays() -> None:
    """There is nothing to tell a usual channel by."""
    model = _layers()
    weights = _weights(model)
    smooth(model, lambda: model(torch.zeros(2, CHANNELS)))
    assert torch.equal(_weights(model), weights)


def test_a_tables_channels_are_levelled(tmp_path: Path) -> None:
    """Each to a peak of one, and what is looked up stays as it was; int8 loses less than half."""
    torch.manual_seed(0)
    table = nn.Embedding(CHANNELS, CHANNELS)
    table.weight.data[:, OUTLIER] *= 50
    table.weight.data[:, OUTLIER + 1] = 0.0
    given = torch.arange(CHANNELS)
    model = nn.Sequential(table, nn.Identity())
    before, lost = model(given), _lost(model, given, tmp_path)
    smooth(model, lambda: model(given))
    assert torch.allclose(model(given), before, atol=1e-5)
    peaks = table.weight.abs().amax(dim=0)
    assert torch.allclose(peaks, torch.ones(CHANNELS) - torch.eye(CHANNELS)[OUTLIER + 1])
    assert _lost(model, given, tmp_path) < lost / 2


def test_int8_loses_less(tmp_path: Path) -> None:
    """Less than half."""
    model, given = _layers(), _given()
    before = _lost(model, given, tmp_path)
    smooth(model, lambda: model(given))
    assert _lost(model, given, tmp_path) < before / 2
