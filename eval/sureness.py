"""How often answers that score alike are right: the bands that the page puts into words.

`python -m eval.sureness` asks the known questions of the dev split and prints the JSON for `ui/sureness.json`.
"""

import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from eval.facts import read_items
from eval.metrics import Result
from eval.run import judge_items
from qa.library import Library

BANDS = 5


def sureness_bands(results: Sequence[Result], bands: int = BANDS) -> list[dict[str, Any]]:
    """As many bands of about equal size, highest scores first: least score, answers right by three quotations, answers.

    Refused questions count nowhere, questions that the documents do not answer count as wrong.
    """
    answered = sorted((result for result in results if result.answered), key=lambda result: -result.score)
    cuts = [round(len(answered) * number / bands) for number in range(bands + 1)]
    groups = [answered[a:b] for a, b in pairwise(cuts) if a < b]
    return [
        {
            "least": 0.0 if group is groups[-1] else round(group[-1].score, 4),
            "right": sum(result.facts_at <= 3 for result in group),
            "asked": len(group),
        }
        for group in groups
    ]


def main() -> None:
    """Print the bands of the library's own reader on the dev split."""
    library = Library.open()
    results = judge_items(library, read_items("dev"))
    sys.stdout.write(json.dumps({"split": "dev", "bands": sureness_bands(results)}, indent=2) + "\n")


if __name__ == "__main__":
    main()
