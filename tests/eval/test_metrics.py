"""Measures over results made by hand, whose values are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.facts import Item, Place
from eval.metrics import (
    ANSWERABLE,
    NEVER,
    Result,
    measure,
    measure_all,
    measure_effort,
    measure_kinds,
    risk_coverage,
    values_of,
)

PLACE = Place(document="d", sha256="s", start=0, end=1, fold="f")


def _result(*, answerable: bool = True, **changed: object) -> Result:
    facts, evidence = ((("a",),), ((PLACE,),)) if answerable else ((), ())
    kind = "number" if answerable else "near-miss"
    item = Item(id="i", question="?", facts=facts, evidence=evidence, kind=kind, difficulty="easy")
    given_values: dict[str, object] = {
        "answered": True,
        "covered_at": 1,
        "first_relevant": 1,
        "facts_at": 1,
        "evidence_at": 1,
        "score": 0.5,
        "verified": True,
        "seconds": 0.1,
        "quotes": (),
        "places": (),
        "why": "",
        **changed,
    }
    return Result(item=item, **given_values)  # type: ignore[arg-type]


def test_measures_of_known_results() -> None:
    """Each measure counts what its name says, over the items it is about."""
    measures = measure_all(
        [
            _result(),
            _result(covered_at=6, first_relevant=2, facts_at=3),
            _result(answered=False),
            _result(covered_at=NEVER, first_relevant=NEVER, facts_at=NEVER, evidence_at=NEVER, verified=False),
            _result(answerable=False, answered=False),
            _result(answerable=False),
        ]
    )
    values = {name: round(found.value or 0.0, 4) for name, found in measures.items()}
    assert values == {
        "recall@1": 0.5,
        "recall@5": 0.5,
        "recall@20": 0.75,
        "MRR": 0.625,
        "facts@1": 0.25,
        "facts@3": 0.5,
        "evidence@3": 0.5,
        "over-refused": 0.25,
        "refused": 0.5,
        "verbatim": 0.8333,
    }


def test_refusal_of_an_answerable_question_is_a_miss() -> None:
    """However good the nearest quotes were."""
    assert measure([_result(answered=False)], ANSWERABLE["facts@3"]).value == 0.0


def test_nothing_to_measure() -> None:
    """A measure over no items has no value."""
    assert measure_all([])["recall@5"].value is None
    assert measure_all([])["recall@5"].items == 0


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_interval_holds_the_value(rights: list[bool]) -> None:
    """The bootstrap interval lies around the value and within 0 and 1."""
    found = measure([_result(facts_at=1 if right else NEVER) for right in rights], ANSWERABLE["facts@1"])
    assert found.value == pytest.approx(sum(rights) / len(rights))
    assert found.low is not None
    assert found.high is not None
    assert 0.0 <= found.low <= sum(rights) / len(rights) <= found.high <= 1.0


def test_kinds_are_kept_apart() -> None:
    """Every kind gets its own measures."""
    kinds = measure_kinds([_result(), _result(answerable=False, answered=False)])
    assert kinds["number"]["facts@1"].value == 1.0
    assert kinds["near-miss"]["refused"].value == 1.0


def test_risk_rises_where_unsure_answers_are_wrong() -> None:
    """Surest first: coverage grows to 1, risk is the share of wrong answers so far."""
    points = risk_coverage(
        [_result(score=0.9), _result(score=0.1, facts_at=NEVER), _result(score=0.5, answerable=False)]
    )
    assert [round(point.risk, 3) for point in points] == [0.0, 0.5, 0.667]
    assert [round(point.coverage, 3) for point in points] == [0.333, 0.667, 1.0]


def test_values_of_an_item_make_the_measures() -> None:
    """The mean of an item's values over the items they are about is the measure."""
    results = [_result(covered_at=6), _result(), _result(answerable=False), _result(answerable=False, answered=False)]
    for name, found in measure_all(results).items():
        values = [values_of(result)[name] for result in results if name in values_of(result)]
        assert len(values) == found.items
        assert found.value == pytest.approx(sum(values) / len(values))


def test_effort_in_its_own_units() -> None:
    """Median and 95th of 100 answers of 1 to 100 seconds; memory that this process must hold by now."""
    effort = measure_effort([_result(seconds=float(n)) for n in range(1, 101)])
    assert (effort["seconds median"].value, effort["seconds p95"].value) == (50.5, 95.0)
    assert effort["seconds p95"].unit == "s"
    assert 10 < (effort["peak memory"].value or 0) < 100_000
    assert effort["peak memory"].low is None
