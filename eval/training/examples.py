"""Training examples: a question, windows of passages that answer it or look as if, and which units do."""

import gzip
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from corpus.document import NOTHING, Document, Source
from corpus.read import read_document
from eval.facts import Item
from eval.matching import normalise, states
from eval.training.evidence import touches_evidence
from index.lexical import build_lexical
from index.tokens import tokenize
from qa.library import Library
from qa.windows import Reading, Stretch, Unit, Window, Windows, read_passage

CANDIDATES = 20
RIVALS = 6
UNSURE = -1
"""Label of a unit that also states the facts, though nobody named it as evidence: neither right nor wrong."""


class Label(NamedTuple):
    """Whether a unit answers (1), does not (0) or may (UNSURE), and the characters of it that do, as `(start, end)`."""

    answers: int
    words: tuple[tuple[int, int], ...]


class Labelled(NamedTuple):
    """A window and the label of each of its units; `rank` is the passage's in retrieval, from 0."""

    window: Window
    labels: tuple[Label, ...]
    rank: int

    @property
    def answers(self) -> bool:
        """Whether any unit does."""
        return any(label.answers == 1 for label in self.labels)


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its windows; an unanswerable one has none that answers."""

    question: str
    windows: tuple[Labelled, ...]
    answerable: bool


def known_examples(library: Library, items: Sequence[Item], windows: Windows) -> Iterator[Example]:
    """The examples of known facts: evidence, with the passages that the project's own retrieval puts beside it."""
    for item in items:
        hits = library.retrieve(item.question, CANDIDATES).hits
        found = [(hit.document, hit.passage) for hit in hits]
        places = [
            (document, passage)
            for document in library.documents
            for passage in document.passages
            if touches_evidence(item, document, [(passage.start, passage.end)])
        ]
        pairs = [*found, *(pair for pair in places if pair not in found)] if item.answerable else found
        readings = [read_passage(document, passage) for document, passage in pairs]
        labelled = tuple(
            Labelled(_slim(window), tuple(_label(item, document, stretch) for stretch in window.stretches), rank)
            for rank, ((document, _), cut) in enumerate(zip(pairs, windows.cut(item.question, readings), strict=True))
            for window in cut
        )
        yield Example(item.question, labelled, item.answerable)


def _slim(window: Window) -> Window:
    """The window without what training does not need, for many stay in memory: texts and places in the document."""
    bare = (
        stretch._replace(
            unit=Unit(stretch.unit.sentence, "", ()),
            characters=cast("Sequence[tuple[int, int]]", np.array(stretch.characters, dtype=np.int16)),
        )
        for stretch in window.stretches
    )
    return window._replace(
        ids=cast("Sequence[int]", np.array(window.ids, dtype=np.int32)), types=[], stretches=tuple(bare)
    )


def _label(item: Item, document: Document, stretch: Stretch) -> Label:
    if touches_evidence(item, document, document.sentences[stretch.unit.sentence].spans):
        return Label(1, tuple(_places_of(stretch.unit, item.facts)))
    told = bool(item.facts) and all(states(stretch.unit.text, forms) for forms in item.facts)
    return Label(UNSURE if told else 0, ())


def _places_of(unit: Unit, facts: Sequence[Collection[str]]) -> Iterator[tuple[int, int]]:
    """Where the accepted forms stand in a unit, by letters; a form that the unit writes otherwise is left out."""
    for forms in facts:
        matches = [re.search(re.escape(form), unit.text, re.IGNORECASE) for form in forms]
        found = [match.span() for match in matches if match]
        if found:
            yield max(found, key=lambda place: place[1] - place[0])


class Asked(NamedTuple):
    """A question of a public set: its context, and the stretches of the context that answer."""

    question: str
    title: str
    context: str
    answers: tuple[tuple[int, int], ...]


def read_public(file: Path) -> list[Asked]:
    """The questions of a file of public reading comprehension (JSON Lines, gzip; ../shared/reader-data)."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Asked(
            row["question"],
            row["title"],
            row["context"],
            tuple((given["start"], given["start"] + len(given["text"])) for given in row["answers"]),
        )
        for row in rows
    ]


def public_examples(asked: Sequence[Asked], windows: Windows, *, rivals: int = RIVALS) -> Iterator[Example]:
    """The examples of public questions; rivals are the other contexts that share most words with the question."""
    contexts = list(dict.fromkeys((question.title, question.context) for question in asked))
    documents = [read_document(context, Source(str(n), title, "text")) for n, (title, context) in enumerate(contexts)]
    lexical = build_lexical([tokenize(f"{title} {context}") for title, context in contexts])
    numbers = {context: number for number, context in enumerate(contexts)}
    for question in asked:
        own = numbers[question.title, question.context]
        scores = lexical.scores(tuple(dict.fromkeys(tokenize(question.question))))
        order = [int(number) for number in scores.argsort()[::-1][: rivals + 1] if number != own][:rivals]
        labelled = [
            Labelled(_slim(window), tuple(_public_label(question, number == own, s) for s in window.stretches), rank)
            for rank, number in enumerate([own, *order])
            for reading in [_reading_of(documents[number])]
            for window in windows.cut(question.question, [reading])[0]
        ]
        yield Example(question.question, tuple(labelled), bool(question.answers))


def _reading_of(document: Document) -> Reading:
    parts = [read_passage(document, passage) for passage in document.passages]
    return Reading(document.source.title, tuple(unit for part in parts for unit in part.units))


def _public_label(question: Asked, own: bool, stretch: Stretch) -> Label:  # noqa: FBT001 - a fact about the stretch
    if own:
        words = []
        for start, end in question.answers:
            inside = [i for i, offset in enumerate(stretch.unit.offsets) if offset != NOTHING and start <= offset < end]
            if inside:
                words.append((inside[0], inside[-1] + 1))
        if words:
            return Label(1, tuple(words))
        return Label(0, ())
    folded = normalise(stretch.unit.text)
    told = any(normalise(question.context[a:b]) in folded for a, b in question.answers)
    return Label(UNSURE if told else 0, ())
