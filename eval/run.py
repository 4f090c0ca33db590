"""Put every known question to a library and judge what comes back."""

from collections.abc import Callable, Sequence

from corpus.document import Document
from corpus.errors import SettingError, VerificationError
from eval.facts import Item, Place, Split, applicable, read_items
from eval.matching import states
from eval.metrics import NEVER, Result
from index.engines import Hit
from qa.answer import Answer, Quote
from qa.library import Library
from qa.verify import verify_answer

PASSAGES_LOOKED_AT = 20
QUOTES_LOOKED_AT = 5
MOST_QUOTE_CHARS = 600
"""Characters of a quote that count towards facts@k (design.md, section 6)."""


def open_known(split: Split, documents: str | None) -> tuple[Library, list[Item]]:
    """A library of the folder of documents (None: where they are looked for), and the items of a split that it answers.

    Raises:
        VerseError: as `Library.open`, or the documents of the split are not there.
    """
    library = Library.open(documents)
    items = applicable(read_items(split), {document.source.sha256: document for document in library.documents})
    if not any(item.answerable for item in items):
        raise SettingError(f"the documents of the known facts {split!r} are not here")
    return library, items


def judge_items(
    library: Library, items: Sequence[Item], advance: Callable[[int, int], None] | None = None
) -> list[Result]:
    """A result for each item, in order."""
    results: list[Result] = []
    for number, item in enumerate(items, 1):
        results.append(judge_item(library, item))
        if advance:
            advance(number, len(items))
    return results


def judge_item(library: Library, item: Item) -> Result:
    """Ask one question and compare passages and quotes with what is known."""
    answer = library.ask(item.question)  # first, for its time: the search would have read the passages already
    hits = library.search(item.question, PASSAGES_LOOKED_AT).hits
    shown = answer.quotes or answer.nearest
    facts_at = _first(shown, lambda quotes: _facts_missing(item, quotes) == [])
    evidence_at = _first(shown, lambda quotes: _evidence_covered(item, quotes))
    return Result(
        item=item,
        answered=answer.status == "answered",
        covered_at=covered_at(library, item, hits),
        first_relevant=first_relevant(item, hits),
        facts_at=facts_at,
        evidence_at=evidence_at,
        score=shown[0].score if shown else 0.0,
        verified=_is_verified(library, answer),
        seconds=answer.seconds,
        quotes=tuple(quote.display for quote in shown),
        places=tuple(quote.citation for quote in shown),
        why=_why(item, answer, shown, facts_at),
    )


def covered_at(library: Library, item: Item, hits: Sequence[Hit]) -> int:
    """The least k whose top k passages hold a place of every group of the evidence."""
    return next((k for k in range(1, len(hits) + 1) if _passages_cover(library, item, hits[:k])), NEVER)


def first_relevant(item: Item, hits: Sequence[Hit]) -> int:
    """The rank of the first passage that meets any place of the evidence."""
    return next((rank for rank, hit in enumerate(hits, 1) if _touches(item, hit)), NEVER)


def _is_verified(library: Library, answer: Answer) -> bool:
    try:
        verify_answer(answer, library.documents)
    except VerificationError:
        return False
    return all(_is_there(quote, library.document(quote.document)) for quote in (*answer.quotes, *answer.nearest))


def _is_there(quote: Quote, document: Document) -> bool:
    """Whether words and pages are the document's: looked up here again, should the gate itself be at fault."""
    pages = document.pages.of(quote.spans)
    return (quote.text, quote.page_first, quote.page_last) == (
        "".join(document.text[start:end] for start, end in quote.spans),
        pages.first,
        pages.last,
    )


def _first(quotes: Sequence[Quote], holds: Callable[[Sequence[Quote]], bool]) -> int:
    return next((k for k in range(1, min(QUOTES_LOOKED_AT, len(quotes)) + 1) if holds(quotes[:k])), NEVER)


def _facts_missing(item: Item, quotes: Sequence[Quote]) -> list[str]:
    text = " \n ".join(quote.display[:MOST_QUOTE_CHARS] for quote in quotes)
    if not item.facts:
        return ["(not in the documents)"]
    return [forms[0] for forms in item.facts if not states(text, forms)]


def _evidence_covered(item: Item, quotes: Sequence[Quote]) -> bool:
    stretches = [(quote.sha256, span.start, span.end) for quote in quotes for span in quote.spans]
    return bool(item.evidence) and all(
        any(any(_overlaps(place, *stretch) for stretch in stretches) for place in group) for group in item.evidence
    )


def _overlaps(place: Place, sha256: str, start: int, end: int) -> bool:
    return place.sha256 == sha256 and place.start < end and start < place.end


def _touches(item: Item, hit: Hit) -> bool:
    sha256 = hit.document.source.sha256
    return any(
        _overlaps(place, sha256, hit.passage.start, hit.passage.end) for group in item.evidence for place in group
    )


def _passages_cover(library: Library, item: Item, hits: Sequence[Hit]) -> bool:
    stretches = sorted((hit.document.source.sha256, hit.passage.start, hit.passage.end) for hit in hits)
    return bool(item.evidence) and all(
        any(_covered(library, place, stretches) for place in group) for group in item.evidence
    )


def _covered(library: Library, place: Place, stretches: Sequence[tuple[str, int, int]]) -> bool:
    """Whether the passages, taken together, hold every character of a place but white space."""
    text = next((document.text for document in library.documents if document.source.sha256 == place.sha256), "")
    reached = place.start
    for sha256, start, end in stretches:
        while reached < place.end and text[reached].isspace():
            reached += 1
        if sha256 == place.sha256 and start <= reached < end:
            reached = end
    return not text[reached : place.end].strip()


def _why(item: Item, answer: Answer, shown: Sequence[Quote], facts_at: int) -> str:
    if not item.answerable:
        return "rightly refused" if answer.status == "not_found" else "answered what the documents do not answer"
    if answer.status == "not_found":
        return "refused an answerable question"
    if facts_at <= QUOTES_LOOKED_AT:
        return f"every fact stands in the first {facts_at} quotes" if facts_at > 1 else "the first quote states it"
    return f"not quoted: {', '.join(_facts_missing(item, shown))}"
