"""Word files read as drafts: paragraphs in order, those of tables too, block quotation styles, footnotes.

The one module, with `qa.check.word_mend`, that knows python-docx.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.document import Span
from corpus.errors import DraftError
from qa.check.drafts import Block, Draft, Note

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element as Element

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_XML_BYTES = 60 * 1024 * 1024
MOST_FILES = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_QUOTATION_STYLE = re.compile(r"quot|block ?text|citation intense", re.IGNORECASE)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_ENDNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}txbxContent", f"{_W}instrText"})


class Piece(NamedTuple):
    """A stretch of a draft's text and the element (`w:t`, `w:tab`, ...) that holds it."""

    start: int
    end: int
    element: "Element"


@dataclass(frozen=True, slots=True)
class WordDraft:
    """A Word file in memory: the draft it is, the open file, and which element holds which stretch."""

    draft: Draft
    document: "WordDocument"
    pieces: tuple[Piece, ...]
    notes_tree: "Element | None"


def read_word(content: bytes, path: Path) -> Draft:
    """The draft that a Word file is.

    Raises:
        DraftError: damaged, protected by a password, unpacking to far too much, or not a Word file.
    """
    return open_word(content, path).draft


def open_word(content: bytes, path: Path) -> WordDraft:
    """The Word file opened, as `read_word`, with the places of its text."""
    _guard(content, path)
    try:
        import docx

        document = docx.Document(io.BytesIO(content))
        reading = _Reading(document)
        return WordDraft(
            Draft(str(path), reading.text, "word", tuple(reading.blocks), tuple(reading.notes), path),
            document,
            tuple(reading.pieces),
            reading.notes_tree,
        )
    except Exception as error:  # python-docx, lxml and zipfile raise classes of their own on damaged files
        raise DraftError(f"{path} is damaged, or not a Word file: it cannot be opened") from error


def _guard(content: bytes, path: Path) -> None:
    """Refuse what is no zip, locked, or a bomb, before anything is unpacked."""
    if content.startswith(_OLE):
        raise DraftError(f"{path} is protected by a password, or an old .doc: save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if any(info.flag_bits & 1 for info in infos):
                raise DraftError(f"{path} is protected by a password: save it without one")
            largest = max((info.file_size for info in infos if info.filename.endswith((".xml", ".rels"))), default=0)
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
                raise DraftError(f"{path} unpacks to far too much; at most {MOST_UNPACKED_BYTES:,} bytes are read")
            if largest > MOST_XML_BYTES:
                raise DraftError(f"{path} unpacks to far too much; at most {MOST_XML_BYTES:,} bytes of text are read")
            for info in infos:
                if info.filename.endswith(".xml") and b"<!DOCTYPE" in archive.read(info)[:2000]:
                    raise DraftError(f"{path} is damaged, or not a Word file: it declares a document type")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DraftError(f"{path} is damaged, or not a Word file: it cannot be unpacked") from error
    except Exception as error:
        if isinstance(error, DraftError):
            raise
        raise DraftError(f"{path} is damaged, or not a Word file: it cannot be unpacked") from error


class _Reading:
    """Walks through a Word file once, gathering text, blocks and notes."""

    def __init__(self, document: "WordDocument") -> None:
        self.blocks: list[Block] = []
        self.notes: list[Note] = []
        self.pieces: list[Piece] = []
        self._chunks: list[str] = []
        self._length = 0
        self._references: list[tuple[int, str]] = []
        self._quotation_styles = {
            style.style_id for style in document.styles if style.name and _QUOTATION_STYLE.search(style.name)
        }
        for paragraph in document.element.body.iter(f"{_W}p"):
            self._paragraph(paragraph, "quotation" if self._is_quotation(paragraph) else "paragraph")
        self.notes_tree = self._footnotes(document)
        self.text = "".join(self._chunks)

    def _is_quotation(self, paragraph: "Element") -> bool:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return style is not None and style.get(f"{_W}val") in self._quotation_styles

    def _append(self, text: str, element: "Element") -> None:
        if text:
            self.pieces.append(Piece(self._length, self._length + len(text), element))
            self._chunks.append(text)
            self._length += len(text)

    def _paragraph(self, paragraph: "Element", kind: str) -> None:
        start = self._length
        for element in _within(paragraph):
            if element.tag == f"{_W}t":
                self._append(element.text or "", element)
            elif element.tag in _SIGNS:
                self._append(_SIGNS[element.tag], element)
            elif element.tag in {f"{_W}footnoteReference", f"{_W}endnoteReference"}:
                self._references.append((self._length, f"{element.tag} {element.get(f'{_W}id')}"))
        if self._length > start:
            self.blocks.append(_block(Span(start, self._length), kind))
        self._chunks.append("\n")
        self._length += 1

    def _footnotes(self, document: "WordDocument") -> "Element | None":
        """The notes as blocks at the end of the text, and as notes of the places that refer to them."""
        from lxml import etree

        tree = None
        texts: dict[str, str] = {}
        for relation, tag in ((_FOOTNOTES, "footnote"), (_ENDNOTES, "endnote")):
            parts = [one.target_part for one in document.part.rels.values() if one.reltype == relation]
            root = etree.fromstring(parts[0].blob, etree.XMLParser(resolve_entities=False)) if parts else None
            tree = root if tag == "footnote" else tree
            for note in root.iter(f"{_W}{tag}") if root is not None else ():
                start = self._length
                for paragraph in note.iter(f"{_W}p"):
                    self._paragraph(paragraph, "note")
                written = "".join(self._chunks)[start:] if note.get(f"{_W}type") is None else ""
                texts[f"{_W}{tag}Reference {note.get(f'{_W}id')}"] = written.strip()
        self.notes = [Note(place, texts[name]) for place, name in self._references if texts.get(name)]
        return tree


def _block(span: Span, kind: str) -> Block:
    if kind == "quotation":
        return Block((span,), "quotation")
    return Block((span,), "note") if kind == "note" else Block((span,))


def _within(paragraph: "Element") -> Iterator["Element"]:
    """The elements of a paragraph in order, but for deleted text, properties, and paragraphs of text boxes in it."""
    for child in paragraph:
        if child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield child
            if child.tag not in _SIGNS:
                yield from _within(child)
