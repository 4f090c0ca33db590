"""What a reading model sees: a question beside a stretch of a passage, cut into the units that compete to answer.

Training and answering both come through here, so that a model is asked what it was taught.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

from corpus.document import NOTHING, Document, Passage
from corpus.errors import IndexUnusableError
from corpus.passages import heading_path
from corpus.tables import caption_in_words, column_names, row_cells
from corpus.views import reading_view

MOST_TOKENS = 256
MOST_QUESTION_TOKENS = 64
MOST_HEADER_TOKENS = 40


class Unit(NamedTuple):
    """A sentence, row or note as the model reads it: `offsets` gives each character's place in the document.

    A character that stands for nothing there (the head of a column, said again beside its cell) has NOTHING.
    """

    sentence: int
    text: str
    offsets: Sequence[int]


class Reading(NamedTuple):
    """A passage as the model reads it: where it stands, then its units."""

    header: str
    units: tuple[Unit, ...]


class Stretch(NamedTuple):
    """The tokens `[first, last)` of a window that a unit has, and where each begins and ends in the unit's text."""

    unit: Unit
    first: int
    last: int
    characters: Sequence[tuple[int, int]]


class Window(NamedTuple):
    """What goes through the model at once: token ids, 0 for the question and 1 for the passage, and the units."""

    ids: Sequence[int]
    types: list[int]
    question: tuple[int, int]
    stretches: tuple[Stretch, ...]


def read_passage(document: Document, passage: Passage) -> Reading:
    """The passage with its headings (and a table's caption) as header, its sentences or rows as units."""
    header = heading_path(document, passage.section)
    units: list[Unit] = []
    captioned = NOTHING
    for number in range(passage.first, passage.last):
        sentence = document.sentences[number]
        if sentence.row != NOTHING:
            if sentence.table != captioned:
                captioned = sentence.table
                header = f"{header}. {caption_in_words(document, document.tables[captioned])}"
            units.append(_row(document, number))
        elif sentence.kind != "heading":
            units.append(Unit(number, *reading_view(document.text, sentence.spans)))
    return Reading(header, tuple(unit for unit in units if unit.text))


def _row(document: Document, number: int) -> Unit:
    """A table row in words: its label, then each head with its cell."""
    sentence = document.sentences[number]
    table = document.tables[sentence.table]
    cells = table.rows[sentence.row].cells
    names = column_names(document, table)
    text, offsets = "", []
    for column, words in enumerate(row_cells(document, table, sentence.row)):
        if not words:
            continue
        head = f"{names[column]}: " if column < len(names) and names[column] else ""
        view = reading_view(document.text, [cells[column]])
        own = view.offsets if view.text == words else [NOTHING] * len(words)  # a label taken over from above
        lead = ("; " if text else "") + head
        text += lead + words
        offsets += [*[NOTHING] * len(lead), *own]
    return Unit(number, text, offsets)


def _number_of(tokenizer: Tokenizer, token: str) -> int:
    number: int | None = tokenizer.token_to_id(token)
    if number is None:
        raise IndexUnusableError(f"the tokenizer has no token {token}; it is not that of a reading model")
    return number


class Windows:
    """Cuts readings into windows beside a question."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._begin = _number_of(tokenizer, "[CLS]")
        self._part = _number_of(tokenizer, "[SEP]")

    def cut(self, question: str, readings: Sequence[Reading]) -> list[list[Window]]:
        """The windows of each reading, in order; one that fits is one window."""
        texts = [question]
        for reading in readings:
            texts += [reading.header, *(unit.text for unit in reading.units)]
        encoded = iter(self._tokenizer.encode_batch(texts, add_special_tokens=False))
        asked = next(encoded).ids[:MOST_QUESTION_TOKENS]
        return [
            list(
                self._windows(
                    asked, next(encoded).ids[:MOST_HEADER_TOKENS], [(u, next(encoded)) for u in reading.units]
                )
            )
            for reading in readings
        ]

    def _windows(self, asked: list[int], header: list[int], units: list[tuple[Unit, Encoding]]) -> Iterator[Window]:
        opening = [self._begin, *asked, self._part, *header]
        room = MOST_TOKENS - len(opening) - 1
        held: list[tuple[Unit, Encoding]] = []
        for unit, encoding in units:
            if held and sum(len(other.ids) for _, other in held) + len(encoding.ids) > room:
                yield self._window(asked, header, held)
                held = []
            held.append((unit, encoding))
        if held:
            yield self._window(asked, header, held)

    def _window(self, asked: list[int], header: list[int], units: list[tuple[Unit, Encoding]]) -> Window:
        ids = [self._begin, *asked, self._part, *header]
        stretches: list[Stretch] = []
        for unit, encoding in units:
            kept = max(0, MOST_TOKENS - 1 - len(ids))
            stretches.append(Stretch(unit, len(ids), len(ids) + len(encoding.ids[:kept]), encoding.offsets[:kept]))
            ids += encoding.ids[:kept]
        ids.append(self._part)
        second = len(asked) + 2
        types = [0] * second + [1] * (len(ids) - second)
        return Window(ids, types, (1, 1 + len(asked)), tuple(stretches))
