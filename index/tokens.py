"""Words as the lexical index counts them: folded and stemmed; numbers, money, percentages, acronyms findable."""

import re
from functools import cache
from typing import TYPE_CHECKING

from corpus.views import fold

if TYPE_CHECKING:
    import Stemmer

_TOKEN = re.compile(
    r"""
    [£$€]?\d+(?:,\d{3})+(?:\.\d+)?%?          # 47,362  £1,145.50
    | [£$€]?\d+(?:\.\d+)*%?                   # 18%  £0.7  4.3  2012
    | \w+(?:'\w+)?                            # words, don't
    """,
    re.VERBOSE,
)
_HYPHENATED = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)+\b")

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "for",
        "from",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "me",
        "might",
        "my",
        "of",
        "on",
        "or",
        "our",
        "s",
        "she",
        "should",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "tell",
        "say",
        "please",
    ]
)
"""Words of questions and of grammar; numbers and negations are never among them."""


@cache
def _stemmer() -> "Stemmer.Stemmer":
    import Stemmer

    return Stemmer.Stemmer("english")


def tokenize(text: str) -> list[str]:
    """The tokens of a text in order, stemmed (Snowball English); a hyphenated word counts in parts and as a whole."""
    folded = fold(text)
    words = [token for match in _TOKEN.finditer(folded) for token in _forms(match[0])]
    words += [match[0].replace("-", "") for match in _HYPHENATED.finditer(folded)]
    return list(_stemmer().stemWords([word for word in words if word not in STOP_WORDS]))


def _forms(token: str) -> list[str]:
    """A number also without its sign or unit, so that `18%` is found by `18` and `£4,000` by `4000`."""
    if token[0].isdigit() or token[0] in "£$€":
        bare = token.replace(",", "")
        digits = bare.strip("£$€%")
        return [bare, digits] if digits != bare else [bare]
    return [token.removesuffix("'s")]
