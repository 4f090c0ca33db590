"""Where the evidence of a known fact lies."""

from collections.abc import Collection, Sequence

from corpus.document import Document
from eval.facts import Item
from eval.matching import states

SentenceKey = tuple[str, int]
"""The fingerprint of a document and the number of a sentence in it."""


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


def evidence_sentences(documents: Collection[Document], items: Collection[Item]) -> frozenset[SentenceKey]:
    """The sentences of the documents that touch the evidence of any of the items."""
    places = {place for item in items for group in item.evidence for place in group}
    return frozenset(
        (document.source.sha256, number)
        for document in documents
        for own in [[(place.start, place.end) for place in places if place.sha256 == document.source.sha256]]
        for number, sentence in enumerate(document.sentences)
        if any(first < span.end and span.start < last for first, last in own for span in sentence.spans)
    )
