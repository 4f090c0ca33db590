"""The verdict on one quotation: where its words stand, whether they are the same, whether the draft says so rightly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.document import Document, PageRange, Span
from qa.check.align import align
from qa.check.cautions import denied, dropped
from qa.check.claims import Claim
from qa.check.difference import Difference, Seriousness, differences, worst
from qa.check.found import MOST_CUT_WORDS, Found, found_by, leaps
from qa.check.patterns import Item, Pattern
from qa.check.places import Place, Places

Verdict = Literal["verbatim", "elided", "altered", "spliced", "wrong-page", "wrong-source", "not-found"]

MOST_DROPPED = 25
"""Words that may be missing unmarked within one place; more, and two places have been joined."""
LEAST_LIKENESS, LEAST_LIKENESS_SHORT = 0.62, 0.74
"""Share of words that agree from which a place counts as found; the second below `SHORT` words."""
SHORT = 8
LEAST_WORDS_ALTERED = 4
LEAST_PIECE = 4
"""Words from which a stretch is a piece of a splice."""
MOST_UNCOVERED = 0.1
SECONDARY_LIKENESS = 0.8
_RANK = {"report": 0, "text": 1, "article": 2, "thread": 3}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what it rests on: the places, best first; for a splice, its pieces in the draft's order."""

    verdict: Verdict
    places: tuple[Found, ...] = ()
    differences: tuple[Difference, ...] = ()
    seriousness: Seriousness | None = None
    warnings: tuple[str, ...] = ()
    others: int = 0
    """Further places of the same words."""
    pieces: tuple[Span, ...] = ()
    """Of a splice: where each piece stands in the draft."""


class Judge:
    """Judges quotations against the places of some documents."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._documents = [words.document for words in places.words]
        self._last: tuple[Pattern, list[Found]] | None = None

    def judge(self, draft: str, pattern: Pattern, claim: Claim, near: Found | None = None) -> Judgement:
        """The verdict on a pattern of a draft; `near` is where the quotation before it was found."""
        exact = self._exact(pattern)
        if exact:
            return self._of_exact(draft, pattern, claim, exact, near)
        aligned = self._aligned(pattern, claim)
        best = aligned[0] if aligned else None
        pieces = self._pieces(pattern)
        if best is not None and self._is_near(best, pattern) and not self._is_spliced(pieces, best):
            return self._altered(draft, pattern, best, claim)
        if pieces and len(pieces) > 1:
            spans, found = tuple(span for span, _, _ in pieces), tuple(piece for _, piece, _ in pieces)
            return Judgement("spliced", found, pieces=spans)
        return Judgement("not-found")

    # The same words

    def _exact(self, pattern: Pattern) -> list[Found]:
        """Places of just these words, brackets and dots read literally; else with cuts and insertions as marked."""
        literal = self._places.find([token.text for token in pattern.literal])
        if literal or pattern.is_plain or not pattern.words:
            return [Found(place.document, ((place.first, place.last),)) for place in literal]
        exact = [found for found in self._alignments(pattern) if found.alignment and found.alignment.cost == 0]
        return exact or [found for cut in range(pattern.cuts) for found in self._with_notes(*pattern.split(cut))]

    def _with_notes(self, words: Sequence[str], *notes: Sequence[str]) -> Iterator[Found]:
        """Places of the words, where the others stand in notes that they cite, below: so is a note quoted."""
        for place in self._places.find(words):
            source = self._places.words[place.document]
            quoted = range(source.sentence[place.first], source.sentence[place.last - 1] + 1)
            cited = {note for number in quoted for note in source.sentences[number].notes}
            stretches = [(place.first, place.last)]
            for part in notes:
                stretches += [
                    (found.first, found.last)
                    for found in self._places.find(part)
                    if found.document == place.document
                    and source.sentences[source.sentence[found.first]].note in cited
                    and source.starts[found.first] >= source.ends[stretches[-1][1] - 1]
                ][:1]
            if len(stretches) == len(notes) + 1:
                yield Found(place.document, tuple(stretches))

    def _alignments(self, pattern: Pattern) -> list[Found]:
        """The pattern laid along every likely place; found once, for the last pattern asked for is remembered."""
        if self._last is None or self._last[0] is not pattern:
            self._last = pattern, self._lay(pattern)
        return self._last[1]

    def _lay(self, pattern: Pattern) -> list[Found]:
        slack = pattern.cuts * MOST_CUT_WORDS + pattern.words // 4 + 8
        return [
            found_by(alignment, pattern)
            for window in self._windows(pattern, slack)
            if (alignment := align(self._places, pattern, window)) is not None and not leaps(alignment)
        ]

    def _windows(self, pattern: Pattern, slack: int) -> list[Place]:
        """Where words like the pattern's may stand; with cuts, also around its longest part."""
        windows = self._places.likely(pattern.literal, slack)
        if pattern.cuts:
            windows = [window._replace(first=max(0, window.first - slack)) for window in windows]
        if len(pattern.parts) > 1:
            longest = max(pattern.parts, key=len)
            texts = [item.texts[0] for item in longest]
            for place in self._places.find(texts)[:4]:
                reach = 2 * (len(pattern.items) + slack)
                last = len(self._places.words[place.document].texts)
                windows.append(Place(place.document, max(0, place.first - reach), min(last, place.last + reach)))
        return windows

    def _of_exact(
        self, draft: str, pattern: Pattern, claim: Claim, found: Sequence[Found], near: Found | None
    ) -> Judgement:
        ranked = sorted(found, key=lambda one: self._preference(one, claim, near))
        best = ranked[0]
        if self._rank(best) > 0 and (original := self._differs_in_source(pattern, best, claim)) is not None:
            return self._altered(draft, pattern, original, claim)
        cut = pattern.cuts > 0 and (bool(best.alignment) or len(best.stretches) > 1)
        verdict: Verdict = "elided" if cut else "verbatim"
        if claim.documents and self._id(best) not in claim.documents:
            verdict = "wrong-source" if not any(self._id(one) in claim.documents for one in found) else verdict
        elif not self._pages_fit(best, claim) or not self._section_fits(best, claim):
            verdict = "wrong-page"
        shown = (best, *(one for one in ranked[1:] if self._id(one) != self._id(best)))
        warnings = (*self._misleading(draft, pattern, best), *self._secondary(shown, claim))
        return Judgement(verdict, shown[:3], warnings=warnings, others=len(ranked) - 1)

    def _preference(self, one: Found, claim: Claim, near: Found | None) -> tuple[bool, int, bool, bool, int, int]:
        """What makes one place of the same words better than another, the strongest reason first."""
        claimed = bool(claim.documents) and self._id(one) in claim.documents
        primary = self._rank(one)
        distance = abs(one.first - near.first) if near is not None and near.document == one.document else 1 << 30
        return (
            not claimed and bool(claim.documents) and primary > 0,
            primary,
            not self._pages_fit(one, claim),
            not self._section_fits(one, claim),
            distance if not (claim.pages or claim.section) else 0,
            one.first,
        )

    def _differs_in_source(self, pattern: Pattern, best: Found, claim: Claim) -> Found | None:
        """The place in a report whose words a post gives otherwise, where the draft does not cite the post."""
        if self._id(best) in claim.documents or pattern.words < SHORT:
            return None
        sentence = self._places.words[best.document]
        numbers = {sentence.sentence[at] for first, last in best.stretches for at in range(first, last)}
        if not any(sentence.sentences[number].voice == "quotation" for number in numbers):
            return None
        near = [one for one in self._aligned(pattern, claim) if self._rank(one) < self._rank(best)]
        return next((one for one in near if one.likeness >= SECONDARY_LIKENESS), None)

    # Words that differ

    def _aligned(self, pattern: Pattern, claim: Claim) -> list[Found]:
        """Places of words like these, the likest first."""
        if pattern.words < LEAST_WORDS_ALTERED:
            return []
        return sorted(
            self._alignments(pattern),
            key=lambda one: (
                one.alignment.cost if one.alignment else 0,
                bool(claim.documents) and self._id(one) not in claim.documents,
                self._rank(one),
                not self._pages_fit(one, claim),
            ),
        )

    def _is_near(self, found: Found, pattern: Pattern) -> bool:
        return found.likeness >= (LEAST_LIKENESS_SHORT if pattern.words < SHORT else LEAST_LIKENESS)

    def _altered(self, draft: str, pattern: Pattern, found: Found, claim: Claim) -> Judgement:
        alignment = found.alignment
        if alignment is None:
            return Judgement("not-found")
        words = self._places.words[found.document]
        changed = differences(draft, pattern.items, alignment, words)
        if not changed:
            return Judgement("verbatim" if not pattern.cuts else "elided", (found,))
        warnings: list[str] = []
        if claim.documents and self._id(found) not in claim.documents:
            warnings.append(f"the draft names another document; the words are of {self._id(found)}")
        if not self._pages_fit(found, claim):
            warnings.append("the draft names another page")
        warnings += dropped(words, pattern, found)
        return Judgement("altered", (found,), changed, worst(changed), tuple(warnings))

    def _pieces(self, pattern: Pattern) -> list[tuple[Span, Found, int]]:
        """The pattern as few long stretches that stand in the documents word for word; none where too much is left."""
        items = pattern.items
        known = self._places.known_runs([item.texts[0] if item.texts else "" for item in items])
        found: list[tuple[Span, Found, int]] = []
        at = uncovered = 0
        while at < len(items):
            run = _until_gap(items[at:]) if known[at] else ()
            length, places = self._places.longest([item.texts[0] for item in run])
            words = sum(item.kind == "word" for item in run[:length])
            if words >= LEAST_PIECE:
                best = min(places, key=lambda place: (self._rank_of(place.document), place.first))
                piece = Found(best.document, ((best.first, best.last),))
                found.append((Span(run[0].start, run[length - 1].end), piece, words))
                at += length
            else:
                uncovered += items[at].kind == "word"
                at += 1
        if uncovered > max(1, MOST_UNCOVERED * pattern.words):
            return []
        return found

    def _is_spliced(self, pieces: Sequence[tuple[Span, Found, int]], best: Found) -> bool:
        """Whether the pieces tell more than one place with a few words changed."""
        if len(pieces) < 2 or best.alignment is None:
            return False
        gap = longest = 0
        for step in best.alignment.steps:
            gap = gap + 1 if step.item is None and not step.free else 0
            longest = max(longest, gap)
        if longest > MOST_DROPPED:
            return True
        covered = sum(words for _, _, words in pieces)
        return best.alignment.matched + LEAST_PIECE <= covered

    # What is said of the place

    def _id(self, found: Found) -> str:
        return self._documents[found.document].id

    def _rank(self, found: Found) -> int:
        return self._rank_of(found.document)

    def _rank_of(self, document: int) -> int:
        return _RANK.get(self._documents[document].source.kind, 1)

    def spans(self, found: Found) -> tuple[Span, ...]:
        """The stretches of the document's text that a place stands on."""
        words = self._places.words[found.document]
        return tuple(span for first, last in found.stretches for span in words.spans(first, last))

    def document(self, found: Found) -> Document:
        """The document of a place."""
        return self._documents[found.document]

    def pages(self, found: Found) -> PageRange:
        """The printed pages of a place."""
        return self.document(found).pages.of(self.spans(found))

    def _pages_fit(self, found: Found, claim: Claim) -> bool:
        if claim.pages is None:
            return True
        pages = self.pages(found)
        if pages.first is None or pages.last is None:
            return True
        return pages.first <= claim.pages.last and claim.pages.first <= pages.last

    def _section_fits(self, found: Found, claim: Claim) -> bool:
        if claim.section is None:
            return True
        words = self._places.words[found.document]
        path = words.document.path(words.sentences[words.sentence[found.first]].section)
        numbers = [section.number.rstrip(".") for section in path if section.number and section.kind != "case study"]
        if not any(section.number == claim.section for section in words.document.sections):
            return True
        return any(number == claim.section or number.startswith(f"{claim.section}.") for number in numbers)

    # Warnings

    def _misleading(self, draft: str, pattern: Pattern, found: Found) -> Iterator[str]:
        words = self._places.words[found.document]
        yield from dropped(words, pattern, found)
        yield from denied(words, draft, pattern, found)

    def _secondary(self, shown: Sequence[Found], claim: Claim) -> Iterator[str]:
        if (
            len(shown) > 1
            and any(self._id(one) in claim.documents for one in shown[1:])
            and self._id(shown[0]) not in claim.documents
        ):
            yield f"the words are of {self._id(shown[0])}: cite it rather than the document that repeats them"


def _until_gap(items: Sequence[Item]) -> Sequence[Item]:
    """The items up to the first cut or bracket."""
    gap = next((place for place, item in enumerate(items) if item.kind in {"cut", "hole"}), len(items))
    return items[:gap]
