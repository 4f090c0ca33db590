"""Tests of ui.chat: the logic of the page, without a browser."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from corpus.load import sample_folder
from tests.ui.running import QUESTION, REFUSED

SECONDS = 240


@pytest.fixture
def page(sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page on the sample, not yet opened."""
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setenv("VERSE_DOCUMENTS", str(sample_folder()))
    return AppTest.from_file(str(files("ui").joinpath("chat.py")), default_timeout=SECONDS)


def parts(page: AppTest) -> str:
    """Everything that the page's own parts were given to draw."""
    found: list[Any] = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return json.dumps(found, ensure_ascii=False)


def view(page: AppTest, name: str) -> AppTest:
    """The page with another view chosen."""
    return page.segmented_control[0].set_value(name).run()


def test_a_first_visitor_is_told_what_to_do(page: AppTest) -> None:
    """A line says what this is, questions are suggested, the offline reader is first in the menu."""
    page.run()
    assert not page.exception
    assert any("own words" in one.value for one in page.markdown)
    assert len(page.main.button) > 0
    assert page.sidebar.selectbox(key="model").options[0].startswith("Offline reader")
    assert page.chat_input[0].placeholder == "Ask the documents"


def test_a_suggestion_is_asked(page: AppTest) -> None:
    """One press, and there is an answer with its citation."""
    page.run()
    page.main.button[0].click().run()
    assert not page.exception
    assert "Okafor Review" in parts(page)
    assert "Quotation 1" in parts(page)


def test_a_question_is_answered_and_followed_up(page: AppTest) -> None:
    """Both stand in the conversation, the second as it was understood."""
    page.run()
    page.chat_input[0].set_value("How many stations were there in 2019?").run()
    page.chat_input[0].set_value("and in 2021?").run()
    assert not page.exception
    assert "How many stations were there in 2019?" in parts(page)
    assert "Understood as: How many stations were there in 2021?" in parts(page)


def test_a_refusal_is_plain(page: AppTest) -> None:
    """The page says that the documents do not answer."""
    page.run()
    page.chat_input[0].set_value(REFUSED).run()
    assert "The documents do not answer this." in parts(page)
    assert "They are not an answer." in parts(page)


def test_a_link_asks_its_question(page: AppTest) -> None:
    """The question comes from the address and leaves it, so that a reload does not ask again."""
    page.query_params["q"] = QUESTION
    page.run()
    assert not page.exception
    assert QUESTION in parts(page)
    assert "Quotation 1" in parts(page)
    assert "q" not in page.query_params


def test_a_chapter_limits_the_answer(page: AppTest) -> None:
    """Documents and chapters chosen in the menus are all that is asked."""
    page.run()
    page.multiselect(key="documents").set_value(["The Okafor Review: Final Report (fictional sample)"]).run()
    page.multiselect(key="chapters").set_value(["Annex B. Methodology"]).run()
    page.chat_input[0].set_value(QUESTION).run()
    assert not page.exception
    assert "Annex B. Methodology" in parts(page)
    assert "Summary and conclusions" not in parts(page)


def test_every_view_opens(page: AppTest) -> None:
    """None breaks, with nothing asked and with something."""
    page.run()
    names = ("Browse", "Evidence", "Kept", "Check")
    for name in names:
        assert not view(page, name).exception
    view(page, "Ask")
    page.chat_input[0].set_value(QUESTION).run()
    page.session_state.session.act("keep", [0, 0])
    page.session_state.session.act("open", [0, 0])
    for name in names:
        assert not view(page, name).exception
        assert "The passage in its context" in parts(page)
    page.button(key="close-reader").click().run()
    assert "The passage in its context" not in parts(page)


def test_evidence_and_outline_are_drawn(page: AppTest) -> None:
    """Where the quotations lie, and the headings of the report."""
    page.run()
    page.chat_input[0].set_value(QUESTION).run()
    view(page, "Evidence")
    assert "Evidence from The Okafor Review" in parts(page)
    view(page, "Browse")
    assert "Chapter 4: Answering the call" in parts(page)


def test_kept_quotations_are_ordered_and_annotated(page: AppTest) -> None:
    """Moved down, noted, removed."""
    page.run()
    page.chat_input[0].set_value(QUESTION).run()
    session = page.session_state.session
    for number in (0, 1):
        session.act("keep", [0, number])
    first, second = session.basket.kept
    view(page, "Kept")
    page.button(key=f"down-{first.key}").click().run()
    assert [one.key for one in session.basket.kept] == [second.key, first.key]
    page.text_input(key=f"note-{first.key}").set_value("for the briefing").run()
    assert session.basket.kept[1].note == "for the briefing"
    page.button(key=f"out-{second.key}").click().run()
    assert [one.key for one in session.basket.kept] == [first.key]
    labels = {button.label for button in page.download_button}
    assert {"Markdown", "Word", "CSV", "BibTeX", "RIS", "CSL-JSON"} <= labels


def test_the_style_of_citations_is_a_menu(page: AppTest) -> None:
    """Another style, other citations on the same cards."""
    page.run()
    page.chat_input[0].set_value(QUESTION).run()
    before = parts(page)
    page.selectbox(key="style").set_value("OSCOLA").run()
    assert not page.exception
    assert parts(page) != before


def test_a_draft_is_checked(page: AppTest) -> None:
    """Pasted, checked, told in words; nothing pasted is a line."""
    page.run()
    view(page, "Check")
    check = next(button for button in page.button if button.label == "Check")
    check.click().run()
    assert "empty" in page.error[0].value
    page.text_area(key="pasted").set_value("“We held 264 interviews, visited 29 stations and the control room”")
    check = next(button for button in page.button if button.label == "Check")
    check.click().run()
    assert not page.exception
    assert "words differ" in parts(page)


def test_beginning_anew_empties_the_page(page: AppTest) -> None:
    """The suggestions are back."""
    page.run()
    page.chat_input[0].set_value(QUESTION).run()
    next(button for button in page.button if button.label == "Begin anew").click().run()
    assert QUESTION not in parts(page)
    assert any("own words" in one.value for one in page.markdown)


def test_markup_in_a_question_stays_text(page: AppTest) -> None:
    """What looks like HTML or Markdown goes to the component as a string and to no Markdown element."""
    page.run()
    hostile = "<img src=x onerror=alert(1)> [interviews](javascript:alert(1)) **held**?"
    page.chat_input[0].set_value(hostile).run()
    assert not page.exception
    assert json.dumps(hostile, ensure_ascii=False)[1:-1] in parts(page)
    assert not any("onerror" in one.value for one in (*page.markdown, *page.html))


def test_wrong_documents_are_one_line(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose documents have gone says so, and nothing else."""
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setenv("VERSE_DOCUMENTS", "/nowhere/*at all*")
    page.run()
    assert "no such folder of documents" in page.error[0].value
    assert "\\*at all\\*" in page.error[0].value
    assert not page.exception
    st.cache_resource.clear()
