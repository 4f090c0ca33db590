"""Tests of ui.scope: questions limited to documents and chapters, and the links that say so."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from qa.library import Library
from tests.ui.running import QUESTION
from ui.scope import Scope, chapters_of, link_of, names_of, place_of


def test_chapters_are_those_of_divided_documents(shared_library: Library) -> None:
    """The menu has the report's chapters; an article, all one part, has none."""
    chapters = chapters_of(shared_library.documents)
    assert "Chapter 4: Answering the call" in chapters
    assert {chapter.document for chapter in chapters.values()} == {"okafor-review"}
    assert chapters_of([shared_library.document("readers-forum-thread")]) == {}


def test_chapters_of_several_reports_are_told_apart(review: Document) -> None:
    """Where two documents have chapters, each chapter says whose it is, and no two have one name."""
    other = replace(review, source=replace(review.source, id="other"))
    chapters = chapters_of([review, other])
    assert "Foreword (okafor-review)" in chapters
    assert "Foreword (other)" in chapters
    assert len(chapters) == 2 * len(chapters_of([review]))


def test_nothing_chosen_is_everything(shared_library: Library) -> None:
    """Without a choice the library itself is asked, of all documents."""
    place = place_of(shared_library, Scope())
    assert place.library is shared_library
    assert place.documents is None


def test_a_chapter_limits_the_answer(shared_library: Library) -> None:
    """Asked of one chapter, every quotation, also of a refusal, comes from it."""
    chapters = chapters_of(shared_library.documents)
    for name in list(chapters)[3:7]:
        place = place_of(shared_library, Scope(chapters=(name,)))
        answer = place.library.ask(QUESTION, place.documents)
        shown = (*answer.quotes, *answer.nearest)
        assert shown
        assert {quote.chapter for quote in shown} <= {chapters[name].title, None}


def test_a_chapter_and_another_document_are_both_asked(shared_library: Library) -> None:
    """A chapter limits its own document; another that is chosen is asked whole."""
    names = {identifier: name for name, identifier in names_of(shared_library.documents).items()}
    chapter = next(iter(chapters_of(shared_library.documents)))
    place = place_of(shared_library, Scope((names["northmere-herald-article"],), (chapter,)))
    assert set(place.documents or ()) == {"okafor-review", "northmere-herald-article"}


def test_documents_of_one_title_are_told_apart(review: Document) -> None:
    """The menu adds the id where titles alone would not do."""
    other = replace(review, source=replace(review.source, id="other"))
    assert names_of([review]) == {review.source.title: review.id}
    assert sorted(names_of([review, other]).values()) == ["okafor-review", "other"]


def test_what_is_not_there_limits_nothing(shared_library: Library) -> None:
    """An old link may name documents that are gone."""
    assert place_of(shared_library, Scope(("gone",), ("no such chapter",))).documents is None


def test_the_shared_library_is_not_narrowed_itself(shared_library: Library) -> None:
    """One visitor's chapters are no other's."""
    before = shared_library.ask(QUESTION).quotes
    name = list(chapters_of(shared_library.documents))[5]
    place_of(shared_library, Scope(chapters=(name,))).library.ask(QUESTION)
    assert shared_library.ask(QUESTION).quotes == before


@given(st.text(min_size=1), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(min_size=1), max_size=3))
def test_a_link_says_the_question_back(question: str, documents: list[str], chapters: list[str]) -> None:
    """Whatever is asked and wherever, the address gives it back, and points nowhere else."""
    question = question.encode("utf-8", "replace").decode()
    documents, chapters = (
        [name.encode("utf-8", "replace").decode() for name in names] for names in (documents, chapters)
    )
    link = link_of(question, Scope(tuple(documents), tuple(chapters)), "http://localhost:8501/?q=old#part")
    assert link.startswith("http://localhost:8501/?q=")
    query = parse_qs(urlsplit(link).query, keep_blank_values=True)
    assert query["q"] == [question]
    assert query.get("documents", []) == documents
    assert query.get("chapters", []) == chapters
