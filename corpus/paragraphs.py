"""Join blocks into paragraphs in reading order, and say which blocks a page end has cut apart.

A paragraph that stops in mid-sentence goes on in the next body block, over the notes and captions that stand between.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.blocks import Block, ends_sentence, is_numbered, starts_lower
from corpus.document import Kind, Span

MOST_BLOCKS_BETWEEN = 14
"""Notes, captions and tables that may stand between the halves of a paragraph."""

LEAST_UNFINISHED_CHARS = 40
"""A shorter line without a full stop is a label rather than the first half of a paragraph."""

_SENTENCE_INSIDE = re.compile(r"[.!?][\"'”’)*⁰¹²³⁴⁵⁶⁷⁸⁹]*\s+[A-Z“\"‘']")
_NEVER_LAST = re.compile(
    r"(?:\b(?:a|an|the|of|to|in|on|by|for|and|or|with|from|as|at|that|which|its|their|this)|[&,–-])$"
)

_KINDS: dict[str, Kind] = {
    "paragraph": "prose",
    "testimony": "testimony",
    "item": "list",
    "note": "footnote",
    "caption": "heading",
    "heading": "heading",
    "table": "table",
}
_BODY = frozenset({"paragraph", "item", "testimony"})
_BETWEEN = frozenset({"note", "caption", "table"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Stretches of text that read on as one; `joined` says that a page end or figure cuts it."""

    spans: tuple[Span, ...]
    kind: Kind
    block: int

    @property
    def joined(self) -> bool:
        """Whether it is made of several blocks."""
        return len(self.spans) > 1


def join_paragraphs(text: str, blocks: Sequence[Block], headings: set[int]) -> list[Paragraph]:
    """The paragraphs of the body, notes, captions and headings included, in order of their first block."""
    taken: set[int] = set()
    closed = set(headings)
    paragraphs: list[Paragraph] = []
    for number, block in enumerate(blocks):
        if number in taken:
            continue
        if number in headings:
            paragraphs.append(Paragraph((block.span,), "heading", number))
            continue
        spans = [block.span]
        at = number
        while (found := _continuation(text, blocks, at, closed)) is not None:
            spans.append(blocks[found].span)
            taken.add(found)
            closed.add(found)
            at = found
        paragraphs.append(Paragraph(tuple(spans), _KINDS[block.kind], number))
    return paragraphs


def _continuation(text: str, blocks: Sequence[Block], number: int, closed: set[int]) -> int | None:
    """The block in which an unfinished one goes on; None where it is finished or nothing fits."""
    block = blocks[number]
    if block.kind not in _BODY:
        return None
    found = _next_body(blocks, number, closed)
    if found is None or blocks[found].gap == 0 or blocks[found].kind == "item":
        return None
    raw = text[block.start : block.end]
    finished = ends_sentence(raw.rstrip("\"'”’*") if block.kind == "testimony" else raw)
    if finished or not _goes_on(text, block, blocks[found]):
        return None
    return _past_note_tail(text, blocks, found, closed)


def _goes_on(text: str, block: Block, following: Block) -> bool:
    """Whether the second block can be the rest of the first, which has no full stop at its end."""
    if starts_lower(text[following.start : following.end]):
        return True
    raw = text[block.start : block.end]
    if (
        block.kind != "paragraph"
        or following.kind != "paragraph"
        or is_numbered(raw)
        or len(raw) < LEAST_UNFINISHED_CHARS
    ):
        return False
    return bool(_SENTENCE_INSIDE.search(raw) or _NEVER_LAST.search(raw))


def _past_note_tail(text: str, blocks: Sequence[Block], found: int, closed: set[int]) -> int:
    """The block found, or the one after it where two in a row go on: then the first ends a note of the page before."""
    second = _next_body(blocks, found, closed)
    if second is None or ends_sentence(text[blocks[found].start : blocks[found].end]):
        return found
    tails = (text[blocks[found].start : blocks[found].end], text[blocks[second].start : blocks[second].end])
    return second if all(starts_lower(tail) for tail in tails) and blocks[second].kind == "paragraph" else found


def _next_body(blocks: Sequence[Block], number: int, closed: set[int]) -> int | None:
    for found in range(number + 1, min(len(blocks), number + 2 + MOST_BLOCKS_BETWEEN)):
        if found in closed:
            return None
        if blocks[found].kind not in _BETWEEN:
            return found
    return None
