"""Run the command `verse`, in this process or in one of its own, and see how it ends."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
QUESTION = "How many interviews did the Review hold?"
REFUSED = "How do I grow tomatoes on a balcony in Spain?"
BATCH = (
    f'{{"id": "b", "question": "{QUESTION}"}}\n'
    f'{{"id": 7, "question": "{REFUSED}"}}\n'
    '{"id": "a", "question": "What did staff say about the “kettle”?"}\n'
)


class Result(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Verse = Callable[..., Result]


def run_process(
    *arguments: str, environment: Mapping[str, str], given: str | None = None, prelude: str = ""
) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, after a prelude of Python, ended."""
    return subprocess.run(
        [sys.executable, "-c", f"{prelude}\nfrom ui.cli import main; main()", *arguments],
        env={**os.environ, **environment},
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=False,
        timeout=60,
    )
