"""The quotations of a draft: marked stretches, block quotations, and paragraphs that a page reference ends.

A paragraph without marks that ends in a page reference may quote or paraphrase; it is *implied*, and counts as a
quotation only once its words have been found (`qa.check.checker`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from corpus.document import Span
from qa.check.claims import NoteText, Surroundings
from qa.check.drafts import Block, Draft
from qa.check.marks import Marked, find_marked

Form = Literal["marked", "block", "implied"]

_NOT_PROSE = re.compile(
    r"^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]+`|<!--.*?-->|\A---\n.*?\n---\n|(?<=\])\([^()\s]+(?:\s+\"[^\"\n]*\")?\)",
    re.MULTILINE | re.DOTALL,
)
_PAGE_AT_END = re.compile(
    r"\s*(?:[\[(](?:[^\[\]()]{0,100}\([^()]{1,60}\))?[^\[\]()]{0,100}?\bpp?\.?\s?\d{1,4}(?:\s?[-–]\s?\d{1,4})?[\])]"
    r"|\bpp?\.? ?\d{1,4}(?:-\d{1,4})?\]"
    r"|(?<=[\s.])pp?\.? ?\d{1,4}(?:-\d{1,4})?)[.*_\s]*$",
    re.IGNORECASE,
)
_PAGE_MARK = re.compile(r"\bpp?\.? ?\d{1,4}(?:[-–]\d{1,4})?(?:\s?[\])]|$)", re.IGNORECASE)
_ATTRIBUTION = re.compile(
    r"(?:\s*\n[ \t>]*|(?<=[”\"’'])\s+)(?:[—–]|--)\s*[A-Z][^\n]{2,100}$"
    r"|\s*[\[(](?:[A-Z][^\[\]()]{0,120}\b(?:19|20)\d\d[a-z]?(?:\s?[:,]\s?\d[^\[\]()]{0,20})?"
    r"|(?:para|paragraph|section|chapter|ch\.|§)\s?\d[\d.]*)[\])][.*_\s]*$"
)
_BARE_MARK = re.compile(r"\[\d{1,4}\][.*_\s]*$")
"""A reference, but to what is not said."""
_LEADS = re.compile(r"[:,][*_\s]*$")

MOST_MARKED = 0.5
"""Share of a paragraph between quotation marks from which it is those that quote, not the paragraph."""
LINES_BACK = 6
MOST_AROUND = 400
LEAST_IMPLIED_CHARS = 25


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a draft gives as somebody's: their stretches, and the outer ends with marks (`start` to `end`)."""

    spans: tuple[Span, ...]
    start: int
    end: int
    form: Form
    around: Surroundings
    closed: bool = True

    @property
    def words_start(self) -> int:
        """Where the quoted words begin."""
        return self.spans[0].start

    @property
    def words_end(self) -> int:
        """Where they end."""
        return self.spans[-1].end


def find_quotations(draft: Draft) -> list[Quotation]:
    """All quotations of a draft in order, implied ones beside those that stand within them."""
    masked = _prose(draft)
    marked = list(_marked(draft, masked))
    implied = [one for one in _implied(draft) if _marked_share(one, marked) < MOST_MARKED]
    return sorted([*marked, *_blocks(draft), *implied], key=lambda quotation: (quotation.start, -quotation.end))


def _marked_share(whole: Quotation, marked: Sequence[Quotation]) -> float:
    """Share of a paragraph that stands between quotation marks."""
    first = bisect_right(marked, whole.start, key=lambda one: one.end)
    last = bisect_left(marked, whole.end, key=lambda one: one.start)
    return sum(one.end - max(one.start, whole.start) for one in marked[first:last]) / (whole.end - whole.start)


def _prose(draft: Draft) -> str:
    """The text with code, comments and link targets blanked out, each character in its place."""
    if draft.form == "word":
        return draft.text
    return _NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), draft.text)


def _marked(draft: Draft, masked: str) -> Iterator[Quotation]:
    for is_block, run in groupby(draft.blocks, lambda block: block.kind == "quotation"):
        blocks = list(run)
        if is_block:
            continue
        spans = [Span(block.start, block.end) for block in blocks]
        for marked in find_marked(masked, spans):
            if any(draft.text[at].isalnum() for span in marked.spans for at in range(*span)):
                yield _quotation(draft, marked)


def _quotation(draft: Draft, marked: Marked) -> Quotation:
    around = _surroundings(draft, marked.start, marked.end)
    inside = _PAGE_AT_END.search(draft.text, marked.spans[-1].start, marked.spans[-1].end)
    if inside:  # a reference that stands before the closing mark, or where that mark is missing
        around = around._replace(after=draft.text[inside.start() : inside.end()], after_at=inside.start())
    return Quotation(marked.spans, marked.start, marked.end, "marked", around, marked.closed)


def _number(draft: Draft, offset: int) -> int:
    """Number of the block that an offset stands in."""
    return bisect_right(draft.blocks, offset, key=lambda block: block.start) - 1


def _surroundings(draft: Draft, start: int, end: int) -> Surroundings:
    """The rest of the paragraph on both sides; the paragraph before, a reference after, where nothing else stands."""
    text, blocks = draft.text, draft.blocks
    opening, closing = _number(draft, start), _number(draft, end - 1)
    first, last = blocks[opening].start, blocks[closing].end
    if not text[first:start].strip("*_ \n\t") and opening:
        above = blocks[opening - 1]
        first = above.start if _LEADS.search(text[above.start : above.end]) else first
    if not text[end:last].strip(" .,;:*_\n\t") and closing + 1 < len(blocks):
        below = blocks[closing + 1]
        last = below.end if _PAGE_AT_END.fullmatch(text[below.start : below.end]) else last
    first, last = max(first, start - MOST_AROUND), min(last, end + MOST_AROUND)
    notes = tuple(
        NoteText(max(0, note.reference - end), note.text) for note in draft.notes if end - 2 <= note.reference <= last
    )
    return Surroundings(text[first:start], first, text[end:last], end, notes)


def _blocks(draft: Draft) -> Iterator[Quotation]:
    """Block quotations, without the reference that ends them."""
    for blocks in _block_runs(draft):
        spans = [span for block in blocks for span in block.spans]
        end = _words_end(draft.text, spans)
        kept = tuple(Span(span.start, min(span.end, end)) for span in spans if span.start < end)
        if kept and any(draft.text[at].isalnum() for span in kept for at in range(*span)):
            around = _surroundings(draft, kept[0].start, end)
            yield Quotation(kept, kept[0].start, kept[-1].end, "block", around)


def _block_runs(draft: Draft) -> Iterator[list[Block]]:
    """The blocks of each quotation: in Word paragraphs in a row are one, up to one that ends in a reference."""
    run: list[Block] = []
    for block in draft.blocks:
        if block.kind != "quotation":
            yield from [run] if run else []
            run = []
            continue
        run.append(block)
        if draft.form != "word" or _words_end(draft.text, block.spans) < block.end:
            yield run
            run = []
    yield from [run] if run else []


def _words_end(text: str, spans: Sequence[Span]) -> int:
    """Where the words of a block end and the reference to their source begins."""
    start, end = spans[0].start, spans[-1].end
    match = _PAGE_AT_END.search(text, start, end) or _ATTRIBUTION.search(text, start, end)
    return match.start() if match and match.start() > start else end


def _implied(draft: Draft) -> Iterator[Quotation]:
    text = draft.text
    paragraphs = [block for block in draft.blocks if block.kind == "paragraph"]
    for place, block in enumerate(paragraphs):
        match = _PAGE_AT_END.search(text, block.start, block.end)
        if match is None or len(_PAGE_MARK.findall(text, block.start, block.end)) != 1:
            continue
        after = Surroundings("", block.start, text[match.start() : block.end], match.start())
        if match.start() - block.start >= LEAST_IMPLIED_CHARS:
            yield _whole(block, match.start(), after)
        alone = [] if match.start() > block.start or not place else [paragraphs[place - 1]]
        for above in _led(text, paragraphs, place) or alone:
            yield _whole(above, above.end, after)


def _whole(block: Block, end: int, around: Surroundings) -> Quotation:
    return Quotation((Span(block.start, end),), block.start, end, "implied", around)


def _led(text: str, paragraphs: Sequence[Block], place: int) -> list[Block]:
    """The paragraphs above one with a page reference, up to the line that leads to them; none without such a line."""
    gathered: list[Block] = []
    for block in reversed(paragraphs[max(0, place - LINES_BACK) : place]):
        if _PAGE_MARK.search(text, block.start, block.end) or _BARE_MARK.search(text, block.start, block.end):
            return []
        if _LEADS.search(text, block.start, block.end):
            return gathered[::-1]
        gathered.append(block)
    return []
