"""What `eval.bench` prints: figures with their targets, and the machine and versions they were measured with."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

VERSIONS = (
    "chapter-and-verse",
    "onnxruntime",
    "faiss-cpu",
    "torch",
    "sentence-transformers",
    "langchain-core",
    "langchain-classic",
    "langchain-community",
    "langchain-text-splitters",
)
DECIMALS = {"s": 2, "ms": 1}


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: what was measured on both sides, and what ours may be at most.

    The ratio is taken to `base`: LangChain's number, unless another is given.
    """

    name: str
    unit: str
    ours: float
    langchain: float | None = None
    base: float | None = None
    most: float | None = None
    most_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours to the base; None without one."""
        base = self.langchain if self.base is None else self.base
        return self.ours / base if base else None

    @property
    def target(self) -> str:
        """The targets in words."""
        parts = [] if self.most is None else [f"≤ {self.most:g} {self.unit}".rstrip()]
        if self.most_ratio is not None:
            parts.append(f"ratio ≤ {self.most_ratio:g}")
        return ", ".join(parts)

    @property
    def met(self) -> bool | None:
        """Whether all targets are met; None where there is none."""
        checks = [] if self.most is None else [self.ours <= self.most]
        if self.most_ratio is not None:
            checks.append(self.ratio is not None and self.ratio <= self.most_ratio)
        return all(checks) if checks else None

    def to_json(self) -> dict[str, Any]:
        """The row as JSON."""
        numbers = {"ours": self.ours, "langchain": self.langchain, "ratio": self.ratio}
        rounded = {name: None if number is None else round(number, 4) for name, number in numbers.items()}
        return {"figure": self.name, "unit": self.unit, **rounded, "target": self.target, "met": self.met}


@dataclass(frozen=True, slots=True)
class Report:
    """All rows of a run, and what was run: documents, cores, processor, versions, numbers of runs."""

    figures: tuple[Figure, ...]
    setting: dict[str, str | float]
    versions: dict[str, str]

    @property
    def missed(self) -> list[str]:
        """Names of the figures that miss a target."""
        return [figure.name for figure in self.figures if figure.met is False]

    def to_json(self) -> str:
        """One line of JSON."""
        rows = [figure.to_json() for figure in self.figures]
        whole = {"setting": self.setting, "versions": self.versions, "figures": rows, "missed": self.missed}
        return json.dumps(whole, ensure_ascii=False)

    def print(self, console: Console) -> None:
        """Print setting, table and versions."""
        console.print(", ".join(f"{name}: {value}" for name, value in self.setting.items()), soft_wrap=True)
        console.print(_table(self.figures))
        console.print(", ".join(f"{name} {number}" for name, number in self.versions.items()), soft_wrap=True)


def machine() -> dict[str, str | float]:
    """Cores that this process may use, the processor's name, and how busy others keep it (load of the last minute)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    load = round(os.getloadavg()[0], 1)
    return {"cores": cores, "processor": _processor(), "system": platform.system(), "load before": load}


def versions() -> dict[str, str]:
    """Versions of Python and of what is compared."""
    return {"python": platform.python_version()} | {name: version(name) for name in VERSIONS}


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text("utf-8").splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _table(figures: Sequence[Figure]) -> Table:
    table = Table("figure")
    for name in ("ours", "LangChain", "ratio"):
        table.add_column(name, justify="right")
    table.add_column("target")
    table.add_column("met")
    for figure in figures:
        table.add_row(
            figure.name,
            in_words(figure.ours, figure.unit),
            in_words(figure.langchain, figure.unit),
            "" if figure.ratio is None else f"{figure.ratio:.3f}",
            figure.target,
            {None: "", True: "yes", False: "[bold red]no[/]"}[figure.met],
        )
    return table


def in_words(number: float | None, unit: str) -> str:
    """A number with its unit; a dash for None."""
    return "–" if number is None else f"{number:,.{DECIMALS.get(unit, 0)}f} {unit}".rstrip()
