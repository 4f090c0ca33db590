"""The measures of design.md, section 6, over results; each a value with its spread."""

import math
import random
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from eval.facts import Item

NEVER = 10**6
"""Rank of evidence that was not found."""

BOOTSTRAP_DRAWS = 400
BOOTSTRAP_SEED = 7


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to an item. `covered_at` is the least k whose top k passages cover the evidence.

    `facts_at` is the least number of first quotes that state every fact, `evidence_at` the like for the places;
    `score` is the best quote's, `verified` whether every quotation equals its place, `why` an explanation in words.
    """

    item: Item
    answered: bool
    covered_at: int
    first_relevant: int
    facts_at: int
    evidence_at: int
    score: float
    verified: bool
    seconds: float
    quotes: tuple[str, ...]
    places: tuple[str, ...]
    why: str


class Measure(NamedTuple):
    """A value (None: nothing to measure), its 95% bootstrap interval (None: no sample) and how many items it is over.

    Without a `unit` it is a share between 0 and 1.
    """

    value: float | None
    low: float | None
    high: float | None
    items: int
    unit: str = ""


Judge = Callable[[Result], float]

ANSWERABLE: dict[str, Judge] = {
    "recall@1": lambda result: result.covered_at <= 1,
    "recall@5": lambda result: result.covered_at <= 5,
    "recall@20": lambda result: result.covered_at <= 20,
    "MRR": lambda result: 1 / result.first_relevant,
    "facts@1": lambda result: result.answered and result.facts_at <= 1,
    "facts@3": lambda result: result.answered and result.facts_at <= 3,
    "evidence@3": lambda result: result.answered and result.evidence_at <= 3,
    "over-refused": lambda result: not result.answered,
}
UNANSWERABLE: dict[str, Judge] = {"refused": lambda result: not result.answered}
ALL: dict[str, Judge] = {"verbatim": lambda result: result.verified}
LOWER_IS_BETTER = frozenset({"over-refused", "seconds median", "seconds p95", "peak memory"})


def measure_all(results: Sequence[Result]) -> dict[str, Measure]:
    """Every measure by name."""
    answerable = [result for result in results if result.item.answerable]
    unanswerable = [result for result in results if not result.item.answerable]
    return {
        name: measure(group, judge)
        for judges, group in ((ANSWERABLE, answerable), (UNANSWERABLE, unanswerable), (ALL, results))
        for name, judge in judges.items()
    }


def measure_kinds(results: Sequence[Result]) -> dict[str, dict[str, Measure]]:
    """Every measure that applies, by kind of question."""
    kinds = sorted({result.item.kind for result in results})
    return {kind: measure_all([result for result in results if result.item.kind == kind]) for kind in kinds}


def measure(results: Sequence[Result], judge: Judge) -> Measure:
    """The mean of a judgement over results."""
    return mean([float(judge(result)) for result in results])


def values_of(result: Result) -> dict[str, float]:
    """What every measure that is about such an item makes of this one."""
    judges = (ANSWERABLE if result.item.answerable else UNANSWERABLE) | ALL
    return {name: float(judge(result)) for name, judge in judges.items()}


def measure_effort(results: Sequence[Result]) -> dict[str, Measure]:
    """Seconds an answer took, and the most memory that this process has held."""
    seconds = [result.seconds for result in results]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return {
        "seconds median": _estimate(seconds, median)._replace(unit="s"),
        "seconds p95": _estimate(seconds, _p95)._replace(unit="s"),
        "peak memory": Measure(peak, None, None, 1, "MB"),
    }


def mean(values: Sequence[float]) -> Measure:
    """The mean and its interval."""
    return _estimate(values, _mean)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _p95(values: Sequence[float]) -> float:
    """The least value that 95% of the values do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def _estimate(values: Sequence[float], statistic: Callable[[Sequence[float]], float]) -> Measure:
    """A statistic, with the interval in which it lies for 95% of resampled values (Efron's bootstrap)."""
    if not values:
        return Measure(None, None, None, 0)
    rng = random.Random(BOOTSTRAP_SEED)  # noqa: S311 - resampling, not secrecy
    drawn = sorted(statistic(rng.choices(values, k=len(values))) for _ in range(BOOTSTRAP_DRAWS))
    low, high = drawn[int(0.025 * BOOTSTRAP_DRAWS)], drawn[int(0.975 * BOOTSTRAP_DRAWS)]
    return Measure(statistic(values), low, high, len(values))


class RiskPoint(NamedTuple):
    """At a threshold: the share of all questions answered, and the share of those answers that are wrong."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(results: Sequence[Result]) -> list[RiskPoint]:
    """The risk-coverage curve (El-Yaniv and Wiener 2010), answering the surest questions first.

    An answer is right when its first three quotes state every fact; any answer to an unanswerable question is wrong.
    """
    surest = sorted(results, key=lambda result: -result.score)
    wrong = 0
    points: list[RiskPoint] = []
    for number, result in enumerate(surest, 1):
        wrong += not (result.item.answerable and result.facts_at <= 3)
        points.append(RiskPoint(result.score, number / len(surest), wrong / number))
    return points
