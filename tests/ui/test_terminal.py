"""What people read in a terminal."""

import io
import re
from dataclasses import replace
from typing import Literal

import pytest
from rich.console import Console

from corpus.document import Document, Source, Span
from corpus.read import read_document
from qa.answer import Answer, Statement, Usage
from qa.events import Event, Finished, Found, Started
from qa.library import Library
from qa.verify import Choice, attest
from ui.terminal import _marked, print_answer, print_events, print_hits, print_outline, print_sources, visible

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _shown(library: Library, answer: Answer, *, terminal: bool = False) -> str:
    out = io.StringIO()
    colours: Literal["truecolor", "auto"] = "truecolor" if terminal else "auto"
    print_answer(Console(file=out, force_terminal=terminal, width=2000, color_system=colours), library, answer)
    return out.getvalue()


def _plain(shown: str) -> str:
    return " ".join(_COLOUR.sub("", shown).split())


def _answer(library: Library, *beginnings: str, light: str = "", document: str = "okafor-review") -> Answer:
    own = library.document(document)
    numbers = tuple(
        next(number for number, one in enumerate(own.sentences) if own.text.startswith(beginning, one.start))
        for beginning in beginnings
    )
    at = own.text.index(light, own.sentences[numbers[0]].start)
    lights = (Span(at, at + len(light)),) if light else ()
    quote = attest(Choice(own, numbers, 0.5, lights))
    return Answer(question="?", status="answered", mode="reader", quotes=(quote,))


def test_a_quotation(library: Library) -> None:
    """Its place, its words between quotation marks, its citation."""
    shown = _shown(library, _answer(library, "Of the 97 staff"))
    assert "Chapter 1: The Service and the people of Northmere › 1.2. How the Service is organised" in shown
    assert "“Of the 97 staff at the two closed rooms, 38 made the move.”" in shown
    assert "The Okafor Review, Final Report (June 2024), 1.2, p" in shown


def test_a_pipe_gets_neither_colour_nor_context(library: Library) -> None:
    """Only what is quoted."""
    shown = _shown(library, _answer(library, "Of the 97 staff", light="38"))
    assert "\x1b" not in shown
    assert "Three control rooms" not in shown


def test_a_terminal_gets_context_and_marks(library: Library) -> None:
    """What stands beside the quotation, dim, and what matched, marked."""
    shown = _shown(library, _answer(library, "Of the 97 staff", light="38"), terminal=True)
    assert "handling moved to Quarry Lane in Aldersby. “Of the 97 staff" in _plain(shown)
    assert "made the move.” The Service is led by a Chief Executive" in _plain(shown)
    marked = re.findall(r"\x1b\[1;33m(.*?)\x1b\[0m", shown)
    assert marked == ["38"]


@pytest.mark.parametrize("beginning", ["Northmere covers 2,870", "The letter is one page long", "- Bryn Tolliver"])
def test_context_stays_within_the_section(library: Library, beginning: str) -> None:
    """At its first and last words nothing of another section is shown."""
    shown = _plain(_shown(library, _answer(library, beginning), terminal=True))
    assert "Chapter summary" not in shown
    assert "4.7. Conclusion" not in shown


def test_a_row_of_a_table(library: Library) -> None:
    """Each cell with the head of its column."""
    shown = _plain(_shown(library, _answer(library, "Dales\t206,000", light="206,000")))
    assert "Figure 1.1: The five divisions of the Service, 2023-24" in shown
    assert "Residents: 206,000 · Square miles: 1,350" in shown


def test_marks_in_both_parts_of_a_cut_quotation(library: Library) -> None:
    """Each at its own place, though the same word stands in both."""
    own = library.document("okafor-review")
    numbers = tuple(
        next(number for number, one in enumerate(own.sentences) if own.text.startswith(beginning, one.start))
        for beginning in ("Families told us", "- to know whether")
    )
    lights = [own.text.index("to", own.sentences[number].start) for number in numbers]
    lights[0] = own.text.index("told", own.sentences[numbers[0]].start)
    quote = attest(Choice(own, numbers, 0.5, (Span(lights[0], lights[0] + 4), Span(lights[1], lights[1] + 2))))
    shown = _shown(library, Answer(question="?", status="answered", mode="reader", quotes=(quote,)), terminal=True)
    assert re.findall(r"\x1b\[1;33m(.*?)\x1b\[0m", shown) == ["told", "to"]
    assert "[...] - \x1b[1;33mto\x1b[0m know" in shown


def test_marks_are_not_drawn_to_an_earlier_part() -> None:
    """Where the words of a list item stand in its lead-in too, the item's are marked."""
    text = (
        "Report\n\nCrews wanted a room, a kettle - tea included - and above all:\n\n- a bed\n- tea\n\nThat was all.\n"
    )
    document = read_document(text, Source("a", "A", "text"))
    lead = next(number for number, one in enumerate(document.sentences) if text.startswith("Crews", one.start))
    light = Span(text.rindex("tea"), text.rindex("tea") + 3)
    quote = attest(Choice(document, (lead, lead + 2), 0.5, (light,)))
    assert quote.display == "Crews wanted a room, a kettle - tea included - and above all: [...] - tea"
    (mark,) = _marked(document, quote).spans
    assert (mark.start, mark.end) == (len(quote.display) - 3, len(quote.display))


def test_whose_words(library: Library) -> None:
    """The voice is named where it is not the document's own."""
    shown = _shown(library, _answer(library, "I did six years on the road", document="readers-forum-thread"))
    assert "voice: post: Plodder" in shown
    assert "voice:" not in _shown(library, _answer(library, "Of the 97 staff"))
    assert "voice: testimony" in _shown(library, _answer(library, "“You do a baby"))


def test_a_refusal(library: Library) -> None:
    """It is said plainly; the nearest passages are not called an answer."""
    found = _answer(library, "Of the 97 staff")
    refused = replace(found, status="not_found", quotes=(), nearest=found.quotes)
    shown = _shown(library, refused)
    assert shown.startswith("Not in the documents.\nThe nearest passages, which are not an answer:\n")
    assert "Of the 97 staff" in shown
    assert _shown(library, replace(refused, nearest=())) == "Not in the documents.\n"


def test_a_models_words(library: Library) -> None:
    """Labelled, plain, in no quotation marks, before the quotations they rest on; the account stands last."""
    one, two = _answer(library, "Of the 97 staff"), _answer(library, "Northmere covers 2,870")
    statements = (
        Statement("[red]38[/red] staff :warning: moved\x1b[1m.", (0,)),
        Statement("It is large.", (1, 0)),
    )
    answer = replace(one, quotes=(*one.quotes, *two.quotes), statements=statements, prompt="answer-1", usage=Usage(1))
    shown = _shown(library, answer)
    lines = [line for line in shown.split("\n") if line.startswith(("In the", " 1", " 2", "model"))]
    assert lines[0] == "In the model's words: [red]38[/red] staff :warning: moved[1m. [1]"
    assert lines[1].startswith(" 1  Chapter 1")
    assert lines[2] == "In the model's words: It is large. [2, 1]"
    assert lines[3].startswith(" 2  Chapter 1")
    assert lines[4] == "model: 1 request, prompt answer-1"
    told = _shown(library, replace(answer, usage=Usage(3, 1200, 34, 0.00123)))
    assert told.endswith("model: 3 requests, 1,200 tokens sent, 34 received, $0.0012, prompt answer-1\n")


def test_events_are_printed_as_they_come(library: Library) -> None:
    """The same as the answer they end in."""
    one, two = _answer(library, "Of the 97 staff"), _answer(library, "Northmere covers 2,870")
    statements = (Statement("They moved.", (0,)), Statement("It is large.", (1,)))
    answer = replace(one, quotes=(*one.quotes, *two.quotes), statements=statements, notices=("so",))
    found = [Found(statements[0], 0, one.quotes), Found(statements[1], 1, two.quotes)]
    ways: list[list[Event]] = [[Started("?", 2), *found, Finished(answer)], [Started("?", 2), Finished(answer)]]
    for events in ways:
        out = io.StringIO()
        assert print_events(Console(file=out, width=2000), library, events) is answer
        assert out.getvalue() == _shown(library, answer)


def test_characters_that_a_terminal_obeys() -> None:
    """A document's are shown as signs, and its words stay where they are."""
    text = "Report\n\nThe \x1b[31mred\x1b]8;;https://evil.example\x07 kettle\u202e stood there.\n"
    document = read_document(text, Source("a", "A\x1b", "text"))
    number = next(n for n, one in enumerate(document.sentences) if text.startswith("The", one.start))
    light = Span(text.index("kettle"), text.index("kettle") + 6)
    quote = attest(Choice(document, (number,), 0.5, (light,)))
    marked = _marked(document, quote)
    assert marked.plain == "The \ufffd[31mred\ufffd]8;;https://evil.example\ufffd kettle\ufffd stood there."
    (mark,) = marked.spans
    assert marked.plain[mark.start : mark.end] == "kettle"
    assert visible("a\tb") == "a\ufffdb"


def test_notices_are_shown_as_they_are(library: Library) -> None:
    """Brackets and colons in them are no markup."""
    shown = _shown(library, replace(_answer(library, "Of the 97 staff"), notices=("it is [/bold] in :warning: [x]",)))
    assert shown.endswith("note: it is [/bold] in :warning: [x]\n")


def _printed(width: int = 2000) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=width), out


def test_hits(library: Library) -> None:
    """Rank, score, place, words, document and pages."""
    console, out = _printed()
    hits = library.search("How many interviews?", 3).hits
    print_hits(console, hits)
    shown = out.getvalue()
    for rank, hit in enumerate(hits, 1):
        assert f"\n{rank:>2}  {hit.score:6.2f}  " in f"\n{shown}"
        assert hit.document.id in shown


def test_an_outline(review: Document) -> None:
    """A tree of headings, deeper ones below, each with its page."""
    console, out = _printed()
    print_outline(console, replace(review, notices=("[something] is missing",)))
    lines = out.getvalue().split("\n")
    assert lines[0] == "The Okafor Review: Final Report (fictional sample) (okafor-review)"
    depths = {line.split("─ ")[1].split("  ")[0]: line.index("─ ") for line in lines if "─ " in line}
    assert len([line for line in lines if "─ " in line]) == len(review.sections)
    assert depths["Chapter 5: Discrimination and bullying"] < depths["Chapter 5.1: Women in the Service"]
    assert depths["Chapter 5.1: Women in the Service"] < depths["5.1.2. Sexual harassment"]
    assert any(line.endswith("3.4. Appraisals  p. 18") for line in lines)
    assert "(front matter)" in lines[1]
    assert lines[-2] == "note: [something] is missing"


def test_sources(library: Library) -> None:
    """A line each: id, citation, size, file."""
    console, out = _printed()
    print_sources(console, library.shelf.documents)
    shown = out.getvalue()
    for raw in library.shelf.documents:
        (line,) = [line for line in shown.split("\n") if line.lstrip().startswith(raw.source.id)]
        assert raw.source.cite_as in line
        assert f"{len(raw.text):,}" in line
        assert str(raw.path) in line
