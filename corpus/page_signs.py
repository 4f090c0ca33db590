"""What the layout of a text tells about its lost pages: pieces with their printed height, and a sign at each gap.

A sign says what the gap above a piece looks like. How often each sort of gap is a page break is not said here:
`corpus.page_weights` learns it from the document.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import accumulate, pairwise
from typing import NamedTuple

from corpus.blocks import Block
from corpus.document import Footnote
from corpus.outline import Heading
from corpus.paragraphs import join_paragraphs

CHARS_A_LINE = 85
CHARS_A_LINE_OF_NOTE = 105
SHARE_OF_LAST_LINE = 0.45
"""How much of a line the unfinished last line of a paragraph takes beyond its characters, on average."""

Measures = tuple[float, ...]
"""What takes up space, counted: one number for each of `LINES_EACH`."""

LINES_EACH: dict[str, float] = {
    "line": 1.0,
    "paragraph": 0.9,
    "tight item": 0.3,
    "heading": 2.2,
    "chapter heading": 3.5,
    "line of note": 0.8,
    "note": 0.3,
    "row": 1.2,
    "table": 1.0,
}
"""Printed lines of each, in reports in general: the space around it for those that hold text of their own."""
LEAST_PICTURE_GAP = 3
"""Blank lines from which something that is not text may stand in the gap."""

MOST_LINES_WHOLE = 24
"""A longer block may be cut within: a table between rows, a paragraph between sentences."""
LINES_A_PART = 6
MOST_LINES_FROM_MARK_TO_NOTE = 60
"""A footnote's mark farther above its note than a page can hold belongs to another note."""

_SENTENCE_STOP = re.compile(r"[.!?…][\"'”’)]*\s+|\n")
_LEADS = re.compile(r":[*⁰¹²³⁴⁵⁶⁷⁸⁹ ]*\Z")
_CUT_ACROSS = frozenset({"caption", "table", "furniture"})


class Sign(Enum):
    """What the gap above a piece looks like; ordered from the strongest sign of a page end to its opposite."""

    CUT_AFTER_NOTES = auto()
    """A paragraph is broken in mid-sentence; this is the gap after the footnotes that stand in the break."""
    AFTER_NOTES = auto()
    CUT = auto()
    BROKEN_LIST = auto()
    """A blank line in a list that has none elsewhere."""
    SPACED = auto()
    """The blank lines hold a space."""
    CHAPTER = auto()
    """Above a heading of the first level that the contents list does not fix."""
    FLOAT = auto()
    """Above a caption or table."""
    HEADING = auto()
    PLAIN = auto()
    LOOSE_LIST = auto()
    LED = auto()
    """Between a colon and what it leads to."""
    PARTS = auto()
    """Between two parts of one table."""
    ROWS = auto()
    TIGHT = auto()
    AFTER_HEADING = auto()
    CAPTIONED = auto()
    """Between a caption and its table."""
    BEFORE_NOTE = auto()
    BETWEEN_NOTES = auto()
    INSIDE = auto()
    """Inside a paragraph that is longer than most of a page."""


class Piece(NamedTuple):
    """A stretch of text that a page holds whole, from `start` to the next piece.

    `measures` of its height; `sign` of the gap above; `picture`: something of unknown height stands below it;
    `noted`: the gap above lies between a footnote's mark and the footnote, which stand on one page as a rule;
    `cut`: number of the paragraph, broken around a figure or table, whose second half begins here; `uncut`: whose
    first half this is (-1: none).
    """

    start: int
    block: int
    measures: Measures
    sign: Sign
    picture: bool
    noted: bool
    cut: int
    uncut: int

    @property
    def lines(self) -> float:
        """Printed lines, as in reports in general."""
        return _lines(self.measures)


class _Cut(NamedTuple):
    above: int
    below: int


def cut_pieces(
    text: str, blocks: Sequence[Block], headings: Sequence[Heading], notes: Sequence[Footnote], first: int
) -> list[Piece]:
    """The pieces of the text from block `first` on, in order."""
    signs = _Signs(text, blocks, headings, notes)
    return [piece for number in range(first, len(blocks)) for piece in signs.pieces(number)]


class _Signs:
    """Reads the signs of one document."""

    def __init__(
        self, text: str, blocks: Sequence[Block], headings: Sequence[Heading], notes: Sequence[Footnote]
    ) -> None:
        self._text = text
        self._blocks = blocks
        self._levels = {heading.block: heading.level for heading in headings}
        self._measures = [self._measure(number) for number in range(len(blocks))]
        self._lines = [_lines(measures) for measures in self._measures]
        self._cuts = self._find_cuts()
        self._over_floats = {
            cut: number
            for number, cut in enumerate(self._cuts)
            if any(blocks[between].kind in _CUT_ACROSS for between in range(cut.above + 1, cut.below))
        }
        self._cut_above = {cut.above: number for cut, number in self._over_floats.items()}
        self._cut_below = {cut.below: number for cut, number in self._over_floats.items()}
        self._cut_gaps = self._find_cut_gaps()
        self._noted = self._find_noted(notes)

    def pieces(self, number: int) -> Iterator[Piece]:
        """The block, or its parts where it is longer than most of a page."""
        block = self._blocks[number]
        lines = self._lines[number]
        parts = [block.start, *(self._stops(block, lines) if lines > MOST_LINES_WHOLE else [])]
        bounds = [*parts, block.end]
        inner = Sign.ROWS if block.kind == "table" else Sign.INSIDE
        for part, (start, end) in enumerate(pairwise(bounds)):
            opening, closing = part == 0, part == len(parts) - 1
            yield Piece(
                start,
                number,
                _part(self._measures[number], (end - start) / max(1, block.end - block.start)),
                self._sign(number) if opening else inner,
                picture=closing and self._has_picture_below(number),
                noted=opening and number in self._noted,
                cut=self._cut_below.get(number, -1) if opening else -1,
                uncut=self._cut_above.get(number, -1) if closing else -1,
            )

    def _stops(self, block: Block, lines: float) -> list[int]:
        """Where a long block may be cut: about every few lines."""
        step = max(1, int((block.end - block.start) * LINES_A_PART / lines))
        stops: list[int] = []
        at = block.start + step
        while at < block.end - step // 2:
            if block.kind == "table":
                found = self._text.find("\n", at, block.end) + 1
            else:
                match = _SENTENCE_STOP.search(self._text, at, min(block.end, at + 2 * step))
                found = match.end() if match else at + 2 * step
            if not at < found < block.end:
                break
            stops.append(found)
            at = found + step
        return stops

    def _measure(self, number: int) -> Measures:
        """What of a block takes up space; counts in the order of `LINES_EACH`."""
        block = self._blocks[number]
        chars = block.end - block.start
        if number in self._levels:
            return _counts("chapter heading" if self._levels[number] == 1 else "heading", 1)
        if block.kind == "note":
            lines = max(1.0, chars / CHARS_A_LINE_OF_NOTE + SHARE_OF_LAST_LINE)
            return _counts("line of note", lines, "note")
        if block.kind == "table":
            rows = sum(map(_row_height, self._text[block.start : block.end].split("\n")))
            return _counts("row", rows, "table")
        lines = max(1.0, chars / CHARS_A_LINE + SHARE_OF_LAST_LINE)
        return _counts("line", lines, "tight item" if block.gap == 0 else "paragraph")

    def _has_picture_below(self, number: int) -> bool:
        below = self._blocks[number + 1] if number + 1 < len(self._blocks) else None
        if below is None:
            return False
        captioned = self._blocks[number].kind == "caption" and below.kind not in {"table", "caption"}
        return captioned or below.gap >= LEAST_PICTURE_GAP

    def _find_cuts(self) -> list[_Cut]:
        """Neighbouring halves of paragraphs that a page end or a figure cuts apart."""
        block_at = {block.start: number for number, block in enumerate(self._blocks)}
        paragraphs = join_paragraphs(self._text, self._blocks, set(self._levels))
        return sorted(
            _Cut(block_at[above.start], block_at[below.start])
            for paragraph in paragraphs
            for above, below in pairwise(paragraph.spans)
            if above.start in block_at and below.start in block_at
        )

    def _find_cut_gaps(self) -> dict[int, Sign]:
        """The gap at which each cut is a page break: after its notes; where nothing stands in it, the cut itself."""
        gaps: dict[int, Sign] = {}
        for cut in self._cuts:
            noted = [between for between in range(cut.above + 1, cut.below) if self._blocks[between].kind == "note"]
            if noted:
                gaps[noted[-1] + 1] = Sign.CUT_AFTER_NOTES
            elif cut.below == cut.above + 1:
                gaps[cut.below] = Sign.CUT
        return gaps

    def _find_noted(self, notes: Sequence[Footnote]) -> set[int]:
        """Blocks whose upper gap lies between a mark and its note."""
        starts = [block.start for block in self._blocks]
        block_at = {start: number for number, start in enumerate(starts)}
        depth = [0.0, *accumulate(self._lines)]
        found: set[int] = set()
        for note in notes:
            noted = block_at.get(note.start)
            if noted is None or note.reference is None or note.reference.start > note.start:
                continue
            marked = bisect_right(starts, note.reference.start) - 1
            if marked >= 0 and depth[noted] - depth[marked] <= MOST_LINES_FROM_MARK_TO_NOTE:
                found.update(range(marked + 1, noted + 1))
        return found

    def _sign(self, number: int) -> Sign:
        if number in self._cut_gaps:
            return self._cut_gaps[number]
        if number == 0:
            return Sign.PLAIN
        above, block = self._blocks[number - 1], self._blocks[number]
        if block.kind == "note":
            return Sign.BETWEEN_NOTES if above.kind == "note" else Sign.BEFORE_NOTE
        if above.kind == "note":
            return Sign.AFTER_NOTES
        if number - 1 in self._levels:
            return Sign.AFTER_HEADING
        return self._sign_in_body(number, above, block)

    def _sign_in_body(self, number: int, above: Block, block: Block) -> Sign:
        """The first of these that the gap between two blocks of the body looks like."""
        looks: tuple[tuple[Sign, bool], ...] = (
            (Sign.CAPTIONED, above.kind == "caption" and block.kind == "table"),
            (Sign.PARTS, above.kind == block.kind == "table"),
            (Sign.CHAPTER, self._levels.get(number) == 1),
            (Sign.HEADING, number in self._levels),
            (Sign.TIGHT, block.gap == 0),
            (Sign.BROKEN_LIST, above.kind == block.kind == "item" and self._is_tight_list(number)),
            (Sign.LOOSE_LIST, above.kind == block.kind == "item"),
            (Sign.SPACED, " " in self._text[above.end : block.start].strip("\n")),
            (Sign.FLOAT, block.kind in {"caption", "table"}),
            (Sign.LED, _LEADS.search(self._text, max(above.start, above.end - 9), above.end) is not None),
        )
        return next((sign for sign, holds in looks if holds), Sign.PLAIN)

    def _is_tight_list(self, number: int) -> bool:
        """Whether the items around a blank line stand without blank lines otherwise."""
        below = self._blocks[number + 1] if number + 1 < len(self._blocks) else None
        return self._blocks[number - 1].gap == 0 or (below is not None and below.kind == "item" and below.gap == 0)


def _counts(name: str, count: float, other: str = "") -> Measures:
    """So many of one, and one of another."""
    return tuple(count if each == name else float(each == other) for each in LINES_EACH)


def _part(measures: Measures, share: float) -> Measures:
    return measures if share == 1 else tuple(measure * share for measure in measures)


def _lines(measures: Measures) -> float:
    return sum(measure * lines for measure, lines in zip(measures, LINES_EACH.values(), strict=True))


def _row_height(line: str) -> int:
    """Printed lines of a table row: its longest cell, in columns of equal width."""
    cells = line.split("\t")
    width = CHARS_A_LINE // len(cells) or 1
    return max(-(-len(cell.strip()) // width) for cell in cells) or 1
