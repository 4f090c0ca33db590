"""Random texts for property tests: plausible documents built from parts, and heaps of awkward characters."""

from hypothesis import strategies as st

WORDS = [
    "the",
    "crew",
    "waited",
    "outside",
    "a",
    "hospital",
    "for",
    "nine",
    "hours",
    "and",
    "nobody",
    "rang",
    "Northmere",
    "Board",
    "said",
    "that",
    "staff",
    "were",
    "tired",
    "of",
    "it",
    "when",
    "calls",
    "rose",
    "by",
    "38%",
    "in",
    "2019",
    "Ms",
    "Raman",
    "agreed",
    "to",
    "write",
]
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

awkward_text = st.text(
    alphabet=st.sampled_from(
        [*"ab A.?!,:1 \n\n\t\r\f*[]()<p>\\#-_“”\"'‘’–…¹²⁰", "\u00a0", "\u00ad", "\u200b", "\ufeff", "ß"]
    ),
    max_size=120,
)
"""Text of the characters that mean something to a reader, in any order."""


def superscript(number: int) -> str:
    """A footnote mark."""
    return str(number).translate(_SUPERSCRIPT)


@st.composite
def sentence(draw: st.DrawFn) -> str:
    """A sentence of five to fourteen words, at times with a footnote mark after its stop."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=5, max_size=14))
    mark = superscript(draw(st.integers(1, 60))) if draw(st.booleans()) else ""
    return f"{' '.join(words).capitalize()}{draw(st.sampled_from('.?!'))}{mark}"


paragraph = st.lists(sentence(), min_size=1, max_size=4).map(" ".join)
title = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda words: " ".join(words).capitalize())


@st.composite
def heading(draw: st.DrawFn) -> str:
    """A heading: numbered, Markdown or bare."""
    number = f"{draw(st.integers(1, 9))}.{draw(st.integers(1, 9))}. "
    return draw(st.sampled_from([number, "# ", "## ", "Chapter 3: ", ""])) + draw(title)


@st.composite
def note(draw: st.DrawFn) -> str:
    """A footnote."""
    return f"{superscript(draw(st.integers(1, 60)))} {draw(paragraph)}"


@st.composite
def cut_paragraph(draw: st.DrawFn) -> str:
    """A paragraph that a page end cuts, with or without a note between its halves."""
    first, second = draw(sentence()), draw(sentence())
    between = f"\n\n{draw(note())}" if draw(st.booleans()) else ""
    return f"{first} {draw(title)} of the{between}\n\n{second[0].lower()}{second[1:]}"


@st.composite
def bullets(draw: st.DrawFn) -> str:
    """A list with its lead-in, at times cut by a blank line."""
    sign = draw(st.sampled_from(["- ", "• ", "  - ", "1. ", "a) "]))
    items = draw(st.lists(title, min_size=1, max_size=5))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    return f"{draw(title)}:\n\n" + gap.join(sign + item for item in items)


@st.composite
def table(draw: st.DrawFn) -> str:
    """A table with or without a caption, of two to four columns; cells may be empty."""
    width = draw(st.integers(2, 4))
    cell = st.sampled_from(["", "12", "4.5%", "Coast", "Border", "2019-20"])
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=5))
    caption = f"Figure {draw(st.integers(1, 9))}.1: {draw(title)}\n\n" if draw(st.booleans()) else ""
    return caption + "\n".join("\t".join(["x", *row[1:]]) for row in rows)


_parts = st.one_of(heading(), paragraph, paragraph, cut_paragraph(), bullets(), table(), note())
_breaks = st.sampled_from(["\n\n", "\n\n\n", "\r\n\r\n", "\n\f\n", "\n \n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document of one to twelve parts."""
    parts = draw(st.lists(_parts, min_size=1, max_size=12))
    return "".join(part + draw(_breaks) for part in parts)
