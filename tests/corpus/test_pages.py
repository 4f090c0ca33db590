"""The page of every offset: recovered on the sample, on made-up reports, on the real one; and nothing that breaks."""

import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.contents import Anchor
from corpus.document import Document, PageMap, Source
from corpus.layout import Layout, lay_out
from corpus.notes import find_notes
from corpus.outline import Heading
from corpus.pages import map_pages
from corpus.read import read_document
from eval.pages import measure
from tests.report_generator import Page, Report, make_report

GOLDEN = Path(__file__).parents[1] / "golden" / "sample_pages.json"
SEEDS = range(1000, 1040)
SURE = frozenset({"contents", "inferred"})


def map_of(text: str, layout: Layout) -> PageMap:
    """The map of a text that has been laid out."""
    return map_pages(text, layout.blocks, layout.headings, layout.anchors, find_notes(text, layout.blocks))


@cache
def made_up(seed: int) -> tuple[Report, Layout, PageMap]:
    """A made-up report and its map."""
    report = make_report(seed)
    layout = lay_out(report.text)
    return report, layout, map_of(report.text, layout)


def tally(pages: PageMap, truth: Iterable[Page], length: int) -> Counter[tuple[str | None, bool, int]]:
    """Characters by basis, whether the pages given hold the true one, and how many pages are left open."""
    found: Counter[tuple[str | None, bool, int]] = Counter()
    stretches = list(zip(pages.starts, [*pages.starts[1:], length], pages.pages, strict=True))
    for page in truth:
        for start, end, given_pages in stretches:
            chars = min(end, page.end) - max(start, page.start)
            if chars > 0:
                first, last = given_pages.first or 0, given_pages.last or 0
                found[given_pages.basis, first <= page.number <= last, last - first] += chars
    return found


def share(found: Counter[tuple[str | None, bool, int]], *, of: Iterable[tuple[str | None, bool, int]]) -> float:
    """The part of the characters counted that falls under some of the keys."""
    return sum(found[key] for key in of) / found.total()


def is_covering(pages: PageMap, length: int) -> bool:
    """Whether the stretches begin with the text, follow one another and lie in it."""
    return (
        pages.starts[0] == 0
        and all(above < below for above, below in pairwise(pages.starts))
        and pages.starts[-1] < max(1, length)
        and len(pages.starts) == len(pages.pages)
    )


def never_falls(pages: PageMap) -> bool:
    """Whether first and last pages rise through the text, with no gap of knowledge once they are known."""
    known = [(own.first, own.last) for own in pages.pages if own.first is not None and own.last is not None]
    since = next((place for place, own in enumerate(pages.pages) if own.first is not None), len(pages.pages))
    return len(known) == len(pages.pages) - since and all(
        above[0] <= below[0] and above[1] <= below[1] and above[0] <= above[1] for above, below in pairwise(known)
    )


def test_sample_is_right_and_nearly_all_sure(review: Document) -> None:
    """Every offset of the sample's body lies on a page given; 97 of 100 characters on the only one given."""
    truth = [Page(*page) for page in json.loads(GOLDEN.read_text(encoding="utf-8"))["pages"]]
    found = tally(review.pages, truth, len(review.text))
    assert all(is_right for _, is_right, _ in found)
    assert share(found, of=[key for key in found if key[2] == 0]) >= 0.97


def test_sample_headings_bear_the_page_of_the_contents_list(review: Document) -> None:
    """Each heading listed stands on its page, on the contents list's word."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    listed = {title for title, _ in golden["contents"]}
    for title, start, page, _ in golden["headings"]:
        if title in listed:
            assert review.pages.at(start) == (page, page, "contents"), title


def test_made_up_reports_are_right_when_sure() -> None:
    """Over all seeds: 97 of 100 characters that bear one page bear the right one; 97 of 100 ranges hold it."""
    found: Counter[tuple[str | None, bool, int]] = Counter()
    for seed in SEEDS:
        report, _, pages = made_up(seed)
        found += tally(pages, report.pages, len(report.text))
    sure = Counter({key: chars for key, chars in found.items() if key[0] in SURE})
    ranges = Counter({key: chars for key, chars in found.items() if key[0] == "range"})
    assert share(sure, of=[key for key in sure if key[1]]) >= 0.97
    assert share(ranges, of=[key for key in ranges if key[1]]) >= 0.97
    assert sure.total() >= 0.85 * found.total()
    assert share(found, of=[key for key in found if key[2] <= 1]) >= 0.95
    assert all(key[0] is not None for key in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_made_up_reports_have_sound_maps(seed: int) -> None:
    """Each map covers its text, never falls, and honours every heading whose page is known."""
    report, layout, pages = made_up(seed)
    assert is_covering(pages, len(report.text))
    assert never_falls(pages)
    for anchor in layout.anchors:
        if anchor.page is not None:
            assert pages.at(layout.blocks[anchor.block].start) == (anchor.page, anchor.page, "contents")


def test_front_matter_is_unknown() -> None:
    """What stands before the first heading listed bears no page: its pages are roman."""
    report, _, pages = made_up(SEEDS[0])
    assert pages.at(report.text.index("Preface\n\n")) == (None, None, None)
    assert report.pages[0].start > 0


def test_nothing_tells_the_pages_of_a_plain_text() -> None:
    """Without page marks and contents list the map is empty."""
    text = "A line.\n\nAnother line.\n\n" * 40
    assert map_of(text, lay_out(text)) == PageMap()


def test_one_fixed_heading_is_too_few() -> None:
    """One heading with a page does not tell how long pages are."""
    text = "One\n\nSome words here.\n\nTwo\n\nMore words here."
    layout = lay_out(text)
    assert map_pages(text, layout.blocks, [Heading(0, 1, "chapter")], [Anchor(0, 4), Anchor(2, None)]) == PageMap()


def a_report(
    paragraphs: Iterable[int], pages: Iterable[int | None], *, level: int = 2
) -> tuple[str, PageMap, list[int]]:
    """Headings, each above so many paragraphs, with the pages that a contents list gives; text, map, their offsets."""
    text, starts = "", []
    for number, count in enumerate(paragraphs):
        starts.append(len(text))
        text += (
            f"{number}. Heading\n\n" + ("These are eleven plain words that fill a line or so. " * 9 + "\n\n") * count
        )
    layout = lay_out(text)
    place = {block.start: number for number, block in enumerate(layout.blocks)}
    headings = [Heading(place[start], level, "section") for start in starts]
    anchors = [Anchor(place[start], page) for start, page in zip(starts, pages, strict=True)]
    return text, map_pages(text, layout.blocks, headings, anchors), starts


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.one_of(st.none(), st.integers(0, 6), st.integers(0, 300))),
        min_size=2,
        max_size=9,
    ),
    st.sampled_from([1, 2]),
)
def test_any_rising_contents_list_is_honoured(sections: list[tuple[int, int | None]], level: int) -> None:
    """However contents list and text contradict each other: a sound map, every heading on its page."""
    page, pages = 1, list[int | None]()
    for _, step in sections:
        page += step or 0
        pages.append(None if step is None else page)
    text, found, starts = a_report([count for count, _ in sections], pages, level=level)
    if sum(own is not None for own in pages) < 2:
        assert found == PageMap()
        return
    assert is_covering(found, len(text))
    assert never_falls(found)
    for start, own in zip(starts, pages, strict=True):
        assert own is None or found.at(start) == (own, own, "contents")


def test_too_many_pages_demanded_are_a_range() -> None:
    """Two headings with a paragraph between cannot be 300 pages apart: nothing between is said to be sure."""
    text, pages, starts = a_report([30, 1, 30, 30], [1, 5, 305, 309])
    assert pages.at(text.index("These", starts[1])) == (5, 305, "range")


def test_too_much_text_for_its_pages_is_a_range() -> None:
    """Sixty long paragraphs cannot stand on two pages; the headings keep theirs."""
    text, pages, starts = a_report([10, 60, 10, 10, 10], [1, 3, 4, 6, 8])
    assert pages.at((starts[1] + starts[2]) // 2) == (3, 4, "range")
    assert pages.at(starts[2]) == (4, 4, "contents")
    assert pages.at(len(text) - 3).first is not None


def test_a_misprinted_page_spoils_only_its_surroundings() -> None:
    """The last heading's page has a digit too many: the pages far above are found all the same."""
    text, pages, starts = a_report([30, 30, 30, 2], [1, 5, 9, 133])
    assert pages.at(starts[3]) == (133, 133, "contents")
    assert pages.at(text.index("These", starts[1])).basis == "inferred"
    assert pages.at(starts[3] - 9) == (9, 133, "range")


def test_pages_that_fall_in_the_list_are_passed_over() -> None:
    """A heading whose page is lower than one above it fixes nothing."""
    _, pages, starts = a_report([8, 8, 8, 8], [4, 6, 2, 9])
    assert pages.at(starts[1]) == (6, 6, "contents")
    assert never_falls(pages)
    assert pages.at(starts[2]).basis != "contents"


def test_blocks_longer_than_pages_are_cut() -> None:
    """One paragraph and one table of many pages: the map goes through all pages."""
    sentence = "Words follow words and go on for the whole of a line of print. "
    rows = "\n".join(f"Row {number}\t{number * 7}\t{number * 11}" for number in range(300))
    text = f"1. One\n\n{sentence * 300}\n\n2. Two\n\n{rows}\n\n3. Three\n\nThe end is here."
    layout = lay_out(text)
    place = {text[block.start : block.start + 2]: number for number, block in enumerate(layout.blocks)}
    anchors = [Anchor(place["1."], 1), Anchor(place["2."], 8), Anchor(place["3."], 16)]
    pages = map_pages(text, layout.blocks, [Heading(anchor.block, 1, "chapter") for anchor in anchors], anchors)
    assert {page for own in pages.pages for page in own[:2]} >= set(range(1, 17))
    assert never_falls(pages)


def test_a_long_text_without_fixed_headings_stays_a_range_far_away() -> None:
    """Where no heading is fixed for a hundred pages, the middle is not claimed to be known."""
    text, pages, starts = a_report([1100, 5], [1, 101])
    middle = pages.at(starts[1] // 2)
    assert middle.basis == "range"
    assert middle.first is not None
    assert middle.last is not None
    assert 30 < middle.first < middle.last < 72
    assert pages.at(len(text) - 3).first == 101


def test_what_is_too_long_at_once_is_taken_heading_by_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on memory changes how a run is solved, not that it is."""
    whole, _, _ = a_report([12, 13, 14, 12], [1, 4, 7, 10])
    monkeypatch.setattr("corpus.pages.MOST_PIECES_AT_ONCE", 20)
    text, pages, starts = a_report([12, 13, 14, 12], [1, 4, 7, 10])
    assert text == whole
    assert [pages.at(start).first for start in starts] == [1, 4, 7, 10]
    assert any(own.basis == "inferred" for own in pages.pages)


def test_footnotes_end_their_page() -> None:
    """The words after a block of notes stand on the next page, those before and the notes on the page before."""
    line = "These are plain words that fill up a line or so of the page. "
    cuts = [
        "\n\n".join([*[line * 6] * 5, f"Here is a mark.{mark} {line * 5}", f"{mark} A note, where the page ends."])
        for mark in "¹²³⁴⁵⁶⁷⁸"
    ]
    text = "1. One\n\n" + "\n\n".join(cuts[:4]) + "\n\n2. Two\n\n" + "\n\n".join(cuts[4:])
    layout = lay_out(text)
    place = {text[block.start : block.start + 2]: number for number, block in enumerate(layout.blocks)}
    anchors = [Anchor(place["1."], 3), Anchor(place["2."], 7)]
    headings = [Heading(anchor.block, 2, "section") for anchor in anchors]
    pages = map_pages(text, layout.blocks, headings, anchors, find_notes(text, layout.blocks))
    for page, mark in enumerate("¹²³⁴⁵⁶⁷", 3):
        note = text.index(f"{mark} A note")
        assert pages.at(note)[:2] == (page, page)
        assert pages.at(text.index("These", note))[:2] == (page + 1, page + 1)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="aA1.\n\t\f ¹²-•:“”", max_size=300))
@example("\f\f1\f")
def test_any_text_can_be_mapped(text: str) -> None:
    """No text breaks the reader."""
    pages = read_document(text or "x", Source("x", "x", "report")).pages
    assert not pages.starts or is_covering(pages, len(text))


@pytest.mark.documents
def test_readers_page_marks_agree(real_documents: dict[str, Document]) -> None:
    """Of the marks that a thread's readers left: 97 of 100 exact, all within one page, 95 of 100 narrow."""
    figures = measure(real_documents)
    assert figures is not None
    assert figures.findable >= 170
    assert figures.exact >= 0.97
    assert figures.within_one == 1.0
    assert figures.narrow >= 0.95
    assert figures.sure >= 0.97


@pytest.mark.documents
def test_the_real_report_is_mapped_through(real_documents: dict[str, Document]) -> None:
    """Its map covers the text, never falls, and is sure of most of it."""
    report = real_documents["casey-review-final-report"]
    assert is_covering(report.pages, len(report.text))
    assert never_falls(report.pages)
    ends = [*report.pages.starts[1:], len(report.text)]
    stretches = zip(report.pages.starts, ends, report.pages.pages, strict=True)
    sure = sum(end - start for start, end, own in stretches if own.basis in SURE)
    assert sure >= 0.8 * len(report.text)
