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
_SWAPS = {
    "should": "must", "must": "might", "can": "could", "could": "should", "will": "may", "would": "will", "may": "will",
}  # fmt: skip
_OTHER = ("orchard", "violin", "harbour", "lantern", "weather", "pottery", "meadow")
_NAMES = ("Tillingham", "Brockweir", "Ashcombe", "Penhallow")
_WORD_NUMBERS = {
    "two": "seven", "three": "eight", "four": "nine", "five": "twelve", "half": "third", "one": "six",
    "million": "billion",
}  # fmt: skip
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
        same = {
            "whole sentence": lambda words: words,
            "straight marks": lambda words: words.translate(str.maketrans("‘’“”", "''\"\"")) if "’" in words else None,
            "curly marks": lambda words: words.replace("'", "’") if "'" in words else None,
            "other dashes": lambda words: re.sub(r" [–-] ", "—", words) if re.search(r" [–-] ", words) else None,
            "other spaces": lambda words: words.replace(" ", "\u00a0", 3).replace(" ", "  ", 2),
            "line breaks": lambda words: _every(words, 7, "\n"),
            "emphasis": lambda words: _emphasised(words, self._chance),
            "first letter": lambda words: words[0].swapcase() + words[1:],
            "last sign": lambda words: words.rstrip(".;,:") + self._chance.choice([",", ";", ""]),
            "fragment": lambda words: _fragment(words, self._chance),
            "inserted words": lambda words: _inserted(words, self._chance, "[as they then were]"),
            "changed capital": lambda words: f"[{words[0].swapcase()}]{words[1:]}" if words[0].isalpha() else None,
            "emphasis remark": lambda words: f"{words} [my emphasis]",
            "soft hyphens": lambda words: re.sub(r"(\w{4})(\w{4})", "\\1\u00ad\\2", words),
        }
        altered = {
            "digit": lambda words: _digit(words, self._chance),
            "number word": lambda words: _swapped(words, _WORD_NUMBERS),
            "not added": _added_not,
            "not removed": _removed_not,
            "modal": lambda words: _swapped(words, _SWAPS),
            "name": lambda words: _renamed(words, self._chance),
            "word replaced": lambda words: _at_random(words, self._chance, lambda _: self._chance.choice(_OTHER)),
            "word dropped": lambda words: _at_random(words, self._chance, lambda _: ""),
            "word added": lambda words: _at_random(
                words, self._chance, lambda word: f"{word} {self._chance.choice(_OTHER)}"
            ),
            "words exchanged": lambda words: _exchanged(words, self._chance),
            "two words": lambda words: _twice(words, self._chance),
            "first word": lambda words: _edge(words, self._chance, 0),
            "last word": lambda words: _edge(words, self._chance, -1),
            "one word of few": lambda words: _of_few(words, self._chance),
            "a number more": lambda words: re.sub(r"(?<![\d.,])(\d)", r"1\1", words, count=1),
            "cut and altered": lambda words: _cut_and_altered(words, self._chance),
        }
        made: dict[str, Callable[[Source], Made | None]] = {
            **{name: self._edited(edit, "verbatim") for name, edit in same.items()},
            **{name: self._edited(edit, "altered") for name, edit in altered.items()},
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

    def _edited(self, edit: Callable[[str], str | None], verdict: Verdict) -> Callable[[Source], Made | None]:
        def make(source: Source) -> Made | None:
            words = edit(source.words)
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


def _every(words: str, step: int, sign: str) -> str:
    pieces = words.split()
    return " ".join(piece + (sign if at % step == step - 1 else "") for at, piece in enumerate(pieces)).replace(
        "\n ", "\n"
    )


def _emphasised(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    if "*" in words:
        return None
    at = chance.randrange(1, len(pieces) - 4)
    return " ".join([*pieces[:at], f"**{pieces[at]}", f"{pieces[at + 1]}**", *pieces[at + 2 :]])


def _fragment(words: str, chance: random.Random) -> str:
    pieces = words.split()
    start = chance.randrange(1, len(pieces) - 8)
    return " ".join(pieces[start : start + chance.randrange(5, 9)])


def _inserted(words: str, chance: random.Random, insertion: str) -> str:
    pieces = words.split()
    at = chance.randrange(3, len(pieces) - 3)
    return " ".join([*pieces[:at], insertion, *pieces[at:]])


def _digit(words: str, chance: random.Random) -> str | None:
    digits = [match.start() for match in re.finditer(r"\d", words)]
    if not digits:
        return None
    at = chance.choice(digits)
    return words[:at] + str((int(words[at]) + chance.randrange(1, 9)) % 10) + words[at + 1 :]


def _swapped(words: str, swaps: Mapping[str, str]) -> str | None:
    match = re.search(rf"(?<=\s)(?:{'|'.join(swaps)})(?=\s)", words)
    return words[: match.start()] + swaps[match[0]] + words[match.end() :] if match else None


def _added_not(words: str) -> str | None:
    match = re.search(
        r"(?<=\s)(?:is|are|was|were|has|have|had|did|does|should|would|could|will|can)(?=\s(?!not\b))", words
    )
    return f"{words[: match.end()]} not{words[match.end() :]}" if match else None


def _removed_not(words: str) -> str | None:
    match = re.search(r"(?<=\w) not(?=\s\w)", words)
    return words[: match.start()] + words[match.end() :] if match else None


def _renamed(words: str, chance: random.Random) -> str | None:
    match = re.search(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?=[ ,.])", words)
    return words[: match.start()] + chance.choice(_NAMES) + words[match.end() :] if match else None


def _at_random(words: str, chance: random.Random, change: Callable[[str], str]) -> str | None:
    pieces = words.split()
    inside = [at for at in range(2, len(pieces) - 2) if pieces[at].isalpha() and pieces[at] != pieces[at + 1]]
    if not inside:
        return None
    at = chance.choice(inside)
    return " ".join(part for part in (*pieces[:at], change(pieces[at]), *pieces[at + 1 :]) if part)


def _exchanged(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    inside = [at for at in range(2, len(pieces) - 3) if pieces[at].isalpha() and pieces[at + 1].isalpha()]
    if not inside:
        return None
    at = chance.choice(inside)
    return " ".join([*pieces[:at], pieces[at + 1], pieces[at], *pieces[at + 2 :]])


def _twice(words: str, chance: random.Random) -> str | None:
    once = _at_random(words, chance, lambda _: chance.choice(_OTHER))
    return _at_random(once, chance, lambda _: chance.choice(_OTHER)) if once else None


def _edge(words: str, chance: random.Random, at: int) -> str | None:
    pieces = words.split()
    if not pieces[at].strip(".,;:").isalpha():
        return None
    pieces[at] = chance.choice(_OTHER)
    return " ".join(pieces)


def _of_few(words: str, chance: random.Random) -> str | None:
    """Six words in a row, one in their midst replaced."""
    pieces = words.split()
    start = chance.randrange(0, len(pieces) - 6)
    few = pieces[start : start + 6]
    if not all(piece.isalpha() for piece in few):
        return None
    few[chance.choice([2, 3])] = chance.choice(_OTHER)
    return " ".join(few)


def _cut_and_altered(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    middle = len(pieces) // 2
    changed = _at_random(" ".join(pieces[:middle]), chance, lambda _: chance.choice(_OTHER)) if middle > 5 else None
    return f"{changed} ... {' '.join(pieces[middle + 2 :])}" if changed else None


def _turns(word: str) -> bool:
    bare = fold(word).strip(".,;:()'")
    return is_negation(bare) or bare in QUALIFIERS
