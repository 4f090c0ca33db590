"""Quotations made by code from places of the documents, right and wrong in every way, as a draft with known verdicts.

The documents' words are never stored: a seed and a split make the same draft again from the documents themselves.
"""

import random
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from corpus.document import Document, Sentence
from corpus.views import display, fold
from eval.alterations import ALTERED, SAME, Edit
from qa.check.difference import QUALIFIERS, is_negation
from qa.check.verdicts import Verdict

Split = Literal["dev", "test"]


class Case(NamedTuple):
    """A quotation of a made draft: how it was made, the verdict it must get, and whether a warning must go with it."""

    kind: str
    verdict: Verdict
    start: int
    end: int
    misleading: bool = False


@dataclass(frozen=True, slots=True)
class Cases:
    """A made draft and its quotations."""

    text: str
    cases: tuple[Case, ...]


class Made(NamedTuple):
    """A paragraph of a draft around one quotation, `{}` standing for it."""

    quoted: str
    frame: str
    verdict: Verdict
    misleading: bool = False


class Source(NamedTuple):
    """A sentence to quote."""

    document: Document
    number: int
    words: str

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.document.sentences[self.number]


FRAMES = (
    "In this connection we note the following: “{}”",
    "One passage matters more than most here, “{}”, and we return to it below.",
    'Members may wish to consider that "{}" when they meet.',
    "As the evidence puts it: “{}”. Officials agree.",
    "> {}",
)
INVENTED = (
    "We found that {who} were {how} left to {act} without anybody asking why this had been allowed to go on.",
    "It is our view that {who} cannot be expected to {act} until {thing} has been put right from top to bottom.",
    "Time and again {who} told us that {thing} had been {how} promised, and that nothing ever came of it.",
    "There is no plan for {thing}, no owner for it, and no sense among {who} that anyone intends to {act}.",
    "The absence of {thing} has {how} eroded the confidence of {who}, who no longer expect leaders to {act}.",
    "{thing} remains the single greatest obstacle that {who} face when they try to {act}.",
    "Too often the response to {who} has been to {act} rather than to confront {thing}.",
    "Nobody we met could explain how {thing} was supposed to help {who} to {act}.",
)
_WHO = ("trainee analysts", "night-shift clerks", "retired wardens", "contract surveyors", "junior archivists")
_HOW = ("quietly", "routinely", "wearily", "needlessly", "half-heartedly")
_ACT = ("mend the roster by hand", "chase old invoices", "rewrite the same forms", "guess at the figures")
_THING = (
    "The laundry contract",
    "the parking rota",
    "the mileage ledger",
    "the stationery budget",
    "the lost-key register",
)

PER_KIND = 8
LEAST_WORDS, MOST_WORDS = 12, 45


def make_cases(documents: Sequence[Document], split: Split, per_kind: int = PER_KIND) -> Cases:
    """A draft of quotations of every kind, `per_kind` of each, from those sentences that belong to the split."""
    maker = _Maker(documents, split)
    chunks: list[str] = ["# A draft made by code\n\n"]
    cases: list[Case] = []
    length = len(chunks[0])
    for kind, make in maker.kinds().items():
        for made in maker.several(make, per_kind):
            opening, _, closing = made.frame.partition("{}")
            start = length + len(opening)
            cases.append(Case(kind, made.verdict, start, start + len(made.quoted), made.misleading))
            chunk = f"{opening}{made.quoted}{closing}\n\n"
            chunks.append(chunk)
            length += len(chunk)
    return Cases("".join(chunks), tuple(cases))


class _Maker:
    """Makes quotations of each kind from the sentences of a split; each sentence is used once."""

    def __init__(self, documents: Sequence[Document], split: Split) -> None:
        self._documents = {document.id: document for document in documents}
        self._chance = random.Random(f"quotations {split}")  # noqa: S311 - the same draft every time is the point
        everything = " ".join(fold(document.text) for document in documents)
        self._sources = [
            source
            for document in documents
            for source in _sources(document)
            if zlib.crc32(source.words.encode()) % 2 == (split == "test") and everything.count(fold(source.words)) == 1
        ]
        self._chance.shuffle(self._sources)
        self._report = max(documents, key=lambda document: len(document.text))

    def kinds(self) -> Mapping[str, Callable[[Source], Made | None]]:
        """How each kind of quotation is made of a sentence; None where the sentence does not lend itself to it."""
        made: dict[str, Callable[[Source], Made | None]] = {
            **{name: self._edited(edit, "verbatim") for name, edit in SAME.items()},
            **{name: self._edited(edit, "altered") for name, edit in ALTERED.items()},
            "footnote mark": self._with_mark,
            "across a page end": self._across,
            "single marks": self._in_single_marks,
            "several paragraphs": self._in_paragraphs,
            "page in a note": lambda source: self._noted(source, 0),
            "wrong page in a note": lambda source: self._noted(source, 9),
            "range of pages": self._ranged,
            "honest cut": lambda source: self._cut(source, misleading=False),
            "misleading cut": lambda source: self._cut(source, misleading=True),
            "cut between sentences": self._far_cut,
            "splice": lambda source: self._splice(source, " "),
            "splice with a cut": lambda source: self._splice(source, " ... "),
            "right page": lambda source: self._paged(source, 0),
            "wrong page": lambda source: self._paged(source, 9),
            "right source": self._right_source,
            "wrong source": self._wrong_source,
            "invented": self._invented,
            "invented on a theme": self._themed,
        }
        return made

    def several(self, make: Callable[[Source], Made | None], count: int) -> Iterator[Made]:
        """So many of a kind, of sentences not used before; fewer where the documents have not enough."""
        left: list[Source] = []
        found = 0
        while self._sources and found < count:
            source = self._sources.pop()
            made = make(source)
            if made is None:
                left.append(source)
            else:
                found += 1
                yield made
        self._sources += left
        self._chance.shuffle(self._sources)

    def _edited(self, edit: Edit, verdict: Verdict) -> Callable[[Source], Made | None]:
        def make(source: Source) -> Made | None:
            words = edit(source.words, self._chance)
            if words is None or (verdict == "altered" and fold(words) == fold(source.words)):
                return None
            return Made(words, self._frame(words), verdict)

        return make

    def _frame(self, words: str) -> str:
        fitting = [
            frame
            for frame in FRAMES
            if not ("“" in frame and re.search("[“”]", words)) and not ('"' in frame and re.search('["“”]', words))
        ]
        return self._chance.choice([one for one in fitting if "\n" not in words or not one.startswith(">")])

    def _with_mark(self, source: Source) -> Made | None:
        """The raw words of a sentence that bears a footnote mark, mark included."""
        raw = " ".join(source.document.text[span.start : span.end] for span in source.sentence.spans)
        return Made(raw, "> {}", "verbatim") if re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹]", raw) and "\n" not in raw else None

    def _across(self, source: Source) -> Made | None:
        return Made(source.words, self._frame(source.words), "verbatim") if len(source.sentence.spans) > 1 else None

    def _cut(self, source: Source, *, misleading: bool) -> Made | None:
        words = source.words.split()
        telling = [at for at, word in enumerate(words) if _turns(word)]
        inside = [at for at in telling if 5 <= at < len(words) - 5]
        if misleading != bool(telling) or (misleading and not inside):
            return None
        at = inside[0] if misleading else len(words) // 2
        cut = [*words[: at - 1], self._chance.choice(["...", "…", "[...]", "[…]"]), *words[at + 2 :]]
        quoted = " ".join(cut)
        return Made(quoted, self._frame(quoted), "elided", misleading)

    def _far_cut(self, source: Source) -> Made | None:
        following = source.number + 2
        document = source.document
        if following >= len(document.sentences):
            return None
        later = document.sentences[following]
        if (later.paragraph, later.section) != (source.sentence.paragraph, source.sentence.section):
            return None
        quoted = f"{source.words} [...] {display(document.text, later.spans)}"
        return Made(quoted, self._frame(quoted), "elided") if "“" not in quoted and '"' not in quoted else None

    def _splice(self, source: Source, joint: str) -> Made | None:
        others = [one for one in self._sources[:50] if abs(one.sentence.start - source.sentence.start) > 20_000]
        if not others:
            return None
        first, second = source.words.split(), others[0].words.split()
        quoted = joint.join((" ".join(first[: len(first) // 2 + 1]), " ".join(second[len(second) // 2 - 1 :])))
        return Made(quoted, "> {}", "spliced")

    def _paged(self, source: Source, off: int) -> Made | None:
        pages = source.document.pages.of(source.sentence.spans)
        if pages.first is None or pages.last is None:
            return None
        page = pages.last + off if off else pages.first
        form = self._chance.choice(["“{{}}” (p. {}).", "“{{}}” [p{}]", "“{{}}”, page {}, is the key sentence."])
        if re.search('[“”"]', source.words):
            return None
        return Made(source.words, form.format(page), "wrong-page" if off else "verbatim")

    def _noted(self, source: Source, off: int) -> Made | None:
        """A quotation whose page stands in a footnote."""
        pages = source.document.pages.of(source.sentence.spans)
        if pages.first is None or pages.last is None or re.search('[“”"]', source.words):
            return None
        page, name = pages.last + off, source.sentence.start
        frame = f"The point is put so: “{{}}”.[^{name}]\n\n[^{name}]: At p. {page}."
        return Made(source.words, frame, "wrong-page" if off else "verbatim")

    def _ranged(self, source: Source) -> Made | None:
        """A quotation with a range of pages that holds the true one."""
        pages = source.document.pages.of(source.sentence.spans)
        if pages.first is None or pages.last is None or re.search('[“”"]', source.words):
            return None
        return Made(source.words, f"“{{}}” (pp. {max(1, pages.first - 1)}–{pages.last})", "verbatim")

    def _in_single_marks(self, source: Source) -> Made | None:
        """Between single marks, as British drafters write, apostrophes and all."""
        if not re.search("[’']", source.words) or re.search("[‘]|(?<=s)[’'](?!\\w)|(?<!\\w)'", source.words):
            return None
        return Made(source.words, "The members’ view is the Review’s own: ‘{}’. It’s plain.", "verbatim")

    def _in_paragraphs(self, source: Source) -> Made | None:
        """Two sentences that follow one another as two paragraphs, each opened by a mark, the last one closed."""
        document, following = source.document, source.number + 1
        if following >= len(document.sentences) or document.sentences[following].paragraph != source.sentence.paragraph:
            return None
        later = display(document.text, document.sentences[following].spans)
        if re.search('[‘“”"]|\\[|\\.\\.\\.', later + source.words):
            return None
        return Made(f"{source.words}\n\n“{later}", "It goes on for two paragraphs: “{}”", "verbatim")

    def _right_source(self, source: Source) -> Made | None:
        return self._named(source, source.document, "verbatim")

    def _wrong_source(self, source: Source) -> Made | None:
        others = [document for document in self._documents.values() if document.source.kind == "article"]
        return self._named(source, others[-1], "wrong-source") if source.document == self._report else None

    def _named(self, source: Source, document: Document, verdict: Verdict) -> Made | None:
        title = document.source.title.partition(":")[0].partition(" (")[0]
        name = document.source.publisher if document.source.kind == "article" and document.source.publisher else title
        if re.search('[“”"]', source.words) or title.startswith("Readers"):
            return None
        return Made(source.words, f"{name} says: “{{}}”. We agree.", verdict)

    def _invented(self, source: Source) -> Made:
        del source
        quoted = self._chance.choice(INVENTED).format(
            who=self._chance.choice(_WHO), how=self._chance.choice(_HOW), act=self._chance.choice(_ACT),
            thing=self._chance.choice(_THING),
        )  # fmt: skip
        return Made(quoted, self._frame(quoted), "not-found")

    def _themed(self, source: Source) -> Made | None:
        """An invention that begins with three true words and goes on in words of its own."""
        made = self._invented(source)
        quoted = " ".join((*source.words.split()[:3], *made.quoted.split()[3:]))
        return Made(quoted, "> {}", "not-found")


def _sources(document: Document) -> Iterator[Source]:
    for number, sentence in enumerate(document.sentences):
        if sentence.kind not in {"prose", "testimony", "list"} or sentence.voice == "post":
            continue
        words = display(document.text, sentence.spans).strip("“”‘’\"' ").lstrip("-•– ")
        if LEAST_WORDS <= len(words.split()) <= MOST_WORDS and not re.search(r"\[|\.\.\.|…|\bpp?\d|[\"“”]|^\W", words):
            yield Source(document, number, words)


def _turns(word: str) -> bool:
    bare = fold(word).strip(".,;:()'")
    return is_negation(bare) or bare in QUALIFIERS
