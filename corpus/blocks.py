"""Cut a text into blocks: paragraphs, list items, notes, tables, captions, breaks.

One pass over the lines. What a block is depends on its own line and its neighbours only; headings are found later,
by `corpus.outline`, because they need the whole document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from corpus.document import Span
from corpus.views import SUPERSCRIPT_DIGITS

BlockKind = Literal["paragraph", "item", "note", "table", "caption", "heading", "testimony", "furniture"]

_NOTE = re.compile(rf"[{SUPERSCRIPT_DIGITS}]++\s*\S")
_CAPTION = re.compile(  # no possessive group: Python before 3.11.5 goes on after the part of it that failed
    r"(?:Figure|Table|Chart|Box|Map|Diagram|Exhibit)\s+(?:[A-Z]\.?)?\d++(?:\.\d++)*(?!\.\d)\s*"
    r"(?:\([^)]*\)\s*)?[:.–-]\s*\S",
    re.IGNORECASE,
)
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+\S")
_BULLET = re.compile(r"\s*(?:[-•▪◦‣·–*o]|\(?[a-z]\)|\(?[ivx]{1,5}\)|[-•]\s*\(?[ivx]{1,5}\))\s+\S")
_NUMBERED = re.compile(r"\s*\(?\d{1,2}[.)]\s+\S")
_OPENING_QUOTE = re.compile(r"""\*{0,2}[“"'‘\[]*[“"‘]""")
_CLOSING_QUOTE = re.compile(rf"""[”"’]\*{{0,2}}[.,]?\*{{0,2}}[\s{SUPERSCRIPT_DIGITS}]*$""")
_SENTENCE_END = re.compile(rf"""[.!?:;…][\s"'”’)\]*{SUPERSCRIPT_DIGITS}]*(?:[\[(][^\[\]()]{{0,40}}[\])]\.?\s*)?$""")
_FIRST_LETTER = re.compile(r"""[\s*(\["'“‘….]*(?P<letter>.)""")
_MARKS_AT_END = f"{SUPERSCRIPT_DIGITS} \t\n\r\f\u00a0"
_AS_SPACE = str.maketrans("\f\r", "  ")

WRAPPED_SHARE = 0.5
"""Share of line ends in mid-sentence above which a text counts as hard-wrapped."""

TAIL = 200
"""Characters that tell how a block ends."""


class Line(NamedTuple):
    """A line without its line feed."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Nothing to read on it."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text of one kind; `gap` is the number of blank lines before it."""

    start: int
    end: int
    kind: BlockKind
    gap: int = 1

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text, form feeds and carriage returns read as spaces."""
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line.translate(_AS_SPACE))
        start += len(line) + 1


def ends_sentence(text: str) -> bool:
    """Whether a paragraph's text comes to a full stop (or other closing sign)."""
    return bool(_SENTENCE_END.search(text))


def starts_lower(text: str) -> bool:
    """Whether a paragraph's text goes on from something: its first letter is small."""
    match = _FIRST_LETTER.match(text)
    return match is not None and match["letter"].islower()


def is_testimony(text: str) -> bool:
    """Whether a paragraph is wholly somebody's words, in quotation marks."""
    stripped = text.strip()
    return bool(_OPENING_QUOTE.match(stripped)) and bool(_CLOSING_QUOTE.search(stripped))


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a figure or table."""
    return bool(_CAPTION.match(text.strip()))


def is_numbered(text: str) -> bool:
    """Whether a line begins with a list number such as `3.`."""
    return bool(_NUMBERED.match(text))


def without_marks(text: str) -> str:
    """The text less footnote marks and space at its end."""
    return text.rstrip(_MARKS_AT_END)


def cut_blocks(text: str, furniture: Sequence[Span] = ()) -> list[Block]:
    """The blocks of a text in order: every non-blank character lies in exactly one, or in a line of page furniture."""
    passed_over = {span.start for span in furniture}
    lines = [line._replace(text="") if line.start in passed_over else line for line in lines_of(text)]
    wrapped = _is_wrapped(lines)
    blocks: list[Block] = []
    gap = 1
    for line in lines:
        if line.blank:
            gap += 1
            continue
        kind = _kind_of(line.text)
        previous = blocks[-1] if blocks else None
        if previous and gap == 0 and _continues(text, previous, line, kind, wrapped=wrapped):
            blocks[-1] = replace(previous, end=_trimmed_end(line))
        else:
            blocks.append(Block(_trimmed_start(line), _trimmed_end(line), kind, gap))
        gap = 0
    return [_as_testimony(text, block) for block in blocks]


def _as_testimony(text: str, block: Block) -> Block:
    if block.kind == "paragraph" and is_testimony(text[block.start : block.end]):
        return replace(block, kind="testimony")
    return block


def _trimmed_start(line: Line) -> int:
    # A tab at the start of a line is an empty cell, not an indent.
    return line.start + len(line.text) - len(line.text.lstrip(" \u00a0"))


def _trimmed_end(line: Line) -> int:
    return line.start + len(line.text.rstrip(" \u00a0\r"))


def _kind_of(text: str) -> BlockKind:
    if _NOTE.match(text):
        return "note"
    if "\t" in text.strip(" "):
        return "table"
    if _CAPTION.match(text.strip()):
        return "caption"
    if _MARKDOWN_HEADING.match(text):
        return "heading"
    if _BULLET.match(text):
        return "item"
    return "paragraph"


def _continues(text: str, previous: Block, line: Line, kind: BlockKind, *, wrapped: bool) -> bool:
    """Whether a line, directly below the last one, belongs to its block."""
    if kind == "table" and previous.kind == "table":
        return True
    if kind != "paragraph" or previous.kind in {"table", "heading"}:
        return False
    if previous.kind == "note":
        return True
    if is_numbered(line.text):
        return False
    if wrapped:
        return previous.kind != "caption"
    return starts_lower(line.text) and not ends_sentence(text[max(previous.start, previous.end - TAIL) : previous.end])


def _is_wrapped(lines: list[Line]) -> bool:
    pairs = [
        (above.text, below.text)
        for above, below in pairwise(lines)
        if not above.blank and not below.blank and _kind_of(above.text) == _kind_of(below.text) == "paragraph"
    ]
    broken = sum(not ends_sentence(above) and (starts_lower(below) or len(above) > 50) for above, below in pairs)
    return len(pairs) >= 3 and broken / len(pairs) > WRAPPED_SHARE
