"""Contents lists: how entries are written, which headings they name, and lists that are none."""

import pytest

from corpus.blocks import Block, cut_blocks
from corpus.contents import MOST_PLACES_OF_A_TITLE, Contents, Entry, find_anchors, find_contents, title_key
from corpus.document import Document

TITLES = ["Foreword", "Chapter 1: Money", "1.1. Budgets", "1.2. Stations", "Chapter 2: Staff", "2.1. Who asks?"]
PAGES = [4, 8, 8, 11, 15, 15]

STYLES = {
    "dots": "{}.....{}",
    "dots and space": "{} ........ {}",
    "spaced dots": "{} . . . . . {}",
    "dots and tab": "{}.....\t{}",
    "tab": "{}\t{}",
    "tab and dots": "{}\t.....{}",
    "wide space": "{}     {}",
    "ellipsis": "{}……… {}",
    "indented": "   {}.....{}   ",
}


def listed(style: str, titles: list[str] = TITLES, pages: list[int] = PAGES) -> str:
    """A contents list."""
    return "\n".join(style.format(title, page) for title, page in zip(titles, pages, strict=True))


def body(titles: list[str] = TITLES) -> str:
    """Headings with a paragraph each."""
    return "\n\n".join(f"{title}\n\nIt was cold in the room, and nobody had said so." for title in titles)


def anchored(titles: list[str], headings: list[str]) -> list[tuple[str, int | None]]:
    """The headings of a body that a list of titles names, with the page each is given: ten, eleven and so on."""
    text = f"Contents\n\n{listed('{}.....{}', titles, list(range(10, 10 + len(titles))))}\n\n{body(headings)}"
    contents = found_in(text)
    blocks = [block for block in cut_blocks(text) if block.start >= contents.span.end]
    return [
        (text[blocks[anchor.block].start : blocks[anchor.block].end], anchor.page)
        for anchor in find_anchors(text, blocks, contents)
    ]


def found_in(text: str) -> Contents:
    """The contents list of a text that has one."""
    contents = find_contents(text)
    assert contents is not None
    return contents


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES.keys())
def test_styles_of_entries(style: str) -> None:
    """Dots, a tab, an ellipsis or wide space lead to the page number."""
    contents = found_in(f"A Report\n\nContents\n\n{listed(style)}\n\n{body()}")
    assert contents.entries == tuple(Entry(title, page) for title, page in zip(TITLES, PAGES, strict=True))


def test_the_list_stands_from_its_title_to_its_last_entry() -> None:
    """The word above the list belongs to it."""
    text = f"A Report\n\nContents\n\n{listed('{}.....{}')}\n\n{body()}"
    assert text[slice(*found_in(text).span)] == f"Contents\n\n{listed('{}.....{}')}"


@pytest.mark.parametrize("title", ["Table of contents", "# Contents", "CONTENTS", " Contents "])
def test_titles_of_the_list(title: str) -> None:
    """The list's own title may be written in several ways."""
    text = f"A Report\n\n{title}\n\n{listed('{}.....{}')}\n\n{body()}"
    assert text[found_in(text).span.start :].startswith(title)


def test_a_list_without_title() -> None:
    """A list begins with its first entry where no title stands above."""
    text = f"A Report\n\n{listed('{}.....{}')}\n\n{body()}"
    assert text[found_in(text).span.start :].startswith("Foreword.....4")


def test_blank_lines_within_the_list() -> None:
    """A list goes on over blank lines, such as a page end leaves."""
    rows = listed("{}.....{}").split("\n")
    contents = found_in("\n\n\n".join([*rows[:3], "\n".join(rows[3:])]) + "\n\nIt was cold.")
    assert len(contents.entries) == 6


def test_windows_line_ends() -> None:
    """Carriage returns are no part of a page number."""
    contents = found_in(f"Contents\n\n{listed('{}.....{}')}\n\n{body()}".replace("\n", "\r\n"))
    assert [entry.page for entry in contents.entries] == PAGES


NO_LISTS = {
    "empty": "",
    "prose": body(),
    "four entries": listed("{}.....{}", TITLES[:4], PAGES[:4]),
    "falling numbers": "\n".join(f"Station {number}\t{100 - number}" for number in range(9)) + "\n\nIt was cold.",
    "falling numbers at the end": "\n".join(f"Station {number}\t{100 - number}" for number in range(9)),
    "wide tables": "\n".join(f"Station {number}\t7\t{number}" for number in range(9)),
    "long numbers": "\n".join(f"Station {number}.....{number + 10000}" for number in range(9)),
    "decimals": "\n".join(f"It was {number}.5" for number in range(9)),
    "years": "\n".join(f"It was in {number}" for number in range(2010, 2019)),
    "no title": "\n".join(f"....{number}" for number in range(9)),
}


@pytest.mark.parametrize("text", NO_LISTS.values(), ids=NO_LISTS.keys())
def test_no_contents(text: str) -> None:
    """What is not at least five entries with rising pages is no contents list."""
    assert find_contents(text) is None


def test_the_list_may_follow_a_table() -> None:
    """A table of falling numbers above does not hide the list."""
    table = "\n".join(f"Station {number}\t{100 - number}" for number in range(9))
    assert found_in(f"{table}\n\nContents\n\n{listed('{}.....{}')}\n\n{body()}").entries[0].title == "Foreword"


def test_all_headings_are_anchored() -> None:
    """Every entry finds its heading, in order, with its page."""
    assert anchored(TITLES, TITLES) == list(zip(TITLES, range(10, 16), strict=True))


def test_headings_the_list_forgets() -> None:
    """A heading without entry anchors nothing and disturbs nothing."""
    assert anchored(TITLES, [*TITLES[:2], "1.0. Forgotten", *TITLES[2:]]) == list(
        zip(TITLES, range(10, 16), strict=True)
    )


def test_entries_without_heading() -> None:
    """An entry whose heading is missing is passed over."""
    assert [title for title, _ in anchored(TITLES, TITLES[:3] + TITLES[4:])] == TITLES[:3] + TITLES[4:]


def test_misspelt_entries() -> None:
    """A heading much like its entry is found between the neighbours; one unlike it is not."""
    headings = ["Foreword", "Chapter 1: Moneys", "1.1. Budget", "1.2. Something else", *TITLES[4:]]
    assert [title for title, _ in anchored(TITLES, headings)] == [headings[number] for number in (0, 1, 2, 4, 5)]


def test_the_most_alike_heading_is_taken() -> None:
    """Of several headings like an entry, the likest is it."""
    headings = ["Foreword", "Chapter 1: Moneys and", "Chapter 1: Moneys", *TITLES[2:]]
    assert anchored(TITLES, headings)[1] == ("Chapter 1: Moneys", 11)


def test_misspelt_entries_at_either_end() -> None:
    """The first and last entry have one neighbour only."""
    headings = ["Forewords", *TITLES[1:5], "2.1. Who asked?"]
    assert [title for title, _ in anchored(TITLES, headings)] == headings


def test_entries_out_of_order() -> None:
    """Where list and body disagree, the longest run in which they agree counts."""
    assert [title for title, _ in anchored([TITLES[4], *TITLES[:4], TITLES[5]], TITLES)] == [*TITLES[:4], TITLES[5]]


def test_pages_out_of_order() -> None:
    """A page number that breaks the rise is a misprint: the heading stays, its page is not believed."""
    text = f"Contents\n\n{listed('{}.....{}', TITLES, [4, 8, 8, 71, 15, 15])}\n\n{body()}"
    blocks = [block for block in cut_blocks(text) if block.start >= found_in(text).span.end]
    assert [anchor.page for anchor in find_anchors(text, blocks, found_in(text))] == [4, 8, 8, None, 15, 15]


def test_headings_that_recur() -> None:
    """Equal titles are told apart by their order."""
    titles = ["Chapter 1: Money", "Introduction", "Conclusion", "Chapter 2: Staff", "Introduction", "Conclusion"]
    assert anchored(titles, titles) == list(zip(titles, range(10, 16), strict=True))


def test_a_title_that_occurs_everywhere_is_a_running_head() -> None:
    """A line that stands on every page names no place."""
    heads = ["Northmere"] * (MOST_PLACES_OF_A_TITLE + 1)
    assert [title for title, _ in anchored(["Northmere", *TITLES], [*heads, *TITLES])] == TITLES


@pytest.mark.parametrize(
    "heading",
    ["CHAPTER 1: MONEY", "Chapter 1 – Money", "*Chapter 1: Money*", "Chapter 1: Money¹²", "[Chapter 1: Money](#a)"],
)
def test_dress_of_headings(heading: str) -> None:
    """Case, punctuation, emphasis, marks and links do not hide a heading."""
    assert (heading, 11) in anchored(TITLES, [TITLES[0], heading, *TITLES[2:]])


def test_blocks_above_the_list_are_no_headings() -> None:
    """The title page may repeat a title."""
    text = f"Foreword\n\nContents\n\n{listed('{}.....{}')}\n\n{body()}"
    anchors = find_anchors(text, cut_blocks(text), found_in(text))
    assert cut_blocks(text)[anchors[0].block].start > found_in(text).span.end


def test_tables_and_notes_are_no_headings() -> None:
    """Only paragraphs, items and headings can bear a title."""
    text = f"Contents\n\n{listed('{}.....{}')}\n\n¹ Foreword"
    blocks = [Block(len(text) - len("¹ Foreword"), len(text), "note")]
    assert find_anchors(text, blocks, found_in(text)) == []


def test_title_key() -> None:
    """Titles are compared by their letters and digits."""
    assert title_key("4.1. *What’s* the – “cost”?¹²") == "4 1 what s the cost"


def test_contents_of_the_sample(review: Document) -> None:
    """The sample's list of 55 entries stands apart from its body, and every entry has its heading."""
    assert len(found_in(review.text).entries) == 55
    assert review.apart == (found_in(review.text).span,)
    assert review.notices == ()
