"""Where a question is asked: of all documents, of some, of some of their chapters; and the link that says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.document import NOTHING, Document, Section, Span
from qa.library import Library
from ui.forms import section_title

NO_CHAPTERS = frozenset({"front", "contents", "post"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter that questions may be limited to."""

    document: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents and chapters by their names in the menus; nothing named is everything.

    `own` is whether the visitor's own documents are asked, and not the shared ones.
    """

    documents: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    own: bool = False


def names_of(documents: Sequence[Document]) -> dict[str, str]:
    """The ids of the documents by the name they bear in the menu: the title, with the id where titles are the same."""
    titles = Counter(document.source.title for document in documents)
    return {
        (title if titles[title] == 1 else f"{title} ({document.id})"): document.id
        for document in documents
        for title in [document.source.title]
    }


def chapters_of(documents: Sequence[Document]) -> dict[str, Chapter]:
    """The chapters of the documents that have several, by the name they bear in the menu, in order."""
    divided = [document for document in documents if len(_chapters(document)) > 1]
    named: dict[str, Chapter] = {}
    for document in divided:
        for part in _chapters(document):
            title = section_title(document, part)
            name = title if len(divided) == 1 else f"{title} ({document.id})"
            while name in named:
                name += " (again)"
            named[name] = Chapter(document.id, title, Span(part.start, part.end))
    return named


def _chapters(document: Document) -> list[Section]:
    return [part for part in document.sections if part.parent == NOTHING and part.kind not in NO_CHAPTERS]


@dataclass(frozen=True, slots=True)
class Place:
    """A library as a scope narrows it, and the documents of it that are asked (None: all)."""

    library: Library
    documents: tuple[str, ...] | None


def place_of(library: Library, scope: Scope) -> Place:
    """What a scope means in a library: the documents it names, of those with chapters named just these.

    Documents and chapters that are not there limit nothing.
    """
    ids = names_of(library.documents)
    documents = [ids[name] for name in scope.documents if name in ids]
    chapters = chapters_of(library.documents)
    within: dict[str, list[Span]] = {}
    for name in scope.chapters:
        if name in chapters:
            within.setdefault(chapters[name].document, []).append(chapters[name].span)
    asked = tuple(dict.fromkeys([*documents, *within]))
    return Place(library.narrowed(within) if within else library, asked or None)


def link_of(question: str, scope: Scope, base: str) -> str:
    """The address that asks the same question in the same place."""
    query: Mapping[str, str | Sequence[str]] = {
        "q": question,
        **({"documents": scope.documents} if scope.documents else {}),
        **({"chapters": scope.chapters} if scope.chapters else {}),
    }
    return f"{base.split('?', maxsplit=1)[0].split('#', maxsplit=1)[0]}?{urlencode(query, doseq=True)}"
