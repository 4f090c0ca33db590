"""The one gate: every quotation that is shown is made here, from the document, and can be checked here again.

Nothing here compares by likeness. A quotation is the document's own slices; section, page, voice and citation are
looked up for them. What does not fit raises VerificationError and is never shown.
"""

import itertools
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import NOTHING, Document, Sentence, Span
from corpus.errors import VerificationError
from corpus.tables import caption_in_words, column_names, row_cells
from corpus.views import SUPERSCRIPT_DIGITS, display
from corpus.voices import voice_of
from qa.answer import Answer, Quote, TableRow
from qa.cite import chapter_and_section, cite

MOST_INTERLEAVED = 60
"""Sentences (captions, rows) that may begin between the two halves of one that a page end cuts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader or a model chose: sentences of a document by number, in order, and how likely they answer.

    `highlight` are the words that answer, as spans of the document.
    """

    document: Document
    sentences: tuple[int, ...]
    score: float
    highlight: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a document by place, in order, smaller or larger than sentences: what a checked quotation stands on."""

    document: Document
    spans: tuple[Span, ...]
    score: float = 1.0


def attest(choice: Choice) -> Quote:
    """The quotation that a choice stands for, with everything about it looked up in the document.

    Raises:
        VerificationError: no such sentences, sentences of different sections, a highlight outside, a score off scale.
    """
    document = choice.document
    sentences = _sentences(document, choice.sentences)
    cited = _cited(sentences)
    chief = next(sentence for sentence in reversed(sentences) if sentence not in cited)
    spans = _joined(document, [span for sentence in sentences for span in sentence.spans], _starts(cited))
    if any(not any(span.start <= light.start < light.end <= span.end for span in spans) for light in choice.highlight):
        raise VerificationError(f"a highlight lies outside its quotation in {document.id}")
    if not 0.0 <= choice.score <= 1.0:
        raise VerificationError(f"score {choice.score} is not between 0 and 1")
    pages = document.pages.of(spans)
    voice = voice_of(document, chief)
    chapter, section = chapter_and_section(document, chief.section)
    return Quote(
        text="".join(document.text[span.start : span.end] for span in spans),
        spans=spans,
        display=_display(document, sentences, spans),
        document=document.id,
        sha256=document.source.sha256,
        chapter=chapter,
        section=section,
        page_first=pages.first,
        page_last=pages.last,
        page_basis=pages.basis,
        kind=chief.kind,
        voice=voice.voice,
        speaker=voice.speaker,
        score=choice.score,
        highlight=choice.highlight,
        citation=cite(document, chief, pages, voice, [document.notes[one.note].number for one in cited]),
        table=_table_row(document, chief) if len(sentences) == 1 else None,
    )


def verify(quote: Quote, document: Document) -> None:
    """Check a quotation against the document, whoever made it: made anew from its spans, it must be the same.

    Raises:
        VerificationError: another document, other words, another place, page, voice or citation.
    """
    if quote.sha256 != document.source.sha256 or quote.document != document.id:
        raise VerificationError(f"the quotation claims {quote.document}, it was checked against {document.id}")
    numbers = _numbers_of(document, quote.spans)
    if quote != attest(Choice(document, numbers, quote.score, quote.highlight)):
        raise VerificationError(f"the quotation at {quote.start}-{quote.end} of {document.id} is not what stands there")


def attest_excerpt(excerpt: Excerpt) -> Quote:
    """The quotation of words within sentences, or running over several, with everything looked up for just those spans.

    Whose words they are, section and kind are those of the sentence that gives most of them.

    Raises:
        VerificationError: nothing, what belongs to no sentence, a cut through a word, wrong order, a score off scale.
    """
    document = excerpt.document
    spans = _joined(document, _whole_words(document, excerpt.spans))
    if not 0.0 <= excerpt.score <= 1.0:
        raise VerificationError(f"score {excerpt.score} is not between 0 and 1")
    touched = _touched(document, spans)
    chief = max(touched, key=lambda sentence: _shared_chars(sentence, spans))
    pages = document.pages.of(spans)
    voice = voice_of(document, chief)
    chapter, section = chapter_and_section(document, chief.section)
    return Quote(
        text="".join(document.text[span.start : span.end] for span in spans),
        spans=spans,
        display=_flowing(document, touched, spans),
        document=document.id,
        sha256=document.source.sha256,
        chapter=chapter,
        section=section,
        page_first=pages.first,
        page_last=pages.last,
        page_basis=pages.basis,
        kind=chief.kind,
        voice=voice.voice,
        speaker=voice.speaker,
        score=excerpt.score,
        highlight=(),
        citation=cite(document, chief, pages, voice),
        table=_table_row(document, chief),
    )


def verify_excerpt(quote: Quote, document: Document) -> None:
    """Check a quotation of words within sentences: made anew from its spans, it must be the same.

    Raises:
        VerificationError: another document, other words, another place, page, voice or citation.
    """
    if quote.sha256 != document.source.sha256 or quote.document != document.id:
        raise VerificationError(f"the quotation claims {quote.document}, it was checked against {document.id}")
    if quote != attest_excerpt(Excerpt(document, quote.spans, quote.score)):
        raise VerificationError(f"the quotation at {quote.start}-{quote.end} of {document.id} is not what stands there")


def verify_answer(answer: Answer, documents: Sequence[Document]) -> Answer:
    """The answer itself, once each of its quotations has been verified.

    Raises:
        VerificationError: as `verify`, or a quotation of no known document.
    """
    by_id = {document.id: document for document in documents}
    for quote in (*answer.quotes, *answer.nearest):
        if quote.document not in by_id:
            raise VerificationError(f"there is no document {quote.document!r}")
        verify(quote, by_id[quote.document])
    for said in answer.statements:
        if any(number not in range(len(answer.quotes)) for number in said.quotes):
            raise VerificationError("a statement refers to a quotation that is not there")
    return answer


def _sentences(document: Document, numbers: Sequence[int]) -> list[Sentence]:
    if not numbers or any(a >= b for a, b in pairwise(numbers)):
        raise VerificationError("a choice names sentences in rising order, at least one")
    if numbers[0] < 0 or numbers[-1] >= len(document.sentences):
        raise VerificationError(f"{document.id} has no sentence {numbers[-1] if numbers[0] >= 0 else numbers[0]}")
    sentences = [document.sentences[number] for number in numbers]
    if len({sentence.section for sentence in sentences}) > 1:
        raise VerificationError(f"a quotation of {document.id} would join words of different sections")
    cited = _cited(sentences)
    body = [(number, one) for number, one in zip(numbers, sentences, strict=True) if one not in cited]
    skips = any(b != a + 1 for (a, _), (b, _) in pairwise(body))
    leaps = any(b.note != NOTHING and document.text[a.end : b.start].strip() for (_, a), (_, b) in pairwise(body))
    if leaps or (skips and any(sentence.lead != numbers[0] for _, sentence in body[1:])):
        raise VerificationError(f"a quotation of {document.id} would join words that do not follow one another")
    return sentences


def _cited(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those that are of notes which others of them cite: they may stand apart from these."""
    notes = {note for sentence in sentences for note in sentence.notes}
    return [sentence for sentence in sentences if sentence.note in notes]


def _starts(sentences: Sequence[Sentence]) -> frozenset[int]:
    return frozenset(sentence.start for sentence in sentences)


def _joined(document: Document, spans: Sequence[Span], apart: Collection[int] = ()) -> tuple[Span, ...]:
    """The spans with neighbours merged, where only space stands between; before a cut, the space is kept.

    What begins at one of the places `apart`, a note, is never merged.
    """
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            raise VerificationError(f"the parts of a quotation of {document.id} overlap or stand in wrong order")
        if joined and span.start not in apart and not document.text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    kept = [Span(span.start, span.end + (document.text[span.end : span.end + 1].isspace())) for span in joined[:-1]]
    return (*kept, joined[-1])


def _whole_words(document: Document, spans: Sequence[Span]) -> Sequence[Span]:
    """The spans without space at their ends, once it is known that they are stretches of the text and cut no word."""
    text = document.text
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise VerificationError(f"{document.id} has no stretch {start}-{end}")
        for cut in (start, end):
            if 0 < cut < len(text) and _is_letter(text[cut - 1]) and _is_letter(text[cut]):
                raise VerificationError(f"a quotation of {document.id} would cut a word at {cut}")
    if not spans:
        raise VerificationError("an excerpt names at least one stretch of the text")
    return [Span(start, start + len(text[start:end].rstrip())) for start, end in spans]


def _is_letter(character: str) -> bool:
    return character.isalnum() and character not in SUPERSCRIPT_DIGITS


def _touched(document: Document, spans: Sequence[Span]) -> list[Sentence]:
    """The sentences that the spans take words from; what belongs to none (furniture, a contents list) is refused."""
    first_note = bisect_left(document.sentences, 1, key=lambda sentence: sentence.note != NOTHING)
    reach = max(0, bisect_left(document.sentences, spans[0].start, 0, first_note, key=_start) - MOST_INTERLEAVED)
    body = itertools.takewhile(lambda one: one.start < spans[-1].end, document.sentences[reach:first_note])
    notes = (
        note for note in document.sentences[first_note:] if note.start < spans[-1].end and note.end > spans[0].start
    )
    touched = [sentence for sentence in (*body, *notes) if _shared_chars(sentence, spans)]
    held = sorted(part for sentence in touched for part in sentence.spans)
    for span in spans:
        at = span.start
        for part in held:
            if part.end > at and at < span.end:
                if document.text[at : max(at, min(part.start, span.end))].strip():
                    break
                at = min(part.end, span.end)
        if document.text[at : span.end].strip():
            raise VerificationError(f"the words at {at}-{span.end} of {document.id} belong to no sentence")
    return touched


def _start(sentence: Sentence) -> int:
    return sentence.start


def _shared_chars(sentence: Sentence, spans: Sequence[Span]) -> int:
    return sum(
        max(0, min(part.end, span.end) - max(part.start, span.start)) for part in sentence.spans for span in spans
    )


def _display(document: Document, sentences: Sequence[Sentence], spans: Sequence[Span]) -> str:
    """As displayed; a cut that drops words of the body, or before a note, shows as an ellipsis, a page end does not."""
    chief = sentences[-1]
    if chief.row != NOTHING and len(sentences) == 1:
        cells = document.tables[chief.table].rows[chief.row].cells
        return " | ".join(display(document.text, [cell]) for cell in cells)
    return _flowing(document, sentences, spans)


def _flowing(document: Document, sentences: Sequence[Sentence], spans: Sequence[Span]) -> str:
    parts = [display(document.text, [span]) for span in spans]
    shown = parts[0]
    resumed = {part.start for sentence in sentences for part in sentence.spans[1:]}
    noted = _starts(_cited(sentences))
    for before, after, part in zip(spans, spans[1:], parts[1:], strict=False):
        runs_on = after.start in resumed or (after.start not in noted and not _drops_body(document, before, after))
        shown += (" " if runs_on else " [...] ") + part
    return shown


def _drops_body(document: Document, before: Span, after: Span) -> bool:
    """Whether anything but notes and furniture stands between."""
    at = before.end
    for passed in sorted((*(note.span for note in document.notes), *document.apart)):
        if at <= passed.start and passed.end <= after.start:
            if document.text[at : passed.start].strip():
                return True
            at = passed.end
    return bool(document.text[at : after.start].strip())


def _numbers_of(document: Document, spans: Sequence[Span]) -> tuple[int, ...]:
    """The sentences that lie wholly within the spans of a quotation."""
    if not spans:
        return ()
    return tuple(
        number
        for number in document.sentences_from(spans[0].start, spans[-1].end)
        if all(
            any(span.start <= part.start and part.end <= span.end for span in spans)
            for part in document.sentences[number].spans
        )
    )


def _table_row(document: Document, sentence: Sentence) -> TableRow | None:
    if sentence.row == NOTHING:
        return None
    table = document.tables[sentence.table]
    caption = caption_in_words(document, table)
    return TableRow(caption, tuple(column_names(document, table)), tuple(row_cells(document, table, sentence.row)))
