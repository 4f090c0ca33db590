"""How certain it is that a question is answered at all: what speaks for that besides the score of the best sentence.

A near miss (another year, another force) finds a passage that reads like an answer. It gives itself away: the passage
lacks a name or number of the question, and no other passage answers half as well.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from corpus.document import Document, Passage
from corpus.passages import heading_path, passage_in_words
from index.tokens import tokenize

_WORD = re.compile(r"[£$€]?\w[\w'’.,-]*")

BEST_PASSAGES = 3
"""Few, so that it means the same in a long report and in a short one."""

Idf = Callable[[str], float]
"""How much a word of a question weighs."""


class Missing(NamedTuple):
    """Shares, 0 to 1, of a question's weight that a passage and its headings lack: of all its words, of its names."""

    words: float
    names: float


class Evidence(NamedTuple):
    """What is known of a question: the odds of the best candidate, how well the best passages answer, what is missing.

    `passages` is the mean of the reader's logits for the best units of the BEST_PASSAGES best passages: the odds, which
    count likeness too, rise for a near miss as well. `words` and `names` are what the best candidate's passage lacks of
    the question (`Missing`), `dense` and `lexical` how like the question the candidate itself is.
    """

    best: float
    passages: float
    words: float
    names: float
    dense: float
    lexical: float


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


def evidence(best: float, lacking: Missing, alike: tuple[float, float], logits: Sequence[float]) -> Evidence:
    """Of the best candidate's odds, what its passage lacks, its likeness (dense and lexical), and all logits.

    `logits` are those of the best units of all passages read.
    """
    highest = sorted(logits, reverse=True)[:BEST_PASSAGES]
    return Evidence(best, sum(highest) / len(highest), *lacking, *alike)
