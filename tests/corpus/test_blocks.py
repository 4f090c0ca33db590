"""Blocks: what each line is, which lines read on, and that every character lies in one block."""

import pytest
from hypothesis import given

from corpus.blocks import Block, cut_blocks, ends_sentence, is_testimony, lines_of, starts_lower, without_marks
from tests.strategies import awkward_text, documents

KINDS = {
    "paragraph": ("It was cold.", "paragraph"),
    "numbered line": ("3. By March it should act.", "paragraph"),
    "hyphen": ("- a blanket", "item"),
    "bullet": ("• a blanket", "item"),
    "indented bullet": ("   ◦ a blanket", "item"),
    "en dash": ("– a blanket", "item"),
    "asterisk": ("* a blanket", "item"),
    "letter o": ("o a blanket", "item"),
    "letter in brackets": ("(b) a blanket", "item"),
    "letter with bracket": ("b) a blanket", "item"),
    "roman number": ("iv) a blanket", "item"),
    "bullet and roman number": ("- i) a blanket", "item"),
    "hyphen without space": ("-12.5 was the figure", "paragraph"),
    "emphasis": ("*A blanket* was there.", "paragraph"),
    "word that begins with o": ("of a blanket", "paragraph"),
    "note": ("¹² Ibid.", "note"),
    "note without space": ("¹²Ibid.", "note"),
    "mark alone": ("¹²", "paragraph"),
    "table row": ("Coast\t12", "table"),
    "row with empty first cell": ("\t12\t13", "table"),
    "figure": ("Figure 1.1: Calls", "caption"),
    "table caption": ("Table 3 – Calls", "caption"),
    "annex figure": ("FIGURE B.2. Calls", "caption"),
    "figure with addition": ("Figure 4 (continued): Calls", "caption"),
    "sentence about a figure": ("Figure 1.1 shows calls.", "paragraph"),
    "markdown heading": ("## Money", "heading"),
    "hash without space": ("#money", "paragraph"),
    "testimony": ("“It was cold.”", "testimony"),
    "testimony in straight marks": ('"It was cold."', "testimony"),
    "testimony in emphasis": ('*"It was cold."*', "testimony"),
    "testimony with a mark": ("“It was cold.”¹²", "testimony"),
    "testimony with brackets": ("[“It was cold.”", "testimony"),
    "testimony with a stop after": ("“It was cold”.", "testimony"),
    "quotation with attribution": ("“It was cold,” she said.", "paragraph"),
    "testimony left open": ("“It was cold.", "paragraph"),
}

WRAPPED = """The room at Quarry Lane was on the second floor of a
former warehouse and the staff had bought
their own fans because of the heat, which
Ms Raman had seen.
Nobody had said so.

The next paragraph goes on in the same way from line
to line."""


def cut(text: str) -> list[str]:
    """The blocks of a text as words."""
    return [text[block.start : block.end] for block in cut_blocks(text)]


@pytest.mark.parametrize(("line", "kind"), KINDS.values(), ids=KINDS.keys())
def test_kind(line: str, kind: str) -> None:
    """A line's own signs tell what it is."""
    assert [block.kind for block in cut_blocks(f"So.\n\n{line}\n\nSo.")][1] == kind


def test_gap_counts_blank_lines() -> None:
    """A block knows how far it stands below the one before."""
    assert cut_blocks("a.\n\n\n\nb.\nc.\n\t \nd.") == [
        Block(0, 2, "paragraph", 1),
        Block(6, 8, "paragraph", 3),
        Block(9, 11, "paragraph", 0),
        Block(15, 17, "paragraph", 1),
    ]


def test_lines_of_a_paragraph_read_on() -> None:
    """A line in small letters goes on from an unfinished one; a finished one is a block of its own."""
    assert cut("The crew waited\noutside the doors.\nThe nurse came.\nand went.") == [
        "The crew waited\noutside the doors.",
        "The nurse came.",
        "and went.",
    ]


def test_wrapped_text() -> None:
    """Where most lines break in mid-sentence, only blank lines part paragraphs."""
    first, second = WRAPPED.split("\n\n")
    assert cut(WRAPPED) == [first, second]


def test_wrapped_text_keeps_lists_and_captions_apart() -> None:
    """Numbers, bullets, captions, headings and notes begin a block in wrapped text too."""
    parts = [
        "1. Act on the first and the\nrest.",
        "2. Act again.",
        "- a blanket\nof wool",
        "Figure 1: Calls",
        "So it is.",
    ]
    text = f"{WRAPPED}\n\n" + "\n".join([*parts, "# Money", "It was short.", "¹ A note\nof two lines."])
    assert cut(text)[2:] == [*parts, "# Money", "It was short.", "¹ A note\nof two lines."]


def test_a_note_runs_to_the_blank_line() -> None:
    """Lines below a note belong to it, in whatever letters they begin."""
    assert cut("¹ The first line.\nThe second line.\n\nThe body.") == [
        "¹ The first line.\nThe second line.",
        "The body.",
    ]


def test_rows_are_one_table() -> None:
    """Rows directly below each other are one table; a blank line ends it."""
    assert cut("a\tb\nc\td\n\ne\tf\nSo.") == ["a\tb\nc\td", "e\tf", "So."]


def test_leading_tab_is_a_cell() -> None:
    """The empty corner of a table stays in its block; an indent of spaces does not."""
    assert cut("\tb\nc\td") == ["\tb\nc\td"]
    assert cut("   It was cold.  ") == ["It was cold."]


def test_carriage_returns_and_form_feeds() -> None:
    """Line ends of Windows and page ends are space."""
    assert cut("It was cold.\r\n\r\n\fNobody came.\r\n") == ["It was cold.", "Nobody came."]
    assert cut("It was\r\ncold.\r\n") == ["It was\r\ncold."]


def test_lines() -> None:
    """Lines tile the text but for their line feeds."""
    text = "a\r\n\fb\n\nc"
    lines = list(lines_of(text))
    assert "\n".join(text[line.start : line.end] for line in lines) == text
    assert [line.text for line in lines] == ["a ", " b", "", "c"]
    assert [line.blank for line in lines] == [False, False, True, False]


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("It was cold.", True),
        ("It was cold?¹²", True),
        ("“It was cold.”", True),
        ("*It was cold.*", True),
        ("(It was cold!)", True),
        ("It was cold:", True),
        ("It was cold;", True),
        ("It was cold. [p4]", True),
        ("It was cold…", True),
        ("It was cold", False),
        ("It was cold,", False),
        ("It was 3.5", False),
        ("", False),
    ],
)
def test_ends_sentence(text: str, *, finished: bool) -> None:
    """Stops, colons and closing signs after them end a paragraph."""
    assert ends_sentence(text) is finished


@pytest.mark.parametrize(
    ("text", "lower"),
    [("and so", True), ("“and so", True), ("… and", True), ("And", False), ("5 and", False), ("", False)],
)
def test_starts_lower(text: str, *, lower: bool) -> None:
    """The first letter tells whether a paragraph goes on from something."""
    assert starts_lower(text) is lower


def test_is_testimony_needs_both_marks() -> None:
    """Quotation marks at one end only are no testimony."""
    assert is_testimony(" “It was cold.” ")
    assert not is_testimony("It was “cold”")
    assert not is_testimony("“Cold” it was.")


def test_without_marks() -> None:
    """Footnote marks and space at the end are taken off, others stay."""
    assert without_marks("It² was cold.¹² \n¹") == "It² was cold."


@given(awkward_text | documents())
def test_every_character_lies_in_one_block(text: str) -> None:
    """Blocks are in order and apart, and hold all that is not space."""
    blocks = cut_blocks(text)
    edges = [edge for block in blocks for edge in block.span]
    assert edges == sorted(edges)
    outside = [text[a:b] for a, b in zip([0, *edges[1::2]], [*edges[::2], len(text)], strict=True)]
    assert "".join(outside).strip() == ""
