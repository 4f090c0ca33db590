"""A quotation with its citation, as it goes onto the clipboard: plain text, Markdown, rich text."""

from corpus.views import plain
from qa.answer import Quote
from ui.marking import escape_html, escape_markdown
from ui.nodes import Copied


def quotation_words(quote: Quote) -> str:
    """The words that are copied: of a table row, caption and every cell with the head of its column."""
    if quote.table is None:
        return quote.display
    pairs = zip(quote.table.columns, quote.table.cells, strict=False)
    cells = "; ".join(f"{plain(column)}: {cell}" if column else cell for column, cell in pairs if cell)
    return f"{quote.table.caption}: {cells}" if quote.table.caption else cells


def as_plain(quote: Quote, citation: str) -> str:
    """`“The words” (citation)`; a table row, which nobody says, stands without quotation marks."""
    words = quotation_words(quote)
    return f"{words} ({citation})" if quote.table is not None else f"“{words}” ({citation})"


def as_markdown(quote: Quote, citation: str) -> str:
    """A Markdown block quotation with the citation below it."""
    return f"> {escape_markdown(quotation_words(quote))}\n>\n> — {escape_markdown(citation)}\n"


def as_rich(quote: Quote, citation: str) -> str:
    """HTML for programs that paste rich text: a block quotation and its citation, nothing else."""
    words, named = escape_html(quotation_words(quote)), escape_html(citation)
    return f"<blockquote><p>{words}</p><p><cite>{named}</cite></p></blockquote>"


def copied_plain(quote: Quote, citation: str) -> Copied:
    """What “Copy” puts on the clipboard."""
    return Copied(as_plain(quote, citation))


def copied_markdown(quote: Quote, citation: str) -> Copied:
    """What “Copy as Markdown” puts on the clipboard."""
    return Copied(as_markdown(quote, citation))


def copied_rich(quote: Quote, citation: str) -> Copied:
    """What “Copy for Word” puts on the clipboard; a program that takes no rich text gets the plain form."""
    return Copied(as_plain(quote, citation), as_rich(quote, citation))
