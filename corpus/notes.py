"""Footnotes: read the notes and find, for each, the mark in the text that cites it."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from corpus.blocks import Block
from corpus.document import Footnote, Span
from corpus.views import SUPERSCRIPT_DIGITS, superscript_number

_MARK = re.compile(rf"[{SUPERSCRIPT_DIGITS}]+")


def find_notes(text: str, blocks: Sequence[Block]) -> tuple[Footnote, ...]:
    """The notes in order, each tied to its mark: the nearest above it that bears its number, else the nearest below."""
    noted = [block for block in blocks if block.kind == "note"]
    marks = _marks_outside(text, noted)
    notes: list[Footnote] = []
    for block in noted:
        own = _MARK.match(text, block.start)
        number = superscript_number(own[0]) if own else 0
        notes.append(Footnote(block.start, block.end, number, _nearest(marks.get(number, []), block.start)))
    return tuple(notes)


def _marks_outside(text: str, noted: Sequence[Block]) -> dict[int, list[Span]]:
    starts = [block.start for block in noted]
    marks: dict[int, list[Span]] = defaultdict(list)
    for match in _MARK.finditer(text):
        place = bisect_right(starts, match.start()) - 1
        if place < 0 or match.start() >= noted[place].end:
            marks[superscript_number(match[0])].append(Span(*match.span()))
    return marks


def _nearest(marks: Sequence[Span], offset: int) -> Span | None:
    place = bisect_left(marks, (offset, offset))
    if place:
        return marks[place - 1]
    return marks[0] if marks else None
