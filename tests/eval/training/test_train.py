"""The training loop: it learns, leaves what it should, and goes on after a cut as if there had been none."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from eval.training import train as training
from eval.training.examples import Example, Label, Labelled
from eval.training.harden import hardest
from eval.training.model import ReadingModel
from eval.training.train import CHECKPOINT, FROZEN_LAYERS, LOG, Plan, _drawn, _share_of_rate, train
from qa.windows import Reading, Unit, Windows

PLAN = Plan("known", 1.0, questions=2, windows=2, rate=1e-3, head_rate=1e-2, seed=3, look_every=2)
WORDS = (
    *("bicycle", "kettle", "nurse", "river", "tree", "station", "clock", "letter"),
    *("ladder", "horse", "garden", "coat", "door", "lamp", "table", "bridge"),
)


class PowerCutError(Exception):
    """The training was cut off."""


@pytest.fixture(scope="module")
def few(windows: Windows) -> list[Example]:
    """Questions for a word, each with three windows of three sentences, one of which holds the word.

    All alike in length: for each new shape of tensors the processor's kernels are made anew, which takes a second.
    """
    return [_example(windows, number) for number in range(len(WORDS))]


def _example(windows: Windows, number: int) -> Example:
    turned = [*WORDS[number:], *WORDS[:number]]
    sentences = [f"The crew saw a {turned[place]} by the road." for place in (1, 0, 2, 3, 4, 5, 6, 7, 8)]
    labelled = []
    for rank in range(3):
        units = [Unit(n, sentences[3 * rank + n], ()) for n in range(3)]
        ((window,),) = windows.cut(f"Where was the {turned[0]}?", [Reading("Chapter 1", tuple(units))])
        labels = tuple(Label(int((rank, n) == (0, 1)), ((15, 19),) * ((rank, n) == (0, 1))) for n in range(3))
        labelled.append(Labelled(window, labels, rank))
    return Example(turned[0], tuple(labelled if number % 4 else labelled[1:]), answerable=bool(number % 4))


def _model(base: Path) -> ReadingModel:
    torch.manual_seed(1)
    return ReadingModel(str(base))


def _weights(model: ReadingModel) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def _silent(_: str) -> None:
    pass


def _rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / LOG).read_text("utf-8").splitlines()]


def test_it_learns(base: Path, few: list[Example], tmp_path: Path) -> None:
    """The loss falls; all weights move but those of words, which keep their sense, and of the lowest layers."""
    model = _model(base)
    before = _weights(model)
    said: list[str] = []
    plan = replace(PLAN, epochs=4.0, look_every=8)
    assert train(model, few, few[::3], plan, tmp_path, said.append) is model
    rows = _rows(tmp_path)
    assert [json.loads(line) for line in said] == rows
    assert [(row["stage"], row["step"], row["steps"]) for row in rows] == [("known", n, 32) for n in (8, 16, 24, 32)]
    assert rows[-1]["loss"] < 0.9 * rows[0]["loss"]
    assert all(0 <= row[name] <= 1 for row in rows for name in ("first", "among_three", "refused"))
    still = {name for name, value in model.state_dict().items() if torch.equal(value, before[name])}
    frozen = ("body.embeddings.", *(f"body.encoder.layer.{number}." for number in range(FROZEN_LAYERS)))
    weights = {name for name in before if "weight" in name}
    assert still & weights == {name for name in weights if name.startswith(frozen)}


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_cut_leaves_no_trace(base: Path, few: list[Example], tmp_path: Path, cut: int) -> None:
    """Cut off at a look and begun again, the weights are those of a training that ran through."""
    whole = _weights(train(_model(base), few, few[::3], PLAN, tmp_path / "whole", _silent))
    looks = iter(range(1, 10))

    def fail(_: str) -> None:
        if next(looks) == cut:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        train(_model(base), few, few[::3], PLAN, tmp_path / "cut", fail)
    again = train(_model(base), few, few[::3], PLAN, tmp_path / "cut", _silent)
    assert whole.keys() == again.state_dict().keys()
    assert all(torch.equal(value, whole[name]) for name, value in again.state_dict().items())
    assert _rows(tmp_path / "cut")[-1]["step"] == 8


def test_what_is_finished_is_not_repeated(base: Path, few: list[Example], tmp_path: Path) -> None:
    """Begun again at its end, nothing is learnt or logged; the weights come from the checkpoint."""
    weights = _weights(train(_model(base), few, few[::3], PLAN, tmp_path, _silent))
    log = (tmp_path / LOG).read_bytes()
    torch.manual_seed(99)
    again = train(ReadingModel(str(base)), few, few[::3], PLAN, tmp_path, _silent)
    assert all(torch.equal(value, weights[name]) for name, value in again.state_dict().items())
    assert (tmp_path / LOG).read_bytes() == log
    assert {path.name for path in tmp_path.iterdir()} == {CHECKPOINT, LOG}


def test_another_plan_begins_anew(base: Path, few: list[Example], tmp_path: Path) -> None:
    """A checkpoint of other numbers is none of its own."""
    train(_model(base), few, few[::3], PLAN, tmp_path, _silent)
    other = replace(PLAN, epochs=0.5, look_every=1)
    changed = _weights(train(_model(base), few, few[::3], other, tmp_path, _silent))
    fresh = train(_model(base), few, few[::3], other, tmp_path / "fresh", _silent)
    assert all(torch.equal(value, changed[name]) for name, value in fresh.state_dict().items())
    assert [row["step"] for row in _rows(tmp_path)][-4:] == [1, 2, 3, 4]


def test_the_hardest_of_what_is_drawn_is_read(
    base: Path, few: list[Example], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More windows are drawn than are read; what answers is read, and of the rivals the one the model is surest of."""
    chosen: list[tuple[int, list[int]]] = []

    def watched(model: ReadingModel, drawn: list[list[Labelled]], count: int) -> list[list[Labelled]]:
        read = hardest(model, drawn, count)
        chosen.extend((len(own), [one.rank for one in kept]) for own, kept in zip(drawn, read, strict=True))
        return read

    monkeypatch.setattr(training, "hardest", watched)
    train(_model(base), few, few[::3], replace(PLAN, drawn=3), tmp_path, _silent)
    answerable = [ranks for drawn, ranks in chosen if drawn == 3]
    assert len(answerable) == sum(example.answerable for example in few)
    assert all(ranks[0] == 0 and len(ranks) == 2 for ranks in answerable)
    assert {ranks[1] for ranks in answerable} <= {1, 2}


def test_nothing_to_do(base: Path, few: list[Example], tmp_path: Path) -> None:
    """Fewer examples than a step takes: no step, no checkpoint."""
    model = _model(base)
    before = _weights(model)
    train(model, few[:1], few[::3], PLAN, tmp_path, _silent)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert list(tmp_path.iterdir()) == []


def test_an_epoch_shows_every_example_once(few: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    """In an order of its own; the next epoch in another; asked for twice, the same."""
    monkeypatch.setattr(training, "draw", lambda example, *_: example.question)
    shown = [str(question) for step in range(16) for question in _drawn(few, PLAN, step)]
    assert Counter(shown[:16]) == Counter(shown[16:]) == Counter(example.question for example in few)
    assert shown[:16] != shown[16:]
    assert [str(question) for step in range(16) for question in _drawn(few, PLAN, step)] == shown
    other = [str(question) for step in range(8) for question in _drawn(few, replace(PLAN, seed=4), step)]
    assert other != shown[:16]


def test_the_rate() -> None:
    """It rises to the whole in the first sixth of a tenth, falls in a line, and ends low but not at nought."""
    shares = [_share_of_rate(step, 100) for step in range(101)]
    assert shares[:7] == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1.0, 1.0])
    assert shares[53] == pytest.approx(0.5)
    assert shares[6:] == sorted(shares[6:], reverse=True)
    assert shares[99:] == [0.02, 0.02]
    assert _share_of_rate(0, 1) == _share_of_rate(1, 2) == 1.0
