"""Split paragraphs into sentences, each mapped back to its exact stretches of the text.

The splitting itself is nupunkt's; it is given the reading view (no footnote marks, no line breaks), so a mark after a
full stop, an asterisk or a page end cannot mislead it.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from corpus.document import Span
from corpus.views import SUPERSCRIPT_DIGITS, reading_view

if TYPE_CHECKING:
    from nupunkt import PunktSentenceTokenizer

_MARKUP_AFTER = re.compile(rf"(?:[*{SUPERSCRIPT_DIGITS}]|\]\([^()\s]*\)|[ ][{SUPERSCRIPT_DIGITS}])+")
_MARKUP_BEFORE = re.compile(r"[*\[]+$")
_LONG_QUOTE_STOP = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"‘'\[])")
_LIST_NUMBER_ONLY = re.compile(r"^\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]$|^\d+(?:\.\d+)+\.?$")

MOST_SENTENCE_CHARS = 600


@cache
def _tokenizer() -> "PunktSentenceTokenizer":
    from nupunkt import load_default_model

    return load_default_model()


def split_sentences(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The sentences of a paragraph in order, each as its spans; together they hold all its words."""
    view = reading_view(text, spans)
    if not view.text:
        return []
    return [_to_source(text, spans, view.offsets, start, end) for start, end in sentence_bounds(view.text)]


def sentence_bounds(text: str) -> list[Span]:
    """Start and end of each sentence of a text without markup."""
    bounds: list[Span] = []
    for start, end in _tokenizer().span_tokenize(text):
        chunk = text[start:end]
        stripped = Span(start + len(chunk) - len(chunk.lstrip()), start + len(chunk.rstrip()))
        if stripped.start >= stripped.end:
            continue
        if bounds and (_LIST_NUMBER_ONLY.match(text[slice(*bounds[-1])]) or _is_tail(text[slice(*stripped)])):
            bounds[-1] = Span(bounds[-1].start, stripped.end)
        else:
            bounds += _cut_long(text, stripped)
    return bounds


def _is_tail(text: str) -> bool:
    """Whether a piece is only closing signs, or goes on in lower case: part of the sentence before."""
    return not any(character.isalnum() for character in text)


def _cut_long(text: str, span: Span) -> list[Span]:
    """A very long stretch (a long quotation kept whole by the splitter) cut at its inner full stops."""
    if span.end - span.start <= MOST_SENTENCE_CHARS:
        return [span]
    cuts = [span.start]
    cuts += [match.end() for match in _LONG_QUOTE_STOP.finditer(text, span.start, span.end)]
    ends = [*(len(text[:cut].rstrip()) for cut in cuts[1:]), span.end]
    return [Span(a, b) for a, b in zip(cuts, ends, strict=True)]


def _to_source(text: str, spans: Sequence[Span], offsets: Sequence[int], start: int, end: int) -> tuple[Span, ...]:
    first, last = offsets[start], offsets[end - 1] + 1
    pieces = [Span(max(first, span.start), min(last, span.end)) for span in spans]
    pieces = [piece for piece in pieces if piece.start < piece.end]
    bounds = {span.end for span in spans}
    pieces[0] = Span(_grown_left(text, spans, pieces[0].start), pieces[0].end)
    pieces[-1] = Span(pieces[-1].start, _grown_right(text, pieces[-1].end, bounds))
    return tuple(pieces)


def _grown_right(text: str, end: int, bounds: set[int]) -> int:
    """The end moved over markup that clings to the last word."""
    limit = min((bound for bound in bounds if bound >= end), default=end)
    match = _MARKUP_AFTER.match(text, end, limit)
    return match.end() if match else end


def _grown_left(text: str, spans: Sequence[Span], start: int) -> int:
    """The start moved over markup that clings to the first word."""
    limit = max(span.start for span in spans if span.start <= start)
    match = _MARKUP_BEFORE.search(text, limit, start)
    return match.start() if match else start
