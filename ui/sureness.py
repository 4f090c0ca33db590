"""How sure an answer is, in words, with the rate that was measured for answers that scored alike."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Band:
    """Answers whose best score is `least` or more (and below the next band's): how many were right.

    `right` of `asked` known questions had every known fact in the first three quotations.
    """

    least: float
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """How sure, in a word or two, and the measured rate behind it."""

    words: str
    why: str


WORDS = ((0.9, "Very likely answered below"), (0.7, "Likely answered below"), (0.45, "Perhaps answered below"))
LEAST_WORDS = "Uncertain: read before you rely on it"


@cache
def measured_bands() -> tuple[Band, ...]:
    """The bands as `python -m eval.sureness` measured them, from the highest scores to the lowest."""
    listed = json.loads(files("ui").joinpath("sureness.json").read_text("utf-8"))
    return tuple(Band(**band) for band in listed["bands"])


def how_sure(answer: Answer, bands: tuple[Band, ...]) -> Sureness | None:
    """What is known of answers that scored as this one; None of a refusal, or where nothing was measured."""
    if answer.status != "answered" or not answer.quotes:
        return None
    best = max(quote.score for quote in answer.quotes)
    band = next((band for band in bands if best >= band.least), None)
    if band is None or not band.asked:
        return None
    rate = band.right / band.asked
    words = next((words for least, words in WORDS if rate >= least), LEAST_WORDS)
    why = (
        f"Of {band.asked} test questions whose best quotation scored like this one's, "
        f"{rate:.0%} were fully answered by the first three."
    )
    return Sureness(words, why)
