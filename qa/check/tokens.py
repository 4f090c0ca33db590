"""Words and signs of a folded text, each with its place: what is compared when a quotation is checked.

Two texts are the same, here, when they have the same tokens. So space never counts (nor a dash with space around it
against one without), and double and single quotation marks are one sign; everything else is `corpus.views.fold`.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from corpus.document import Span
from corpus.views import View, folded_view

_LETTERS = r"(?:[^\W_][\u0300-\u036f]*)+"
TOKEN = re.compile(rf"\d+(?:[.,]\d+)+|{_LETTERS}(?:'{_LETTERS})*|[^\w\s]")
_QUOTATION_MARKS = {'"': "'"}


class Token(NamedTuple):
    """A word, number or sign, folded, and where it stands in its source (code points)."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is more than a sign."""
        return self.text[0].isalnum()


def tokens_of(text: str, spans: Sequence[Span]) -> list[Token]:
    """The tokens of the spans in order; markup, footnote marks and space are none."""
    return tokens_of_view(folded_view(text, spans))


def tokens_of_view(view: View) -> list[Token]:
    """The tokens of a folded view, with their places in the source."""
    offsets = view.offsets
    return [
        Token(_spelt(match[0]), offsets[match.start()], offsets[match.end() - 1] + 1)
        for match in TOKEN.finditer(view.text)
    ]


def _spelt(text: str) -> str:
    if text.isascii():
        return _QUOTATION_MARKS.get(text, text)
    return unicodedata.normalize("NFC", text)
