"""Tables: tab-separated lines with the caption above them, their heads (none, one or two lines) and rows."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from corpus.blocks import Block, ends_sentence, lines_of
from corpus.document import Document, Row, Span, Table
from corpus.views import display, plain

_NUMBER = re.compile(r"^[+\-−–]?\s?[£$€]?\d[\d,.]*\s?(?:%|m|bn|k)?$")
_YEARS = re.compile(r"^(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d|(?:19|20)\d\d))?$")

MOST_HEAD_CHARS = 80
MOST_ROWS_OF_A_LABEL = 50
"""Rows below a label in the first column that may leave theirs empty."""


def find_tables(text: str, blocks: Sequence[Block]) -> tuple[Table, ...]:
    """The tables in order. One that a note or a blank line cuts is two, with one caption and the same heads.

    A short line between caption and table, such as a year, is the table's first head.
    """
    tables: list[Table] = []
    caption: Span | None = None
    label: Row | None = None
    for number, block in enumerate(blocks):
        if block.kind == "caption":
            caption = block.span
        elif block.kind == "table":
            tables.append(_read_table(text, block, caption, tables[-1] if tables else None, label))
            label = None
        elif caption is not None and _is_label(block, blocks[number + 1 : number + 2]):
            label = Row(block.start, block.end, (block.span,))
        elif block.kind != "note":
            caption = label = None
    return tuple(tables)


def _is_label(block: Block, below: Sequence[Block]) -> bool:
    return (
        block.kind == "paragraph"
        and block.end - block.start <= MOST_HEAD_CHARS
        and any(following.kind == "table" and following.gap == 0 for following in below)
    )


def _read_table(text: str, block: Block, caption: Span | None, above: Table | None, label: Row | None) -> Table:
    rows = [
        Row(start, start + len(line.text.rstrip(" ")), _cells(start, line.text))
        for line in lines_of(text[block.start : block.end])
        for start in [block.start + line.start]
    ]
    heads = _leading_heads(text, rows)
    labels = (label,) if label else ()
    if not heads and above is not None and caption is not None and above.caption == caption:
        return Table(block.start, block.end, caption, (*labels, *above.heads), tuple(rows))
    return Table(block.start, block.end, caption, (*labels, *heads), tuple(rows[len(heads) :]))


def _cells(start: int, line: str) -> tuple[Span, ...]:
    cells: list[Span] = []
    for cell in line.split("\t"):
        left = start + len(cell) - len(cell.lstrip())
        cells.append(Span(left, max(left, start + len(cell.rstrip()))))
        start += len(cell) + 1
    return tuple(cells)


def _leading_heads(text: str, rows: Sequence[Row]) -> list[Row]:
    heads: list[Row] = []
    for row in rows[:-1]:
        if not _is_head(text, row) or (heads and not _has_gaps(heads[-1])):
            break
        heads.append(row)
    return heads


def _has_gaps(row: Row) -> bool:
    """Whether a head row leaves cells (besides the corner) for a second row to fill."""
    return any(cell.start == cell.end for cell in row.cells[1:])


def _is_head(text: str, row: Row) -> bool:
    cells = [plain(text[cell.start : cell.end]) for cell in row.cells]
    filled = [cell for cell in cells if cell]
    return bool(filled) and not any(
        (_NUMBER.match(cell) and not _YEARS.match(cell)) or len(cell) > MOST_HEAD_CHARS or ends_sentence(cell)
        for cell in filled
    )


def column_names(document: Document, table: Table) -> list[str]:
    """The head of each column in words; a cell that spans several columns is repeated over them."""
    names = _names(document, table)
    width = max((len(row.cells) for row in table.rows), default=0)
    return names + [""] * (width - len(names))


def caption_in_words(document: Document, table: Table) -> str:
    """The caption and those heads that stand over the whole table: a year, a unit."""
    spans = [table.caption] if table.caption else []
    spans += [head.span for head in table.heads if _filled(head) == 1]
    return ". ".join(display(document.text, [span]) for span in spans)


def _filled(row: Row) -> int:
    return sum(cell.start < cell.end for cell in row.cells)


def _names(document: Document, table: Table) -> list[str]:
    heads = [row for row in table.heads if _filled(row) > 1]
    names: list[list[str]] = [[] for _ in range(max((len(row.cells) for row in heads), default=0))]
    for number, head in enumerate(heads):
        current = ""
        for column, cell in enumerate(head.cells):
            own = display(document.text, [cell])
            spreads = number + 1 < len(heads) and column > 0
            current = own or (current if spreads else "")
            if current:
                names[column].append(current)
    return [": ".join(dict.fromkeys(parts)) for parts in names]


def row_cells(document: Document, table: Table, row: int) -> list[str]:
    """The cells of a row in words; an empty first cell takes the text of the cell above it."""
    cells = [display(document.text, [cell]) for cell in table.rows[row].cells]
    above = row
    while cells and not cells[0] and above > max(0, row - MOST_ROWS_OF_A_LABEL) and len(cells) > 2:
        above -= 1
        cells[0] = display(document.text, [table.rows[above].cells[0]])
    return cells


def row_in_words(document: Document, table: Table, row: int) -> str:
    """A row as a sentence for retrieval: caption, label, then each column's head with its value."""
    named = zip_longest(_names(document, table), row_cells(document, table, row), fillvalue="")
    label, *pairs = [(f"{name}: {cell}" if name else cell) if cell else "" for name, cell in named]
    values = "; ".join(pair for pair in pairs if pair)
    return ". ".join(part for part in (caption_in_words(document, table), label, values) if part)
