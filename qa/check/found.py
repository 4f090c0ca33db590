"""Where the words of a quotation were found: the stretches of a document that they stand on, and what differs."""

from itertools import groupby
from typing import NamedTuple

from qa.check.align import Alignment
from qa.check.patterns import Pattern

MOST_CUT_WORDS = 160
"""Words that one marked cut may leave out; parts farther from each other are of different places."""


class Found(NamedTuple):
    """A place of the words: its document's number, the stretches of tokens (several where it was cut), what differs."""

    document: int
    stretches: tuple[tuple[int, int], ...]
    alignment: Alignment | None = None
    likeness: float = 1.0

    @property
    def first(self) -> int:
        """First token."""
        return self.stretches[0][0]


def found_by(alignment: Alignment, pattern: Pattern) -> Found:
    """The place of an alignment, one stretch for each part that a cut leaves."""
    stretches: list[tuple[int, int]] = []
    open_stretch = False
    for step in alignment.steps:
        if step.free:
            open_stretch = False
        elif step.token is not None:
            if open_stretch:
                stretches[-1] = (stretches[-1][0], step.token + 1)
            else:
                stretches.append((step.token, step.token + 1))
            open_stretch = True
    return Found(alignment.place.document, tuple(stretches), alignment, alignment.likeness(pattern.words))


def leaps(alignment: Alignment) -> bool:
    """Whether a cut leaves out more than stands close together."""
    runs = (list(run) for is_free, run in groupby(alignment.steps, lambda step: step.free) if is_free)
    return any(len(run) > MOST_CUT_WORDS for run in runs)
