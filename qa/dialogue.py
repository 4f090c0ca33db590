"""A question put to a language model: it selects, it is checked, it may mend once; else the reader answers."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from index.engines import Hit, Search
from qa.answer import Answer, Quote, Usage
from qa.compose import Added, Composer
from qa.events import Event, Finished, Found, Started
from qa.followup import Resolution, resolve
from qa.library import Library
from qa.meter import Meter
from qa.model import ChatModel, ContextTooLongError, ModelFaultError, ReplyCutError, TimeUpError
from qa.numbered import number_passages
from qa.prompts import VERSION, first_messages, retry_messages
from qa.read import NEAREST_SHOWN, PASSAGES_READ, Selection
from qa.reply import ANSWER_SCHEMA, Incoming, Said
from qa.settings import Settings
from qa.verify import attest, verify_answer

ROUNDS = 2
MOST_FAULTS_TOLD = 12
MOST_SECONDS_TO_RESOLVE = 30.0
NOTHING_SAID = '"answered" is true, but no statement says what answers'
NOTHING_HELD = "none of its statements is supported by the sentences it names"


class ModelAnswerer:
    """Answers with a model's choice of sentences. What it cannot use of the model's, the library's reader answers."""

    def __init__(self, library: Library, model: ChatModel, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._model = model

    def resolve(self, question: str, earlier: Sequence[str]) -> Resolution:
        """The question made complete by the model, and what that took."""
        meter = Meter(self._model, self._settings)
        seconds = min(MOST_SECONDS_TO_RESOLVE, self._settings.model_time_limit)
        return Resolution(resolve(question, earlier, meter, seconds), meter.usage)

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer.

        Raises:
            VerseError: as of `Library.ask`, and a model that cannot be used at all.
        """
        finished = [e for e in self.stream(question, documents, identifier) if isinstance(e, Finished)]
        return finished[0].answer

    def stream(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Iterator[Event]:
        """What happens on the way to the answer, each thing once it has been verified, and the answer."""
        began = time.perf_counter()
        search = self._library.search(question, PASSAGES_READ, documents)
        yield Started(question, len(search.hits))
        talk = _Talk(self._model, self._settings, search, self._library.read(search))
        held = self._settings.refusal == "either" and not talk.selection.answered
        for added in talk.run():
            if not held:
                yield Found(added.statement, added.first, added.quotes)
        answer = self._concluded(talk, documents)
        answer = replace(
            answer,
            question=question,
            notices=(*self._library.notices, *talk.notices),
            id=identifier,
            prompt=VERSION,
            usage=talk.usage,
        )
        verify_answer(answer, self._library.documents)
        yield Finished(replace(answer, seconds=time.perf_counter() - began))

    def _concluded(self, talk: "_Talk", documents: Collection[str] | None) -> Answer:
        """The answer that model and reader come to together; what each of them says goes into the notices."""
        question, reader_refuses = talk.search.question, not talk.selection.answered
        if talk.failure and not talk.composer.quotes:
            talk.notices.append(f"the model did not answer ({talk.failure}); this is the offline reader's answer")
            return self._library.ask(question, documents)
        if talk.failure:
            talk.notices.append(f"the model's reply is not whole ({talk.failure}); what came has been verified")
        told_by = {"either": talk.refuses or reader_refuses, "model": talk.refuses}
        if told_by.get(self._settings.refusal, talk.refuses and reader_refuses):
            talk.notices.extend(_refusals(talk))
            near = tuple(talk.composer.quotes[:NEAREST_SHOWN]) or _nearest(talk.selection)
            return Answer(question, "not_found", f"llm:{self._model.name}", nearest=near)
        if talk.refuses:
            talk.notices.append("the model finds no answer in the passages; this is the offline reader's answer")
            return self._library.ask(question, documents)
        if reader_refuses:
            talk.notices.append(f"the reader alone would have refused ({_best(talk.selection)})")
        composer = talk.composer
        return Answer(
            question,
            "answered",
            f"llm:{self._model.name}",
            quotes=tuple(composer.quotes),
            statements=tuple(composer.statements),
        )


class _Talk:
    """The exchange with the model about one question."""

    def __init__(self, model: ChatModel, settings: Settings, search: Search, selection: Selection) -> None:
        self.search = search
        self.selection = selection
        self.notices: list[str] = []
        self.failure: str | None = None
        self._model = Meter(model, settings)
        self._settings = settings
        self._ends = time.monotonic() + settings.model_time_limit
        self._answered: bool | None = None
        self.composer = self._composer(())

    @property
    def usage(self) -> Usage:
        """What was asked for."""
        return self._model.usage

    @property
    def refuses(self) -> bool:
        """Whether the model says that the passages do not answer."""
        return self._answered is False and not self.composer.quotes

    def run(self) -> Iterator[Added]:
        """What the model brings, piece by piece; `failure`, `notices` and `usage` are complete afterwards."""
        hits = self.search.hits
        try:
            while True:
                try:
                    yield from self._rounds(hits)
                    break
                except ContextTooLongError:
                    if len(hits) < 2 or self.composer.quotes:
                        raise
                    hits = hits[: len(hits) // 2]
        except ModelFaultError as fault:
            self.failure = str(fault)
        if len(hits) < len(self.search.hits):
            self.notices.append(
                f"the model could not read all {len(self.search.hits)} passages at once: it was given {len(hits)}"
            )
        if dropped := self.composer.notice():
            self.notices.append(dropped)

    def _rounds(self, hits: Sequence[Hit]) -> Iterator[Added]:
        self.composer = self._composer(hits)
        numbered = self.composer.numbered
        messages = first_messages(
            self.search.question, numbered.lines, numbered.key, quotes_only=self._settings.quotes_only
        )
        for _ in range(ROUNDS):
            incoming = Incoming()
            wrong: list[str] = []
            try:
                for piece in self._model.stream(messages, ANSWER_SCHEMA, self._seconds_left()):
                    yield from self._added(incoming.feed(piece.text))
            except ReplyCutError as cut:
                wrong.append(f"the reply broke off: {cut}")
            yield from self._added(incoming.close())
            wrong += incoming.faults
            self._answered = self._answered if incoming.answered is None else incoming.answered
            faults = [*wrong, *self.composer.faults]
            if not faults and (self.refuses or self.composer.quotes):
                return
            faults = faults or [NOTHING_SAID]
            messages += retry_messages(incoming.text, faults[:MOST_FAULTS_TOLD], len(self.composer.statements))
            self.composer.faults = []
        if not self.composer.quotes and not self.refuses:
            # What a model wrote stands in the other faults, and is not for notices.
            raise ModelFaultError(f"its reply could not be used, even when asked again: {(*wrong, NOTHING_HELD)[0]}")

    def _composer(self, hits: Sequence[Hit]) -> Composer:
        return Composer(number_passages(hits), self.search.tokens, self.selection, self._settings.quotes_only)

    def _added(self, said: Iterable[Said]) -> Iterator[Added]:
        for statement in said:
            if added := self.composer.add(statement):
                yield added

    def _seconds_left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeUpError(f"it took longer than {self._settings.model_time_limit:.0f} seconds")
        return left


def _refusals(talk: _Talk) -> Iterator[str]:
    """Who refused, and what the other says."""
    model = "the model finds no answer in the passages" if talk.refuses else "the model alone would have answered"
    reader = "would have answered" if talk.selection.answered else "refuses"
    yield f"{model}; the reader {reader} ({_best(talk.selection)})"


def _best(selection: Selection) -> str:
    return f"its best score is {selection.choices[0].score:.3f}" if selection.choices else "it has nothing to choose"


def _nearest(selection: Selection) -> tuple[Quote, ...]:
    return tuple(attest(choice) for choice in selection.choices[:NEAREST_SHOWN])
