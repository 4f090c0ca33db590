"""Tests of ui.sureness: how sure, in words, with the rate that was measured."""

from dataclasses import replace
from itertools import pairwise

import pytest

from qa.answer import Answer
from ui.sureness import LEAST_WORDS, Band, how_sure, measured_bands

BANDS = (Band(0.8, 57, 60), Band(0.4, 45, 60), Band(0.1, 30, 60), Band(0.0, 6, 60))


def _scored(answered: Answer, score: float) -> Answer:
    return replace(answered, quotes=tuple(replace(quote, score=score) for quote in answered.quotes))


@pytest.mark.parametrize(
    ("score", "words", "rate"),
    [(0.9, "Very likely", "95%"), (0.8, "Very likely", "95%"), (0.5, "Likely", "75%"), (0.1, "Perhaps", "50%"),
     (0.05, LEAST_WORDS, "10%")],
)  # fmt: skip
def test_words_follow_the_measured_rate(answered: Answer, score: float, words: str, rate: str) -> None:
    """The band of the best score decides, and its rate is told."""
    sure = how_sure(_scored(answered, score), BANDS)
    assert sure is not None
    assert sure.words.startswith(words)
    assert rate in sure.why
    assert "60 test questions" in sure.why


def test_the_best_quotation_counts(answered: Answer) -> None:
    """Not the first: a model may put a weaker one first."""
    low, high = (replace(answered.quotes[0], score=score) for score in (0.05, 0.9))
    sure = how_sure(replace(answered, quotes=(low, high)), BANDS)
    assert sure is not None
    assert "95%" in sure.why


def test_nothing_is_said_of_a_refusal_or_the_unmeasured(answered: Answer) -> None:
    """No rate, no words."""
    assert how_sure(replace(answered, status="not_found"), BANDS) is None
    assert how_sure(answered, ()) is None
    assert how_sure(_scored(answered, 0.0), (Band(0.5, 1, 1),)) is None
    assert how_sure(_scored(answered, 0.9), (Band(0.5, 0, 0),)) is None


def test_the_measured_bands_cover_every_score() -> None:
    """From the highest down to nought, no more right than asked."""
    bands = measured_bands()
    assert all(above.least > below.least for above, below in pairwise(bands))
    assert bands[-1].least == 0.0
    assert all(0 <= band.right <= band.asked for band in bands)
