"""The weights that come back out of an int8 graph."""

from pathlib import Path

import pytest
import torch

from corpus.errors import IndexUnusableError
from eval.training.examples import Example
from eval.training.export import export
from eval.training.model import ReadingModel
from eval.training.restore import READER_KEPT, restore
from qa.scoring import MODEL_FILE


def _weights(model: ReadingModel) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in model.named_parameters()}


@pytest.fixture
def graph(model: ReadingModel, examples: list[Example], tmp_path: Path) -> Path:
    """The graph of a model whose weights are not those that it began with."""
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.rand_like(weight), alpha=0.1)
    export(model, examples[0], tmp_path, {})
    return tmp_path / MODEL_FILE


def test_they_are_those_that_were_rounded(base: Path, graph: Path, model: ReadingModel) -> None:
    """Every one comes back, matrices and tables within a step of a hundred, the others as they were."""
    again = ReadingModel(str(base))
    first = _weights(again)
    restore(again, graph, ())
    for name, weight in _weights(again).items():
        wanted = model.get_parameter(name).detach()
        step = float(wanted.abs().max()) / 100 if wanted.dim() > 1 else 0.0
        assert float((weight - wanted).abs().max()) <= step, name
    assert sum(not torch.equal(weight, first[name]) for name, weight in _weights(again).items()) > 30


def test_what_is_kept_stays_the_base_models(base: Path, graph: Path) -> None:
    """Training changes them as little: they are not rounded."""
    again = ReadingModel(str(base))
    first = _weights(again)
    restore(again, graph, READER_KEPT)
    same = {name for name, weight in _weights(again).items() if torch.equal(weight, first[name])}
    assert same == {name for name in first if name.startswith(("body.embeddings.", "body.encoder.layer."))}


def test_another_models_graph(base: Path, graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told from ours by names and shapes."""
    monkeypatch.setattr("eval.training.model.HEAD_SIZE", 7)
    with pytest.raises(IndexUnusableError, match="is not a graph of this model"):
        restore(ReadingModel(str(base)), graph, READER_KEPT)
