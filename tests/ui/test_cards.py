"""Tests of ui.cards: answers as the page shows them."""

from dataclasses import replace

import pytest

from eval.facts import read_items
from qa.answer import Answer, Quote, Statement
from qa.library import Library
from tests.ui.running import REFUSED
from ui.asking import Progress
from ui.cards import SHOWN_UNFOLDED, answer_nodes, asked_nodes, page_in_words, partial_nodes, whose_words
from ui.nodes import Node
from ui.session import Session
from ui.sureness import Sureness


def cited(quote: Quote) -> str:
    """The citation as it was made."""
    return quote.citation


def words(nodes: list[Node]) -> str:
    """All that the nodes say."""
    return "\n".join(word for node in nodes for word in node.words())


def test_a_card_says_everything_about_its_quotation(answered: Answer, session: Session) -> None:
    """Words, chapter, page, whose words they are, citation; and what can be done with it."""
    shown = answer_nodes(answered, session.document_of, cited, 0, None)
    cards = [card for node in shown for card in node.find("card")]
    assert len(cards) == len(answered.quotes)
    for card, quote in zip(cards, answered.quotes, strict=True):
        said = "".join(card.words())
        assert quote.chapter is None or quote.chapter in said
        assert quote.citation in said
        assert whose_words(quote) in said
        assert page_in_words(quote) in said
    buttons = [node for node in cards[0].find("actions") for node in node.children]
    assert [button.act.name for button in buttons if button.act] == ["open", "keep"]
    assert [button.act.value for button in buttons if button.act] == [[0, 0], [0, 0]]
    assert sum(button.copy is not None for button in buttons) == 3


def test_quotations_are_block_quotations_with_a_citation(answered: Answer, session: Session) -> None:
    """Each card is a figure: a blockquote, and a cite in its caption."""
    card = next(answer_nodes(answered, session.document_of, cited, 0, None)[0].find("card"))
    tags = [child.tag for child in card.children]
    assert card.tag == "figure"
    assert "blockquote" in tags
    assert card.children[tags.index("figcaption")].children[0].tag == "cite"


def test_later_quotations_are_folded(answered: Answer, session: Session) -> None:
    """The first stand open, the rest behind a line that counts them."""
    nodes = answer_nodes(answered, session.document_of, cited, 0, None)
    folded = next(nodes[0].find("more"))
    assert folded.children[0].text.startswith(f"{len(answered.quotes) - SHOWN_UNFOLDED} more")


def test_a_refusal_is_said_plainly(shared_library: Library, session: Session) -> None:
    """The documents do not answer, the nearest passages are no answer, and their cards look it."""
    refused = shared_library.ask(REFUSED)
    nodes = answer_nodes(refused, session.document_of, cited, 3, None)
    assert "do not answer" in words(nodes)
    assert "They are not an answer" in words(nodes)
    assert all("nearest" in card.style for card in nodes[0].find("card"))


def test_the_models_words_stand_apart(answered: Answer, session: Session) -> None:
    """Statements say who wrote them, and on which quotations they rest."""
    by_model = replace(answered, mode="llm:openai:tiny", statements=(Statement("It held <b>many</b>.", (0, 1)),))
    nodes = answer_nodes(by_model, session.document_of, cited, 0, None)
    said = next(nodes[0].find("statements"))
    assert "Written by the model openai:tiny" in "".join(said.words())
    assert "It held <b>many</b>. [1, 2]" in "".join(said.words())
    assert said not in list(nodes[0].find("card"))


def test_how_sure_is_in_words_with_its_rate(answered: Answer, session: Session) -> None:
    """The words come first, the measured rate behind them."""
    nodes = answer_nodes(answered, session.document_of, cited, 0, Sureness("Likely", "Of 60 questions, 80% were."))
    assert "Likely. Of 60 questions, 80% were." in "".join(next(nodes[0].find("sure")).words())


def test_what_was_understood_is_said_once(answered: Answer, session: Session) -> None:
    """A follow-up shows what it was taken to mean, and not a second time among the notices."""
    followed = replace(answered, resolved="How many?", notices=("understood as: How many?", "the index was old"))
    said = words(answer_nodes(followed, session.document_of, cited, 0, None))
    assert said.count("How many?") == 1
    assert "the index was old" in said


def test_a_quotation_whose_document_is_gone_is_not_shown(answered: Answer) -> None:
    """No document, no card."""
    nodes = answer_nodes(answered, lambda _: None, cited, 0, None)
    assert list(nodes[0].find("card")) == []


def test_a_table_row_is_a_table(shared_library: Library, session: Session) -> None:
    """A row of a table is drawn as one, with its caption and heads."""
    asked = [item.question for item in read_items("sample") if item.kind == "table"]
    quotes = [quote for question in asked for quote in shared_library.ask(question).quotes if quote.table]
    assert quotes
    answer = Answer("?", "answered", "reader", (quotes[0],))
    said = answer_nodes(answer, session.document_of, cited, 0, None)
    table = quotes[0].table
    assert table is not None
    assert table.caption in words(said)
    assert all(column in words(said) for column in table.columns)


def test_an_answer_on_its_way_shows_what_is_verified(answered: Answer, session: Session) -> None:
    """Statements and quotations that have come, and that more may."""
    progress = Progress("How many?", (Statement("Many.", (0,)),), answered.quotes[:1])
    said = words(partial_nodes(progress, session.document_of))
    assert "Reading …" in said
    assert "Many." in said
    assert answered.quotes[0].citation in said


@pytest.mark.parametrize("link", ["", "http://localhost/?q=a"])
def test_a_question_has_its_link(link: str) -> None:
    """The question stands as text; with a link, a button copies it."""
    nodes = asked_nodes("<i>What?</i>", link)
    assert nodes[0].text == "<i>What?</i>"
    assert [node.copy.plain for node in nodes if node.copy] == ([link] if link else [])


def test_pages_that_were_worked_out_say_so(answered: Answer) -> None:
    """An inferred page is marked, a printed one is not, an unknown one is not shown."""
    quote = answered.quotes[0]
    five = replace(quote, page_first=5, page_last=5)
    assert page_in_words(replace(five, page_basis="inferred")) == "p. 5 (worked out)"
    assert page_in_words(replace(five, page_basis="printed")) == "p. 5"
    assert page_in_words(replace(quote, page_first=None, page_last=None, page_basis=None)) == ""


def test_whose_words_they_are(answered: Answer) -> None:
    """A named speaker is named, a post is called one, and the rest has words of its own."""
    quote = answered.quotes[0]
    assert whose_words(replace(quote, voice="post", speaker="Marram")) == "a post by Marram"
    assert whose_words(replace(quote, voice="quotation", speaker="Priya Raman")) == "words of Priya Raman"
    assert whose_words(replace(quote, voice="testimony", speaker=None)) == "testimony given to the authors"
