"""Training examples: a question, windows of passages that answer it or look as if, and which units do."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np

from corpus.document import Document
from eval.facts import Item
from eval.training.evidence import SentenceKey, states_facts, touches_evidence
from qa.library import Library
from qa.windows import Stretch, Unit, Window, Windows, read_passage

CANDIDATES = 20
UNSURE = -1
"""Label of a unit that is neither right nor wrong.

It also states the facts, though nobody named it as evidence, or it is kept for measuring.
"""


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


def known_examples(
    library: Library, items: Sequence[Item], windows: Windows, unasked: Collection[SentenceKey] = ()
) -> Iterator[Example]:
    """The examples of known facts: evidence, with the passages that the project's own retrieval puts beside it.

    Sentences that are `unasked` are UNSURE: no question to learn from is answered by them, so that as rivals
    they would be learnt as what never answers.
    """
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
            Labelled(_slim(window), tuple(_label(item, document, one, unasked) for one in window.stretches), rank)
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


def _label(item: Item, document: Document, stretch: Stretch, unasked: Collection[SentenceKey]) -> Label:
    number = stretch.unit.sentence
    if touches_evidence(item, document, document.sentences[number].spans):
        return Label(1, tuple(_places_of(stretch.unit, item.facts)))
    unsure = (document.source.sha256, number) in unasked or states_facts(item, stretch.unit.text)
    return Label(UNSURE if unsure else 0, ())


def _places_of(unit: Unit, facts: Sequence[Collection[str]]) -> Iterator[tuple[int, int]]:
    """Where the accepted forms stand in a unit, by letters; a form that the unit writes otherwise is left out."""
    for forms in facts:
        matches = [re.search(re.escape(form), unit.text, re.IGNORECASE) for form in forms]
        found = [match.span() for match in matches if match]
        if found:
            yield max(found, key=lambda place: place[1] - place[0])
