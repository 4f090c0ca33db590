"""Readers: which sentences answer, and when none does."""

from pathlib import Path

import pytest

from corpus.document import Document, Source
from corpus.read import read_document
from corpus.views import display
from index.engines import HybridRetriever, Search
from qa.library import Library
from qa.read import (
    MOST_LIST_CHARS,
    MOST_QUOTES,
    NEAREST_SHOWN,
    PASSAGES_READ,
    Candidate,
    Selection,
    SimilarityReader,
    candidates,
    highlight,
)
from qa.settings import Settings
from qa.verify import Choice, attest, verify
from tests.fakes import FakeModel


def _search(library: Library, question: str, documents: list[str] | None = None) -> Search:
    return HybridRetriever(library._opened).search(question, PASSAGES_READ, documents)


def _chosen(library: Library, question: str, abstain: float = 0.012) -> Selection:
    return SimilarityReader(library._opened, abstain).choose(_search(library, question))


def _texts(selection: Selection) -> list[str]:
    return [attest(choice).display for choice in selection.choices]


def _candidate(document: Document, beginning: str) -> Candidate:
    """The candidate that the sentence beginning so stands in."""
    number = next(
        number for number, one in enumerate(document.sentences) if document.text.startswith(beginning, one.start)
    )
    return next(
        candidate
        for passage in document.passages
        for candidate in candidates(document, passage)
        if number in candidate.chief
    )


QUESTIONS = [
    "How many interviews did the Review hold?",
    "What is the kettle about?",
    "Who was told about parking?",
    "What do families want to be told?",
    "What share of calls in the Dales division were answered per 1,000 residents?",
    "bullying",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_chosen(library: Library, question: str) -> None:
    """At most five, best first, no sentence twice, none that reads like another, each a valid quotation."""
    selection = _chosen(library, question)
    scores = [choice.score for choice in selection.choices]
    assert selection.answered
    assert 1 <= len(scores) <= MOST_QUOTES == 5
    assert scores == sorted(scores, reverse=True)
    sentences = [(choice.document.id, number) for choice in selection.choices for number in choice.sentences]
    assert len(sentences) == len(set(sentences))
    quotes = [attest(choice) for choice in selection.choices]
    assert len({quote.display.casefold() for quote in quotes}) == len(quotes)
    for choice, quote in zip(selection.choices, quotes, strict=True):
        verify(quote, choice.document)


@pytest.mark.parametrize("question", QUESTIONS)
def test_highlights_are_words_of_the_question(library: Library, question: str) -> None:
    """They lie inside their quotation and hold no space at their ends."""
    lights = [(choice, light) for choice in _chosen(library, question).choices for light in choice.highlight]
    assert lights
    for choice, light in lights:
        words = choice.document.text[light.start : light.end]
        assert words == words.strip() != ""
        assert any(span.start <= light.start < light.end <= span.end for span in attest(choice).spans)


def test_the_best_comes_first(library: Library) -> None:
    """A question in the report's words is answered by them."""
    assert "11,460 calls" in _texts(_chosen(library, "How many calls were moved down and up again?"))[0]


@pytest.mark.parametrize(
    "question", ["How do I grow tomatoes on a balcony in Spain?", "What is the capital of Mongolia?", "??"]
)
def test_another_domain_is_refused(library: Library, question: str) -> None:
    """Nothing answers; up to three nearest are named as such."""
    selection = _chosen(library, question)
    assert not selection.answered
    assert len(selection.choices) <= NEAREST_SHOWN == 3


@pytest.mark.parametrize(("abstain", "answered"), [(0.0, True), (1.0, False)])
def test_the_threshold_decides(library: Library, abstain: float, answered: bool) -> None:  # noqa: FBT001 a parameter
    """The same choices, called an answer or not."""
    selection = _chosen(library, QUESTIONS[0], abstain)
    assert selection.answered is answered
    assert _texts(selection)[0] == _texts(_chosen(library, QUESTIONS[0]))[0]


def test_nothing_found(library: Library) -> None:
    """No hits: no choice, no answer."""
    search = _search(library, QUESTIONS[0], ["nobody"])
    assert SimilarityReader(library._opened, 0.0).choose(search) == Selection(answered=False, choices=())


def test_a_short_list_is_quoted_whole(review: Document) -> None:
    """With its lead-in, which does not compete."""
    candidate = _candidate(review, "- to hear from a person")
    lead, *items = candidate.sentences
    assert tuple(items) == candidate.chief
    assert len(items) == 5
    assert {review.sentences[item].lead for item in items} == {lead}
    shown = attest(Choice(review, candidate.sentences, 0.5)).display
    assert shown.startswith("Families told us that what they wanted")
    assert "slippers" in shown


def test_of_a_long_list_one_item_is_quoted() -> None:
    """With its lead-in; the cut shows."""
    items = "\n".join(
        f"- they were sent to clean vehicle number {number} once more after a call" for number in range(12)
    )
    text = f"Report\n\nThose who were bullied described what had been done to them:\n\n{items}\n\nThat was all.\n"
    document = read_document(text, Source("a", "A", "text"))
    candidate = _candidate(document, "- they were sent to clean vehicle number 7")
    assert len(items) > MOST_LIST_CHARS
    assert len(candidate.sentences) == 2
    assert candidate.chief == candidate.sentences[1:]
    shown = attest(Choice(document, candidate.sentences, 0.5)).display
    assert shown.endswith("to them: [...] - they were sent to clean vehicle number 7 once more after a call")


def test_lead_ins_and_headings_are_no_candidates(review: Document) -> None:
    """They say nothing by themselves."""
    chief = {number for passage in review.passages for one in candidates(review, passage) for number in one.chief}
    assert not {sentence.lead for sentence in review.sentences} & chief
    assert "heading" not in {review.sentences[number].kind for number in chief}


def test_every_other_sentence_is_a_candidate_once(review: Document) -> None:
    """Rows, notes and testimony included."""
    chief = [number for passage in review.passages for one in candidates(review, passage) for number in one.chief]
    leads = {sentence.lead for sentence in review.sentences}
    wanted = {n for n, one in enumerate(review.sentences) if one.kind != "heading" and n not in leads}
    assert set(chief) == wanted


def test_short_testimony_is_quoted_whole(review: Document) -> None:
    """What somebody said is not torn apart."""
    candidate = _candidate(review, '"I put Dad on a door.')
    assert attest(Choice(review, candidate.sentences, 0.5)).display.endswith('watch the clock."')
    assert candidate.chief == candidate.sentences


def test_long_testimony_is_quoted_by_sentences() -> None:
    """Beyond some length one sentence of it is enough."""
    said = " ".join(f"I went to station number {number} and there was nobody there at all." for number in range(9))
    document = read_document(f"Report\n\nWe asked staff.\n\n“{said}”\n\nThat was all.\n", Source("a", "A", "text"))
    assert len(_candidate(document, "“I went to station number 0").sentences) == 1


def test_an_introduction_is_quoted_with_what_fits() -> None:
    """Words that end in a colon say nothing by themselves, however long what they introduce, and on whatever page."""
    said = " ".join(f"I went to station number {number} and there was nobody there at all." for number in range(30))
    document = read_document(f"Report\n\nOne driver told us:\n\n“{said}”\n\nThat was all.\n", Source("a", "A", "text"))
    candidate = _candidate(document, "One driver told us:")
    shown = attest(Choice(document, candidate.sentences, 0.5)).display
    assert shown.startswith("One driver told us: “I went to station number 0 ")
    assert MOST_LIST_CHARS - 80 < len(shown) <= MOST_LIST_CHARS


def test_testimony_that_a_caption_cuts() -> None:
    """What stands on both sides of a figure at a page end is not joined, and does not break the answer."""
    text = (
        "Report on kettles\n\nStaff told us about kettles in many ways over the months that we spent there.\n\n"
        "“I asked him for the kettle. I asked him why they were put away and what we had done wrong”\n\n"
        "Figure 1.1: Kettles by year\n\nand he said nothing at all. Then he left with the kettle.\n\n"
        "We heard it often.\n"
    )
    document = read_document(text, Source("a", "A", "text"))
    spoken = [one for passage in document.passages for one in candidates(document, passage)]
    assert any("Then he left" in attest(Choice(document, one.sentences, 0.5)).text for one in spoken)
    caption = next(number for number, one in enumerate(document.sentences) if one.kind == "heading" and number > 1)
    assert not any(min(one.sentences) < caption < max(one.sentences) for one in spoken)


def _attest_all(document: Document) -> int:
    found = [one.sentences for passage in document.passages for one in candidates(document, passage)]
    for numbers in found:
        verify(attest(Choice(document, numbers, 0.5)), document)
    return len(found)


def test_every_candidate_of_the_sample_can_be_quoted(sample_documents: dict[str, Document]) -> None:
    """Whatever the reader may choose passes the gate."""
    assert sum(_attest_all(document) for document in sample_documents.values()) > 500


@pytest.mark.documents
@pytest.mark.slow
def test_every_candidate_of_the_real_documents_can_be_quoted(real_documents: dict[str, Document]) -> None:
    """Likewise on everything that is really there."""
    for document in real_documents.values():
        assert _attest_all(document) > 10


def _highlighted(document: Document, beginning: str, tokens: list[str]) -> list[str]:
    number = next(
        number for number, one in enumerate(document.sentences) if document.text.startswith(beginning, one.start)
    )
    return [document.text[start:end] for start, end in highlight(document, (number,), tokens)]


def test_highlights_share_a_stem(review: Document) -> None:
    """Other forms of a word, and numbers with their sign, are found; markup and punctuation are not marked."""
    assert _highlighted(review, "We held 164 interviews", ["interview", "station"]) == ["interviews", "stations"]
    assert _highlighted(review, "The cost of the Review", ["683000"]) == ["£683,000"]
    assert _highlighted(review, "We held 164 interviews", ["kettl"]) == []


def test_highlights_of_a_row_are_the_cells_asked_for(review: Document) -> None:
    """Those under the heads that share most words with the question, never the name of the row."""
    assert _highlighted(review, "Dales\t206,000", ["call", "1000", "resid", "dale"]) == ["227"]
    assert _highlighted(review, "Dales\t206,000", ["squar", "mile"]) == ["1,350"]
    assert _highlighted(review, "Dales\t206,000", ["kettl"]) == []


def test_what_stands_in_two_documents_is_chosen_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article that repeats the report adds nothing, whatever its quotation marks and dashes."""
    FakeModel.in_use(monkeypatch)
    (tmp_path / "texts").mkdir()
    for name, sentence in (("a", "It's a kettle - not a pot, and red."), ("b", "It’s a kettle – not a pot, and red.")):
        (tmp_path / "texts" / f"{name}.txt").write_text(f"Some {name}\n\n{sentence} Another {name}.\n", "utf-8")
    library = Library.open(tmp_path / "texts", settings=Settings(index=tmp_path / "index"))
    chosen = _texts(_chosen(library, "Is it a kettle?", 0.0))
    assert len([text for text in chosen if "kettle" in text]) == 1
    assert len(chosen) == 3


def test_a_later_sentence_of_an_item_stands_alone() -> None:
    """The lead-in of a long list runs on into the first sentence of an item, not into its second."""
    items = "\n".join(
        f"- The station at Quay {n} was shut for {n} weeks of the winter. Nobody was told why." for n in range(12)
    )
    document = read_document(f"Northmere\n\nThe Review found that:\n\n{items}\n", Source("x", "X", "text"))
    (passage, *_) = [part for part in document.passages if part.kind == "list"]
    offered = list(candidates(document, passage))
    second = [found.sentences for found in offered if "Nobody" in _words(document, found.sentences[-1])]
    first = [found.sentences for found in offered if "station" in _words(document, found.sentences[-1])]
    assert second
    assert all(len(numbers) == 1 for numbers in second)
    assert all(len(numbers) == 2 for numbers in first)


def _words(document: Document, number: int) -> str:
    return display(document.text, document.sentences[number].spans)
