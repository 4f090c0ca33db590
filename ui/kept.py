"""A kept quotation as the basket shows it."""

from corpus.document import Document
from ui.basket import Kept
from ui.cards import Cite, copy_buttons, quoted_node
from ui.nodes import Act, Node, row


def kept_nodes(kept: Kept, document: Document, cite: Cite) -> list[Node]:
    """The quotation with its citation, the question it came with, and ways to copy it and to see it in its place."""
    citation = cite(kept.quote)
    buttons = [*copy_buttons(kept.quote, citation), Node("button", "Open in context", act=Act("place", [kept.key]))]
    children = [
        quoted_node(kept.quote, document),
        Node("figcaption", children=(Node("cite", citation),)),
        Node("p", f"Asked: {kept.question}", style="aside"),
        row("actions", buttons),
    ]
    return [Node("figure", children=tuple(children), style="kept", label=f"Kept quotation: {citation}")]
