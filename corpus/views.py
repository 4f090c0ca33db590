"""Two ways of looking at spans of a text, both mapping every character back to where it stands.

`reading_view` is what people read and copy: no footnote marks, Markdown emphasis, link targets or stray line breaks.
`folded_view` is for matching: the same, blind to case, kind of quotation mark, dash and space.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from corpus.document import Span

SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPT_TO_DIGIT = str.maketrans(SUPERSCRIPT_DIGITS, "0123456789")

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphen, zero width characters
_SIGNS = re.compile(rf"[*\[\]()<>\\#{_INVISIBLE}{SUPERSCRIPT_DIGITS}]")
"""Text without any of these holds no markup."""

# Each kind of markup is told after its first character: that way the search leaps from sign to sign.
_MARKUP = re.compile(
    rf"""
    [{SUPERSCRIPT_DIGITS}{_INVISIBLE}<\]\\#]
    (?:
      (?<=(?P<mark>[{SUPERSCRIPT_DIGITS}]))[{SUPERSCRIPT_DIGITS}]*    # reference to a footnote
      | (?<=[{_INVISIBLE}])
      | (?<=<)/?(?:p|br|b|i|em|strong|u|sup|sub)[ ]*/?>               # the few HTML tags that PDF converters leave
      | (?<=(?P<link>\]))\([^()\s]*\)                               # end of a Markdown link, with its target
      | (?<=\\)(?=[^\w\s])                                          # Markdown escape
      | (?<=^\#)\#{{0,5}}[ \t]+(?=\S)                               # Markdown heading
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_OPENING_ASTERISKS = re.compile(r"(?<![\w*\\])\*{1,3}(?=[^\s*])")
_CLOSING_ASTERISKS = re.compile(rf"(?<=[^\s*\\])\*{{1,3}}(?![^\W{SUPERSCRIPT_DIGITS}]|\*)")
_WORDS_OR_SPACE = re.compile(r"\S+(?: \S+)*|\s+")

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´`ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)


MOST_MARKUP_CHARS = 2000
"""How far markup reaches: the words of a link, and what is looked at around a span on an endless line."""

MOST_CACHED_CHARS = 20_000
MOST_NOTE_DIGITS = 6


class View(NamedTuple):
    """Derived text and, for each of its characters, the offset in the source that it stands for."""

    text: str
    offsets: Sequence[int]


def superscript_number(mark: str) -> int:
    """The number that superscript digits write; an endless row of them counts by its first six."""
    return int(mark.strip()[:MOST_NOTE_DIGITS].translate(_SUPERSCRIPT_TO_DIGIT))


def markup_spans(text: str, start: int, end: int) -> list[Span]:
    """Stretches of `text[start:end]` that are markup: shown to nobody, part of no word. In order, disjoint."""
    if not _SIGNS.search(text, start, end):
        return []
    before, after = _reach(start, end)
    opened = max(before, text.rfind("\n", before, start) + 1)
    closed = text.find("\n", end, after)
    window = text[opened : closed if closed >= 0 else after]
    found = _markup_of(window) if len(window) > MOST_CACHED_CHARS else _markup_of_line(window)
    first = bisect_right(found, start - opened, key=lambda span: span.end)
    last = bisect_left(found, end - opened, key=lambda span: span.start)
    return [Span(max(start, opened + a), min(end, opened + b)) for a, b in found[first:last]]


def _reach(start: int, end: int) -> Span:
    """How far a line is looked at, in steps, so that the sentences of an endless line share what was found in it."""
    step = MOST_MARKUP_CHARS
    return Span(max(0, start // step - 1) * step, (end // step + 2) * step)


@lru_cache(maxsize=256)
def _markup_of_line(line: str) -> tuple[Span, ...]:
    return _markup_of(line)


def _markup_of(text: str) -> tuple[Span, ...]:
    """The markup of whole lines."""
    found = list(_emphasis(text))
    for match in _MARKUP.finditer(text):
        spaced = match["mark"] and text[max(0, match.start() - 1)] == " "
        found.append(Span(match.start() - 1 if spaced else match.start(), match.end()))
        if match["link"]:
            reach = max(0, match.start() - MOST_MARKUP_CHARS)
            line = max(reach, text.rfind("\n", reach, match.start()))
            bracket = text.rfind("[", line, match.start())
            found += [Span(bracket, bracket + 1)] if bracket >= 0 else []
    return tuple(_disjoint(sorted(found)))


def _emphasis(text: str) -> Iterator[Span]:
    """The asterisks that open emphasis and those that close it: as many, later on the same line."""
    start = 0
    for line in text.split("\n"):
        if "*" in line:
            yield from (Span(start + a, start + b) for a, b in _emphasis_of_line(line))
        start += len(line) + 1


def _emphasis_of_line(line: str) -> Iterator[Span]:
    closing: dict[int, list[int]] = {1: [], 2: [], 3: []}
    for match in _CLOSING_ASTERISKS.finditer(line):
        closing[len(match[0])].append(match.start())
    past = {1: 0, 2: 0, 3: 0}
    for match in _OPENING_ASTERISKS.finditer(line):
        length = len(match[0])
        ends = closing[length]
        place = bisect_left(ends, match.end())
        if match.start() >= past[length] and place < len(ends):
            past[length] = ends[place] + length
            yield Span(*match.span())
            yield Span(ends[place], past[length])


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def reading_view(text: str, spans: Sequence[Span]) -> View:
    """The display form of the spans joined: markup gone, every run of space one space, ends trimmed."""
    pieces: list[str] = []
    offsets: list[int] = []
    for span in spans:
        for start, end in _outside(span, markup_spans(text, *span)):
            for match in _WORDS_OR_SPACE.finditer(text[start:end]):
                _append(pieces, offsets, match[0], start + match.start())
        _append(pieces, offsets, " ", span.end - 1)
    joined = "".join(pieces)
    trimmed = joined.rstrip()
    return View(trimmed, offsets[: len(trimmed)])


def _outside(span: Span, holes: list[Span]) -> list[Span]:
    starts = [span.start, *(hole.end for hole in holes)]
    ends = [*(hole.start for hole in holes), span.end]
    return [Span(a, b) for a, b in zip(starts, ends, strict=True) if a < b]


def _append(pieces: list[str], offsets: list[int], chunk: str, start: int) -> None:
    if not chunk.isspace():
        pieces.append(chunk)
        offsets.extend(range(start, start + len(chunk)))
    elif pieces and pieces[-1] != " ":
        pieces.append(" ")
        offsets.append(start)


def display(text: str, spans: Sequence[Span]) -> str:
    """What people read and copy of the spans: the text of their reading view."""
    if any(_SIGNS.search(text, *span) for span in spans):
        return reading_view(text, spans).text
    return " ".join(word for start, end in spans for word in text[start:end].split())


def folded_view(text: str, spans: Sequence[Span]) -> View:
    """The spans as they are matched: the reading view without regard to case, quotation marks, dashes."""
    view = reading_view(text, spans)
    pieces: list[str] = []
    offsets: list[int] = []
    for character, offset in zip(view.text, view.offsets, strict=True):
        folded = character.translate(_FOLD).casefold()
        pieces.append(folded)
        offsets.extend([offset] * len(folded))
    return View("".join(pieces), offsets)


def fold(text: str) -> str:
    """A string as it is matched."""
    return folded_view(text, (Span(0, len(text)),)).text


def plain(text: str) -> str:
    """A string as people read it."""
    return display(text, (Span(0, len(text)),))
