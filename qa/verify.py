"""The one gate: every quotation that is shown is made here, from the document, and can be checked here again.

Nothing here compares by likeness. A quotation is the document's own slices; section, page, voice and citation are
looked up for them. What does not fit raises VerificationError and is never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import NOTHING, Document, Sentence, Span
from corpus.errors import VerificationError
from corpus.tables import caption_in_words, column_names, row_cells
from corpus.views import display
from corpus.voices import voice_of
from qa.answer import Answer, Quote, TableRow
from qa.cite import chapter_and_section, cite


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader or a model chose: sentences of a document by number, in order, and how likely they answer.

    `highlight` are the words that answer, as spans of the document.
    """

    document: Document
    sentences: tuple[int, ...]
    score: float
    highlight: tuple[Span, ...] = ()


def attest(choice: Choice) -> Quote:
    """The quotation that a choice stands for, with everything about it looked up in the document.

    Raises:
        VerificationError: no such sentences, sentences of different sections, a highlight outside, a score off scale.
    """
    document = choice.document
    sentences = _sentences(document, choice.sentences)
    chief = sentences[-1]
    spans = _joined(document, [span for sentence in sentences for span in sentence.spans])
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
        citation=cite(document, chief, pages, voice),
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
    skips = any(b != a + 1 for a, b in pairwise(numbers))
    leaps = any(b.note != NOTHING and document.text[a.end : b.start].strip() for a, b in pairwise(sentences))
    if leaps or (skips and any(sentence.lead != numbers[0] for sentence in sentences[1:])):
        raise VerificationError(f"a quotation of {document.id} would join words that do not follow one another")
    return sentences


def _joined(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans with neighbours merged, where only space stands between; before a cut, the space is kept."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            raise VerificationError(f"the parts of a quotation of {document.id} overlap or stand in wrong order")
        if joined and not document.text[joined[-1].end : span.start].strip():
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    kept = [Span(span.start, span.end + (document.text[span.end : span.end + 1].isspace())) for span in joined[:-1]]
    return (*kept, joined[-1])


def _display(document: Document, sentences: Sequence[Sentence], spans: Sequence[Span]) -> str:
    """The display form; a cut that drops words of the body shows as an ellipsis, a page end in a sentence does not."""
    chief = sentences[-1]
    if chief.row != NOTHING and len(sentences) == 1:
        cells = document.tables[chief.table].rows[chief.row].cells
        return " | ".join(display(document.text, [cell]) for cell in cells)
    parts = [display(document.text, [span]) for span in spans]
    shown = parts[0]
    resumed = {part.start for sentence in sentences for part in sentence.spans[1:]}
    for before, after, part in zip(spans, spans[1:], parts[1:], strict=False):
        shown += (" " if after.start in resumed or not _drops_body(document, before, after) else " [...] ") + part
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
