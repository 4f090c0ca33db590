"""Files go in; a `Document` comes out: fixed text, sections, sentences, notes, tables, passages, pages.

Every part of a document is a span of its text. Nothing here knows of retrieval.
"""

from corpus.document import Document, Footnote, Kind, PageRange, Passage, Section, Sentence, Source, Span, Table
from corpus.errors import VerseError
from corpus.load import Shelf, find_documents
from corpus.read import read_document
from corpus.views import display, fold

__all__ = [
    "Document",
    "Footnote",
    "Kind",
    "PageRange",
    "Passage",
    "Section",
    "Sentence",
    "Shelf",
    "Source",
    "Span",
    "Table",
    "VerseError",
    "display",
    "find_documents",
    "fold",
    "read_document",
]
