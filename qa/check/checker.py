"""A draft in, a report out: every quotation with its verdict, its place as a verified quotation, and what to write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.document import Document, Span
from corpus.errors import VerificationError
from qa.answer import Quote
from qa.check.claims import Claim, Claims
from qa.check.difference import Difference, Seriousness
from qa.check.drafts import Draft
from qa.check.found import Found
from qa.check.patterns import read_pattern
from qa.check.places import Places
from qa.check.quotations import Quotation, find_quotations
from qa.check.suggest import suggest
from qa.check.verdicts import Judge, Judgement, Verdict
from qa.verify import Excerpt, attest_excerpt, verify_excerpt

LEAST_LIKENESS_IMPLIED = 0.8
"""Share of words from which a paragraph without marks counts as quoted rather than told in the drafter's words."""
LEAST_WORDS_IMPLIED = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation of a draft and what was found of it; `start` and `end` are its words, without the marks."""

    text: str
    start: int
    end: int
    verdict: Verdict
    claim: Claim
    matches: tuple[Quote, ...]
    differences: tuple[Difference, ...]
    seriousness: Seriousness | None
    warnings: tuple[str, ...]
    suggestion: str | None
    quotation: Quotation
    pieces: tuple[Span, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be mended."""
        return self.verdict == "verbatim" or (self.verdict == "elided" and not self.is_misleading)

    @property
    def is_misleading(self) -> bool:
        """Whether a cut or a bracket leaves out what turns or weakens the sense."""
        return any("leaves out" in warning or "stand for" in warning for warning in self.warnings)

    def to_json(self) -> dict[str, Any]:
        """An entry of the Check of the contract, and what it means besides."""
        pages = self.claim.pages
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "verdict": self.verdict,
            "claimed_page": None if pages is None else pages.first if pages.first == pages.last else list(pages[:2]),
            "claimed_section": self.claim.section,
            "claimed_documents": sorted(self.claim.documents),
            "matches": [match.to_json() for match in self.matches],
            "difference": [[one.operation, one.draft, one.source] for one in self.differences],
            "seriousness": self.seriousness,
            "warnings": list(self.warnings),
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All quotations of a draft, in order."""

    draft: Draft
    quotations: tuple[Checked, ...]

    @property
    def is_good(self) -> bool:
        """Whether no quotation is to be mended."""
        return all(checked.is_good for checked in self.quotations)

    def to_json(self) -> dict[str, Any]:
        """The Check of the contract."""
        return {"quotations": [checked.to_json() for checked in self.quotations]}


class Checker:
    """Checks drafts against documents; the search structures are built once, when it is made."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._judge = Judge(Places(documents))
        self._claims = Claims(documents)

    def check(self, draft: Draft) -> Report:
        """The report on a draft. A document that is the draft itself is not searched."""
        if any(document.text == draft.text for document in self._documents.values()):
            others = [document for document in self._documents.values() if document.text != draft.text]
            return Checker(others).check(draft) if others else Report(draft, ())
        return Report(draft, tuple(self._all(draft)))

    def _all(self, draft: Draft) -> Iterator[Checked]:
        past = 0
        near: Found | None = None
        for quotation in find_quotations(draft):
            if quotation.start < past:
                continue
            pattern = read_pattern(draft.text, quotation.spans)
            claim = self._claims.read(quotation.around)
            if quotation.form == "implied" and pattern.words < LEAST_WORDS_IMPLIED:
                continue
            judged = self._judge.judge(draft.text, pattern, claim, near)
            if quotation.form == "implied" and not _is_quoted(judged):
                continue
            past = quotation.end
            near = judged.places[0] if judged.places else near
            yield self._checked(draft, quotation, claim, judged)

    def _checked(self, draft: Draft, quotation: Quotation, claim: Claim, judged: Judgement) -> Checked:
        matches = tuple(quote for found in judged.places for quote in self._quotes(found))
        marked = "\n".join(draft.text[span.start : span.end] for span in quotation.spans)
        return Checked(
            text=marked if len(quotation.spans) > 1 else draft.text[quotation.words_start : quotation.words_end],
            start=quotation.words_start,
            end=quotation.words_end,
            verdict=judged.verdict,
            claim=claim,
            matches=matches,
            differences=judged.differences,
            seriousness=judged.seriousness,
            warnings=(*judged.warnings, *(() if quotation.closed else ("no mark closes this quotation",))),
            suggestion=suggest(draft, quotation, judged, matches, claim),
            quotation=quotation,
            pieces=judged.pieces,
        )

    def _quotes(self, found: Found) -> tuple[Quote, ...]:
        """The place as a verified quotation; as several where its parts cannot stand in one."""
        document, spans = self._judge.document(found), self._judge.spans(found)
        try:
            quotes = [attest_excerpt(Excerpt(document, spans, found.likeness))]
        except VerificationError:
            quotes = [attest_excerpt(Excerpt(document, (span,), found.likeness)) for span in spans]
        for quote in quotes:
            verify_excerpt(quote, document)
        return tuple(quotes)


def _is_quoted(judged: Judgement) -> bool:
    return judged.verdict not in {"not-found", "spliced"} and all(
        found.likeness >= LEAST_LIKENESS_IMPLIED for found in judged.places[:1]
    )
