"""Questions to begin with, made from the outlines of the documents at hand."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from corpus.document import Document, Section
from corpus.views import display
from qa.library import Library

MOST_SUGGESTED = 4
MOST_TRIED = 10
MOST_WORDS = 9
FEWEST_SECTION_CHARS = 600
"""A section shorter than this says too little to ask about."""

_BEFORE_TITLE = re.compile(
    r"^(?:(?:chapter|annex|appendix|part|section)\s+[\w.]+|\d[\divx.]*|[A-Z]\.)[:.)]*\s+", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"^(?:introduction|conclusions?|summary|foreword|contents|preface|recommendations?|annex\w*|appendi\w+|methodology|"
    r"terms of reference|acknowledge?ments?|glossary|references|notes|case stud\w+|background)\b",
    re.IGNORECASE,
)


def answered_suggestions(library: Library) -> list[str]:
    """A few questions to begin with that the library does answer."""
    answered = (one for one in suggest_questions(library.documents) if library.ask(one).status == "answered")
    return list(islice(answered, MOST_SUGGESTED))


def suggest_questions(documents: Sequence[Document]) -> list[str]:
    """Questions from sections spread over the longest document and over the others in turn."""
    streams = [_spread(list(_questions(document))) for document in longest_first(documents)]
    dealt = [question for round_ in zip_longest(*streams) for question in round_ if question]
    return list(dict.fromkeys(dealt))[:MOST_TRIED]


def longest_first(documents: Sequence[Document]) -> list[Document]:
    """The documents, the longest first: it is what the others are about."""
    return sorted(documents, key=lambda document: -len(document.text))


def _spread(questions: Sequence[str]) -> list[str]:
    """At most as many as are suggested, evenly from first to last."""
    if len(questions) <= MOST_TRIED:
        return list(questions)
    return [questions[len(questions) * (2 * n + 1) // (2 * MOST_TRIED)] for n in range(MOST_TRIED)]


def _questions(document: Document) -> Iterator[str]:
    for section in document.sections:
        title = _title(document, section)
        long_enough = section.end - section.start >= FEWEST_SECTION_CHARS
        if (
            title
            and section.level > 1
            and long_enough
            and not _SAYS_NOTHING.match(title)
            and len(title.split()) <= MOST_WORDS
        ):
            yield title if title.endswith("?") else f"What is said about {_in_a_sentence(document, title)}?"


def _title(document: Document, section: Section) -> str:
    if section.kind in {"front", "contents", "post"}:
        return ""
    return _BEFORE_TITLE.sub("", display(document.text, [section.heading])).strip(" .:")


def _in_a_sentence(document: Document, title: str) -> str:
    """The title with a small first letter where the document writes its first word so elsewhere; a name keeps its."""
    first = title.split(" ", 1)[0]
    small = first[:1].lower() + first[1:]
    stands_small = re.search(rf"(?<!\w){re.escape(small)}(?!\w)", document.text)
    return small + title[len(first) :] if stands_small else title
