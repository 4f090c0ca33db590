"""The reading model: its three heads, and that neither batch nor padding changes what it says."""

import torch

from eval.training.batches import Batch, batch
from eval.training.examples import Example
from eval.training.model import LENGTH_STEP, SIMILARITY_SCALE, ReadingModel, Scores


def _given(examples: list[Example], count: int = 10) -> Batch:
    return batch([example.windows[:count] for example in examples[:2]])


def _scores(model: ReadingModel, given: Batch) -> Scores:
    found: Scores = model.eval()(given.ids, given.mask, given.types, given.question, given.pool)
    return found


def _assert_same(one: Scores, other: Scores, given: Batch) -> None:
    """Equal wherever anything is read."""
    read = given.pool.sum(dim=2) > 0
    assert torch.allclose(one.units[read], other.units[read], atol=1e-5)
    assert torch.allclose(one.passages, other.passages, atol=1e-5)
    seen = given.mask.bool()
    assert torch.allclose(one.words[seen], other.words[seen], atol=1e-5)


def test_shapes(model: ReadingModel, examples: list[Example]) -> None:
    """A logit for each unit, window and token."""
    given = _given(examples)
    scores = _scores(model, given)
    assert scores.units.shape == given.answers.shape
    assert scores.passages.shape == (20,)
    assert scores.words.shape == given.ids.shape


def test_windows_sorted_by_length(model: ReadingModel, examples: list[Example]) -> None:
    """Read in groups of like length, every window has the states that it has among all."""
    given = _given(examples)
    assert len(set(given.mask.sum(dim=1).tolist())) > 5
    assert given.ids.shape[1] > LENGTH_STEP
    with torch.inference_mode():
        states = model.eval().states_by_length(given.ids, given.mask, given.types)
        assert states.shape == (*given.ids.shape, 32)
        _assert_same(model.judge(states, given.question, given.pool), _scores(model, given), given)


def test_padding_changes_nothing(model: ReadingModel, examples: list[Example]) -> None:
    """A window alone gets the scores that it gets beside longer ones."""
    given = _given(examples)
    row = int(given.mask.sum(dim=1).argmin())
    windows = [window for example in examples[:2] for window in example.windows[:10]]
    alone = batch([[windows[row]]])
    with torch.inference_mode():
        wanted, found = _scores(model, given), _scores(model, alone)
    units, length = len(windows[row].labels), len(windows[row].window.ids)
    assert alone.ids.shape[1] < given.ids.shape[1]
    assert torch.allclose(found.units[0, :units], wanted.units[row, :units], atol=1e-5)
    assert torch.allclose(found.words[0, :length], wanted.words[row, :length], atol=1e-5)
    assert torch.allclose(found.passages[0], wanted.passages[row], atol=1e-5)


def test_it_begins_as_a_likeness(model: ReadingModel, examples: list[Example]) -> None:
    """Before the comparing layer says anything, a unit's logit is the scaled cosine of its mean and the question's."""
    given = _given(examples, count=2)
    last = model.compare[-1]
    torch.nn.init.zeros_(last.weight)  # type: ignore[arg-type]
    torch.nn.init.zeros_(last.bias)  # type: ignore[arg-type]
    with torch.inference_mode():
        states = model.eval().states(given.ids, given.mask, given.types)
        scores = model.judge(states, given.question, given.pool)
    asked = states[0][given.question[0] > 0].mean(dim=0)
    unit = states[0][given.pool[0, 0] > 0].mean(dim=0)
    likeness = torch.nn.functional.cosine_similarity(asked, unit, dim=0)
    assert torch.allclose(scores.units[0, 0], SIMILARITY_SCALE * (likeness - 0.6), atol=1e-4)


def test_the_question_matters(model: ReadingModel, examples: list[Example]) -> None:
    """The same windows beside other words score otherwise."""
    given = _given(examples)
    other = given._replace(ids=given.ids.clone())
    other.ids[:, 1] = 2054
    with torch.inference_mode():
        assert not torch.allclose(_scores(model, given).units, _scores(model, other).units, atol=1e-4)
