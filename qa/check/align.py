"""The best place for a quotation within a window of the source: least edits, with cuts and insertions free.

Semi-global alignment (Sellers 1980): the window's ends cost nothing. It tells *where* and *what differs*; whether the
words are the same is then a matter of equality: an alignment without edits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qa.check.patterns import Item, Pattern
from qa.check.places import Place, Places

Costs = npt.NDArray[np.int32]

WORD, SIGN = 2, 1
_NEVER = 1 << 20


class Step(NamedTuple):
    """An item of the pattern beside a token of the document; None where one of them has no partner.

    `free` marks tokens of the source that a cut or a bracket leaves out.
    """

    item: int | None
    token: int | None
    same: bool
    free: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """A pattern laid along a document: its cost (0: the same words), the place, and the steps in order."""

    cost: int
    place: Place
    steps: tuple[Step, ...]
    matched: int
    """Words of the pattern that stand in the source."""
    spanned: int
    """Words of the source beside it, those that are cut left out."""

    def likeness(self, words: int) -> float:
        """Share of words that agree, of a pattern with so many: 0 to 1."""
        return 2 * self.matched / max(1, words + self.spanned)


def align(places: Places, pattern: Pattern, window: Place) -> Alignment | None:
    """The pattern laid along the best stretch of the window; None where nothing of it stands there."""
    ids = places.ids[window.document][window.first : window.last]
    words = places.words[window.document]
    texts = words.texts[window.first : window.last]
    costs = _costs(places, pattern.items, ids, texts)
    traced = _trace(pattern.items, costs, texts)
    moved = [step if step.token is None else step._replace(token=step.token + window.first) for step in traced]
    steps = _within_sentences(moved, words.sentence)
    tokens = [step.token for step in steps if step.token is not None]
    if not tokens or not any(step.same for step in steps):
        return None
    return Alignment(
        cost=_cost_of(steps, pattern.items, words.texts),
        place=Place(window.document, tokens[0], tokens[-1] + 1),
        steps=tuple(steps),
        matched=sum(step.same and step.item is not None and pattern.items[step.item].kind == "word" for step in steps),
        spanned=sum(
            step.token is not None and not step.free and words.texts[step.token][0].isalnum() for step in steps
        ),
    )


def stands(item: Item, text: str) -> bool:
    """Whether a token of the source is what the item asks for."""
    return text in item.texts or bool(item.stem and text.startswith(item.stem))


def _fits(places: Places, item: Item, ids: npt.NDArray[np.int64], texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Where in the window the item stands."""
    numbers = places.ids_of(item.texts)
    fits: npt.NDArray[np.bool_] = np.zeros(len(ids), dtype=np.bool_)
    for number in numbers:
        if number >= 0:
            fits |= ids == number
    if item.stem:
        fits |= np.array([text.startswith(item.stem) for text in texts], dtype=np.bool_)
    return fits


def _costs(
    places: Places,
    items: Sequence[Item],
    ids: npt.NDArray[np.int64],
    texts: Sequence[str],
) -> Costs:
    """Least edits that bring the first i items to an end after j tokens; shape (items + 1, tokens + 1)."""
    is_word = np.array([text[0].isalnum() for text in texts], dtype=np.bool_)
    own = np.where(is_word, WORD, SIGN).astype(np.int32)
    passed = np.concatenate([[0], np.cumsum(own)]).astype(np.int32)
    costs = np.zeros((len(items) + 1, len(ids) + 1), dtype=np.int32)
    for row, item in enumerate(items, 1):
        above = costs[row - 1]
        if item.kind == "cut":
            costs[row] = np.minimum.accumulate(above)
        elif item.kind == "hole":
            costs[row] = above
            for shift in range(1, min(item.most, len(ids)) + 1):
                np.minimum(costs[row, shift:], above[:-shift], out=costs[row, shift:])
        else:
            cost = WORD if item.kind == "word" else SIGN
            changed = np.where(is_word == (item.kind == "word"), cost, _NEVER).astype(np.int32)
            step = np.where(_fits(places, item, ids, texts), 0, changed)
            costs[row] = above + cost
            np.minimum(costs[row, 1:], above[:-1] + step, out=costs[row, 1:])
            costs[row] = np.minimum.accumulate(costs[row] - passed) + passed
    return costs


def _trace(items: Sequence[Item], costs: Costs, texts: Sequence[str]) -> list[Step]:
    """The steps of a cheapest way through the costs, from first to last."""
    row, column = len(items), int(np.argmin(costs[-1]))
    following = costs[row, column + 1 : column + 2]
    if row and len(following) and following[0] == costs[row, column] and costs[row - 1, column] < costs[row, column]:
        column += 1  # a last word that differs stands beside the source's word rather than beside nothing
    steps: list[Step] = []
    while row:
        item, here = items[row - 1], int(costs[row, column])
        if item.kind in {"cut", "hole"}:
            came = column
            while costs[row - 1, came] != here:
                came -= 1
            steps += [Step(row - 1, token, same=False, free=True) for token in range(column - 1, came - 1, -1)]
            row, column = row - 1, came
            continue
        cost = WORD if item.kind == "word" else SIGN
        before = int(costs[row - 1, column - 1]) if column else _NEVER
        alike = column > 0 and texts[column - 1][0].isalnum() == (item.kind == "word")
        if column and before == here and stands(item, texts[column - 1]):
            steps.append(Step(row - 1, column - 1, same=True))
            row, column = row - 1, column - 1
        elif alike and before + cost == here:
            steps.append(Step(row - 1, column - 1, same=False))
            row, column = row - 1, column - 1
        elif int(costs[row - 1, column]) + cost == here:
            steps.append(Step(row - 1, None, same=False))
            row -= 1
        else:
            steps.append(Step(None, column - 1, same=False))
            column -= 1
    return steps[::-1]


def _within_sentences(steps: list[Step], sentence: Sequence[int]) -> list[Step]:
    """The steps, a word changed at either end standing alone where its partner is of another sentence."""
    placed = [place for place, step in enumerate(steps) if step.token is not None]
    edges = [(placed[0], placed[1]), (placed[-1], placed[-2])] if len(placed) > 1 else []
    for end, inner in edges:
        step, near = steps[end], steps[inner]
        if step.same or step.token is None or near.token is None:
            continue
        if sentence[step.token] != sentence[near.token]:
            steps[end] = step._replace(token=None)
    return [step for step in steps if (step.item, step.token) != (None, None)]


def _cost_of(steps: Sequence[Step], items: Sequence[Item], texts: Sequence[str]) -> int:
    """The edits that the steps hold: the cost that `_costs` found, told from the steps themselves."""
    cost = 0
    for step in steps:
        if step.same or step.free:
            continue
        if step.item is not None:
            cost += WORD if items[step.item].kind == "word" else SIGN
        elif step.token is not None:
            cost += WORD if texts[step.token][0].isalnum() else SIGN
    return cost
