"""The figures of the report: one for each thing to see, the change only where there is something to compare with."""

import base64
from typing import Any

import pytest

from eval.compare import Comparison, Shift
from eval.plots import BETTER, UNSURE, WORSE, draw_plots

SHARE = {"value": 0.5, "low": 0.25, "high": 0.75, "items": 4}
RECORD: dict[str, Any] = {
    "items": [{"facts": [["a"]], "covered_at": 3}, {"facts": [], "covered_at": 10**6}],
    "risk_coverage": [{"coverage": 0.5, "risk": 0.0}, {"coverage": 1.0, "risk": 0.5}],
    "kinds": {"number": {"facts@3": SHARE}, "near-miss": {"refused": SHARE}},
}


def _drawn(address: str) -> str:
    head, _, data = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(data).decode()


def test_three_figures_without_a_baseline() -> None:
    """No change is drawn where nothing came before."""
    plots = draw_plots(RECORD, None)
    assert list(plots) == ["recall@k", "risk and coverage", "facts@3 by kind"]
    assert all(_drawn(plot).rstrip().endswith("</svg>") for plot in plots.values())


@pytest.mark.parametrize(
    ("name", "shift", "colour"),
    [
        ("facts@3", Shift(0.5, 0.7, 0.2, 0.1, 0.3), BETTER),
        ("facts@3", Shift(0.7, 0.5, -0.2, -0.3, -0.1), WORSE),
        ("over-refused", Shift(0.1, 0.3, 0.2, 0.1, 0.3), WORSE),
        ("over-refused", Shift(0.3, 0.1, -0.2, -0.3, -0.1), BETTER),
        ("facts@3", Shift(0.5, 0.7, 0.2, -0.1, 0.5), UNSURE),
        ("facts@3", Shift(0.5, 0.7, 0.2, None, None), UNSURE),
    ],
)
def test_a_sure_change_is_coloured_by_what_it_means(name: str, shift: Shift, colour: str) -> None:
    """Green for better, red for worse, grey where the interval holds no change; what has a unit is left out."""
    speed = Shift(0.1, 0.9, 0.8, 0.7, 0.9, "s")
    plots = draw_plots(RECORD, Comparison("version 0", {name: shift, "seconds p95": speed}))
    drawn = _drawn(plots["change since version 0"])
    assert [shade for shade in (BETTER, WORSE, UNSURE) if shade in drawn] == [colour]
    assert f"<!-- {name} -->" in drawn
    assert "seconds" not in drawn
