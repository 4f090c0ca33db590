"""Page marks that a text still bears: which are believed, what they say, and which lines are furniture."""

from collections.abc import Callable

import pytest

from corpus.contents import Anchor
from corpus.document import UNKNOWN_PAGES, PageRange
from corpus.layout import lay_out
from corpus.page_marks import PageMarks, find_page_marks
from corpus.pages import map_pages

SENTENCE = "These are plain words that fill a line of the page. "


def body(page: int) -> str:
    """The text of a page, which names its page, so that it can be found again; pages differ in length."""
    return f"Here begins leaf {page}.\n\n" + (SENTENCE * (6 + page % 4) + "\n\n") * 3 + f"Here ends leaf {page}."


def found(text: str, known: list[tuple[int, int]] | None = None) -> PageMarks:
    """The marks of a text that bears some."""
    marks = find_page_marks(text, known or [])
    assert marks is not None
    return marks


def pages_of(text: str, marks: PageMarks, page: int) -> tuple[PageRange, PageRange]:
    """What the map says of the first and last words of a page."""
    return marks.pages.at(text.index(f"begins leaf {page}.")), marks.pages.at(text.index(f"ends leaf {page}."))


def printed(page: int) -> tuple[PageRange, PageRange]:
    """Both ends of a page on that printed page."""
    return (PageRange(page, page, "printed"),) * 2


@pytest.mark.parametrize(
    "mark",
    [
        lambda page: f"Page {page} of 12",
        lambda page: f"page {page}",
        lambda page: f"{page} / 12",
        lambda page: f"- {page} -",
        str,
        lambda page: f"A Review of Everything | {page}",
        lambda page: f"{page}   A Review of Everything",
    ],
)
def test_marks_at_the_foot(mark: Callable[[int], str]) -> None:
    """A mark below each page: the text above it is its page, the line itself is furniture."""
    text = "\n\n".join(f"{body(page)}\n\n{mark(page)}" for page in range(1, 13))
    marks = found(text)
    for page in range(1, 13):
        assert pages_of(text, marks, page) == printed(page)
    assert [text[start:end] for start, end in marks.furniture] == [mark(page) for page in range(1, 13)]


def test_marks_at_the_head() -> None:
    """A mark above each page: the text below it is its page."""
    text = "\n\n".join(f"Page {page} of 9\n\n{body(page)}" for page in range(1, 10))
    marks = found(text)
    for page in range(1, 10):
        assert pages_of(text, marks, page) == printed(page)


def test_contents_list_says_where_marks_stand() -> None:
    """Marks with text before the first and after the last: known headings tell head from foot."""
    text = body(6) + "\n\n" + "\n\n".join(f"Page {page} of 20\n\n{body(page)}" for page in range(7, 15))
    head = found(text, [(text.index(f"begins leaf {page}."), page) for page in (8, 10, 13)])
    assert pages_of(text, head, 8) == printed(8)
    assert pages_of(text, head, 6) == printed(6)
    assert pages_of(text, head, 14) == printed(14)
    foot = found(text, [(text.index(f"begins leaf {page}."), page + 1) for page in (8, 10, 13)])
    assert pages_of(text, foot, 8) == printed(9)


def test_long_ends_without_marks_are_unknown() -> None:
    """Front matter and end matter of several pages bear no printed page."""
    front, rest = body(90) * 5, body(91) * 5
    text = front + "\n\n" + "\n\n".join(f"{body(page)}\n\nPage {page}" for page in range(3, 12)) + "\n\n" + rest
    marks = found(text, [(text.index("begins leaf 5."), 5)])
    assert marks.pages.at(0) == UNKNOWN_PAGES
    assert pages_of(text, marks, 5) == printed(5)
    assert marks.pages.at(len(text) - 1) == UNKNOWN_PAGES


def test_a_page_without_its_mark_is_a_range() -> None:
    """Where one mark is missing, its page and the next cannot be told apart."""
    text = "\n\n".join(body(page) + (f"\n\nPage {page} of 9" if page != 5 else "") for page in range(1, 10))
    marks = found(text)
    assert pages_of(text, marks, 5)[0] == PageRange(5, 6, "range")
    assert pages_of(text, marks, 4) == printed(4)
    assert pages_of(text, marks, 7) == printed(7)


def test_running_heads_are_furniture() -> None:
    """A line that stands beside mark after mark is furniture; a line of the text beside one mark is not."""
    text = "\n\n".join(f"{body(page)}\n\nA Running Head\n{page}" for page in range(1, 9))
    furniture = [text[start:end] for start, end in found(text).furniture]
    assert furniture.count("A Running Head") == 8
    assert len(furniture) == 16


def test_numbers_on_lines_of_their_own_are_no_pages() -> None:
    """A column of numbers close together, and numbers here and there, mark no pages."""
    column = "\n".join(str(number) for number in range(1, 40))
    assert find_page_marks(f"{body(1)}\n\n{column}\n\n{body(2) * 9}") is None
    assert find_page_marks("\n\n".join(f"{body(page)}\n\n{page * 37 % 101}" for page in range(1, 12))) is None
    assert find_page_marks("") is None


def test_a_stray_number_does_not_mislead() -> None:
    """Of two lines that bear the same number, the one at a page's distance is the mark."""
    text = "\n\n".join(
        body(page).replace("Here ends", "4\n\nHere ends" if page == 7 else "Here ends") + f"\n\n{page}"
        for page in range(1, 12)
    )
    marks = found(text)
    for page in range(1, 12):
        assert pages_of(text, marks, page) == printed(page)


def test_form_feeds_count_from_one() -> None:
    """Sheets without numbers are counted."""
    text = "\f".join(body(page) for page in range(1, 8)) + "\f"
    marks = found(text)
    for page in range(1, 8):
        assert pages_of(text, marks, page) == printed(page)
    assert marks.furniture == ()


def test_form_feeds_take_printed_numbers() -> None:
    """Sheets that bear numbers at their foot go by them; the front, which bears none, is before page one."""
    text = "A title\fContents of all this\f" + "\f".join(f"{body(page)}\n\n{page}\n" for page in range(1, 9))
    marks = found(text)
    for page in range(1, 9):
        assert pages_of(text, marks, page) == printed(page)
    assert marks.pages.at(0) == UNKNOWN_PAGES
    assert [text[start:end] for start, end in marks.furniture] == [str(page) for page in range(1, 9)]


def test_form_feeds_with_a_jump_in_the_numbers() -> None:
    """A sheet without a number between two that do not follow each other is on one of the pages between."""
    foot = {1: 1, 2: 2, 3: 3, 4: None, 5: 7, 6: 8, 7: 9, 8: 10}
    text = "\f".join(body(page) + (f"\n\n{number}" if number else "") for page, number in foot.items())
    marks = found(text)
    assert pages_of(text, marks, 3) == printed(3)
    assert pages_of(text, marks, 4)[0] == PageRange(4, 6, "range")
    assert pages_of(text, marks, 6) == printed(8)


def test_form_feeds_with_a_contents_list() -> None:
    """Sheets without numbers go by the pages that the contents list gives their headings."""
    text = "\f".join(body(page) for page in range(1, 8))
    marks = found(text, [(text.index(f"begins leaf {page}."), page + 20) for page in (2, 3, 6)])
    assert pages_of(text, marks, 4) == printed(24)


def test_marks_go_before_the_contents_list() -> None:
    """A report with page marks is mapped by them: it is read off, nothing is inferred."""
    text = "\n\n".join(f"{page}. Heading\n\n{body(page)}\n\nPage {page} of 9" for page in range(1, 10))
    layout = lay_out(text)
    place = {text[block.start : block.end]: number for number, block in enumerate(layout.blocks)}
    anchors = [Anchor(place[f"{page}. Heading"], page) for page in (1, 4, 8)]
    pages = map_pages(text, layout.blocks, layout.headings, anchors)
    assert {own.basis for own in pages.pages} == {"printed"}
    assert pages.at(text.index("begins leaf 6.")).first == 6
