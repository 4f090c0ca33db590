"""Tests of ui.marking: marked words are the words, and strings are safe for Markdown and HTML."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Span
from corpus.views import display
from qa.answer import Answer
from qa.library import Library
from tests.strategies import awkward_text
from ui.marking import escape_html, escape_markdown, marked_quote, marked_span


def test_a_marked_quotation_reads_as_it_is_displayed(answered: Answer, shared_library: Library) -> None:
    """The runs of a quotation put together are its display form, and its highlight is marked; a row is whole."""
    for quote in answered.quotes:
        nodes = marked_quote(shared_library.document(quote.document), quote)
        assert "".join(node.text for node in nodes) == quote.display
        assert any(node.tag == "mark" for node in nodes) == (bool(quote.highlight) and quote.table is None)
    assert answered.quotes[0].highlight


def test_what_is_marked_is_what_answers(answered: Answer, shared_library: Library) -> None:
    """The marked words are those of the highlight."""
    quote = answered.quotes[0]
    document = shared_library.document(quote.document)
    marked = {node.text for node in marked_quote(document, quote) if node.tag == "mark"}
    assert marked == {display(document.text, [span]) for span in quote.highlight}


def test_a_quoted_sentence_is_marked_in_its_paragraph(review: Document) -> None:
    """Of a longer stretch just the quoted span is marked, and the page scrolls to it."""
    sentence = next(one for one in review.sentences if one.kind == "prose" and len(one.spans) == 1)
    around = Span(sentence.start, min(len(review.text), sentence.end + 200))
    nodes = marked_span(review, around, [sentence.spans[0]])
    marked = [node for node in nodes if node.tag == "mark"]
    assert [node.text for node in marked] == [display(review.text, sentence.spans)]
    assert marked[0].is_focus
    assert "".join(node.text for node in nodes) == display(review.text, [around])


@given(awkward_text)
def test_markdown_has_no_sign_left_alone(text: str) -> None:
    """Every sign that Markdown may act on has a backslash before it."""
    escaped = escape_markdown(text)
    bare = escaped.replace("\\\\", "")
    signs = [number for number, sign in enumerate(bare) if sign in "*_[]()<>#:$`!|~" and bare[number - 1] != "\\"]
    assert signs == []
    assert "\n" not in escaped


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_html_reads_back_as_the_text(text: str) -> None:
    """A parser finds no tag in escaped text, and reads the text."""
    read: list[str] = []
    tags: list[str] = []

    class Reading(HTMLParser):
        def handle_data(self, data: str) -> None:
            read.append(data)

        def handle_starttag(self, tag: str, attrs: object) -> None:
            tags.append(f"{tag}{attrs}")

    parser = Reading()
    parser.feed(escape_html(text))
    parser.close()
    assert ("".join(read), tags) == (text, [])
