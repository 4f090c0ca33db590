"""The outline of a document: which blocks are headings, and the tree of sections they open.

Headings are those that the contents list names, Markdown headings, numbered headings that fit the numbering around
them, and short lines that stand alone and read like no sentence. Levels come from the numbering.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import (
    Block,
    ends_sentence,
    is_caption,
    is_numbered,
    starts_lower,
    without_marks,
)
from corpus.contents import Anchor
from corpus.document import NOTHING, Section, SectionKind, Span
from corpus.views import plain

_NUMBER = re.compile(
    r"^(?:(?P<word>Chapter|Part|Annex|Appendix|Section)\s+)?"
    r"(?P<number>\d{1,2}(?:\.(?:\d{1,2}|[ivx]{1,4}))*|[A-Z](?=[.:\s]))(?P<stop>[.:)]?)(?=\s|$)",
)
_LEVEL_ONE_WORDS = re.compile(
    r"\b(?:foreword|preface|summary|introduction|recommendations?|conclusions?|case studies|glossary|bibliography|"
    r"acknowledge?ments|references|abbreviations|contents|context|background|methodology|appendix|annex)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(r"^(?:chapter|section)\s+summary$|^key (?:points|findings|messages)$", re.IGNORECASE)
_CASE = re.compile(r"^(?:dip sample )?case study\b", re.IGNORECASE)
_CASES = re.compile(r"^case studies$", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(#{1,6})\s+\S")
_LINK_HEADING = re.compile(r"^\[[^\]\n]+\]\([^)\s]*\)$")

_LIST_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}|\(?[ivx]{1,5})[.)]\s+")
_UNFINISHED = (",", ";", ":", "-", "–", "…")
_NO_TITLE_START = frozenset("\"'“‘*[(•-–")
_HEADED_KINDS = frozenset({"paragraph", "testimony", "item", "caption", "heading"})

INNER_KINDS = frozenset({"subheading", "summary", "case study"})
MOST_HEADING_CHARS = 110
MOST_NUMBERED_HEADING_CHARS = 180
MOST_WORDS_BEFORE_LIST = 6
LONG_PARAGRAPH = 100


@dataclass(frozen=True, slots=True)
class Heading:
    """A block that opens a section; `speaker` and `time` are those of a post."""

    block: int
    level: int
    kind: SectionKind
    number: str = ""
    speaker: str = ""
    time: str = ""


def find_headings(text: str, blocks: Sequence[Block], anchors: Sequence[Anchor]) -> list[Heading]:
    """The headings of a document in order, with level and kind."""
    anchored = {anchor.block for anchor in anchors}
    closed = set(anchored)
    headings: list[Heading] = []
    parent: Heading | None = None
    for number, block in enumerate(blocks):
        raw = text[block.start : block.end]
        if number in anchored:
            headings.append(_listed_heading(number, plain(raw), headings))
        elif markdown := _MARKDOWN.match(raw):
            headings.append(Heading(number, len(markdown[1]), "section"))
        elif _looks_like_heading(text, blocks, number, closed):
            parent_title = plain(text[slice(*blocks[parent.block].span)]) if parent else ""
            found = _inner_heading(number, plain(raw), parent, parent_title, listed=bool(anchors))
            headings += [found] if found else []
        if headings and headings[-1].block == number:
            closed.add(number)
            parent = headings[-1] if parent is None or headings[-1].kind not in INNER_KINDS else parent
    return headings


def _listed_heading(block: int, title: str, above: Sequence[Heading]) -> Heading:
    """A heading that the contents list names: its level is the depth of its number."""
    match = _NUMBER.match(title)
    if match and match["word"] in {"Annex", "Appendix"}:
        return Heading(block, 1, "annex", f"{match['word']} {match['number']}")
    if match and not (match["word"] is None and match["number"].isalpha()):
        depth = match["number"].count(".") + 1
        return Heading(block, depth, "chapter" if depth == 1 or match["word"] else "section", match["number"])
    top = _LEVEL_ONE_WORDS.search(title) or not above or above[-1].number
    return Heading(block, 1 if top else 2, "chapter" if top else "section")


def _inner_heading(
    block: int, title: str, parent: Heading | None, parent_title: str, *, listed: bool
) -> Heading | None:
    """A heading that no contents list names: beside its numbered siblings, or below the section it stands in."""
    match = _NUMBER.match(title)
    if match and "." in match["number"] and match["stop"]:
        return Heading(block, match["number"].count(".") + 1, "section", match["number"])
    if match and match["word"] and not listed:
        return Heading(block, 1, "chapter", match["number"])
    if parent is None:
        return Heading(block, 1, "section") if not listed else None
    if _SUMMARY.match(title):
        return Heading(block, parent.level + 1, "summary")
    is_case = bool(_CASE.match(title) or (_CASES.match(parent_title) and match))
    return Heading(block, parent.level + 1, "case study" if is_case else "subheading")


def _looks_like_heading(text: str, blocks: Sequence[Block], number: int, headings: set[int]) -> bool:
    block = blocks[number]
    raw = text[block.start : block.end]
    if block.kind not in {"paragraph", "item"} or block.gap == 0 or "\n" in raw:
        return False
    numbered = _LIST_NUMBER.match(raw)
    if len(raw) > 2 * MOST_NUMBERED_HEADING_CHARS or (block.kind == "item" and not numbered):
        return False
    title = plain(without_marks(raw[numbered.end() :] if numbered else raw))
    limit = MOST_NUMBERED_HEADING_CHARS if numbered else MOST_HEADING_CHARS
    return len(title) <= limit and _reads_like_title(raw, title) and _stands_alone(text, blocks, number, headings)


def _reads_like_title(raw: str, title: str) -> bool:
    if not title or title[0].islower() or is_caption(title) or title.endswith(_UNFINISHED):
        return False
    if _LINK_HEADING.match(raw):
        return not ends_sentence(title)
    if starts_lower(title) or title[0] in _NO_TITLE_START or raw.startswith("*"):
        return False
    return not ends_sentence(title) or title.endswith("?")


def _stands_alone(text: str, blocks: Sequence[Block], number: int, headings: set[int]) -> bool:
    """Whether the blocks around allow a heading here: nothing runs into it, and it runs into nothing."""
    below = _neighbour(blocks, number, +1)
    if below is None or blocks[below].kind not in _HEADED_KINDS or blocks[below].gap == 0:
        return False
    following = text[blocks[below].start : blocks[below].end]
    words = text[blocks[number].start : blocks[number].end].split()
    if blocks[below].kind == "item":
        return is_numbered(following) or len(words) <= MOST_WORDS_BEFORE_LIST
    if starts_lower(following):
        return False
    above = _neighbour(blocks, number, -1)
    if above is None or above in headings:
        return True
    before = plain(without_marks(text[blocks[above].start : blocks[above].end]))
    if before.endswith(":"):
        return len(following) > LONG_PARAGRAPH and ends_sentence(following)
    # A row of short lines without full stops is a legend or a list, not a row of headings.
    return not (
        len(before) <= MOST_HEADING_CHARS and blocks[above].kind == "paragraph" and _reads_like_title(before, before)
    )


def _neighbour(blocks: Sequence[Block], number: int, step: int) -> int | None:
    """The next block of the body in a direction, notes passed over."""
    number += step
    while 0 <= number < len(blocks) and blocks[number].kind == "note":
        number += step
    return number if 0 <= number < len(blocks) else None


def build_sections(text: str, blocks: Sequence[Block], headings: Sequence[Heading]) -> tuple[Section, ...]:
    """The tree of sections: a front section from the start of the text, then one a heading, each to its end."""
    first = blocks[headings[0].block].start if headings else len(text)
    sections: list[Section] = []
    if first > 0 or not headings:
        sections.append(Section(0, first, Span(0, 0), 1, "front"))
    open_at: list[int] = []
    for heading in headings:
        span = blocks[heading.block].span
        while open_at and sections[open_at[-1]].level >= heading.level:
            closed = open_at.pop()
            sections[closed] = replace(sections[closed], end=span.start)
        parent = open_at[-1] if open_at else NOTHING
        open_at.append(len(sections))
        sections.append(
            Section(
                span.start,
                len(text),
                span,
                heading.level,
                heading.kind,
                parent,
                number=heading.number,
                speaker=heading.speaker,
                time=heading.time,
            )
        )
    return tuple(sections)
