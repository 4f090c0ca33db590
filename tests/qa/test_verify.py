"""The gate that every quotation passes: tests that try to get something else through it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import NOTHING, Document, Source, Span
from corpus.errors import VerificationError
from corpus.load import load_files, sample_folder
from corpus.read import read_document
from corpus.views import display
from qa.answer import Answer, Quote, Statement, TableRow
from qa.verify import Choice, attest, verify, verify_answer

SAMPLE = tuple(read_document(raw.text, raw.source) for raw in load_files(sorted(sample_folder().glob("*.txt"))))
REVIEW = next(document for document in SAMPLE if document.id == "okafor-review")


def _number(beginning: str, document: Document = REVIEW) -> int:
    """Number of the sentence that begins so."""
    return next(
        number
        for number, sentence in enumerate(document.sentences)
        if document.text.startswith(beginning, sentence.start)
    )


def _choice(*beginnings: str) -> Choice:
    return Choice(REVIEW, tuple(_number(beginning) for beginning in beginnings), 0.5)


KINDS = {
    "prose": _choice("We held 164 interviews"),
    "page end": _choice("Seventy-four were more than eight years old"),
    "list": _choice("What they told us was consistent", "- 31% of women"),
    "whole list": _choice(
        "Families told us", "- to be told", "- to hear", "- to know", "- not to have", "- in the case"
    ),
    "testimony": _choice("“You do a baby"),
    "row": _choice("Dales\t206,000"),
    "footnote": _choice("⁷ The building at Quarry Lane"),
}


@pytest.fixture(params=KINDS)
def quote(request: pytest.FixtureRequest) -> Quote:
    """A quotation of each kind, with a highlight."""
    choice = KINDS[request.param]
    first = REVIEW.sentences[choice.sentences[0]].start
    return attest(replace(choice, highlight=(Span(first, first + 1),)))


@st.composite
def _choices(draw: st.DrawFn) -> Choice:
    document = draw(st.sampled_from(SAMPLE))
    last = len(document.sentences) - 1
    first = draw(st.integers(-1, last + 1))
    steps = draw(st.lists(st.sampled_from([1, 1, 1, 2, 3, 0, -1]), max_size=7))
    numbers = [first]
    for step in steps:
        numbers.append(numbers[-1] + step)
    light = draw(st.none() | st.tuples(st.integers(-3, 80), st.integers(-1, 30)))
    at = document.sentences[min(max(first, 0), last)].start
    lights = () if light is None else (Span(at + light[0], at + light[0] + light[1]),)
    return Choice(document, tuple(numbers), draw(st.floats(-0.2, 1.2)), lights)


@settings(max_examples=300)
@given(_choices())
def test_any_choice_is_refused_or_the_documents_own_words(choice: Choice) -> None:
    """Whatever is chosen: an error, or slices of the text that verify, of one section, highlights inside."""
    try:
        quote = attest(choice)
    except VerificationError:
        return
    document = choice.document
    assert quote.text == "".join(document.text[start:end] for start, end in quote.spans)
    assert all(a.end < b.start for a, b in zip(quote.spans, quote.spans[1:], strict=False))
    assert {document.sentences[number].section for number in choice.sentences} == {
        document.sentences[choice.sentences[0]].section
    }
    for light in quote.highlight:
        assert any(span.start <= light.start < light.end <= span.end for span in quote.spans)
    verify(quote, document)


@settings(max_examples=300)
@given(_choices())
def test_every_word_of_a_quotation_was_chosen(choice: Choice) -> None:
    """The spans hold the sentences chosen, and between them only space; the display shows all their words."""
    try:
        quote = attest(replace(choice, highlight=()))
    except VerificationError:
        return
    text = choice.document.text
    own = [span for number in choice.sentences for span in choice.document.sentences[number].spans]
    outside = {offset for span in quote.spans for offset in range(*span)} - {
        offset for span in own for offset in range(*span)
    }
    assert all(text[offset].isspace() for offset in outside)
    shown = "".join(display(text, [span]) for span in own)
    bare = quote.display.replace(" [...] ", "").replace(" | ", "")
    assert "".join(bare.split()) == "".join(shown.split())


def test_every_sentence_can_be_quoted() -> None:
    """Alone, each sentence of the sample passes, with the pages of its own spans."""
    for document in SAMPLE:
        for number, sentence in enumerate(document.sentences):
            quote = attest(Choice(document, (number,), 1.0))
            pages = document.pages.of(sentence.spans)
            assert (quote.page_first, quote.page_last, quote.page_basis) == pages
            assert (quote.start, quote.end) == (sentence.start, sentence.end)
            verify(quote, document)


def test_what_is_attested_verifies(quote: Quote) -> None:
    """Each kind of quotation passes as it was made."""
    verify(quote, REVIEW)


Change = Callable[[Quote], Quote]
CHANGES: dict[str, Change] = {
    "text": lambda quote: replace(quote, text=quote.text.replace("e", "é", 1)),
    "text longer": lambda quote: replace(quote, text=f"{quote.text}."),
    "text empty": lambda quote: replace(quote, text=""),
    "start": lambda quote: replace(quote, spans=(Span(quote.start + 1, quote.spans[0].end), *quote.spans[1:])),
    "end": lambda quote: replace(quote, spans=(*quote.spans[:-1], Span(quote.spans[-1].start, quote.end - 1))),
    "longer": lambda quote: replace(quote, spans=(*quote.spans[:-1], Span(quote.spans[-1].start, quote.end + 1))),
    "elsewhere": lambda quote: replace(quote, spans=tuple(Span(a + 1, b + 1) for a, b in quote.spans)),
    "beyond": lambda quote: replace(quote, spans=(Span(10**7, 10**7 + 9),)),
    "twice": lambda quote: replace(quote, spans=quote.spans * 2),
    "no spans": lambda quote: replace(quote, spans=()),
    "backwards": lambda quote: replace(quote, spans=tuple(Span(b, a) for a, b in quote.spans)),
    "whole text": lambda quote: replace(quote, spans=(Span(0, len(REVIEW.text)),)),
    "first page": lambda quote: replace(quote, page_first=(quote.page_first or 0) + 1),
    "last page": lambda quote: replace(quote, page_last=(quote.page_last or 0) + 1),
    "no page": lambda quote: replace(quote, page_first=None, page_last=None, page_basis=None),
    "page basis": lambda quote: replace(quote, page_basis="printed"),
    "voice": lambda quote: replace(quote, voice="post"),
    "speaker": lambda quote: replace(quote, speaker="Somebody Else"),
    "citation": lambda quote: replace(quote, citation=f"{quote.citation}9"),
    "chapter": lambda quote: replace(quote, chapter="Chapter 9: Nothing"),
    "no chapter": lambda quote: replace(quote, chapter=None),
    "section": lambda quote: replace(quote, section="9.9. Nothing"),
    "sha256": lambda quote: replace(quote, sha256="0" * 64),
    "document": lambda quote: replace(quote, document="another"),
    "display": lambda quote: replace(quote, display=quote.display[:-2]),
    "kind": lambda quote: replace(quote, kind="heading"),
    "table": lambda quote: replace(quote, table=TableRow("", ("a",), ("b",))),
    "score": lambda quote: replace(quote, score=1.5),
    "score nan": lambda quote: replace(quote, score=float("nan")),
    "highlight before": lambda quote: replace(quote, highlight=(Span(quote.start - 1, quote.start + 1),)),
    "highlight after": lambda quote: replace(quote, highlight=(Span(quote.end - 1, quote.end + 1),)),
    "highlight empty": lambda quote: replace(quote, highlight=(Span(quote.start, quote.start),)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_quotation_is_refused(quote: Quote, change: str) -> None:
    """Other words, another place, another page, another voice: whatever is changed."""
    changed = CHANGES[change](quote)
    assert changed != quote
    with pytest.raises(VerificationError):
        verify(changed, REVIEW)


def test_a_quotation_of_another_document_is_refused(quote: Quote) -> None:
    """Also where the other bears the same id."""
    other = next(document for document in SAMPLE if document is not REVIEW)
    with pytest.raises(VerificationError, match="checked against"):
        verify(quote, other)
    with pytest.raises(VerificationError, match="checked against"):
        verify(quote, replace(REVIEW, source=replace(REVIEW.source, sha256="0" * 64)))


def test_a_changed_document_is_noticed(quote: Quote) -> None:
    """The same structure over another text gives another quotation."""
    with pytest.raises(VerificationError, match="not what stands there"):
        verify(quote, replace(REVIEW, text=REVIEW.text.replace("e", "a")))


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((), "at least one"),
        ((5, 5), "rising order"),
        ((6, 5), "rising order"),
        ((-1,), "no sentence -1"),
        ((-2, 3), "no sentence -2"),
        ((len(REVIEW.sentences),), f"no sentence {len(REVIEW.sentences)}"),
    ],
)
def test_numbers_that_are_none(numbers: tuple[int, ...], message: str) -> None:
    """Sentences in rising order, at least one, that the document has."""
    with pytest.raises(VerificationError, match=message):
        attest(Choice(REVIEW, numbers, 0.5))


def test_different_sections_are_refused() -> None:
    """The last sentence of a section and the first of the next are no quotation."""
    border = next(
        number for number, sentence in enumerate(REVIEW.sentences) if sentence.section != REVIEW.sentences[0].section
    )
    with pytest.raises(VerificationError, match="different sections"):
        attest(Choice(REVIEW, (border - 1, border), 0.5))


@pytest.mark.parametrize(
    "choice",
    [
        _choice("The Service had 58 stations", "The savings were put"),
        _choice("- 22% had been bullied", "- 64% said"),
        _choice("We held 164 interviews", "- 31% of women"),
        _choice("Dales\t206,000", "Northmere\t1,640,000"),
    ],
)
def test_gaps_are_refused(choice: Choice) -> None:
    """Words that do not follow one another are not joined."""
    with pytest.raises(VerificationError, match="do not follow one another"):
        attest(choice)


def test_a_list_item_with_its_lead() -> None:
    """The one gap that is allowed; the cut shows, and the space before it is kept."""
    quote = attest(KINDS["list"])
    assert len(quote.spans) == 2
    assert " to the other: [...] - 31% of women" in quote.display
    assert "22%" not in quote.text
    assert quote.text.count("\n") == 1


def test_the_first_item_follows_its_lead() -> None:
    """No words are left out, so nothing shows."""
    quote = attest(_choice("What they told us was consistent", "- 57% had seen"))
    assert len(quote.spans) == 1
    assert "[...]" not in quote.display


def test_a_list_that_a_page_end_cuts() -> None:
    """Only notes stand between its items: it reads on."""
    lead = _number("What they told us was consistent")
    quote = attest(Choice(REVIEW, tuple(range(lead, lead + 6)), 0.5))
    assert len(quote.spans) == 2
    assert "patient safety - 83% were proud" in quote.display
    assert "standard is set" not in quote.text


def test_a_sentence_that_a_page_end_cuts() -> None:
    """It has two spans and reads on; the notes between are not in it."""
    quote = attest(KINDS["page end"])
    assert len(quote.spans) == 2
    assert "the makers advise that" in quote.display
    assert "consultancy" not in quote.text


def test_notes_of_different_pages_are_not_joined() -> None:
    """They have neighbouring numbers, and a page of body between them."""
    with pytest.raises(VerificationError, match="do not follow one another"):
        attest(_choice("¹⁹ The Service changed", "²⁰ The station officer"))


def _with_note(note: int) -> tuple[int, int]:
    return REVIEW.citing(note), REVIEW.sentences_of_note(note)[0]


def test_a_note_after_the_sentence_that_cites_it() -> None:
    """Whatever stands between; page, voice and kind are the sentence's, the citation names the note."""
    notes = [note for note in range(len(REVIEW.notes)) if REVIEW.citing(note) >= 0]
    below = [note for note in notes if REVIEW.sentences[_with_note(note)[0]].end <= REVIEW.notes[note].start]
    assert len(below) > 20
    for note in below:
        sentence = REVIEW.sentences[_with_note(note)[0]]
        quote = attest(Choice(REVIEW, _with_note(note), 0.5))
        verify(quote, REVIEW)
        assert len(quote.spans) >= 2
        assert " [...] " in quote.display
        assert quote.kind == sentence.kind
        assert f"with n. {REVIEW.notes[note].number}" in quote.citation


def test_a_note_after_another_sentence() -> None:
    """Words that a note is not of are not joined with it."""
    citing, note = _with_note(5)
    for other in (citing - 1, citing + 1):
        if REVIEW.sentences[other].section == REVIEW.sentences[note].section:
            with pytest.raises(VerificationError, match="do not follow one another"):
                attest(Choice(REVIEW, (other, note), 0.5))


def test_notes_of_one_page_may_be_joined() -> None:
    """One stands right below the other."""
    assert len(attest(_choice("⁴¹ He was dismissed")).spans) == 1
    note, below = _number("³⁷ The question read"), _number("³⁸ Of the 203")
    assert below == note + 1


def test_a_caption_and_a_row_show_the_cut() -> None:
    """The heads of the columns stand between them and are left out."""
    quote = attest(_choice("Figure 2.2: Ambulances by age", "Under 3 years"))
    assert quote.display == "Figure 2.2: Ambulances by age and days off the road [...] Under 3 years 88 14 3"
    assert quote.table is None


def test_a_row_alone_is_a_row() -> None:
    """Its cells with the heads of their columns."""
    quote = attest(KINDS["row"])
    assert quote.display == "Dales | 206,000 | 1,350 | 10 | 46,800 | 227"
    assert quote.table is not None
    assert quote.table.caption == "Figure 1.1: The five divisions of the Service, 2023-24"
    assert quote.table.cells == ("Dales", "206,000", "1,350", "10", "46,800", "227")
    assert quote.table.columns == (
        "",
        "Residents",
        "Square miles",
        "Stations",
        "Calls",
        "Calls per 1,000 residents",
    )


def test_several_rows_show_all_their_words() -> None:
    """The display is that of all rows, not of the last one; it is no single row."""
    quote = attest(_choice("Dales\t206,000", "Border\t244,000"))
    assert quote.display == "Dales 206,000 1,350 10 46,800 227 Border 244,000 740 6 57,800 237"
    assert quote.table is None


def test_a_table_without_caption() -> None:
    """Its rows have an empty one."""
    document = read_document("Title\n\nYear\tCalls\n2019\t7\n2020\t9\n\nThe end came.\n", Source("a", "A", "text"))
    row = next(number for number, sentence in enumerate(document.sentences) if sentence.row != NOTHING)
    assert attest(Choice(document, (row,), 0.5)).table == TableRow("", ("Year", "Calls"), ("2019", "7"))


CUT_BY_A_CAPTION = read_document(
    "Report\n\nStaff told us many things over the months that we spent there. They said that nobody had asked them "
    "about any of it before, that the kettle had been put away and that the\n\n"
    "Figure 1.1: Kettles by year\n\nroom was closed. Nobody asked why.\n",
    Source("a", "A", "text"),
)


def test_a_caption_at_a_page_end_does_not_break_a_sentence() -> None:
    """The sentence reads on over it, without an ellipsis."""
    quote = attest(Choice(CUT_BY_A_CAPTION, (_number("They said", CUT_BY_A_CAPTION),), 0.5))
    assert quote.display.endswith("and that the room was closed.")
    assert len(quote.spans) == 2


def test_a_sentence_is_not_joined_with_what_cuts_it() -> None:
    """The caption has the next number, and stands before the sentence's end."""
    cut = _number("They said", CUT_BY_A_CAPTION)
    with pytest.raises(VerificationError, match="overlap or stand in wrong order"):
        attest(Choice(CUT_BY_A_CAPTION, (cut, cut + 1), 0.5))


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_score_off_scale(score: float) -> None:
    """Scores are probabilities."""
    with pytest.raises(VerificationError, match="between 0 and 1"):
        attest(replace(KINDS["prose"], score=score))


def _answer(quote: Quote, **changes: object) -> Answer:
    answer = Answer(question="?", status="answered", mode="reader", quotes=(quote,))
    return replace(answer, **changes)  # type: ignore[arg-type]


def test_an_answer_is_verified_whole(quote: Quote) -> None:
    """Quotations, nearest passages and what statements refer to."""
    answer = _answer(quote, nearest=(quote,), statements=(Statement("So it is.", (0,)),))
    assert verify_answer(answer, SAMPLE) is answer


@pytest.mark.parametrize("part", ["quotes", "nearest"])
def test_a_false_quotation_anywhere_in_an_answer(quote: Quote, part: str) -> None:
    """Also among the nearest passages."""
    false = replace(quote, text=quote.text + "!")
    with pytest.raises(VerificationError):
        verify_answer(_answer(quote, **{part: (quote, false)}), SAMPLE)


def test_an_answer_from_nowhere(quote: Quote) -> None:
    """A document that is not there."""
    with pytest.raises(VerificationError, match="no document 'okafor-review'"):
        verify_answer(_answer(quote), SAMPLE[:0])


@pytest.mark.parametrize("number", [-1, 1, 99])
def test_a_statement_about_nothing(quote: Quote, number: int) -> None:
    """It refers to quotations that are there."""
    with pytest.raises(VerificationError, match="not there"):
        verify_answer(_answer(quote, statements=(Statement("So it is.", (0, number)),)), SAMPLE)
