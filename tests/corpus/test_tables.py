"""Tables: heads and rows, captions, cells, and a row put in words."""

import pytest
from hypothesis import given

from corpus.document import Document, Table
from corpus.passages import passage_in_words
from corpus.tables import MOST_ROWS_OF_A_LABEL, caption_in_words, column_names, row_cells, row_in_words
from corpus.views import display
from tests.corpus.reading import quoted, read
from tests.strategies import documents

TWO_LINES = (
    "\tGrade 1\t\tGrade 2\t\nYear\tMinutes\tShare\tMinutes\tShare\n"
    "2019-20\t8.4\t58%\t26\t49%\n2020-21\t8.9\t53%\t29\t45%"
)


def the_table(text: str) -> tuple[Document, Table]:
    """A text with one table, and the table."""
    document = read(text)
    (table,) = document.tables
    return document, table


def called(document: Document, caption: str) -> list[Table]:
    """The tables of a document under a caption."""
    return [table for table in document.tables if caption_in_words(document, table).startswith(caption)]


HEADS = {
    "one line": ("Station\tCalls\nCoast\t12", 1),
    "empty corner": ("\tCalls\tStaff\nCoast\t12\t3", 1),
    "two lines": (TWO_LINES, 2),
    "years are heads": ("Station\t2019\t2020-21\nCoast\t12\t13", 1),
    "numbers are none": ("Coast\t12\nBorder\t13", 0),
    "money is none": ("Coast\t£1.2m\nBorder\t£1.3m", 0),
    "percentages are none": ("Coast\t12%\nBorder\t-13%", 0),
    "sentences are none": ("Coast\tIt was cold.\nBorder\tIt was dark.", 0),
    "long cells are none": (f"Coast\t{'cold ' * 20}\nBorder\tdark", 0),
    "the last row is none": ("Coast\tcold", 0),
    "words only": ("Who\tWhat\nChair\tNothing\nBoard\tLittle", 1),
    "unit above": ("\tHours a week\t\nTask\tActual\tWanted\nRota\t11.0\t4.0", 2),
}


@pytest.mark.parametrize(("rows", "count"), HEADS.values(), ids=HEADS.keys())
def test_heads(rows: str, count: int) -> None:
    """Rows of names above the numbers are heads; a second one only where the first leaves gaps."""
    _, table = the_table(rows)
    assert (len(table.heads), len(table.rows)) == (count, len(rows.split("\n")) - count)


def test_two_lines_of_heads() -> None:
    """A cell that spans columns is said of each of them."""
    document, table = the_table(TWO_LINES)
    assert column_names(document, table) == [
        "Year",
        "Grade 1: Minutes",
        "Grade 1: Share",
        "Grade 2: Minutes",
        "Grade 2: Share",
    ]
    assert row_in_words(document, table, 1) == (
        "Year: 2020-21. Grade 1: Minutes: 8.9; Grade 1: Share: 53%; Grade 2: Minutes: 29; Grade 2: Share: 45%"
    )


def test_empty_heads_and_cells() -> None:
    """A column without a name gives its value bare; an empty cell is not mentioned."""
    document, table = the_table("\tCalls\t\tStaff\nCoast\t12\tx\t\nBorder\t13\t\t4")
    assert column_names(document, table) == ["", "Calls", "", "Staff"]
    assert row_in_words(document, table, 0) == "Coast. Calls: 12; x"
    assert row_in_words(document, table, 1) == "Border. Calls: 13; Staff: 4"


def test_no_heads() -> None:
    """A table without heads has nameless columns."""
    document, table = the_table("Coast\t12\t13\nBorder\t14")
    assert column_names(document, table) == ["", "", ""]
    assert row_in_words(document, table, 0) == "Coast. 12; 13"


def test_rows_wider_than_the_heads() -> None:
    """Cells beyond the last head are not lost."""
    document, table = the_table("Station\tCalls\nCoast\t12\t13\nBorder\t14\t15")
    assert column_names(document, table) == ["Station", "Calls", ""]
    assert row_in_words(document, table, 0) == "Station: Coast. Calls: 12; 13"


def test_blank_first_cells() -> None:
    """A row without a label of its own goes on under the label above."""
    document, table = the_table("When\tWho\tWhat\nMarch\tHead\tNothing\n\tChair\tLittle\n\tBoard\tLess\nMay\tCrew\tAll")
    assert [row_cells(document, table, row)[0] for row in range(4)] == ["March", "March", "March", "May"]


def test_a_blank_first_cell_without_label() -> None:
    """Above the first row there is no label; in a table of two columns none is borrowed; nor from far above."""
    document, table = the_table("When\tWho\tWhat\n\tHead\tNothing\nMay\tCrew\tAll")
    assert row_cells(document, table, 0) == ["", "Head", "Nothing"]
    document, table = the_table("When\tCalls\nMay\t1\n\t2")
    assert row_cells(document, table, 1) == ["", "2"]
    document, table = the_table("When\tWho\tCalls\nMay\ta\t1" + "\n\tb\t2" * (MOST_ROWS_OF_A_LABEL + 1))
    assert row_cells(document, table, MOST_ROWS_OF_A_LABEL)[0] == "May"
    assert row_cells(document, table, MOST_ROWS_OF_A_LABEL + 1)[0] == ""


def test_captions() -> None:
    """The caption stands above, over a note if need be; any other text between ends its reach."""
    document, table = the_table("Figure 1.1: Calls¹\n\n¹ A year.\n\nCoast\t12\nBorder\t13")
    assert table.caption is not None
    assert display(document.text, [table.caption]) == "Figure 1.1: Calls"
    assert the_table("Figure 1.1: Calls\n\nThis one is a picture.\n\nCoast\t12\nBorder\t13")[1].caption is None


def test_a_caption_is_a_sentence_of_its_table() -> None:
    """The caption is chosen and cited with the table; it is the table's first passage's first sentence."""
    document = read("Figure 1.1: Calls\n\nCoast\t12\nBorder\t13")
    assert [(part.kind, part.table, part.row) for part in document.sentences] == [
        ("heading", 0, -1),
        ("table", 0, 0),
        ("table", 0, 1),
    ]
    assert [(passage.first, passage.last, passage.kind) for passage in document.passages] == [(0, 3, "table")]


def test_split_table() -> None:
    """A table cut by a page end keeps its caption and its heads."""
    document = read("Figure 1.1: Calls\n\nStation\tCalls\nCoast\t12\n\n¹ A note.\n\nBorder\t13\nDales\t14")
    first, second = document.tables
    assert second.caption == first.caption
    assert second.heads == first.heads
    assert row_in_words(document, second, 0) == "Figure 1.1: Calls. Station: Border. Calls: 13"


def test_a_second_table_has_heads_of_its_own() -> None:
    """A table with another caption, or with heads, borrows none."""
    document = read("Figure 1: A\n\nStation\tCalls\nCoast\t12\n\nFigure 2: B\n\nBorder\t13\nDales\t14")
    assert [len(table.heads) for table in document.tables] == [1, 0]


def test_labels_over_parts_of_a_table() -> None:
    """A year on a line of its own, under one caption, is said of every row below it."""
    part = "Cause\tDays\nStress\t{}\nOther\t{}"
    document = read(f"Figure 2.3: Days lost\n\n2021-22\n{part.format(1, 2)}\n\n2023-24\n{part.format(3, 4)}")
    assert [row_in_words(document, table, 0) for table in document.tables] == [
        "Figure 2.3: Days lost. 2021-22. Cause: Stress. Days: 1",
        "Figure 2.3: Days lost. 2023-24. Cause: Stress. Days: 3",
    ]
    assert "2023-24" in passage_in_words(document, document.passages[-1])


def test_a_paragraph_is_no_label() -> None:
    """A label stands directly above the rows and is short; without a caption there is none."""
    for between in ("2021-22\n\n", f"{'long ' * 20}line\n"):
        assert the_table(f"Figure 2.3: Days\n\n{between}Stress\t1\nOther\t2")[1].heads == ()
    assert the_table("2021-22\nStress\t1\nOther\t2")[1].heads == ()


def test_tables_of_the_sample(review: Document) -> None:
    """All tables of the sample have their caption; heads, labels and units are known."""
    assert len(review.tables) == 13
    assert all(table.caption for table in review.tables)
    assert [caption_in_words(review, table)[-7:] for table in called(review, "Figure 2.3")] == ["2021-22", "2023-24"]
    (figure,) = called(review, "Figure 3.1")
    assert caption_in_words(review, figure).endswith("what they think they should. Hours a week")
    assert column_names(review, figure)[:4] == ["Task", "Actual", "Preferred", "Difference"]
    (figure,) = called(review, "Figure 4.1")
    assert column_names(review, figure)[3:5] == ["Grade 2: Minutes", "Grade 2: Within target"]
    (figure,) = called(review, "Figure 4.3")
    assert row_cells(review, figure, 3) == [
        "October 2021",
        "Director of Finance",
        "Draft audit report",
        "Paragraph removed at request of operations",
    ]
    (figure,) = called(review, "Figure B.1")
    assert row_in_words(review, figure, 0) == (
        "Figure B.1: Response to the staff survey by division. "
        "Division: Aldersby. Sent: 1,102; Returned: 705; Rate: 64%"
    )


def test_windows_line_ends() -> None:
    """A carriage return is no part of a row or a cell."""
    document, table = the_table("Station\tCalls\r\nCoast\t12\r\nBorder\t13\r\n")
    assert [quoted(document, [row.span]) for row in table.rows] == ["Coast\t12", "Border\t13"]
    assert row_cells(document, table, 0) == ["Coast", "12"]


@given(documents())
def test_cells_lie_in_their_rows(text: str) -> None:
    """Cells are in order within their row and hold no tab; rows lie in their table and hold all of it."""
    document = read(text)
    for number, table in enumerate(document.tables):
        for row in table.rows:
            assert table.start <= row.start <= row.end <= table.end
            edges = [edge for cell in row.cells for edge in cell]
            assert edges == sorted(edges)
            assert row.start <= edges[0]
            assert "\t" not in "".join(text[slice(*cell)] for cell in row.cells)
        rows = [part for part in document.sentences if part.table == number and part.row >= 0]
        assert [part.row for part in rows] == list(range(len(table.rows)))
        words = [row_in_words(document, table, part.row) for part in rows]
        assert all(
            cell in said
            for said, part in zip(words, rows, strict=True)
            for cell in row_cells(document, table, part.row)
        )
