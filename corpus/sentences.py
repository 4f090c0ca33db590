"""Split paragraphs into sentences, each mapped back to its exact stretches of the text.

nupunkt finds the stops; it is given the reading view (no footnote marks, no line breaks), so a mark after a full stop,
an asterisk or a page end cannot mislead it. What a stop means beside abbreviations, initials, quotation marks and
bracketed references is decided here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.abbreviations import opens_sentence, stop_shortens
from corpus.document import Span
from corpus.views import SUPERSCRIPT_DIGITS, reading_view

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

_MARKUP_AFTER = re.compile(rf"(?:[*{SUPERSCRIPT_DIGITS}]|\]\([^()\s]*\)|[ ][{SUPERSCRIPT_DIGITS}])+")
_MARKUP_BEFORE = "*["
_LIST_NUMBER_ONLY = re.compile(r"^\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,5})[.)]$|^\d+(?:\.\d+)+\.?$")

_REMARK = (
    r"(?:\((?!(?:\d{1,2}|[a-z]|[ivx]{1,5})\))[^()]{1,40}(?<![.!?])\)"  # (Annex B), but not the list number (2)
    r"|\[(?:[a-z\d.…]|Emphasis)[^\[\]]{0,40}\])\.?"  # [p4], [my emphasis], [...], but not [He]
)
_REMARKS = re.compile(rf"(?:{_REMARK}\s*)+(?=$|[^\w\s]|[A-Z\d])")
_OVERLOOKED = re.compile(
    rf"(?P<remark>[.!?…][”\"’')]*\s(?:{_REMARK}\s+)+)(?=[“\"‘'(]?[A-Z\d])"
    r"|(?P<quoted>[.!?…][”\"’')\]]+\s+)(?=[“\"‘'(\[]*[A-Z])"
    r"|(?P<initial>\b(?:[A-Za-z]\.)+\s+)(?=[A-Z])"
)
_QUOTED_QUESTION = re.compile(r"[?!][”\"’']$")
_SAYS = re.compile(
    r"(?:[A-Z][\w.’'-]*\s){1,4}(?:said|says|asked|asks|replied|wrote|added|cried|shouted)(?=\s*(?:[.,;:]|$))"
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

CONTEXT = 80
"""Characters to either side of a stop that tell what it means."""


@cache
def _tokenizer() -> "PunktSentenceTokenizer":
    from nupunkt import load_default_model

    tokenizer = load_default_model()
    tokenizer.parameters.abbrev_types.clear()  # see corpus.abbreviations
    return tokenizer


def split_sentences(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The sentences of a paragraph in order, each as its spans; together they hold all its words."""
    view = reading_view(text, spans)
    if not view.text:
        return []
    return [_to_source(text, spans, view.offsets, start, end) for start, end in sentence_bounds(view.text)]


def sentence_bounds(text: str) -> list[Span]:
    """Start and end of each sentence of a text without markup."""
    starts = {start for start, _ in _tokenizer().span_tokenize(text)} | {0}
    starts |= {match.end() for match in _OVERLOOKED.finditer(text) if _opens_after(text, match)}
    kept: list[int] = []
    for start, end in pairwise([*sorted(starts), len(text)]):
        if not kept or not _goes_on(text, kept[-1], start, end):
            kept.append(start)
    pieces = (_stripped(text, start, end) for start, end in pairwise([*kept, len(text)]))
    return [piece for piece in pieces if piece.start < piece.end]


def _opens_after(text: str, match: re.Match[str]) -> bool:
    return match["initial"] is None or opens_sentence(text[match.end() : match.end() + CONTEXT])


def _goes_on(text: str, opened: int, cut: int, end: int) -> bool:
    """Whether the sentence opened goes on beyond a place where a stop seems to end it."""
    before = text[max(opened, cut - CONTEXT) : cut].rstrip()
    after = text[cut : min(end, cut + CONTEXT)].lstrip()
    first = _LETTER_OR_DIGIT.search(after)
    if first is None and end - cut <= CONTEXT:
        return True  # closing signs only
    if first is not None and first[0].islower() and not after[first.end() : first.end() + 1].isupper():
        return True
    return bool(
        (cut - opened <= CONTEXT and _LIST_NUMBER_ONLY.match(before))
        or _REMARKS.match(text[cut : cut + CONTEXT].lstrip())
        or stop_shortens(before, after)
        or (_QUOTED_QUESTION.search(before) and _SAYS.match(after))
    )


def _stripped(text: str, start: int, end: int) -> Span:
    chunk = text[start:end]
    return Span(start + len(chunk) - len(chunk.lstrip()), start + len(chunk.rstrip()))


def _to_source(text: str, spans: Sequence[Span], offsets: Sequence[int], start: int, end: int) -> tuple[Span, ...]:
    first, last = offsets[start], offsets[end - 1] + 1
    opening = bisect_right(spans, first, key=lambda span: span.start) - 1
    closing = bisect_left(spans, last, key=lambda span: span.end)
    pieces = [Span(max(first, span.start), min(last, span.end)) for span in spans[opening : closing + 1]]
    pieces[0] = Span(_grown_left(text, spans[opening].start, pieces[0].start), pieces[0].end)
    pieces[-1] = Span(pieces[-1].start, _grown_right(text, pieces[-1].end, spans[closing].end))
    return tuple(pieces)


def _grown_right(text: str, end: int, limit: int) -> int:
    """The end moved over markup that clings to the last word."""
    match = _MARKUP_AFTER.match(text, end, limit)
    return match.end() if match else end


def _grown_left(text: str, limit: int, start: int) -> int:
    """The start moved over markup that clings to the first word."""
    while start > limit and text[start - 1] in _MARKUP_BEFORE:
        start -= 1
    return start
