"""Reading and folded views: what is markup, what is equal, and that every character maps back to its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from corpus.views import (
    MOST_MARKUP_CHARS,
    display,
    fold,
    folded_view,
    markup_spans,
    plain,
    reading_view,
    superscript_number,
)
from tests.strategies import awkward_text, documents

SHOWN = {
    "nothing": ("It was cold.", "It was cold."),
    "emphasis": ("It was *so* cold.", "It was so cold."),
    "strong": ("It was **so** cold.", "It was so cold."),
    "both": ("It was ***so*** cold.", "It was so cold."),
    "emphasis of a phrase": ("*Waiting to be Heard*: a report", "Waiting to be Heard: a report"),
    "emphasis around a quotation": ('*"It was cold."*', '"It was cold."'),
    "two emphases": ("*so* cold and *so* dark", "so cold and so dark"),
    "strong around emphasis": ("**so *very* cold**", "so very cold"),
    "swearing": ("It was f*** cold, f**k it.", "It was f*** cold, f**k it."),
    "swearing within emphasis": ("It was *f*** cold*.", "It was f*** cold."),
    "sum": ("2 * 3 * 4", "2 * 3 * 4"),
    "asterisk for a note": ("It was cold.*", "It was cold.*"),
    "opening asterisk alone": ("*It was cold.", "*It was cold."),
    "unequal asterisks": ("**so* cold", "**so* cold"),
    "emphasis ends with its line": ("*so\ncold*", "*so cold*"),
    "escaped asterisks": (r"\*so\* cold", "*so* cold"),
    "escaped bracket": (r"\[so] cold", "[so] cold"),
    "a path is no escape": (r"C:\files", r"C:\files"),
    "link": ("See [the report](https://okafor.example/a) now.", "See the report now."),
    "empty link": ("[Hospital handovers](#)", "Hospital handovers"),
    "asterisks in a link's target": ("[so](/*a*/) cold", "so cold"),
    "link with emphasis": ("[Herald, *Waiting*](#)", "Herald, Waiting"),
    "brackets are no link": ("It fell [by half] (see below).", "It fell [by half] (see below)."),
    "target without a bracket": ("so](#) cold", "so cold"),
    "link over two lines": ("[so\n](#) cold", "[so cold"),
    "footnote mark": ("It was cold.¹² Nobody came.", "It was cold. Nobody came."),
    "footnote mark after a space": ("It was cold ¹ and dark.", "It was cold and dark."),
    "footnote mark at the start": ("¹ It was cold.", "It was cold."),
    "soft hyphen": ("bit\u00adter", "bitter"),
    "zero width characters": ("\ufeffbit\u200bter\u2060 cold\u200d", "bitter cold"),
    "tags": ("cold<br>and <b>dark</b><p/>", "coldand dark"),
    "a smaller-than sign": ("a < b and b > c", "a < b and b > c"),
    "unknown tag": ("<q>cold</q>", "<q>cold</q>"),
    "heading marks": ("## Money", "Money"),
    "heading marks below": ("So.\n# Money\n###### Staff", "So. Money Staff"),
    "number signs": ("Nos. # 4 and #5", "Nos. # 4 and #5"),
    "seven number signs": ("####### Money", "####### Money"),
    "space": ("  It\u00a0was \t\n\n cold.\r\n", "It was cold."),
    "curly marks stay": ("“It’s cold” – so…", "“It’s cold” – so…"),
    "only markup": ("¹²", ""),
    "empty": ("", ""),
}
ALIKE = {
    "case": ("The SERVICE", "the service"),
    "sharp s": ("Straße", "STRASSE"),
    "curly quotation marks": ("“It’s cold”", '"It\'s cold"'),
    "low and angled quotation marks": ("„so‟ «so»", '"so" "so"'),
    "primes and accents": ("6′ and 4`", "6' and 4'"),
    "dashes": ("2019–20 — so ‑ and −4", "2019-20 - so - and -4"),
    "ellipsis": ("so…", "so..."),
    "space": ("so\u00a0very\n\tcold", "so very cold"),
    "soft hyphen": ("bit\u00adter", "bitter"),
    "footnote mark": ("cold.¹ Nobody", "cold. Nobody"),
    "emphasis": ("*so* cold", "so cold"),
}


@pytest.mark.parametrize(("raw", "shown"), SHOWN.values(), ids=SHOWN.keys())
def test_display(raw: str, shown: str) -> None:
    """People read the words, without the marks that dress them."""
    assert display(raw, [Span(0, len(raw))]) == shown
    assert plain(raw) == shown


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE.keys())
def test_fold(one: str, other: str) -> None:
    """Two ways of writing the same words fold to the same string."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("5%", "15%"), ("cold", "colder"), ("a b", "ab"), ("it's", "its")])
def test_fold_keeps_apart(one: str, other: str) -> None:
    """Folding makes no two different words equal."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize(("mark", "number"), [("¹", 1), ("²⁵⁰", 250), (" ⁷", 7), ("¹" * 5000, 111_111)])
def test_superscript_number(mark: str, number: int) -> None:
    """Superscript digits are read as a number, an endless row of them too."""
    assert superscript_number(mark) == number


def test_spans_are_joined_by_a_space() -> None:
    """The halves of a sentence that a page end cuts are read as one."""
    text = "It was very ¹ A note. cold."
    assert display(text, [Span(0, 11), Span(22, 27)]) == "It was very cold."


def test_markup_is_known_from_the_whole_line() -> None:
    """A sentence within emphasised words loses the asterisk that is its own, though the other is not."""
    text = '*"It was cold. Nobody came."*'
    assert display(text, [Span(0, 14)]) == '"It was cold.'
    assert display(text, [Span(15, 29)]) == 'Nobody came."'


def test_markup_of_an_endless_line() -> None:
    """On a line longer than is looked at, what is near a span still counts."""
    text = "word " * MOST_MARKUP_CHARS + "*so* cold.¹ " + "word " * MOST_MARKUP_CHARS
    start = text.index("*so*")
    assert display(text, [Span(start, start + 11)]) == "so cold."


def test_markup_of_a_long_text_at_once() -> None:
    """A span of very many lines is read like the lines one by one."""
    line = "It was *so* cold.¹ See [it](#).\n"
    assert display(line * 1000, [Span(0, 1000 * len(line))]) == " ".join(["It was so cold. See it."] * 1000)


@given(awkward_text | documents(), st.data())
def test_reading_view_maps_back(text: str, data: st.DataObject) -> None:
    """Every character of the view stands in the span where the view says, and spaces are single."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    view = reading_view(text, [Span(start, end)])
    assert len(view.text) == len(view.offsets)
    assert all(start <= offset < end for offset in view.offsets)
    assert list(view.offsets) == sorted(view.offsets)
    assert all(text[offset] == shown for shown, offset in zip(view.text, view.offsets, strict=True) if shown != " ")
    assert view.text == view.text.strip()
    assert "  " not in view.text


@given(awkward_text | documents())
def test_folded_view_maps_back(text: str) -> None:
    """Every folded character comes from the character it is mapped to, which folds to it."""
    view = folded_view(text, [Span(0, len(text))])
    assert len(view.text) == len(view.offsets)
    assert all(text[offset].isspace() or part in fold(f"x{text[offset]}x") for part, offset in zip(*view, strict=True))


@given(awkward_text, st.data())
def test_a_part_is_shown_as_in_the_whole(text: str, data: st.DataObject) -> None:
    """What is markup does not depend on where a span is cut."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    whole, part = reading_view(text, [Span(0, len(text))]), reading_view(text, [Span(start, end)])
    expected = [o for shown, o in zip(*whole, strict=True) if shown != " " and start <= o < end]
    assert [o for shown, o in zip(*part, strict=True) if shown != " "] == expected


@given(awkward_text)
def test_markup_is_disjoint(text: str) -> None:
    """Stretches of markup are in order, apart and not empty."""
    spans = markup_spans(text, 0, len(text))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(span.start < span.end for span in spans)
