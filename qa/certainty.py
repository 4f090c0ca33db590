"""How certain it is that a question is answered at all: what speaks for that besides the score of the best sentence.

A near miss (another year, another force) finds a passage that reads like an answer. It gives itself away: the passage
lacks a name or number of the question, and beside the one likely passage nothing else is on the matter.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.document import Document, Passage
from corpus.passages import heading_path, passage_in_words
from index.tokens import tokenize

_WORD = re.compile(r"[£$€]?\w[\w'’.,-]*")

Idf = Callable[[str], float]
"""How much a word of a question weighs."""


class Missing(NamedTuple):
    """Shares, 0 to 1, of a question's weight that a passage and its headings lack: of all its words, of its names."""

    words: float
    names: float


class Evidence(NamedTuple):
    """What is known of a question: the odds of the best passage's best candidate, and of the second passage's.

    `words` and `names` are what the best candidate's passage lacks of the question (`Missing`).
    """

    best: float
    second: float
    words: float
    names: float


def missing(question: str, document: Document, passage: Passage, idf: Idf) -> Missing:
    """What a passage lacks of a question. Names are words with a digit, or with a capital after the first word."""
    said = set(
        tokenize(
            f"{document.source.title} {heading_path(document, passage.section)} {passage_in_words(document, passage)}"
        )
    )
    asked = set(tokenize(question))
    whole = sum(map(idf, asked)) or 1.0
    return Missing(sum(map(idf, asked - said)) / whole, sum(map(idf, asked & _names(question) - said)) / whole)


def _names(question: str) -> set[str]:
    """The tokens of the words that name somebody or something, or count."""
    words = enumerate(match[0] for match in _WORD.finditer(question))
    named = (w for place, w in words if any(c.isdigit() for c in w) or (place and w[0].isupper()))
    return {token for word in named for token in tokenize(word)}


def evidence(odds: Sequence[float], lacking: Missing) -> Evidence:
    """Of the best candidates' odds, a passage each (at least one), and of what the best one's passage lacks.

    The mean of all passages would refuse still more on a long report, and far too much on a short one.
    """
    ordered = sorted(odds, reverse=True)
    return Evidence(ordered[0], ordered[min(1, len(ordered) - 1)], *lacking)
