"""What a model gets to see: the sentences, rows and notes of retrieved passages as numbered lines of data.

A document cannot forge them. Each line is a JSON object, so whatever a document holds stays inside a JSON string; the
lines stand between marks with a random key; and the numbers begin at a random place, so that a number written into a
document is most likely nobody's.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.document import NOTHING, Document, Passage, Span
from corpus.passages import sentence_in_words
from corpus.views import display
from corpus.voices import voice_of
from index.engines import Hit
from qa.cite import chapter_and_section, page_words
from qa.model import clean

FIRST_NUMBERS = range(1_000, 9_000)
KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a document."""

    document: Document
    sentence: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """The lines that a model sees, the key they stand between, and what each number stands for."""

    lines: str
    key: str
    places: dict[int, Place]


def number_passages(hits: Sequence[Hit]) -> Numbered:
    """The passages of the hits, best first, each sentence once; a passage is followed by the notes it cites."""
    number = secrets.choice(FIRST_NUMBERS)
    places: dict[int, Place] = {}
    seen: set[tuple[str, int]] = set()
    lines: list[str] = []
    for rank, hit in enumerate(hits, 1):
        fresh = [n for n in _sentences(hit.document, hit.passage) if (hit.document.id, n) not in seen]
        if not fresh:
            continue
        seen.update((hit.document.id, n) for n in fresh)
        lines.append(_line({"passage": rank, **_heading(hit.document, hit.passage)}))
        for sentence in fresh:
            places[number] = Place(hit.document, sentence)
            lines.append(_line({"n": number, **_told(hit.document, sentence, fresh)}))
            number += 1
    return Numbered("\n".join(lines), secrets.token_hex(KEY_BYTES), places)


def _sentences(document: Document, passage: Passage) -> Iterator[int]:
    for number in range(passage.first, passage.last):
        if document.sentences[number].kind != "heading":
            yield number
    for note in passage.notes:
        span = document.notes[note].span
        yield from (n for n in document.sentences_from(span.start, span.end) if document.sentences[n].note == note)


def _heading(document: Document, passage: Passage) -> dict[str, Any]:
    chapter, section = chapter_and_section(document, passage.section)
    pages = page_words(document.pages.of([Span(passage.start, passage.end)]))
    told = {"document": document.source.title, "chapter": chapter, "section": section, "page": pages}
    return {name: clean(value) for name, value in told.items() if value}


def _told(document: Document, number: int, beside: Sequence[int]) -> dict[str, str]:
    """The sentence in words (a row with its heads, an item whose lead-in is not in view with that) and whose it is."""
    sentence = document.sentences[number]
    alone = sentence.lead != NOTHING and sentence.lead not in beside
    words = sentence_in_words(document, sentence) if alone or sentence.row != NOTHING else ""
    told = {"text": clean(words or display(document.text, sentence.spans))}
    if sentence.kind in {"table", "footnote"}:
        told["kind"] = sentence.kind
    voice = voice_of(document, sentence)
    if voice.voice != "author":
        told["voice"] = voice.voice
    if voice.speaker:
        told["speaker"] = clean(voice.speaker)
    return told


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False)
