"""An answer as the page shows it: the model's words apart, quotations as cards, or a plain refusal."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.document import Document, PageRange, VoiceName
from qa.answer import Answer, Quote, Statement
from qa.cite import page_words
from ui.asking import Progress
from ui.copying import copied_markdown, copied_plain, copied_rich
from ui.marking import marked_quote
from ui.nodes import Act, Copied, Node, row
from ui.sureness import Sureness

Cite = Callable[[Quote], str]
Find = Callable[[str], Document | None]

SHOWN_UNFOLDED = 3
"""Quotations of the reader's that stand open; the first three are what is measured (facts@3)."""

_WHOSE: dict[VoiceName, str] = {
    "author": "the document's own words",
    "testimony": "testimony given to the authors",
    "quotation": "quoted by the document",
    "recommendation": "a recommendation",
    "survey": "an answer to the survey",
    "post": "a reader's post",
}


def asked_nodes(question: str, link: str) -> list[Node]:
    """A question, with a button for the link that opens it again where there is one."""
    asked = Node("p", question, style="asked", is_focus=True)
    return (
        [asked, Node("button", "Copy a link to this question", style="plain", copy=Copied(link))] if link else [asked]
    )


def answer_nodes(answer: Answer, find: Find, cite: Cite, turn: int, sure: Sureness | None) -> list[Node]:
    """The whole answer; `turn` is its number in the conversation, `sure` what is known of scores like its own."""
    parts: list[Node] = []
    if answer.resolved:
        parts.append(Node("p", f"Understood as: {answer.resolved}", style="resolved"))
    if answer.status == "not_found":
        parts.append(Node("p", "The documents do not answer this.", style="verdict"))
        if answer.nearest:
            parts.append(Node("p", "The nearest passages follow. They are not an answer.", style="aside"))
    elif answer.statements:
        parts.append(statement_nodes(answer.statements, answer.mode))
    if sure is not None:
        parts.append(_sure_node(sure))
    cards = [
        card(quote, document, cite, (turn, at))
        for at, quote in enumerate(shown_quotes(answer))
        if (document := find(quote.sha256)) is not None
    ]
    if answer.status == "not_found":
        cards = [replace(one, style="card nearest") for one in cards]
    unfolded = len(cards) if answer.statements else SHOWN_UNFOLDED
    parts += cards[:unfolded]
    if folded := cards[unfolded:]:
        words = f"{len(folded)} more quotation{'s' * (len(folded) > 1)}"
        parts.append(Node("details", children=(Node("summary", words), *folded), style="more"))
    if told := [notice for notice in answer.notices if not notice.startswith("understood as: ")]:
        parts.append(Node("ul", children=tuple(Node("li", notice) for notice in told), style="notices"))
    return [Node("article", children=tuple(parts), style="answer", label=f"Answer {turn + 1}")]


def shown_quotes(answer: Answer) -> tuple[Quote, ...]:
    """The quotations that stand under an answer: those that answer, else the nearest."""
    return answer.quotes or answer.nearest


def partial_nodes(progress: Progress, find: Find) -> list[Node]:
    """What has been verified of an answer that is still on its way."""
    parts = [Node("p", "Reading …", style="aside", role="status")]
    if progress.statements:
        parts.append(statement_nodes(progress.statements, "at work"))
    for number, quote in enumerate(progress.quotes, 1):
        document = find(quote.sha256)
        if document is not None:
            children = (_place_node(quote, document, number), quoted_node(quote, document))
            parts.append(Node("figure", children=(*children, Node("figcaption", quote.citation)), style="card"))
    return [Node("article", children=tuple(parts), style="answer", label="Answer on its way")]


def statement_nodes(statements: Sequence[Statement], mode: str) -> Node:
    """The model's own words, said to be so, each with the numbers of the quotations that bear it."""
    whose = f"Written by the model {mode.removeprefix('llm:')}, not by the documents. Rely on the quotations below."
    said = [
        Node(
            "p",
            children=(
                Node("span", f"{statement.text} "),
                Node("span", _references(statement), style="refs"),
            ),
        )
        for statement in statements
    ]
    return Node("section", children=(Node("p", whose, style="whose"), *said), style="statements", label="Model's words")


def _references(statement: Statement) -> str:
    return "[" + ", ".join(str(number + 1) for number in statement.quotes) + "]"


def _sure_node(sure: Sureness) -> Node:
    return Node("p", children=(Node("strong", f"{sure.words}. "), Node("span", sure.why)), style="sure")


def card(quote: Quote, document: Document, cite: Cite, at: tuple[int, int]) -> Node:
    """A quotation with place, voice, citation and what can be done with it; `at` is its turn and number there."""
    citation = cite(quote)
    return Node(
        "figure",
        children=(
            _place_node(quote, document, at[1] + 1),
            quoted_node(quote, document),
            Node("figcaption", children=(Node("cite", citation),)),
            row("actions", [*copy_buttons(quote, citation), *_page_buttons(at)]),
        ),
        style="card",
        label=f"Quotation {at[1] + 1}",
    )


def quoted_node(quote: Quote, document: Document) -> Node:
    """The words of a quotation; a table row as a table."""
    if quote.table is None:
        return Node("blockquote", children=tuple(marked_quote(document, quote)))
    heads = tuple(Node("th", column) for column in quote.table.columns)
    lit = {document.text[start:end].strip() for start, end in quote.highlight}
    cells = tuple(
        Node("td", children=(Node("mark", cell, style="lit"),)) if cell in lit else Node("td", cell)
        for cell in quote.table.cells
    )
    table = Node(
        "table",
        children=(
            Node("caption", quote.table.caption),
            Node("thead", children=(Node("tr", children=heads),)),
            Node("tbody", children=(Node("tr", children=cells),)),
        ),
    )
    return Node("div", children=(Node("blockquote", children=(table,)),), style="scroll")


def _place_node(quote: Quote, document: Document, number: int) -> Node:
    path = " › ".join(part for part in (quote.chapter, quote.section) if part) or document.source.title
    parts = [Node("span", f"{number}", style="number"), Node("span", path)]
    if page := page_in_words(quote):
        parts.append(Node("span", page, style="page"))
    parts.append(Node("span", whose_words(quote), style="badge"))
    return row("place", parts)


def page_in_words(quote: Quote) -> str:
    """The page, and where it was worked out and not printed, that; empty where no page is known."""
    words = page_words(PageRange(quote.page_first, quote.page_last, quote.page_basis))
    return f"{words} (worked out)" if words and quote.page_basis == "inferred" else words


def whose_words(quote: Quote) -> str:
    """Whose words a quotation is."""
    if quote.speaker:
        return f"a post by {quote.speaker}" if quote.voice == "post" else f"words of {quote.speaker}"
    return _WHOSE[quote.voice]


def copy_buttons(quote: Quote, citation: str) -> list[Node]:
    """A button for each form of quotation with citation."""
    return [
        Node("button", "Copy", label="Copy quotation and citation", copy=copied_plain(quote, citation)),
        Node("button", "Copy as Markdown", copy=copied_markdown(quote, citation)),
        Node("button", "Copy for Word", copy=copied_rich(quote, citation)),
    ]


def _page_buttons(at: tuple[int, int]) -> list[Node]:
    return [
        Node("button", "Open in context", act=Act("open", [*at])),
        Node("button", "Keep", label="Keep this quotation", act=Act("keep", [*at], "Kept")),
    ]
