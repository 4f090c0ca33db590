"""A quotation as a drafter wrote it, read for what it asks of the source: words, marked cuts, marked insertions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal, NamedTuple

from corpus.document import Span
from corpus.views import View, folded_view
from qa.check.tokens import TOKEN, Token, tokens_of_view

_CUT = r"[\[(]\s*(?:\.\s?){2,}\s*[\])]|\[\s*-+\s*\]|(?:\.\s?){3,}|\[\s*\]"
_SPECIAL = re.compile(
    rf"(?P<cut>{_CUT})"
    r"|(?P<before>[^\W_]*)\[(?P<inside>[^\[\]]{1,200})\](?P<after>[^\W_]*)"
)
_REMARK = re.compile(
    r"\s*(?:sic|\^[^\]]*|\d{1,3}|(?:my|our|original|author's)? ?(?:emphasis|italics)[^\]]*"
    r"|[^\]]*\bpp?\.?\s?\d[^\]]*)\s*"
)
_FREE_SIGNS = frozenset(".,;:!?'-()[]*/\\<>")
"""Signs that do not count at either end of a quotation, nor beside a cut."""

LEAST_STEM = 3
MOST_REPLACED = 8
"""Words of the source that a bracketed insertion may stand for, besides as many as it has itself."""


class Item(NamedTuple):
    """A word or sign; a cut; or a hole: words in square brackets, which the drafter owns to.

    `texts` are the spellings that a word may have (two where a bracket changes its beginning), `stem` what it must
    begin with where a bracket changes its ending, `most` how many words of the source a hole may stand for.
    """

    kind: Literal["word", "sign", "cut", "hole"]
    texts: tuple[str, ...]
    start: int
    end: int
    stem: str = ""
    most: int = 0


@dataclass(frozen=True, slots=False)
class Pattern:
    """The literal tokens of a quotation, signs at its ends left off, and its items."""

    literal: tuple[Token, ...]
    items: tuple[Item, ...]

    @cached_property
    def words(self) -> int:
        """Number of words that must stand in the source."""
        return sum(item.kind == "word" for item in self.items)

    @cached_property
    def cuts(self) -> int:
        """Number of marked cuts within."""
        return sum(item.kind == "cut" for item in self.items)

    @cached_property
    def is_plain(self) -> bool:
        """Whether there is neither cut nor bracket in it."""
        return all(item.kind in {"word", "sign"} and not item.stem and len(item.texts) == 1 for item in self.items)

    @cached_property
    def parts(self) -> tuple[tuple[Item, ...], ...]:
        """The stretches between cuts and holes."""
        runs = groupby(self.items, lambda item: item.kind in {"cut", "hole"})
        return tuple(tuple(run) for is_gap, run in runs if not is_gap)

    def split(self, cut: int) -> list[list[str]]:
        """The words and signs before, between and behind the cuts from that number on; other cuts read literally."""
        places = [item for item in self.items if item.kind == "cut"][cut:]
        runs: list[list[Token]] = [[] for _ in range(len(places) + 1)]
        for token in self.literal:
            if not any(place.start <= token.start < place.end for place in places):
                runs[sum(place.end <= token.start for place in places)].append(token)
        return [[token.text for token in _without_free_ends(run)] for run in runs]


def read_pattern(text: str, spans: Sequence[Span]) -> Pattern:
    """The pattern of the words that stand on the spans of a draft."""
    view = folded_view(text, spans)
    return Pattern(tuple(_without_free_ends(tokens_of_view(view))), tuple(_tidy(list(_items(view)))))


def _without_free_ends(tokens: Sequence[Token]) -> Sequence[Token]:
    first, last = 0, len(tokens)
    while first < last and tokens[first].text in _FREE_SIGNS:
        first += 1
    while last > first and tokens[last - 1].text in _FREE_SIGNS:
        last -= 1
    return tokens[first:last]


def _items(view: View) -> Iterator[Item]:
    at = 0
    for match in _SPECIAL.finditer(view.text):
        yield from _plain_items(view, at, match.start())
        at = match.end()
        if match["cut"]:
            yield Item("cut", (), *_place(view, match.start(), match.end()))
        else:
            yield from _bracketed(view, match)
    yield from _plain_items(view, at, len(view.text))


def _plain_items(view: View, start: int, end: int) -> Iterator[Item]:
    part = View(view.text[start:end], view.offsets[start:end])
    for token in tokens_of_view(part):
        yield Item("word" if token.is_word else "sign", (token.text,), token.start, token.end)


def _bracketed(view: View, match: re.Match[str]) -> Iterator[Item]:
    """What a bracket asks for: nothing (a remark), a word spelt otherwise, or leave to differ."""
    before, inside, after = match["before"], match["inside"], match["after"]
    if before and after:  # a bracket within a word: its letters are the word's
        yield Item("word", (before + inside + after, before + after), *_place(view, *match.span()))
    elif after:
        yield Item("word", (inside + after, after), *_place(view, *match.span()))
    elif _REMARK.fullmatch(inside):
        yield from _plain_items(view, match.start("before"), match.end("before"))
    elif before:
        stem = before if len(before) >= LEAST_STEM else ""
        yield Item("word", (before + inside, before), *_place(view, *match.span()), stem=stem)
    else:
        most = MOST_REPLACED + len(TOKEN.findall(inside))
        yield Item("hole", (inside,), *_place(view, *match.span()), most=most)


def _place(view: View, start: int, end: int) -> Span:
    return Span(view.offsets[start], view.offsets[end - 1] + 1)


def _tidy(items: list[Item]) -> Iterable[Item]:
    """The items without free signs at the ends and beside cuts, and without cuts and holes at the ends."""
    dropped: set[int] = set()
    for order in (range(len(items)), range(len(items) - 1, -1, -1)):
        at_edge = True
        for place in order:
            item = items[place]
            if item.kind == "cut" or (at_edge and item.kind == "hole"):
                at_edge = True
            elif at_edge and item.kind == "sign" and item.texts[0] in _FREE_SIGNS:
                dropped.add(place)
            else:
                at_edge = False
    kept = [item for place, item in enumerate(items) if place not in dropped]
    while kept and kept[0].kind in {"cut", "hole"}:
        kept.pop(0)
    while kept and kept[-1].kind in {"cut", "hole"}:
        kept.pop()
    return [item for place, item in enumerate(kept) if not (item.kind == "cut" and kept[place - 1].kind == "cut")]
