"""The figures of report.html, each as a data address that a page can hold."""

import base64
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from eval.compare import Comparison, Shift
from eval.metrics import LOWER_IS_BETTER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BETTER, WORSE, UNSURE = "#2e7d32", "#b3261e", "#777777"


def draw_plots(record: Mapping[str, Any], comparison: Comparison | None) -> dict[str, str]:
    """Data addresses by title; the change only where there is something to compare with."""
    plots = {
        "recall@k": _draw(lambda axes: _recall(axes, record)),
        "risk and coverage": _draw(lambda axes: _risk(axes, record)),
        "facts@3 by kind": _draw(lambda axes: _kinds(axes, record)),
    }
    if comparison is not None:
        shifts = {name: shift for name, shift in comparison.measures.items() if not shift.unit}
        plots[f"change since {comparison.since}"] = _draw(lambda axes: _changes(axes, shifts, comparison.since))
    return plots


def _draw(paint: Callable[["Axes"], None]) -> str:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.4), layout="constrained")
    paint(figure.subplots())
    drawn = io.BytesIO()
    figure.savefig(drawn, format="svg")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def _recall(axes: "Axes", record: Mapping[str, Any]) -> None:
    covered = [item["covered_at"] for item in record["items"] if item["facts"]]
    ks = range(1, 21)
    axes.plot(list(ks), [sum(at <= k for at in covered) / len(covered) for k in ks], marker=".")
    axes.set(title="recall@k", xlabel="k, passages", ylabel="share of questions", ylim=(0, 1), xticks=range(0, 21, 5))


def _risk(axes: "Axes", record: Mapping[str, Any]) -> None:
    points = record["risk_coverage"]
    axes.plot([point["coverage"] for point in points], [point["risk"] for point in points])
    axes.set(title="risk and coverage", xlabel="share answered, surest first", ylabel="share of answers wrong")
    axes.set(xlim=(0, 1), ylim=(0, 1))


def _kinds(axes: "Axes", record: Mapping[str, Any]) -> None:
    kinds = {kind: found["facts@3"] for kind, found in record["kinds"].items() if "facts@3" in found}
    ordered = sorted(kinds, key=lambda kind: kinds[kind]["value"])
    values = [kinds[kind]["value"] for kind in ordered]
    reach = [[kinds[kind]["value"] - kinds[kind]["low"] for kind in ordered]]
    reach.append([kinds[kind]["high"] - kinds[kind]["value"] for kind in ordered])
    axes.barh(ordered, values, xerr=reach, error_kw={"ecolor": UNSURE, "elinewidth": 1})
    axes.set(title="facts@3 by kind", xlabel="share of questions", xlim=(0, 1))
    axes.tick_params(axis="y", labelsize=8)


def _changes(axes: "Axes", shifts: Mapping[str, Shift], since: str) -> None:
    for name, shift in reversed(list(shifts.items())):
        low, high = (shift.change if end is None else end for end in (shift.low, shift.high))
        axes.plot([low, high], [name, name], color=_colour(name, shift), linewidth=1)
        axes.plot([shift.change], [name], "o", color=_colour(name, shift), markersize=4)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(xlabel=f"change since {since}")
    axes.set_title("change, with 95% intervals", fontsize="medium")
    axes.tick_params(axis="y", labelsize=8)


def _colour(name: str, shift: Shift) -> str:
    if not shift.is_sure:
        return UNSURE
    return BETTER if (shift.change > 0) != (name in LOWER_IS_BETTER) else WORSE
