"""A deliberate fault in the system turns the whole evaluation red: exit status 1, and the line that says why."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from corpus.document import Document, PageMap, PageRange
from corpus.load import Shelf
from eval import run
from eval.command import evaluate
from eval.facts import read_items
from eval.run import judge_item
from index.engines import HybridRetriever, Looked
from index.fuse import Scores
from index.opened import Opened
from qa.answer import Answer, Quote
from qa.library import Library
from qa.read import Reader

pytestmark = pytest.mark.usefixtures("reading_once")


def _with_best(answer: Answer, quote: Quote) -> Answer:
    """The answer with another best quotation."""
    if answer.quotes:
        return replace(answer, quotes=(quote, *answer.quotes[1:]))
    return replace(answer, nearest=(quote, *answer.nearest[1:]))


class OneCharacterChanged(Library):
    """Quotes all but the last character of the best quotation as it stands."""

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer, with its fault."""
        answer = super().ask(question, documents, identifier)
        best = (*answer.quotes, *answer.nearest)[0]
        return _with_best(answer, replace(best, text=best.text[:-1] + ("?" if best.text[-1] != "?" else "!")))


class OnePageOff(Library):
    """Cites the page after the right one."""

    def ask(
        self, question: str, documents: Collection[str] | None = None, identifier: str | int | None = None
    ) -> Answer:
        """The answer, with its fault."""
        answer = super().ask(question, documents, identifier)
        best = next((quote for quote in (*answer.quotes, *answer.nearest) if quote.page_first), None)
        if best is None:
            return answer
        shifted = replace(best, page_first=(best.page_first or 0) + 1, page_last=(best.page_last or 0) + 1)
        return _with_best(answer, shifted)


class PagesShifted(Library):
    """Counts every page of every document one too far; its answers agree with its documents."""

    def __init__(self, shelf: Shelf, opened: Opened, reader: Reader, notices: Collection[str] = ()) -> None:
        opened.documents = tuple(_shifted(document) for document in opened.documents)
        super().__init__(shelf, opened, reader, notices)


def _shifted(document: Document) -> Document:
    pages = tuple(
        pages if pages.first is None or pages.last is None else PageRange(pages.first + 1, pages.last + 1, pages.basis)
        for pages in document.pages.pages
    )
    return replace(document, pages=PageMap(document.pages.starts, pages))


class _WorstFirst(HybridRetriever):
    def rank(self, whole: Looked, parts: Sequence[Looked]) -> Scores:
        return -super().rank(whole, parts)


class FusionReversed(Library):
    """Takes the passages that fit worst for the best."""

    def __init__(self, shelf: Shelf, opened: Opened, reader: Reader, notices: Collection[str] = ()) -> None:
        super().__init__(shelf, opened, reader, notices)
        self._retriever = _WorstFirst(opened)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (OneCharacterChanged, "below threshold: verbatim is"),
        (OnePageOff, "below threshold: verbatim is"),
        (PagesShifted, "below threshold: page exact is 0.000"),
        (FusionReversed, "below threshold: recall@5 is 0.000"),
    ],
)
def test_a_fault_turns_the_evaluation_red(
    faulty: type[Library],
    said: str,
    sample_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit status 1 and the threshold that tells the fault."""
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setattr("eval.command.Library", faulty)
    with pytest.raises(typer.Exit) as ended:
        evaluate(documents="sample")
    assert ended.value.exit_code == 1
    assert said in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("faulty", [OneCharacterChanged, OnePageOff])
def test_a_gate_that_lets_all_through_is_noticed(
    faulty: type[Library], sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The evaluation looks words and pages up by itself: verification that checks nothing hides no fault."""
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setattr(run, "verify_answer", lambda answer, _: answer)
    item = next(item for item in read_items("sample") if item.page)
    assert judge_item(Library.open("corpus/sample"), item).verified
    assert not judge_item(faulty.open("corpus/sample"), item).verified
