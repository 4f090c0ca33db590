"""What one visitor has: the conversation, the basket, the passage that lies open, their own documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.document import Document, Span
from corpus.errors import VerseError
from qa.answer import Quote
from qa.answerer import OFFLINE, open_answerer
from qa.check import Checker, Report
from qa.conversation import Conversation
from qa.events import Event
from qa.library import Library, checked_question
from qa.settings import Settings
from ui.asking import Asking
from ui.basket import Basket, Kept
from ui.cards import shown_quotes
from ui.checking import check_file, check_text
from ui.context import section_at
from ui.scope import Scope, place_of
from ui.transcript import MOST_TURNS, Reloaded, Turn, from_file
from ui.upload import Brought, OwnShelf

STOPPED = "Stopped before there was an answer."


@dataclass(frozen=True, slots=True)
class Reading:
    """The section that lies open, and what is marked in it."""

    sha256: str
    section: int
    quoted: tuple[Span, ...] = ()


@dataclass
class Session:
    """One visitor's state. Nothing of it is shared; the library is, and is never changed."""

    library: Library
    settings: Settings
    turns: list[Turn] = field(default_factory=list)
    basket: Basket = field(default_factory=Basket)
    own: OwnShelf = field(default_factory=OwnShelf)
    reading: Reading | None = None
    report: Report | None = None
    asking: Asking | None = None
    fault: str = ""
    menus: str = ""
    """What the keys of the menus of the visitor's own documents end in; empty where the shared ones are asked."""
    _scope: Scope = field(default_factory=Scope)

    # Documents

    def library_of(self, scope: Scope) -> Library:
        """The library that a scope asks: the visitor's own where it says so and there is one."""
        return self.own.library if scope.own and self.own.library is not None else self.library

    @property
    def documents(self) -> tuple[Document, ...]:
        """Every document that this visitor may read: the shared ones, then their own."""
        return (*self.library.documents, *(self.own.library.documents if self.own.library else ()))

    def document_of(self, sha256: str) -> Document | None:
        """The document of that fingerprint; None where it is not, or no longer, here."""
        return next((document for document in self.documents if document.source.sha256 == sha256), None)

    # Asking

    def ask(self, question: str, scope: Scope, model: str = OFFLINE) -> bool:
        """Whether the question is on its way; `fault` says why not. A question still on its way is stopped."""
        self.fault = ""
        try:
            checked = checked_question(question)
        except VerseError as error:
            self.fault = str(error)
            return False
        self.stop()
        settings = self.settings.model_copy(update={"model": model})
        place = place_of(self.library_of(scope), scope)
        earlier = [(turn.answer and turn.answer.resolved) or turn.question for turn in self.turns]

        def events() -> Iterator[Event]:
            answerer = open_answerer(place.library, settings)
            talk = Conversation(answerer, earlier)
            yield from talk.stream(checked, place.documents)

        self._scope = scope
        self.asking = Asking(checked, events).start()
        return True

    def stop(self) -> None:
        """Stop the question on its way, if there is one; it stays in the conversation, unanswered."""
        if self.asking is not None:
            self.asking.stop()
            self.settle()

    def settle(self) -> bool:
        """Whether a question that was on its way has ended; it is then part of the conversation."""
        asking = self.asking
        if asking is None or not asking.is_over:
            return False
        fault = STOPPED if asking.was_stopped else asking.fault or ""
        self.turns.append(Turn(asking.question, self._scope, asking.answer, fault))
        del self.turns[:-MOST_TURNS]
        self.asking = None
        return True

    # Acting on what is shown

    def quote_at(self, turn: int, number: int) -> Quote | None:
        """A quotation by turn and number there; None where there is none: the browser may be behind."""
        if not 0 <= turn < len(self.turns):
            return None
        answer = self.turns[turn].answer
        shown = shown_quotes(answer) if answer is not None else ()
        return shown[number] if 0 <= number < len(shown) else None

    def act(self, name: str, value: Sequence[int | str]) -> None:
        """Do what a button of the page asks; what is not there is passed over: the browser may be behind."""
        match name, list(value):
            case "open", [int(turn), int(number)]:
                self._open(self.quote_at(turn, number))
            case "keep", [int(turn), int(number)]:
                self._keep(turn, number)
            case "turn", [str(identifier), int(number)]:
                self._turn(identifier, number)
            case "passage", [str(sha256), int(start), int(end)]:
                self._passage(sha256, Span(start, end))
            case "place", [str(key)]:
                self._open(next((kept.quote for kept in self.basket.kept if kept.key == key), None))

    def _open(self, quote: Quote | None) -> None:
        document = self.document_of(quote.sha256) if quote is not None else None
        if quote is not None and document is not None:
            self.reading = Reading(quote.sha256, _home(document, quote), quote.spans)

    def _keep(self, turn: int, number: int) -> None:
        quote = self.quote_at(turn, number)
        if quote is not None:
            self.basket.add(Kept(quote, self.turns[turn].question))

    def _turn(self, identifier: str, number: int) -> None:
        document = next((document for document in self.documents if document.id == identifier), None)
        if document is not None and 0 <= number < len(document.sections):
            self.reading = Reading(document.source.sha256, number)

    def _passage(self, sha256: str, span: Span) -> None:
        document = self.document_of(sha256)
        if document is not None and 0 <= span.start < span.end <= len(document.text):
            self.reading = Reading(sha256, section_at(document, span.start), (span,))

    def close(self) -> None:
        """Close what lies open."""
        self.reading = None

    # Keeping

    def clear(self) -> None:
        """Begin anew: no questions, nothing kept, nothing open. Documents stay."""
        self.stop()
        self.turns.clear()
        self.basket = Basket()
        self.reading = None
        self.report = None

    def load(self, content: bytes) -> list[str]:
        """Take up a saved conversation in place of this one; returns a line for everything that could not be."""
        reloaded = from_file(content.decode("utf-8", errors="replace"), self.document_of)
        if reloaded.turns or reloaded.kept:
            self.clear()
            self._take(reloaded)
        return list(reloaded.notices)

    def restore(self, text: str) -> None:
        """Put what this tab held before a reload in front of what has been asked since."""
        self._take(from_file(text, self.document_of))

    def _take(self, reloaded: Reloaded) -> None:
        self.turns[:0] = reloaded.turns
        since = self.basket.kept
        self.basket = Basket(reloaded.kept)
        for one in since:
            self.basket.add(one)

    def check(self, checker: Checker, pasted: str, dropped: Brought | None) -> str:
        """Check a draft, the file where there is one; returns why it cannot be, or nothing."""
        self.report = None
        try:
            if dropped is None:
                self.report = check_text(checker, pasted)
            else:
                self.report = check_file(checker, dropped.name, dropped.content)
        except VerseError as error:
            return str(error)
        return ""

    @property
    def evidence(self) -> list[Quote]:
        """Every quotation that answered in this conversation."""
        return [quote for turn in self.turns if turn.answer is not None for quote in turn.answer.quotes]

    def forget_own(self, sha256: str) -> None:
        """Remove a document of the visitor's own, with every quotation of it."""
        self.own.remove(sha256)
        self.basket.forget_document(sha256)
        self.turns = [turn for turn in self.turns if not _quotes(turn, sha256)]
        if self.reading is not None and self.reading.sha256 == sha256:
            self.reading = None


def _quotes(turn: Turn, sha256: str) -> bool:
    shown = (*turn.answer.quotes, *turn.answer.nearest) if turn.answer is not None else ()
    return any(quote.sha256 == sha256 for quote in shown)


def _home(document: Document, quote: Quote) -> int:
    """The section that a quotation is read in: a note's is that of the mark that cites it."""
    note = next((note for note in document.notes if note.start <= quote.start < note.end), None)
    start = note.reference.start if note is not None and note.reference is not None else quote.start
    return section_at(document, start)
