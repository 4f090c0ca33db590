"""How well quotations are checked: right verdicts on a draft made by code. `python -m eval.quotations --split test`.

With `--draft FILE` the verdicts on a real draft are counted instead; a document that is the draft itself is left out.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document
from corpus.errors import VerseError
from corpus.load import find_documents
from corpus.read import read_document
from eval.quotation_cases import Case, Cases, Split, make_cases
from qa.check.checker import Checked, Checker
from qa.check.drafts import draft_of, read_draft
from qa.check.verdicts import Verdict

LEAST_RIGHT = 0.98
NEVER_VERBATIM: frozenset[Verdict] = frozenset({"altered", "spliced", "not-found"})


class Outcome(NamedTuple):
    """A quotation that was made and what was said of it; None where it was not found in the draft at all."""

    case: Case
    checked: Checked | None

    @property
    def is_right(self) -> bool:
        """Whether verdict and warning are those that the case calls for, on just its words."""
        return (
            self.checked is not None
            and self.checked.verdict == self.case.verdict
            and (self.case.verdict != "elided" or self.checked.is_misleading == self.case.misleading)
        )

    @property
    def is_dangerous(self) -> bool:
        """Whether words that stand nowhere were passed as the documents' own."""
        passed = self.checked is not None and self.checked.verdict in {"verbatim", "elided"}
        return passed and self.case.verdict in NEVER_VERBATIM


class Figures(NamedTuple):
    """Quotations made, share with the right verdict, altered or invented ones passed, and the outcomes themselves."""

    made: int
    right: float
    passed: int
    outcomes: tuple[Outcome, ...]


def measure(documents: Sequence[Document], split: Split) -> Figures:
    """The figures on the draft of a split."""
    cases = make_cases(documents, split)
    return figures_of(cases, Checker(documents).check(draft_of(cases.text)).quotations)


def figures_of(cases: Cases, checked: Sequence[Checked]) -> Figures:
    """The figures of a report on a made draft."""
    outcomes = tuple(Outcome(case, _of(case, checked)) for case in cases.cases)
    right = sum(outcome.is_right for outcome in outcomes) / max(1, len(outcomes))
    return Figures(len(outcomes), right, sum(outcome.is_dangerous for outcome in outcomes), outcomes)


def _of(case: Case, checked: Sequence[Checked]) -> Checked | None:
    """What was said of the stretch that lies over the case's; None where none does, or several."""
    over = [one for one in checked if one.start < case.end and case.start < one.end]
    return over[0] if len(over) == 1 else None


def _said(outcome: Outcome) -> str:
    return outcome.checked.verdict if outcome.checked else "missed"


def _table(figures: Figures) -> str:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in figures.outcomes:
        by_kind[outcome.case.kind].append(outcome)
    lines = [
        f"{kind:<26}{len(outcomes):>5}{sum(one.is_right for one in outcomes) / len(outcomes):>8.3f}  "
        f"{', '.join(sorted({_said(one) for one in outcomes if not one.is_right}))}"
        for kind, outcomes in by_kind.items()
    ]
    return "\n".join(
        [
            *(line.rstrip() for line in lines),
            f"{'quotations made':<26}{figures.made:>5}",
            f"{'verdicts right':<26}{figures.right:>13.3f}",
            f"{'wrong ones passed':<26}{figures.passed:>5}",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 0, 1 below what is to be reached, 2 where something cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.quotations", description=__doc__)
    parser.add_argument("--split", choices=["dev", "test"], default="test")
    parser.add_argument("--documents", type=Path, help="the folder of the documents")
    parser.add_argument("--draft", type=Path, help="count the verdicts on this draft instead")
    asked = parser.parse_args(arguments)
    try:
        documents = [read_document(raw.text, raw.source) for raw in find_documents(asked.documents).documents]
        if asked.draft is not None:
            report = Checker(documents).check(read_draft(asked.draft))
            counts = Counter(checked.verdict for checked in report.quotations)
            sys.stdout.write("".join(f"{verdict:<26}{count:>5}\n" for verdict, count in counts.most_common()))
            return 0
        figures = measure(documents, asked.split)
    except VerseError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(_table(figures) + "\n")
    return 0 if figures.right >= LEAST_RIGHT and not figures.passed else 1


if __name__ == "__main__":
    sys.exit(main())
