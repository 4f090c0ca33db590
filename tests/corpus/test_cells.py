"""Cells are numbers with units, and can be named in words."""

import pytest

from corpus.cells import Quantity, cell_in_words, quantity_of
from corpus.document import Document
from corpus.views import display


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("-42%", Quantity(-42, "%")),
        ("+173%", Quantity(173, "%")),
        ("872,841", Quantity(872841, "")),
        ("99.2", Quantity(99.2, "")),
        ("£1.2 million", Quantity(1_200_000, "£")),
        ("-£3.5m", Quantity(-3_500_000, "£")),
        ("£-12", Quantity(-12, "£")),
        ("14 days", Quantity(14, "days")),
        ("0.0%", Quantity(0, "%")),
        ("−7%", Quantity(-7, "%")),
    ],
)
def test_numbers_with_units(cell: str, expected: Quantity) -> None:
    """Sign, thousands, decimals, scale and unit are told apart."""
    found = quantity_of(cell)
    assert found is not None
    assert found.value == pytest.approx(expected.value)
    assert found.unit == expected.unit


@pytest.mark.parametrize("cell", ["", "-", "n/a", "2012-13", "Figure 3", "12 of 14", "1,45"])
def test_what_is_no_plain_number(cell: str) -> None:
    """Years, ranges, dashes and words are no numbers."""
    assert quantity_of(cell) is None


def test_every_cell_of_the_sample_has_a_name(review: Document) -> None:
    """A cell's name ends in its value and holds the label of its row."""
    for table in review.tables:
        for number, row in enumerate(table.rows):
            for column in range(1, len(row.cells)):
                words = cell_in_words(review, table, number, column)
                assert words.endswith(display(review.text, [row.cells[column]]))
                assert words.startswith(display(review.text, [row.cells[0]]))
    with pytest.raises(IndexError, match="not a cell 99"):
        cell_in_words(review, review.tables[0], 0, 99)


@pytest.mark.documents
def test_a_cell_of_the_real_report(real_documents: dict[str, Document]) -> None:
    """The change in burglary over ten years can be named."""
    report = real_documents["casey-review-final-report"]
    named = [
        cell_in_words(report, table, number, column)
        for table in report.tables
        for number, row in enumerate(table.rows)
        for column in range(1, len(row.cells))
    ]
    assert "10 year % change in number of offences, Burglary: -42%" in named
    assert len(report.tables) >= 19
