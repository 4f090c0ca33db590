"""The learning curve as a picture."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def draw_curve(logs: Sequence[Path], picture: Path) -> None:
    """Draw loss and the shares of the held-out questions against the steps of the logs of all rounds, one by one."""
    from matplotlib.figure import Figure

    rows: list[dict[str, Any]] = []
    for log in logs:
        done = rows[-1]["step"] if rows else 0
        told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
        rows += [{**row, "step": done + row["step"]} for row in told]
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    steps = [row["step"] for row in rows]
    for name, label in (
        ("first", "best unit answers"),
        ("among_three", "one of the best three answers"),
        ("refused", "unanswerable refused (8% over-refused)"),
    ):
        axes.plot(steps, [row[name] for row in rows], marker="o", label=label)
    axes.set(xlabel="steps", ylabel="share of held-out questions", ylim=(0, 1))
    loss = axes.twinx()
    loss.plot(steps, [row["loss"] for row in rows], color="0.6", linestyle="--", label="loss")
    loss.set_ylabel("loss")
    figure.legend(loc="outside lower center", ncols=2)
    figure.savefig(picture, dpi=150)
