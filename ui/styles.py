"""The menu of citation styles: from a name in it to what cites a quotation."""

from collections.abc import Callable
from functools import lru_cache

from corpus.document import Document, Source
from qa.answer import Quote
from qa.styles import Style, cite_in

Cite = Callable[[Quote], str]
Find = Callable[[str], Document | None]

MENU: dict[str, Style] = {
    "Document, section, page": "default",
    "OSCOLA": "oscola",
    "Harvard": "harvard",
    "Chicago": "chicago",
    "APA": "apa",
    "GOV.UK": "govuk",
    "Markdown link": "markdown",
}


def citer(chosen: str, find: Find) -> Cite:
    """What cites a quotation in the style of that name; one whose document is gone keeps the citation it came with."""
    style = MENU.get(chosen, "default")

    def cite(quote: Quote) -> str:
        document = find(quote.sha256)
        return quote.citation if document is None else _cited(style, quote, document.source)

    return cite


@lru_cache(maxsize=4096)
def _cited(style: Style, quote: Quote, source: Source) -> str:
    """The citation, once: CSL styles take their time, and the page is drawn again at every click."""
    return cite_in(style, quote, source)
