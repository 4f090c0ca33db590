"""Quotations as a Word document with real footnotes.

python-docx writes no footnotes, so the part that holds them is made here: ECMA-376, Part 1, 17.11 (footnotes).
"""

import io
from collections.abc import Callable, Sequence

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from lxml import etree

from qa.answer import Quote
from ui.basket import Kept
from ui.copying import quotation_words
from ui.transcript import Turn

Cite = Callable[[Quote], str]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
FIRST_NOTE = 1
"""Notes -1 and 0 are the lines that Word draws between text and notes."""


class _Notes:
    """The footnotes of a document in the making."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._root = parse_xml(
            f"<w:footnotes {nsdecls('w')}>"
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0">'
            "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>"
        )
        self._next = FIRST_NOTE
        _add_styles(word)

    def add(self, paragraph: Paragraph, words: str) -> None:
        """Put a reference at the end of a paragraph, and its note among the notes."""
        number, self._next = str(self._next), self._next + 1
        run = paragraph.add_run()
        run.style = "footnote reference"
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), number)
        run._r.append(reference)  # noqa: SLF001 - python-docx gives no other way to an element's XML
        self._root.append(_note(number, words))

    def close(self) -> None:
        """Make the notes a part of the document."""
        xml = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE, xml, self._word.part.package)
        self._word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: str, words: str) -> BaseOxmlElement:
    note = parse_xml(
        f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"></w:t></w:r></w:p></w:footnote>'
    )
    text = note.findall(f".//{qn('w:t')}")[0]
    text.text = f" {clean(words)}"
    return note


def _add_styles(word: WordDocument) -> None:
    for kind, identifier, name, form in (
        ("paragraph", "FootnoteText", "footnote text", '<w:sz w:val="20"/>'),
        ("character", "FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
    ):
        xml = f'<w:style {nsdecls("w")} w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        word.styles.element.append(parse_xml(f"{xml}<w:rPr>{form}</w:rPr></w:style>"))


def kept_word(kept: Sequence[Kept], cite: Cite) -> bytes:
    """The kept quotations as a .docx: each a quotation whose citation is a footnote, its note below."""
    word = docx.Document()
    notes = _Notes(word)
    word.add_heading("Quotations kept", level=1)
    for one in kept:
        _quotation(word, notes, one.quote, cite)
        if one.note:
            word.add_paragraph(clean(one.note))
    return _bytes(word, notes)


def conversation_word(turns: Sequence[Turn], cite: Cite) -> bytes:
    """The conversation as a .docx: questions as headings, the model's words said to be so, citations as footnotes."""
    word = docx.Document()
    notes = _Notes(word)
    word.add_heading("Conversation", level=1)
    for turn in turns:
        word.add_heading(clean(turn.question), level=2)
        if turn.answer is None:
            word.add_paragraph(clean(turn.fault))
            continue
        if turn.answer.status == "not_found":
            word.add_paragraph("The documents do not answer this. The nearest passages, which are not an answer:")
        for statement in turn.answer.statements:
            word.add_paragraph(clean(f"[{turn.answer.mode}] {statement.text}"))
        for quote in turn.answer.quotes or turn.answer.nearest:
            _quotation(word, notes, quote, cite)
    return _bytes(word, notes)


def _quotation(word: WordDocument, notes: _Notes, quote: Quote, cite: Cite) -> None:
    words = quotation_words(quote) if quote.table is not None else f"“{quotation_words(quote)}”"
    notes.add(word.add_paragraph(clean(words), style="Quote"), cite(quote))


def clean(words: str) -> str:
    """The words without the characters that XML forbids."""
    return "".join(character for character in words if character in "\t\n" or character.isprintable())


def _bytes(word: WordDocument, notes: _Notes) -> bytes:
    notes.close()
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()
