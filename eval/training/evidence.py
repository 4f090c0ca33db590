"""Where the evidence of a known fact lies."""

from collections.abc import Sequence

from corpus.document import Document
from eval.facts import Item
from eval.matching import states


def touches_evidence(item: Item, document: Document, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether any of the spans of a document shares a character with the evidence of an item."""
    return any(
        place.sha256 == document.source.sha256 and place.start < end and start < place.end
        for group in item.evidence
        for place in group
        for start, end in spans
    )


def states_facts(item: Item, text: str) -> bool:
    """Whether a text states every fact of an item, be it evidence or not."""
    return bool(item.facts) and all(states(text, forms) for forms in item.facts)
