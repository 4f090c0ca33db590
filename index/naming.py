"""Which documents a question names ("what does the forum say of ..."): by what people call them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from corpus.document import Document
from index.lexical import LexicalIndex
from index.tokens import tokenize

KINDS = {"thread": "forum thread poster online", "article": "article newspaper journalist"}
"""What documents of a kind are called besides; a report is called so by all that discuss it."""
SELDOM = 1 / 400
FEW = 5
"""The share of sentences, and their number, above both of which a word is the texts' own, and names none of them."""


def names_of(documents: Sequence[Document], words: LexicalIndex) -> tuple[frozenset[str], ...]:
    """The tokens that name each document: it is called by them, most others are not, and the texts seldom say them.

    `words` are those of all sentences.
    """
    called = [set(tokenize(f"{one.source.called} {KINDS.get(one.source.kind, '')}")) for one in documents]
    bearers = Counter(chain.from_iterable(called))
    most = max(FEW, SELDOM * words.size)
    return tuple(
        frozenset(name for name in own if 2 * bearers[name] <= len(documents) and words.frequency(name) <= most)
        for own in called
    )
