"""Where known evidence stands, told as a section and pages, never as words."""

import pytest

from corpus.document import Document, Source
from corpus.read import read_document
from eval.places import Location, locate, place_words


def _place(document: Document, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


def test_a_numbered_section_by_its_number(review: Document) -> None:
    """The innermost number, even where an unnumbered heading stands nearer."""
    start, end = _place(review, "£23,400")
    assert locate(review, start, end) == Location("6.2", (33, 33))
    assert place_words(review, start, end).endswith("6.2. The Speak Up line › Why was the line closed?, p. 33")


def test_an_unnumbered_section_by_its_heading(review: Document) -> None:
    """The offset of the innermost heading; the pages as in a numbered one."""
    start, end = _place(review, '"One Northmere", the culture programme')
    section, page = locate(review, start, end)
    assert isinstance(section, int)
    assert review.text[section:].startswith("3. Managers have been promoted")
    assert page == (6, 6)


def test_the_section_of_every_sentence(review: Document) -> None:
    """Also of a note that stands within a sentence cut by a page's end, and of that sentence."""
    for sentence in review.sentences:
        numbers = [part.number for part in review.path(sentence.section) if part.number]
        if numbers:
            assert locate(review, sentence.start, sentence.end).section == numbers[-1]


def test_nothing_is_made_up() -> None:
    """Without headings there is no section, without a page map there are no pages."""
    document = read_document("some words of no heading at all, and more.", Source("note", "Note", "text"))
    assert locate(document, 0, 10).page is None
    assert locate(document, 0, 10).section is None
    assert place_words(document, 0, 10).startswith("note: ")


@pytest.mark.parametrize("name", ["readers-forum-thread", "northmere-herald-article"])
def test_documents_without_pages(sample_documents: dict[str, Document], name: str) -> None:
    """A post or an article is found by its heading."""
    document = sample_documents[name]
    last = document.sentences[-1]
    location = locate(document, last.start, last.end)
    assert isinstance(location.section, int)
    assert location.page is None
