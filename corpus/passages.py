"""Group sentences into passages for retrieval: within one section, whole sentences, tables and notes by themselves."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.document import NOTHING, Document, Kind, Passage, Sentence
from corpus.tables import row_in_words
from corpus.views import display

MOST_PASSAGE_CHARS = 1000
"""Longest passage, but for a single sentence that is longer. About 220 word pieces: the encoder reads 256."""

LEAST_PASSAGE_CHARS = 250
"""A rest shorter than this joins the passage before it, when the two stay below a fifth more than the longest."""


def build_passages(text: str, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """The passages in order of the sentences: body first, notes last."""
    passages: list[Passage] = []
    shelves = _shelves(text, sentences)
    for _, group in groupby(range(len(sentences)), shelves.__getitem__):
        numbers = list(group)
        if all(sentences[number].kind == "heading" and sentences[number].table == NOTHING for number in numbers):
            continue
        for first, last in _pack(_units(sentences, numbers), sentences):
            passages.append(_passage(sentences, first, last))
    return tuple(passages)


def _shelves(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """A number for each sentence; those of different shelves share no passage: section, table, block of notes."""
    shelves = [0] * len(sentences)
    for number in range(1, len(sentences)):
        above, sentence = sentences[number - 1], sentences[number]
        same = (above.section, above.table, above.note != NOTHING) == (
            sentence.section,
            sentence.table,
            sentence.note != NOTHING,
        )
        apart = sentence.note != NOTHING and bool(text[above.end : sentence.start].strip())
        shelves[number] = shelves[number - 1] + (not same or apart)
    return shelves


def _units(sentences: Sequence[Sentence], numbers: Sequence[int]) -> list[list[int]]:
    """Runs of sentences that should stay together: paragraphs, a lead-in with what it introduces, list items."""
    units = [list(run) for _, run in groupby(numbers, lambda number: sentences[number].paragraph)]
    joined: list[list[int]] = []
    for unit in units:
        sentence = sentences[unit[0]]
        if joined and (sentences[joined[-1][-1]].kind == "heading" or sentence.lead in joined[-1]):
            joined[-1] += unit
        else:
            joined.append(unit)
    return joined


def _length(sentences: Sequence[Sentence], numbers: Sequence[int]) -> int:
    return sum(span.end - span.start + 1 for number in numbers for span in sentences[number].spans)


def _pack(units: Sequence[list[int]], sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    """First and one past the last sentence of each passage."""
    packed: list[list[int]] = []
    for unit in units:
        pieces = [unit] if _length(sentences, unit) <= MOST_PASSAGE_CHARS else _halves(sentences, unit)
        for piece in pieces:
            if packed and _length(sentences, [*packed[-1], *piece]) <= MOST_PASSAGE_CHARS:
                packed[-1] += piece
            else:
                packed.append(list(piece))
    merged: list[list[int]] = []
    for piece in packed:
        short = _length(sentences, piece) < LEAST_PASSAGE_CHARS
        if merged and short and _length(sentences, [*merged[-1], *piece]) <= 1.2 * MOST_PASSAGE_CHARS:
            merged[-1] += piece
        else:
            merged.append(piece)
    for piece in merged:
        yield piece[0], piece[-1] + 1


def _halves(sentences: Sequence[Sentence], unit: Sequence[int]) -> list[list[int]]:
    """A run that is too long, cut at sentence ends into pieces of about equal length."""
    total = _length(sentences, unit)
    wanted = total / -(-total // MOST_PASSAGE_CHARS)
    pieces: list[list[int]] = [[]]
    for number in unit:
        if pieces[-1] and _length(sentences, [*pieces[-1], number]) > 1.1 * wanted:
            pieces.append([])
        pieces[-1].append(number)
    return pieces


def _passage(sentences: Sequence[Sentence], first: int, last: int) -> Passage:
    members = sentences[first:last]
    kinds: list[Kind] = [sentence.kind for sentence in members if sentence.kind != "heading"] or ["heading"]
    notes = tuple(dict.fromkeys(note for sentence in members for note in sentence.notes))
    start, end = min(sentence.start for sentence in members), max(sentence.end for sentence in members)
    kind = max(dict.fromkeys(kinds), key=kinds.count)  # the first of equals: a set would let chance decide
    return Passage(start, end, members[0].section, kind, first, last, notes)


def heading_path(document: Document, section: int) -> str:
    """The headings from the chapter down to the section, as one line."""
    titles = [display(document.text, [part.heading]) for part in document.path(section)]
    return " › ".join(title for title in titles if title)


def sentence_in_words(document: Document, sentence: Sentence) -> str:
    """A sentence as retrieval reads it: a table row with its caption and heads, a list item with its lead-in."""
    if sentence.row != NOTHING:
        return row_in_words(document, document.tables[sentence.table], sentence.row)
    words = display(document.text, sentence.spans)
    if sentence.lead != NOTHING:
        return f"{display(document.text, document.sentences[sentence.lead].spans)} {words}"
    return words


def passage_in_words(document: Document, passage: Passage) -> str:
    """A passage as retrieval reads it, without its heading path: sentences or table, then the notes it cites."""
    members = document.sentences[passage.first : passage.last]
    table = members[-1].table
    if table != NOTHING:
        return _table_in_words(document, members)
    body = " ".join(display(document.text, sentence.spans) for sentence in members)
    notes = " ".join(display(document.text, [document.notes[note].span]) for note in passage.notes)
    return f"{body} {notes}".strip()


def _table_in_words(document: Document, members: Sequence[Sentence]) -> str:
    table = document.tables[members[-1].table]
    caption = display(document.text, [table.caption]) if table.caption else ""
    heads = " | ".join(display(document.text, [head.span]) for head in table.heads)
    rows = " ; ".join(display(document.text, sentence.spans) for sentence in members if sentence.row != NOTHING)
    return " ".join(part for part in (caption, heads, rows) if part)
