"""The similarity reader, the re-ranker alone and the whole reader on the same facts: `python -m eval.readers`.

None of them may refuse, so that only the choosing is compared; how well their scores would refuse is told beside it.
Prints tables in Markdown, the second by kind of question.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from eval.facts import Item
from eval.metrics import Result
from eval.run import judge_item
from eval.tables import print_table
from index.engines import Search
from qa.library import Library
from qa.read import Reader, Selection, SimilarityReader
from qa.scoring import PassageScorer
from qa.trained import TrainedReader

OVER_REFUSED = 0.08
PASSAGES_RERANKED = 5


class Reranker:
    """Passages in the trained reader's order; of the first few, the sentences most like the question."""

    name = "reader"

    def __init__(self, trained: TrainedReader, similarity: SimilarityReader) -> None:
        self._trained = trained
        self._similarity = similarity

    def rerank(self, search: Search) -> Search:
        """The search as the trained reader orders it."""
        return self._trained.rerank(search)

    def choose(self, search: Search) -> Selection:
        """The similarity reader's choices from the first passages."""
        ordered = self.rerank(search)
        return self._similarity.choose(replace(ordered, hits=ordered.hits[:PASSAGES_RERANKED]))


class Compared(NamedTuple):
    """Shares of answerable items; `refused` of the others, at the score below which OVER_REFUSED of those fall."""

    reader: str
    recall_5: float
    facts_1: float
    facts_3: float
    refused: float
    kinds: Mapping[str, float]
    """facts@3 by kind of question."""


def readers_of(library: Library, beside: Path | None = None) -> dict[str, Reader]:
    """The readers that are compared, none of which refuses; `beside` is the folder of one more."""
    opened = library._opened  # noqa: SLF001 - readers of its own index, which nobody else needs
    similarity = SimilarityReader(opened, 0.0)
    trained = TrainedReader(opened, PassageScorer(), 0.0)
    readers: dict[str, Reader] = {
        "similarity": similarity,
        "re-ranker alone": Reranker(trained, similarity),
        "whole reader": trained,
    }
    if beside is not None:
        readers[str(beside)] = TrainedReader(opened, PassageScorer(beside), 0.0)
    return readers


def compare_readers(library: Library, items: Sequence[Item], readers: Mapping[str, Reader]) -> list[Compared]:
    """What each reader reaches on the items, of which some must be answerable and some not."""
    libraries = {
        name: Library(library.shelf, library._opened, reader)  # noqa: SLF001 - as above
        for name, reader in readers.items()
    }
    results: dict[str, list[Result]] = {name: [] for name in libraries}
    for item in items:  # all readers at once: the trained one remembers what it has just read
        for name, one in libraries.items():
            results[name].append(judge_item(one, item))
    return [_compared(name, found) for name, found in results.items()]


def _compared(name: str, results: Sequence[Result]) -> Compared:
    known = [result for result in results if result.item.answerable]
    unknown = [result.score for result in results if not result.item.answerable]
    least = sorted(result.score for result in known)[int(OVER_REFUSED * len(known))]
    kinds = sorted({result.item.kind for result in known})
    return Compared(
        name,
        _share([result.covered_at <= PASSAGES_RERANKED for result in known]),
        _share([result.facts_at <= 1 for result in known]),
        _share([result.facts_at <= 3 for result in known]),
        _share([score < least for score in unknown]),
        {kind: _share([result.facts_at <= 3 for result in known if result.item.kind == kind]) for kind in kinds},
    )


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held)


def as_markdown(split: str, rows: Sequence[Compared]) -> str:
    """Two tables: the readers with what they reach; kinds of questions with each reader's facts@3."""
    heads = ("recall@5", "facts@1", "facts@3", f"refused at {OVER_REFUSED} over-refused")
    names = [row.reader for row in rows]
    lines = [f"| {split} | {' | '.join(heads)} |", "|---|---|---|---|---|"]
    lines += [f"| {row.reader} | {' | '.join(f'{value:.3f}' for value in row[1:5])} |" for row in rows]
    lines += ["", f"| {split}, facts@3 | {' | '.join(names)} |", f"|---{'|---' * len(names)}|"]
    for kind in rows[0].kinds:
        lines.append(f"| {kind} | {' | '.join(f'{row.kinds[kind]:.2f}' for row in rows)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 0, or 2 where the documents of the known facts are not here."""
    parser = ArgumentParser(prog="python -m eval.readers", description=__doc__)
    parser.set_defaults(split="test")
    parser.add_argument(
        "--beside", type=Path, help="folder of another reader: build/training/float, as training left it"
    )

    def table(asked: Namespace, library: Library, items: Sequence[Item]) -> str:
        return as_markdown(asked.split, compare_readers(library, items, readers_of(library, asked.beside)))

    return print_table(parser, table, arguments)


if __name__ == "__main__":
    sys.exit(main())
