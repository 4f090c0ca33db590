"""Reading as a whole: nothing is lost, everything is a span, long texts take no more than their share of time."""

import gc
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given

from corpus.document import NOTHING, Document
from corpus.sentences import sentence_bounds
from corpus.views import display
from tests.corpus.reading import SOURCE, quoted, read, uncovered
from tests.strategies import awkward_text, documents


def check(document: Document) -> None:
    """Assert what holds of every document."""
    text = document.text
    assert uncovered(document) == ""
    sentences = document.sentences
    for sentence in sentences:
        edges = [edge for span in sentence.spans for edge in span]
        assert edges == sorted(edges)
        assert 0 <= edges[0] < edges[-1] <= len(text)
        assert display(text, sentence.spans) or sentence.kind in {"table", "footnote"}  # a row of marks shows nothing
        assert 0 <= sentence.section < len(document.sections)
        section = document.sections[sentence.section]
        assert section.start <= sentence.start < section.end or sentence.kind == "footnote" or section.kind == "front"
        assert all(document.notes[note].reference is not None for note in sentence.notes)
    body = [sentence.start for sentence in sentences if sentence.kind != "footnote"]
    noted = [sentence.start for sentence in sentences if sentence.kind == "footnote"]
    assert [sentence.start for sentence in sentences] == [*sorted(body), *sorted(noted)]
    spans = [
        *((section.start, section.end) for section in document.sections),
        *((note.start, note.end) for note in document.notes),
        *((table.start, table.end) for table in document.tables),
        *((passage.start, passage.end) for passage in document.passages),
    ]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert list(document.apart) == sorted(document.apart)


@given(documents())
def test_random_documents(text: str) -> None:
    """Every character of a plausible document is in a sentence, a table's head or apart, with no exception."""
    document = read(text)
    check(document)
    assert document.text == text
    assert document.source == SOURCE


@given(awkward_text)
def test_awkward_text(text: str) -> None:
    """No heap of characters breaks reading or loses words."""
    check(read(text))


def test_the_sample(sample_documents: dict[str, Document]) -> None:
    """Nothing of the sample is lost."""
    for document in sample_documents.values():
        check(document)


def test_kinds_of_the_sample(review: Document) -> None:
    """Prose, testimony, lists, tables, notes and headings are told apart."""
    for words, kind in [
        ("Northmere covers 2,870 square miles", "prose"),
        ("You learn it in your first month.", "testimony"),
        ("57% had seen a colleague bullied", "list"),
        ("Aldersby\t540,000", "table"),
        ("The book was begun in 1974", "footnote"),
        ("Figure 4.2: The longest tenth", "heading"),
        ("Local knowledge", "heading"),
    ]:
        assert {part.kind for part in review.sentences if words in quoted(review, part.spans)} == {kind}, words


def test_leads_of_items() -> None:
    """Items know the sentence with a colon before them, within one section and one list."""
    document = read("They had:\n\n- a blanket\n- a bucket\n\nIt was cold.\n\n- a kettle")
    assert [part.lead for part in document.sentences] == [NOTHING, 0, 0, NOTHING, NOTHING]


def test_a_lead_with_a_mark_or_emphasis() -> None:
    """A footnote mark or an asterisk after the colon does not hide it."""
    assert [part.lead for part in read("*They had:*¹\n\n- a blanket\n\n¹ So.").sentences] == [NOTHING, 0, NOTHING]


def test_a_lead_does_not_reach_over_a_heading() -> None:
    """Items below a heading are not introduced by the section above."""
    long = "It was cold in the room and nobody had said so."
    document = read(f"Chapter 1: Money\n\n{long} They had:\n\nChapter 2: Staff\n\n- a blanket\n\n{long}")
    assert {part.lead for part in document.sentences} == {NOTHING}


def test_an_empty_text() -> None:
    """Nothing gives a document with nothing in it."""
    document = read("")
    assert (document.sentences, document.passages, document.notes, document.tables) == ((), (), (), ())


def test_an_invisible_note() -> None:
    """A note of zero-width characters is no reason to fail."""
    assert [part.kind for part in read("¹ " + "\u200b" * 700).sentences] == ["footnote"]


def test_lines_ended_by_carriage_returns_alone() -> None:
    """A text without line feeds is one paragraph of sentences."""
    assert [quoted(part, part.sentences[0].spans) for part in [read("It was dark.\rNobody came.\r")]] == [
        "It was dark."
    ]


@pytest.mark.documents
def test_the_real_documents(real_documents: dict[str, Document]) -> None:
    """Nothing of the real documents is lost."""
    for document in real_documents.values():
        check(document)


@pytest.mark.documents
def test_contents_of_the_real_report(real_documents: dict[str, Document]) -> None:
    """All 126 entries of the contents list have their heading."""
    report = real_documents["casey-review-final-report"]
    listed = report.text[slice(*report.apart[0])]
    assert len(re.findall(r"\d+\s*$", listed, re.MULTILINE)) == 126
    assert report.notices == ()


SENTENCE = "The crew waited outside the doors of the hospital for nine hours and nobody rang. "
LONG_SENTENCE = f"{SENTENCE[:-2]}, because {SENTENCE[:-2].lower()}, and so they all went on waiting until the morning. "


def one_line(size: int) -> str:
    """One line of as many characters."""
    return (LONG_SENTENCE * (size // len(LONG_SENTENCE) + 1))[:size]


def marked_line(size: int) -> str:
    """One line full of markup."""
    sentence = "It was *so* late.¹ We [asked](http://x.y) them **twice**. "
    return (sentence * (size // len(sentence) + 1))[:size]


def headings(count: int) -> str:
    """As many headings, each with a sentence below."""
    return "\n\n".join(
        f"{number % 90 + 1}.{number % 80 + 1}. Crews of place {number}\n\n{SENTENCE}" for number in range(count)
    )


def bare_headings(count: int) -> str:
    """As many headings without numbers."""
    return "\n\n".join(f"Crews of a place\n\n{SENTENCE}" for _ in range(count))


def items(count: int) -> str:
    """As many list items, nested to fifty levels."""
    return "They told us:\n\n" + "\n".join(f"{'  ' * (number % 50)}- item {number}" for number in range(count))


def rows(count: int) -> str:
    """A table of as many rows, few with a label."""
    return "Figure 1.1: Calls\n\nWhen\tWho\tCalls\nMay\tCrew\t1\n" + "\n".join(f"\tCrew\t{n}" for n in range(count))


def listed(count: int) -> str:
    """A contents list of as many entries, none of which is quite the heading of the body."""
    entries = "\n".join(f"Crews of place {number}.....{number // 9}" for number in range(count))
    return f"{entries}\n\n" + "\n\n".join(f"Crews at place {number}\n\n{SENTENCE}" for number in range(count))


def cut(count: int) -> str:
    """One paragraph cut by as many page ends."""
    return "\n\n".join("It was late. And so it went on over the" for _ in range(count)) + " end."


def notes(count: int) -> str:
    """As many notes under as many marks."""
    return "\n\n".join(f"{SENTENCE.strip()}¹\n\n¹ Note {number}." for number in range(count))


LONG_TEXTS: dict[str, tuple[Callable[[int], str], int]] = {
    "one line": (one_line, 60_000),
    "one line of markup": (marked_line, 25_000),
    "one line without space": (lambda size: "x" * size, 200_000),
    "headings": (headings, 300),
    "bare headings": (bare_headings, 300),
    "nested items": (items, 800),
    "rows": (rows, 800),
    "contents list of another text": (listed, 200),
    "paragraph over many pages": (cut, 300),
    "notes": (notes, 300),
    "space": (lambda size: "Crews" + " " * size + "5", 30_000),
    "leaders": (lambda size: "Crews" + "." * size + "x", 30_000),
    "spaced leaders": (lambda size: "Crews" + " ." * size + "x", 15_000),
    "tabs": (lambda size: "Crews" + "\t" * size + "x", 30_000),
    "asterisks": (lambda size: "*a " * size, 10_000),
    "brackets": (lambda size: "](a) " * size, 10_000),
    "exclamation marks": (lambda size: "! " * size, 3_000),
    "list numbers": (lambda size: "1. " * size, 3_000),
}


@pytest.mark.alone
@pytest.mark.parametrize(("make", "size"), LONG_TEXTS.values(), ids=LONG_TEXTS.keys())
def test_reading_is_linear(make: Callable[[int], str], size: int) -> None:
    """Four times the text takes at most six times as long."""
    sentence_bounds("The model is loaded. So it is.")

    def seconds(text: str) -> float:
        gc.collect()
        gc.disable()  # its rounds come when they will, and would be counted to one text or the other
        started = time.process_time()
        read(text)
        taken = time.process_time() - started
        gc.enable()
        return taken

    short, long = make(size), make(4 * size)
    tries = (seconds(long) / max(seconds(short), 0.005) for _ in range(4))
    assert any(ratio <= 6 for ratio in tries)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (lambda: one_line(5_000_000), 5_000_000 // len(LONG_SENTENCE)),
        (lambda: headings(10_000), 20_000),
        (lambda: items(20_000), 20_001),
    ],
    ids=["one line of 5 MB", "ten thousand headings", "twenty thousand nested items"],
)
def test_large_texts(text: Callable[[], str], count: int) -> None:
    """Texts far larger than any report are read whole."""
    document = read(text())
    assert abs(len(document.sentences) - count) <= 1
    assert document.sentences[-1].end >= len(document.text.rstrip())
