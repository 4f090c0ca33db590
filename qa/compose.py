"""From what a model sent to what is shown: quotations are copied, statements checked, the rest is counted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.document import NOTHING, Document
from corpus.errors import VerificationError
from qa.answer import Quote, Statement
from qa.numbered import Numbered, Place
from qa.prompts import MOST_STATEMENTS
from qa.read import Selection, highlight
from qa.reply import Said
from qa.statements import Fault, FaultKind, fault_of, support_of
from qa.verify import Choice, attest, verify

MOST_QUOTES = 10
MOST_SENTENCES = 6
MOST_QUOTE_CHARS = 600

Dropped = Literal["unknown", "many", "extra", FaultKind]

_COUNTED: dict[Dropped, tuple[str, str]] = {
    "unknown": ("sentence number that does not exist", "sentence numbers that do not exist"),
    "many": ("statement or sentence too many", "statements or sentences too many"),
    "extra": ("field that nobody asked for, unread", "fields that nobody asked for, unread"),
    "form": ("statement of a form that is not shown", "statements of a form that is not shown"),
    "quotation": (
        "statement with a quotation that is not in the source",
        "statements with quotations not in the source",
    ),
    "place": ("statement that names a place of its own", "statements that name places of their own"),
    "number": ("statement with a number its sentences lack", "statements with numbers their sentences lack"),
    "date": ("statement with a date its sentences lack", "statements with dates their sentences lack"),
    "name": ("statement with a name its sentences lack", "statements with names their sentences lack"),
    "negation": ("statement that turns its sentences around", "statements that turn their sentences around"),
    "voice": (
        "statement that tells somebody's words as a finding",
        "statements that tell somebody's words as findings",
    ),
    "support": ("statement without support", "statements without support"),
}


@dataclass(frozen=True, slots=True)
class Added:
    """What a statement brought: new quotations, the first with number `first`, and the statement if it holds."""

    first: int
    quotes: tuple[Quote, ...]
    statement: Statement | None


@dataclass(slots=True)
class Composer:
    """Gathers quotations and statements of one answer, across replies. `faults` are of the reply being read."""

    numbered: Numbered
    tokens: Sequence[str]
    selection: Selection
    quotes_only: bool
    quotes: list[Quote] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    dropped: Counter[Dropped] = field(default_factory=Counter)
    _quoted: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, said: Said) -> Added | None:
        """What a statement brings; None where nothing of it can be shown."""
        self.dropped["extra"] += said.extras
        if len(self.statements) >= MOST_STATEMENTS:
            self.dropped["many"] += 1
            return None
        known = self._known(said)
        fault = self._fault(said, known)
        if fault:
            self._drop(fault.kind, f"{said.text!r}: {fault.words}")
        if not known or (fault and fault.kind == "support"):
            return None
        first = len(self.quotes)
        numbers = tuple(dict.fromkeys(n for n in (self._quote(run) for run in _runs(known)) if n is not None))
        if not numbers:
            return None
        fresh = tuple(self.quotes[first:])
        statement = None if fault or self.quotes_only else Statement(said.text, numbers)
        if statement in self.statements:  # sent again, after a retry
            statement = None
        if statement:
            self.statements.append(statement)
        return Added(first, fresh, statement) if fresh or statement else None

    def _known(self, said: Said) -> list[Place]:
        """The places that a statement names, each once, without those that do not exist."""
        named = list(dict.fromkeys(said.sentences))
        known = [n for n in named if n in self.numbered.places]
        for number in named:
            if number not in self.numbered.places:
                self._drop("unknown", f"there is no sentence {number}")
        if len(known) > MOST_SENTENCES:
            self.dropped["many"] += len(known) - MOST_SENTENCES
        return [self.numbered.places[n] for n in known[:MOST_SENTENCES]]

    def _fault(self, said: Said, known: Sequence[Place]) -> Fault | None:
        if not known:
            return Fault("support", "it names no sentence that exists")
        if self.quotes_only:
            return None
        return fault_of(said.text, [support_of(place.document, place.sentence) for place in known])

    def _drop(self, kind: Dropped, words: str) -> None:
        self.dropped[kind] += 1
        self.faults.append(words)

    def _quote(self, run: Sequence[Place]) -> int | None:
        """The number of the quotation of these sentences, made now if need be; None where there are enough."""
        document = run[0].document
        own = [place.sentence for place in run]
        before = {self._quoted.get((document.id, number)) for number in own}
        if len(before) == 1 and None not in before:
            return before.pop()
        if len(self.quotes) >= MOST_QUOTES:
            self.dropped["many"] += 1
            return None
        quote = self._attested(document, own)
        self.quotes.append(quote)
        for number in own:
            self._quoted.setdefault((document.id, number), len(self.quotes) - 1)
        return len(self.quotes) - 1

    def _attested(self, document: Document, own: Sequence[int]) -> Quote:
        numbers = _with_lead(document, own)
        light = highlight(document, numbers, self.tokens)
        quote = attest(Choice(document, numbers, self._score(document, own), light))
        verify(quote, document)
        return quote

    def _score(self, document: Document, own: Sequence[int]) -> float:
        """The reader's score of what it chose there; elsewhere its least, than which it gave that place no more."""
        rated = [(choice.score, choice) for choice in self.selection.choices]
        shared = [s for s, choice in rated if choice.document.id == document.id and set(choice.sentences) & set(own)]
        return max(shared, default=min((score for score, _ in rated), default=0.0))

    def notice(self) -> str | None:
        """What was dropped, counted, in one line; None where nothing was."""
        told = [f"{count} {_COUNTED[kind][count > 1]}" for kind, count in self.dropped.items() if count]
        return f"dropped from the model's reply: {'; '.join(told)}" if told else None


def _runs(places: Sequence[Place]) -> Iterator[list[Place]]:
    """The places in groups that are quoted together, in order of the first mention of each group."""
    waiting = list(places)
    while waiting:
        first = waiting[0]
        run = _run_of(first, [place for place in waiting if place.document is first.document])
        waiting = [place for place in waiting if place not in run]
        yield run


def _run_of(first: Place, beside: Sequence[Place]) -> list[Place]:
    """The place with those of its neighbours, among these, that one quotation may hold."""
    wanted = {place.sentence: place for place in beside}
    document, start = first.document, first.sentence
    while start - 1 in wanted and _go_together(document, start - 1, start):
        start -= 1
    run: list[Place] = []
    size = 0
    for number in range(start, len(document.sentences)):
        size += sum(span.end - span.start for span in document.sentences[number].spans)
        if number not in wanted or (run and not _go_together(document, number - 1, number)):
            break
        if run and size > MOST_QUOTE_CHARS:
            break
        run.append(wanted[number])
    return run if first in run else [first]


def _go_together(document: Document, a: int, b: int) -> bool:
    one, two = document.sentences[a], document.sentences[b]
    if NOTHING not in {one.row, two.row} or one.row != two.row:
        return False
    if two.lead != NOTHING and two.lead in {a, one.lead}:
        return True
    kin = (one.section, one.paragraph, one.note, one.lead) == (two.section, two.paragraph, two.note, two.lead)
    return kin and two.lead == NOTHING


def _with_lead(document: Document, numbers: Sequence[int]) -> tuple[int, ...]:
    """The sentences after the lead-in of the list item that they begin with, unless that would join what lies apart."""
    sentence = document.sentences[numbers[0]]
    if sentence.lead == NOTHING or document.sentences[numbers[0] - 1].paragraph == sentence.paragraph:
        return tuple(numbers)
    led = (sentence.lead, *numbers)
    try:
        attest(Choice(document, led, 0.0))
    except VerificationError:
        return tuple(numbers)
    return led
