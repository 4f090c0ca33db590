"""Quotation marks: curly, straight, single, nested, over paragraphs; and apostrophes, which are none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from qa.check.marks import find_marked


def _marked(text: str) -> list[str]:
    """What stands between the outermost marks of one paragraph."""
    return [text[span.start : span.end] for one in find_marked(text, [Span(0, len(text))]) for span in one.spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They call it “the kettle” here.", ["the kettle"]),
        ('They call it "the kettle" here.', ["the kettle"]),
        ("They call it ‘the kettle’ here.", ["the kettle"]),
        ("They call it 'the kettle' here.", ["the kettle"]),
        ("They call it «the kettle» here.", ["the kettle"]),
        ("“One” and “two”, then 'three'.", ["One", "two", "three"]),
        ("She said “he said ‘no’ to me” twice.", ["he said ‘no’ to me"]),
        ("She said “he said “no” to me” twice.", ["he said “no” to me"]),
        ("‘It’s the crews’ own kettle’, he said.", ["It’s the crews’ own kettle"]),
        ("'It's the crews' own kettle', he said.", ["It's the crews' own kettle"]),
        ("The officers’ mess and the crews’ kettle.", []),
        ("The officers' mess and the crews' kettle.", []),
        ("It's Joseph's kettle, isn't it?", []),
        ("In the '90s, 'tis said, rock 'n' roll.", []),
        ("A 6\" gun and a 12' wall.", []),
        ("(“in brackets”)—“after a dash”", ["in brackets", "after a dash"]),
        ('“mixed marks" are read', ["mixed marks"]),
        ('"mixed marks” are read', ["mixed marks"]),
        ("\"two single marks.'' [p8]", ["two single marks."]),
        ("“A. “B.” goes on", ["A. “B."]),
        ("", []),
    ],
)
def test_marked(text: str, expected: list[str]) -> None:
    """Only what stands between outermost marks."""
    assert _marked(text) == expected


def test_over_several_paragraphs() -> None:
    """Each paragraph opens anew and only the last one closes: one quotation."""
    text = "He said: “First one.\n\n“Second one.\n\n“Third one.” That was all."
    bounds = [Span(0, 20), Span(22, 34), Span(36, len(text))]
    (found,) = find_marked(text, bounds)
    assert [text[start:end] for start, end in found.spans] == ["First one.", "Second one.", "Third one."]
    assert found.closed


def test_unclosed() -> None:
    """A mark that nothing closes quotes to the end of its paragraph, and says so."""
    text = "He said “this and no more.\n\nNext."
    (found,) = find_marked(text, [Span(0, 26), Span(28, 33)])
    assert (text[found.spans[0].start : found.spans[0].end], found.closed) == ("this and no more.", False)


@given(st.text("ab '\"“”‘’.\n", max_size=60))
def test_always_disjoint_and_inside(text: str) -> None:
    """Whatever the marks: stretches within the paragraph, in order, none overlapping."""
    found = find_marked(text, [Span(0, len(text))])
    ends = [(one.start, one.end) for one in found]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert all(before[1] <= after[0] for before, after in pairwise(ends))
    assert all(one.start < span.start <= span.end <= one.end for one in found for span in one.spans)


def test_unclosed_before_a_reference() -> None:
    """A mark that nothing closes quotes up to the first page reference, and what follows is read on."""
    assert _marked('It says "some words [p8] and ‘other words’ too.') == ["some words", "other words"]
