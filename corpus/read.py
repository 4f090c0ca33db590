"""Read a text as a document: outline, sentences, notes, tables, passages, pages. The whole of reading, in order."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import NOTHING, Document, Footnote, Section, Sentence, Source, Span, Table
from corpus.layout import Layout, lay_out
from corpus.notes import find_notes
from corpus.outline import build_sections
from corpus.pages import map_pages
from corpus.paragraphs import Paragraph, join_paragraphs
from corpus.passages import build_passages
from corpus.sentences import split_sentences
from corpus.tables import find_tables
from corpus.voices import assign_voices

MOST_CHARS_OF_A_WHOLE_NOTE = 600
"""A note up to this long is one sentence, for it is quoted whole; a longer one is split."""


def read_document(text: str, source: Source) -> Document:
    """The document that a text is; the text itself is kept character for character."""
    layout = lay_out(text)
    sections = build_sections(text, layout.blocks, layout.headings)
    notes = find_notes(text, layout.blocks)
    tables = find_tables(text, layout.blocks)
    sentences = assign_voices(text, sections, _Sentences(text, layout, sections, notes, tables).all())
    return Document(
        source=source,
        text=text,
        sections=sections,
        sentences=sentences,
        notes=notes,
        tables=tables,
        passages=build_passages(text, sentences),
        pages=map_pages(text, layout.blocks, layout.headings, layout.anchors, notes),
        apart=tuple(layout.apart),
        notices=tuple(layout.notices),
    )


class _Sentences:
    """Makes the sentences of a laid-out text: body in reading order, then the notes."""

    def __init__(
        self,
        text: str,
        layout: Layout,
        sections: Sequence[Section],
        notes: Sequence[Footnote],
        tables: Sequence[Table],
    ) -> None:
        self._text = text
        self._layout = layout
        self._starts = [section.start for section in sections]
        self._notes = {note.start: number for number, note in enumerate(notes)}
        self._footnotes = notes
        self._tables = tables
        self._cited = sorted(
            (note.reference.start, number) for number, note in enumerate(notes) if note.reference is not None
        )
        self._table_at = {table.start: number for number, table in enumerate(tables)}
        self._table_of_caption: dict[Span, int] = {}
        for number, table in reversed(list(enumerate(tables))):
            if table.caption:
                self._table_of_caption[table.caption] = number

    def all(self) -> tuple[Sentence, ...]:
        headings = {heading.block for heading in self._layout.headings}
        paragraphs = join_paragraphs(self._text, self._layout.blocks, headings)
        body: list[Sentence] = []
        noted: list[Sentence] = []
        for number, paragraph in enumerate(paragraphs):
            target = noted if paragraph.kind == "footnote" else body
            target += self._of_paragraph(paragraph, number)
        body.sort(key=lambda sentence: sentence.start)
        return (*_with_leads(self._text, body), *noted)

    def _of_paragraph(self, paragraph: Paragraph, number: int) -> list[Sentence]:
        start = paragraph.spans[0].start
        if paragraph.kind == "table":
            return self._rows(self._table_at[start], number)
        if paragraph.kind == "footnote":
            return self._note(paragraph, number)
        whole = paragraph.kind == "heading"
        split = [paragraph.spans] if whole else split_sentences(self._text, paragraph.spans)
        table = self._table_of_caption.get(paragraph.spans[0], NOTHING)
        return [
            Sentence(spans, paragraph.kind, self._section(start), number, table=table, notes=self._citing(spans))
            for spans in split
        ]

    def _rows(self, table: int, number: int) -> list[Sentence]:
        section = self._section(self._tables[table].start)
        heads = [head.span for head in self._tables[table].heads]
        return [
            Sentence(
                (row.span,), "table", section, number, table=table, row=place, notes=self._citing([row.span, *heads])
            )
            for place, row in enumerate(self._tables[table].rows)
        ]

    def _note(self, paragraph: Paragraph, number: int) -> list[Sentence]:
        note = self._notes[paragraph.spans[0].start]
        footnote = self._footnotes[note]
        section = self._section(footnote.reference.start if footnote.reference else footnote.start)
        short = footnote.end - footnote.start <= MOST_CHARS_OF_A_WHOLE_NOTE
        split = ([] if short else split_sentences(self._text, (footnote.span,))) or [(footnote.span,)]
        split[0] = (Span(footnote.start, split[0][0].end), *split[0][1:])
        return [Sentence(spans, "footnote", section, number, note=note) for spans in split]

    def _section(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _citing(self, spans: Sequence[Span]) -> tuple[int, ...]:
        return tuple(
            number
            for span in spans
            for _, number in self._cited[
                bisect_right(self._cited, (span.start, -1)) : bisect_right(self._cited, (span.end, -1))
            ]
        )


def _with_leads(text: str, body: Sequence[Sentence]) -> list[Sentence]:
    """List items learn which sentence introduces them: the last one before the list that ends in a colon."""
    led: list[Sentence] = []
    lead = NOTHING
    for number, sentence in enumerate(body):
        if sentence.kind == "list":
            led.append(
                replace(sentence, lead=lead) if lead != NOTHING and body[lead].section == sentence.section else sentence
            )
            continue
        opens = text[sentence.start : sentence.end].rstrip(" *⁰¹²³⁴⁵⁶⁷⁸⁹").endswith(":")
        lead = number if opens and sentence.kind in {"prose", "testimony"} else NOTHING
        led.append(sentence)
    return led
