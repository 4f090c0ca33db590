"""Examples as tensors: what training reads is what answering reads, and each target stands where it belongs."""

import random
from collections import Counter

import numpy as np
import pytest

from corpus.document import NOTHING
from eval.training.batches import batch, draw
from eval.training.examples import UNSURE, Example, Label, Labelled
from eval.training.model import LENGTH_STEP
from qa.scoring import feeds
from qa.windows import Reading, Stretch, Unit, Window, Windows

RIGHT, WRONG = Label(1, ()), Label(0, ())


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - sampling, not secrecy


def _cut(windows: Windows, *texts: str) -> Window:
    reading = Reading("Chapter 1", tuple(Unit(n, text, [NOTHING] * len(text)) for n, text in enumerate(texts)))
    ((window,),) = windows.cut("Who rang?", [reading])
    return window


def _labelled(rank: int, *labels: Label) -> Labelled:
    stretches = tuple(Stretch(Unit(n, "", ()), 3 + n, 4 + n, [(0, 1)]) for n in range(len(labels)))
    return Labelled(Window([101, 7, 102, *range(len(labels)), 102], [], (1, 2), stretches), labels, rank)


def test_training_reads_what_answering_reads(windows: Windows) -> None:
    """Ids, types and averaging rows are those that the scorer makes; what is padding is masked."""
    cut = [
        _cut(windows, "Nobody rang."),
        _cut(windows, "The crew waited outside.", "\ufffd", "It was a long day for everyone, they said."),
    ]
    given = batch([[Labelled(window, (WRONG,) * len(window.stretches), 0) for window in cut]])
    for row, window in enumerate(cut):
        wanted, tokens = feeds(window), len(window.ids)
        assert given.mask[row].tolist() == [1] * tokens + [0] * (LENGTH_STEP - tokens)
        for name in ("ids", "types", "question"):
            found = getattr(given, name)[row].numpy()
            assert np.array_equal(found[:tokens], wanted[name][0])
            assert not found[tokens:].any()
        units = len(window.stretches)
        assert np.allclose(given.pool[row, :units, :tokens].numpy(), wanted["pool"][0])
        assert not given.pool[row, units:].any()
    assert given.pool.shape == (2, 3, LENGTH_STEP)


def test_lengths_go_in_steps(windows: Windows) -> None:
    """Tensors have few shapes: a multiple of the step, the next above what is needed."""
    window = _cut(windows, "word " * (LENGTH_STEP - 9), "end")
    assert len(window.ids) == LENGTH_STEP
    assert batch([[Labelled(window, (WRONG, WRONG), 0)]]).ids.shape == (1, LENGTH_STEP)
    window = _cut(windows, "word " * (LENGTH_STEP - 8), "end")
    assert batch([[Labelled(window, (WRONG, WRONG), 0)]]).ids.shape == (1, 2 * LENGTH_STEP)


def test_targets(windows: Windows) -> None:
    """Labels of units; words of units that answer alone; nothing known where there is no unit or none is read."""
    one = _cut(windows, "Nobody rang the crew.", "\ufffd", "They waited.")
    two = _cut(windows, "Nothing.")
    marked = Label(1, ((7, 11), (16, 17)))
    given = batch([[Labelled(one, (marked, RIGHT, Label(UNSURE, ())), 0)], [Labelled(two, (WRONG,), 3)]])
    assert given.answers.tolist() == [[1, UNSURE, UNSURE], [0, UNSURE, UNSURE]]
    first = one.stretches[0].first
    told = given.words[0, first : first + 5].tolist()
    assert told == [0, 1, 0, 1, 0]  # nobody, rang, the, crew (in part), the stop
    rest = given.words.clone()
    rest[0, first : first + 5] = UNSURE
    assert set(rest.flatten().tolist()) == {UNSURE}
    assert given.example.tolist() == [0, 1]


def test_whose_window_is_whose(windows: Windows) -> None:
    """Windows stand in order of their examples; one without windows has none."""
    window = Labelled(_cut(windows, "Nobody rang."), (WRONG,), 0)
    assert batch([[window, window], [], [window]]).example.tolist() == [0, 0, 2]


def test_what_is_drawn() -> None:
    """At most two windows that answer, then rivals up to the number asked for, each at most once."""
    right = [_labelled(rank, RIGHT, WRONG) for rank in range(3)]
    wrong = [_labelled(rank, WRONG) for rank in range(3, 12)]
    example = Example("?", (*right, *wrong), answerable=True)
    for seed in range(20):
        drawn = draw(example, 5, _chance(seed))
        assert [labelled.answers for labelled in drawn] == [True, True, False, False, False]
        assert len({labelled.rank for labelled in drawn}) == 5


def test_what_is_drawn_of_few() -> None:
    """Where there is less, less; where nothing answers, rivals alone; where one is asked for, what answers stays."""
    wrong = [_labelled(rank, WRONG) for rank in range(3)]
    unanswerable = Example("?", tuple(wrong), answerable=False)
    assert sorted(labelled.rank for labelled in draw(unanswerable, 4, _chance(1))) == [0, 1, 2]
    assert len(draw(unanswerable, 2, _chance(1))) == 2
    one = Example("?", (_labelled(5, RIGHT), *wrong), answerable=True)
    assert [labelled.answers for labelled in draw(one, 3, _chance(1))] == [True, False, False]
    two = Example("?", (_labelled(5, RIGHT), _labelled(6, RIGHT), *wrong), answerable=True)
    assert [labelled.answers for labelled in draw(two, 1, _chance(1))] == [True, True]


def test_better_rivals_are_drawn_more_often() -> None:
    """The nearest looks most like an answer, yet the last has a chance."""
    example = Example("?", tuple(_labelled(rank, WRONG) for rank in range(12)), answerable=False)
    drawn = Counter(labelled.rank for seed in range(400) for labelled in draw(example, 3, _chance(seed)))
    assert drawn[0] > 1.5 * drawn[5] > 1.5 * drawn[11] > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_drawing_is_repeatable(seed: int) -> None:
    """The same chance draws the same."""
    example = Example("?", tuple(_labelled(rank, WRONG) for rank in range(12)), answerable=False)
    one, other = (draw(example, 4, _chance(seed)) for _ in range(2))
    assert one == other
