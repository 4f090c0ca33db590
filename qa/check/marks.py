"""Stretches between quotation marks: curly, straight, single and nested, over several paragraphs; never an apostrophe.

Only the outermost marks count: what is quoted within a quotation is part of it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.document import Span

DOUBLE_OPEN, DOUBLE_CLOSE, STRAIGHT = "“„«", "”»", '"'
_OPENS_AFTER = " \t\n\u00a0\u202f([{<—–-/“„‘'\"*_…|"
_ELISIONS = re.compile(r"[‘’'](?:\d0s|tis\b|twas\b|em\b|til\b|cause\b|n[’']|bout\b|round\b|neath\b)", re.IGNORECASE)
_MARKUP_AT_START = re.compile(r"(?:\s|[*_>#-]|\d{1,3}[.)]\s)*")

_REFERENCE = re.compile(r"\s*[\[(][^\[\]()]{0,60}\bpp?\.?\s?\d[^\[\]()]{0,10}[\])]")
_DOUBLED = ("''", "’’")
"""Two single marks that stand for a double one."""

MOST_SINGLE_CHARS = 1500


class Marked(NamedTuple):
    """What stands between marks: its stretches, where the marks stand (outer ends), and whether a mark closes it."""

    spans: tuple[Span, ...]
    start: int
    end: int
    closed: bool


def find_marked(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """The marked stretches of consecutive paragraphs, in order."""
    found: list[Marked] = []
    place, at = 0, paragraphs[0].start if paragraphs else 0
    while place < len(paragraphs):
        paragraph = paragraphs[place]
        opening = _next_opening(text, Span(max(at, paragraph.start), paragraph.end))
        if opening is None:
            place += 1
            at = paragraphs[place].start if place < len(paragraphs) else 0
            continue
        marked, place = _marked(text, paragraphs, place, opening)
        at = marked.end if marked is not None else opening + 1
        if marked is not None:
            found.append(marked)
    return found


def _next_opening(text: str, span: Span) -> int | None:
    for at in range(span.start, span.end):
        character = text[at]
        if character in DOUBLE_OPEN or (character == STRAIGHT and _is_opening(text, at, span)):
            return at
        if character in "‘'" and _is_single_opening(text, at, span):
            return at
    return None


def _is_opening(text: str, at: int, span: Span) -> bool:
    """Whether a straight mark opens: something follows at once, and nothing, space or an opening sign precedes."""
    follows = at + 1 < span.end and not text[at + 1].isspace()
    return follows and (at == span.start or text[at - 1] in _OPENS_AFTER)


def _is_single_opening(text: str, at: int, span: Span) -> bool:
    if _ELISIONS.match(text, at, span.end) or not _is_opening(text, at, span):
        return False
    return text[at + 1].isalnum() or text[at + 1] in '[(“".…£$€*'


def _marked(text: str, paragraphs: Sequence[Span], place: int, opening: int) -> tuple[Marked | None, int]:
    """What the mark opens, and the number of the paragraph where it ends; None where it opens nothing."""
    paragraph = paragraphs[place]
    if text[opening] in "‘'":
        closing = _single_close(text, opening, paragraph.end)
        if closing is None:
            return None, place
        return Marked((Span(opening + 1, closing),), opening, closing + 1, closed=True), place
    closing = _double_close(text, opening, paragraph)
    if closing is not None:
        return Marked((Span(opening + 1, closing),), opening, closing + 1, closed=True), place
    return _over_paragraphs(text, paragraphs, place, opening)


def _double_close(text: str, opening: int, paragraph: Span) -> int | None:
    """The mark that closes, those of nested quotations passed over; the last one there is, where they do not tally."""
    depth, last = 1, None
    for at in range(opening + 1, paragraph.end):
        character = text[at]
        opens = character in DOUBLE_OPEN or (
            character == STRAIGHT and _is_opening(text, at, paragraph) and text[at - 1] not in "—–-"
        )
        if opens:
            is_first_within = text[opening] == STRAIGHT and last is None and depth == 1
            depth += character != STRAIGHT or is_first_within
        elif character in DOUBLE_CLOSE or character == STRAIGHT:
            depth, last = depth - 1, at
            if not depth:
                return at
        elif text.startswith(_DOUBLED, at) and text[opening] not in DOUBLE_OPEN and not text[at - 1].isspace():
            return at
    return last


def _single_close(text: str, opening: int, end: int) -> int | None:
    """The single mark that closes; one after a plural's s only where no later one can."""
    candidates: list[int] = []
    for at in range(opening + 1, min(end, opening + MOST_SINGLE_CHARS)):
        character = text[at]
        if character in "‘'" and _is_single_opening(text, at, Span(opening, end)) and text[at - 1] not in "—–-":
            break
        closes = character in "’'" and not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
        if closes and at > opening + 1:
            candidates.append(at)
            if not _may_be_possessive(text, at):
                break
    marks = [at for at in candidates if not _may_be_possessive(text, at)] or candidates
    if not marks:
        return None
    inner = text[opening + 1 : marks[0]]
    if sum(map(inner.count, DOUBLE_OPEN)) != sum(map(inner.count, DOUBLE_CLOSE)) or inner.count(STRAIGHT) % 2:
        return None
    return marks[0]


def _may_be_possessive(text: str, at: int) -> bool:
    return text[at - 1] in "sz" and re.match(r"\s+[a-z]", text[at + 1 : at + 4]) is not None


def _over_paragraphs(text: str, paragraphs: Sequence[Span], place: int, opening: int) -> tuple[Marked, int]:
    """A quotation that each further paragraph opens anew and only the last one closes."""
    spans = [Span(opening + 1, paragraphs[place].end)]
    last = place
    while last + 1 < len(paragraphs):
        following = paragraphs[last + 1]
        lead = _MARKUP_AT_START.match(text, following.start, following.end)
        start = lead.end() if lead else following.start
        if start >= following.end or text[start] not in DOUBLE_OPEN + STRAIGHT:
            break
        last += 1
        closing = _double_close(text, start, following)
        if closing is not None:
            spans.append(Span(start + 1, closing))
            return Marked(tuple(spans), opening, closing + 1, closed=True), last
        spans.append(Span(start + 1, following.end))
    reference = _REFERENCE.search(text, spans[-1].start, spans[-1].end)
    if reference and reference.start() > spans[-1].start:  # the mark that is missing stood before it
        spans[-1] = Span(spans[-1].start, reference.start())
    return Marked(tuple(spans), opening, spans[-1].end, closed=False), last


def marks_around(text: str, marked: Marked) -> Iterator[str]:
    """The opening mark and the closing one that answers it."""
    opening = text[marked.start]
    yield opening
    yield {"“": "”", "„": "”", "«": "»", "‘": "’"}.get(opening, opening)
