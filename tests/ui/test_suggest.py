"""Tests of ui.suggest: questions to begin with, from whatever documents are there."""

from corpus.document import Document, Source
from corpus.read import read_document
from qa.library import Library
from ui.suggest import MOST_SUGGESTED, MOST_TRIED, answered_suggestions, suggest_questions


def _report(*headings: str) -> Document:
    body = "\n\n".join(
        f"1.{n}. {heading}\n\n" + "Words that fill the page go here. " * 30 for n, heading in enumerate(headings, 1)
    )
    return read_document(f"Chapter 1: All of it\n\n{body}\n", Source("r", "A report", "report"))


def test_suggestions_come_from_the_outline(review: Document) -> None:
    """Every suggestion names a heading of the document, or is one."""
    headings = " ".join(review.text[part.heading.start : part.heading.end] for part in review.sections).casefold()
    suggested = suggest_questions([review])
    assert 0 < len(suggested) <= MOST_TRIED
    for question in suggested:
        topic = question.removeprefix("What is said about ").rstrip("?").casefold().replace("'", "’")
        assert topic in headings.replace("'", "’")


def test_suggestions_are_answered(shared_library: Library) -> None:
    """What is offered to a first visitor has an answer."""
    suggested = answered_suggestions(shared_library)
    assert 0 < len(suggested) <= MOST_SUGGESTED
    assert all(shared_library.ask(question).status == "answered" for question in suggested)


def test_another_report_has_other_suggestions() -> None:
    """Nothing is tied to one corpus: a report on bees suggests bees."""
    suggested = suggest_questions([_report("Bees in winter", "Introduction", "Who keeps the hives?")])
    assert "Who keeps the hives?" in suggested
    assert any("ees in winter" in question for question in suggested)
    assert not any("ntroduction" in question for question in suggested)


def test_no_outline_no_suggestions() -> None:
    """A text without sections offers none."""
    assert suggest_questions([read_document("Just a line.\n", Source("t", "T", "text"))]) == []
