"""What each retrieval signal is worth, alone and together, on known facts: `python -m eval.ablation --split dev`.

Every question is looked up once; all rankings are made from the same signals. Prints a table in Markdown.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from eval.facts import Item
from eval.run import PASSAGES_LOOKED_AT, covered_at, first_relevant
from eval.tables import print_table
from index.engines import Hit, Search
from index.fuse import Scores, fuse, standardise
from qa.library import Library

Ranking = Callable[[Search], Scores]

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Buettcher 2009."""


def sum_of_ranks(signals: Sequence[Scores]) -> Scores:
    """Reciprocal rank fusion of the signals, shape (candidates,)."""
    ranks = [np.argsort(np.argsort(-scores, kind="stable"), kind="stable") + 1 for scores in signals]
    return np.asarray(np.sum([1.0 / (RANK_CONSTANT + rank) for rank in ranks], axis=0), dtype=np.float32)


def _sum(*signals: Scores) -> Scores:
    return np.asarray(np.sum([standardise(scores) for scores in signals], axis=0), dtype=np.float32)


def _of(*names: str) -> Ranking:
    """The ranking by the sum of these signals alone."""
    return lambda search: _sum(*(getattr(search.signals, name) for name in names))


RANKINGS: dict[str, Ranking] = {
    "BM25 of passages": _of("passage_lexical"),
    "cosine of passages": _of("passage_dense"),
    "cosine of best sentence": _of("sentence_dense"),
    "BM25 + cosine of passages": _of("passage_lexical", "passage_dense"),
    "BM25 + best sentence": _of("passage_lexical", "sentence_dense"),
    "cosine of passages + best sentence": _of("passage_dense", "sentence_dense"),
    "reciprocal rank fusion of three": lambda search: sum_of_ranks(search.signals),
    "sum of three": _of("passage_lexical", "passage_dense", "sentence_dense"),
    "sum of three, BM25 by a third": lambda search: fuse(search.signals),
    "and the best part of the question, the best of the section": lambda search: search.scores,
}
"""Sums are of standardised scores; the last is what `index.engines` uses."""


class Ranked(NamedTuple):
    """A ranking and the shares it reaches."""

    ranking: str
    recall_1: float
    recall_5: float
    recall_20: float
    mrr: float


class _Reached(NamedTuple):
    covered_at: int
    first_relevant: int


def ablate(library: Library, items: Sequence[Item], rankings: Mapping[str, Ranking] = RANKINGS) -> list[Ranked]:
    """What every ranking reaches on the answerable items.

    Raises:
        ValueError: no item is answerable.
    """
    answerable = [item for item in items if item.answerable]
    if not answerable:
        raise ValueError("there is no answerable item to rank passages for")
    passages = sum(len(document.passages) for document in library.documents)
    reached: dict[str, list[_Reached]] = {name: [] for name in rankings}
    for item in answerable:
        search = library.retrieve(item.question, passages)
        for name, rank in rankings.items():
            hits = list(_best(search, rank))
            reached[name].append(_Reached(covered_at(library, item, hits), first_relevant(item, hits)))
    return [_ranked(name, found) for name, found in reached.items()]


def _best(search: Search, rank: Ranking) -> Iterator[Hit]:
    """The passages looked at, in another order; ties in order of the documents."""
    by_number = {hit.number: hit for hit in search.hits}
    for number in np.argsort(-rank(search), kind="stable")[:PASSAGES_LOOKED_AT]:
        yield by_number[int(number)]


def _ranked(name: str, reached: Sequence[_Reached]) -> Ranked:
    recall_1, recall_5, recall_20 = (sum(r.covered_at <= k for r in reached) / len(reached) for k in (1, 5, 20))
    return Ranked(name, recall_1, recall_5, recall_20, sum(1 / r.first_relevant for r in reached) / len(reached))


def as_markdown(split: str, rows: Sequence[Ranked]) -> str:
    """The table, the best value of each column in bold."""
    best = [max(values) for values in zip(*(row[1:] for row in rows), strict=True)]
    heads = " | ".join(f"{split} {measure}" for measure in ("recall@1", "recall@5", "recall@20", "MRR"))
    lines = [f"| ranking | {heads} |", "|---|---|---|---|---|"]
    for row in rows:
        shown = (f"**{v:.3f}**" if v == most else f"{v:.3f}" for v, most in zip(row[1:], best, strict=True))
        lines.append(f"| {row.ranking} | {' | '.join(shown)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0, or 2 where the documents of the known facts are not here."""
    parser = ArgumentParser(prog="python -m eval.ablation", description=__doc__)
    parser.set_defaults(split="dev")
    return print_table(
        parser, lambda asked, library, items: as_markdown(asked.split, ablate(library, items)), arguments
    )


if __name__ == "__main__":
    sys.exit(main())
