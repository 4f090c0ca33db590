"""Receipts: a quotation as a W3C Web Annotation, and the check, years later, that it still stands where it stood.

https://www.w3.org/TR/annotation-model/ : one target for each stretch of the quotation, each with a text position and
a text quote selector; the source's fingerprint goes with it, so that a document issued anew is noticed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.document import Document, PageRange, Span
from corpus.errors import DraftError, VerificationError
from qa.answer import Quote
from qa.check.claims import Claim
from qa.check.patterns import read_pattern
from qa.check.places import Places
from qa.check.verdicts import Judge
from qa.cite import page_words
from qa.verify import Excerpt, attest_excerpt

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = "urn:chapter-and-verse:"
CONTEXT_CHARS = 40

State = Literal["stands", "moved", "changed", "gone", "unknown"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a receipt: it stands; its words moved, or changed, or are gone; or no such document is here."""

    id: str
    state: State
    document: str
    was: str
    now: Quote | None
    note: str

    @property
    def is_good(self) -> bool:
        """Whether the quotation can be cited as the receipt says."""
        return self.state == "stands"

    def to_json(self) -> dict[str, Any]:
        """An entry of the report on receipts."""
        return {
            "id": self.id,
            "state": self.state,
            "document": self.document,
            "text": self.was,
            "match": self.now.to_json() if self.now else None,
            "note": self.note,
        }


def receipt(quote: Quote, document: Document) -> dict[str, Any]:
    """The Web Annotation of a quotation, JSON-LD."""
    targets = [
        {
            "type": "SpecificResource",
            "source": {
                "id": f"{NAMESPACE}{quote.document}",
                "type": "Text",
                "format": "text/plain",
                "verse:sha256": quote.sha256,
            },
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": document.text[span.start : span.end],
                    "prefix": document.text[max(0, span.start - CONTEXT_CHARS) : span.start],
                    "suffix": document.text[span.end : span.end + CONTEXT_CHARS],
                },
            ],
        }
        for span in quote.spans
    ]
    return {
        "@context": [CONTEXT, {"verse": NAMESPACE}],
        "id": f"{NAMESPACE}{quote.sha256}#char={quote.start},{quote.end}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"type": "TextualBody", "value": quote.citation, "format": "text/plain", "purpose": "identifying"},
        "verse:pages": [quote.page_first, quote.page_last],
        "target": targets,
    }


def read_receipts(content: str, name: str) -> list[dict[str, Any]]:
    """The receipts of a file: one Annotation, a list of them, or one a line.

    Raises:
        DraftError: it holds something else.
    """
    try:
        read = json.loads(content)
        records = read if isinstance(read, list) else [read]
    except (ValueError, RecursionError):
        try:
            records = [json.loads(line) for line in content.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise DraftError(f"{name} holds no receipts: it is not JSON") from error
    for record in records:
        _read_targets(record, name)
    return records


def _read_targets(record: dict[str, Any], name: str) -> tuple[str, str, list[Span], list[str]]:
    """Document, fingerprint, stretches and words of a receipt."""
    try:
        targets = record["target"] if isinstance(record["target"], list) else [record["target"]]
        source = targets[0]["source"]
        selectors = [{one["type"]: one for one in target["selector"]} for target in targets]
        spans = [
            Span(int(each["TextPositionSelector"]["start"]), int(each["TextPositionSelector"]["end"]))
            for each in selectors
        ]
        words = [str(each["TextQuoteSelector"]["exact"]) for each in selectors]
        return str(source["id"]).removeprefix(NAMESPACE), str(source["verse:sha256"]), spans, words
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise DraftError(f"{name} holds something that is no receipt of a quotation") from error


class Notary:
    """Verifies receipts against documents as they are today."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def verify(self, record: dict[str, Any]) -> Verified:
        """What became of a receipt.

        Raises:
            DraftError: it is none.
        """
        name, sha256, spans, words = _read_targets(record, "the file")
        identifier, was = str(record.get("id", "")), " ".join(words)
        same = next((document for document in self._documents if document.source.sha256 == sha256), None)
        if same is not None:
            return self._in_same(identifier, same, spans, words)
        issued = [document for document in self._documents if document.id == name]
        if not issued:
            return Verified(identifier, "unknown", name, was, None, "the document is not here")
        return self._in_reissue(identifier, issued[0], record, words)

    def _in_same(self, identifier: str, document: Document, spans: list[Span], words: list[str]) -> Verified:
        was = " ".join(words)
        try:
            quote = attest_excerpt(Excerpt(document, tuple(spans)))
        except VerificationError:
            quote = None
        if quote is None or [document.text[start:end] for start, end in spans] != words:
            return Verified(
                identifier, "changed", document.id, was, quote, "the receipt's words are not the document's"
            )
        return Verified(identifier, "stands", document.id, was, quote, "word for word, in the same document")

    def _in_reissue(self, identifier: str, document: Document, record: dict[str, Any], words: list[str]) -> Verified:
        """A document of that name, but of other content: are the words still there, and where?"""
        was = " ... ".join(words)
        judge = Judge(Places([document]))
        judged = judge.judge(was, read_pattern(was, [Span(0, len(was))]), Claim())
        if not judged.places or judged.verdict in {"not-found", "spliced"}:
            return Verified(identifier, "gone", document.id, was, None, "the document was reissued without these words")
        now = attest_excerpt(Excerpt(document, judge.spans(judged.places[0]), judged.places[0].likeness))
        if judged.verdict == "altered":
            changes = "; ".join(f"“{one.draft}” is now “{one.source}”" for one in judged.differences)
            return Verified(identifier, "changed", document.id, was, now, f"the document was reissued: {changes}")
        return Verified(identifier, "moved", document.id, was, now, _moved(record, now))


def _moved(record: dict[str, Any], now: Quote) -> str:
    pages = record.get("verse:pages") or [None, None]
    before = page_words(PageRange(pages[0], pages[1], "printed"))
    after = page_words(PageRange(now.page_first, now.page_last, now.page_basis))
    if before and after and before != after:
        return f"the document was reissued: the words are the same, {before} is now {after}"
    return "the document was reissued: the words are the same, at another place or on the same page"
