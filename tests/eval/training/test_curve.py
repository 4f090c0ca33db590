"""The learning curve as a picture."""

import json
import re
from pathlib import Path

from eval.training.curve import draw_curve

ROWS = [
    {"step": 10, "loss": 4.0, "first": 0.1, "among_three": 0.3, "refused": 0.0},
    {"step": 20, "loss": 3.0, "first": 0.4, "among_three": 0.6, "refused": 0.5},
    {"step": 10, "loss": 2.5, "first": 0.5, "among_three": 0.8, "refused": 0.6},
]
"""Of two rounds, the second of which counts its steps anew."""


def _drawn(tmp_path: Path, suffix: str) -> Path:
    logs = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for log, rows in zip(logs, (ROWS[:2], ROWS[2:]), strict=True):
        log.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    draw_curve(logs, tmp_path / f"curve{suffix}")
    return tmp_path / f"curve{suffix}"


def test_the_picture(tmp_path: Path) -> None:
    """It is a PNG of some size."""
    content = _drawn(tmp_path, ".png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert len(content) > 10_000


def test_what_it_shows(tmp_path: Path) -> None:
    """Three shares and the loss, each named, each with a point for every look; a higher share stands higher."""
    drawn = _drawn(tmp_path, ".svg").read_text("utf-8")
    told = re.findall(r"<!-- (.*?) -->", drawn)
    for name in ("steps", "share of held-out questions", "loss", "best unit answers", "one of the best three answers"):
        assert name in told
    assert "unanswerable refused (8% over-refused)" in told
    lines = [
        [(float(x), float(y)) for x, y in re.findall(r"[ML] ([\d.]+) ([\d.]+)", path)]
        for path in re.findall(r'<path d="([^"]*)" clip-path', drawn)
    ]
    curves = [line for line in lines if len(line) == len(ROWS)]
    assert [x for x, _ in curves[0]] == sorted({x for x, _ in curves[0]})  # the rounds follow one another
    assert len(curves) == 4
    first, among_three, refused, loss = curves
    assert {tuple(x for x, _ in line) for line in curves} == {tuple(x for x, _ in first)}
    assert [y for _, y in first] == sorted((y for _, y in first), reverse=True)  # down is more in SVG
    assert all(three[1] < one[1] for three, one in zip(among_three, first, strict=True))
    assert refused[0][1] > first[0][1]
    assert [y for _, y in loss] == sorted(y for _, y in loss)
