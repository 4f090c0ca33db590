"""Cells of tables: their number with its unit, and the cell named in words."""

import re
from typing import NamedTuple

from corpus.document import Document, Table
from corpus.tables import column_names, row_cells

_QUANTITY = re.compile(
    r"^(?P<sign>[+\-−–])?\s?(?P<before>[£$€])?\s?(?P<sign2>[+\-−–])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?"
    r"\s?(?P<after>%|million|billion|bn|m|k|days?|hours?|minutes?|years?|months?|weeks?)?$",
    re.IGNORECASE,
)
_MINUS = frozenset("-−–")
_SCALE = {"k": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


class Quantity(NamedTuple):
    """A number and what it counts: `%`, a currency sign, a unit of time, or nothing."""

    value: float
    unit: str


def quantity_of(cell: str) -> Quantity | None:
    """The number that a cell states, thousands and scale words worked out; None where it is no plain number."""
    match = _QUANTITY.match(cell.strip())
    if match is None:
        return None
    value = float(match["digits"].replace(",", "") + (match["decimals"] or ""))
    after = (match["after"] or "").casefold()
    value *= _SCALE.get(after, 1.0)
    negative = (match["sign"] or match["sign2"]) in _MINUS
    unit = match["before"] or ("" if after in _SCALE else after)
    return Quantity(-value if negative else value, unit)


def cell_in_words(document: Document, table: Table, row: int, column: int) -> str:
    """The cell named in words: label of the row, head of the column, value.

    Raises:
        IndexError: the table has no such row or column.
    """
    cells = row_cells(document, table, row)
    if not 0 <= column < len(cells):
        raise IndexError(f"the row has {len(cells)} cells, not a cell {column}")
    names = column_names(document, table)
    place = ", ".join(part for part in (cells[0], names[column] if column else "") if part)
    return f"{place}: {cells[column]}" if column else cells[0]
