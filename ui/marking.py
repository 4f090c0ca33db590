"""Words of a document with some of them marked, as nodes; and strings made safe for Markdown and HTML."""

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from corpus.document import Document, Span
from corpus.views import View, reading_view
from qa.answer import Quote
from ui.nodes import Node

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape_markdown(text: str) -> str:
    """The text so that Markdown (Streamlit's too) shows it as it stands, on one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def escape_html(text: str) -> str:
    """The text so that HTML shows it as it stands."""
    return html.escape(text, quote=True)


def marked_quote(document: Document, quote: Quote) -> list[Node]:
    """The quotation as it is shown, the words that answer marked."""
    if quote.table is not None or not quote.highlight:
        return [Node("span", quote.display)]
    nodes: list[Node] = []
    shown = 0
    for span in quote.spans:
        view = reading_view(document.text, [span])
        begins = quote.display.index(view.text, shown)
        if begins > shown:
            nodes.append(Node("span", quote.display[shown:begins]))
        nodes += _runs(view, quote.highlight, "lit")
        shown = begins + len(view.text)
    return nodes


def marked_span(document: Document, span: Span, quoted: Sequence[Span]) -> list[Node]:
    """The words of a span, those of the quotation marked; where it begins is where the page is scrolled to."""
    nodes = _runs(reading_view(document.text, [span]), quoted, "quoted")
    begins = bool(quoted) and span.start <= quoted[0].start < span.end
    return [replace(node, is_focus=begins and node.tag == "mark") for node in nodes]


def _runs(view: View, marks: Sequence[Span], style: str) -> list[Node]:
    """The view cut where marks begin and end; a gap of one space between two marks is marked with them."""
    lit = [any(start <= offset < end for start, end in marks) for offset in view.offsets]
    for at in range(1, len(lit) - 1):
        if lit[at - 1] and lit[at + 1] and view.text[at] == " ":
            lit[at] = True
    nodes: list[Node] = []
    for is_lit, group in groupby(range(len(lit)), key=lit.__getitem__):
        numbers = list(group)
        text = view.text[numbers[0] : numbers[-1] + 1]
        nodes.append(Node("mark", text, style=style) if is_lit else Node("span", text))
    return nodes
