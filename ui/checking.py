"""A draft checked on the page: its quotations marked, each with its verdict in words, its place and its mend."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Literal

from docx import Document as WordDocument

from corpus.errors import DraftError
from qa.check import Checked, Checker, Report, Verdict, draft_of, read_draft
from ui.cards import Cite
from ui.copying import quotation_words
from ui.export import cell
from ui.nodes import Act, Copied, Node, row
from ui.word import clean

Colour = Literal["green", "amber", "red"]

MOST_PASTED_CHARS = 200_000
MOST_DRAFT_MEGABYTES = 5
COLUMNS = ("number", "verdict", "quotation", "place", "what_differs", "write_instead", "notes")

VERDICTS: dict[Verdict, tuple[Colour, str]] = {
    "verbatim": ("green", "word for word"),
    "elided": ("green", "word for word, with cuts"),
    "altered": ("red", "words differ"),
    "spliced": ("red", "joined from different places"),
    "wrong-page": ("amber", "word for word, but on another page"),
    "wrong-source": ("amber", "word for word, but of another document"),
    "not-found": ("red", "not in the documents"),
}


def check_text(checker: Checker, text: str) -> Report:
    """The report on a draft that was pasted.

    Raises:
        DraftError: there is nothing, or too much.
    """
    if not text.strip():
        raise DraftError("the draft is empty; paste some text, or drop a file")
    if len(text) > MOST_PASTED_CHARS:
        raise DraftError(f"the draft has {len(text):,} characters; paste at most {MOST_PASTED_CHARS:,}, or drop a file")
    return checker.check(draft_of(text, "markdown", "the draft"))


def check_file(checker: Checker, name: str, content: bytes) -> Report:
    """The report on a draft that was dropped: `.txt`, `.md` or `.docx`.

    Raises:
        DraftError: it cannot be read; the message names the file as its owner does.
    """
    with tempfile.TemporaryDirectory(prefix="verse-draft-") as folder:
        path = Path(folder) / f"draft{PurePath(name).suffix.casefold()[:10]}"
        path.write_bytes(content)
        try:
            return checker.check(read_draft(path))
        except DraftError as error:
            raise DraftError(str(error).replace(str(path), PurePath(name).name)) from error


def verdict_of(checked: Checked) -> tuple[Colour, str]:
    """The colour and the words of a verdict; a cut that turns the sense is no longer green."""
    colour, words = VERDICTS[checked.verdict]
    if colour == "green" and not checked.is_good:
        return "amber", f"{words}, but what is cut matters"
    return colour, words


def summary(report: Report) -> str:
    """How many quotations there are, and how many are to be mended."""
    total, bad = len(report.quotations), sum(not checked.is_good for checked in report.quotations)
    if not total:
        return "No quotations were found in this draft."
    return f"{total} quotation{'s' * (total != 1)}, {bad} to mend." if bad else f"All {total} are as they should be."


def report_nodes(report: Report, cite: Cite) -> list[Node]:
    """The findings, then the draft with its quotations marked in colour and in words."""
    findings = tuple(_finding(checked, number, cite) for number, checked in enumerate(report.quotations, 1))
    parts = [Node("p", summary(report), style="verdict", role="status")]
    if findings:
        parts += [Node("section", children=findings, style="checked", label="Quotations of the draft")]
        parts += [Node("h3", "The draft"), Node("div", children=tuple(_draft(report)), style="draft")]
    return [Node("article", children=tuple(parts), style="answer", label="Report on the draft")]


def _finding(checked: Checked, number: int, cite: Cite) -> Node:
    colour, words = verdict_of(checked)
    head = row("place", [Node("span", str(number), style="number"), Node("strong", words), Node("span", style="page")])
    parts = [head, Node("blockquote", " ".join(checked.text.split()))]
    for one in checked.differences:
        said = (Node("span", "draft: "), Node("del", one.draft or "(nothing)"), Node("span", "  source: "))
        parts.append(Node("p", children=(*said, Node("ins", one.source or "(nothing)"))))
    for match in checked.matches[: max(1, len(checked.pieces))]:
        act = Act("passage", [match.sha256, match.start, match.end])
        seen = Node("button", "Open in context", label=f"Open in context: the source of quotation {number}", act=act)
        parts.append(
            Node("p", children=(Node("span", "Stands in: "), Node("cite", cite(match)), Node("span", " "), seen))
        )
        if not checked.is_good:
            parts.append(Node("p", f"There: “{quotation_words(match)}”"))
    parts += [Node("p", f"Note: {warning}.", style="aside") for warning in checked.warnings]
    if checked.suggestion:
        mend = Node(
            "button", "Copy the mend", label=f"Copy the mend of quotation {number}", copy=Copied(checked.suggestion)
        )
        parts += [Node("p", f"Write: {checked.suggestion}"), row("actions", [mend])]
    return Node("article", children=tuple(parts), style=f"finding {colour}", label=f"Quotation {number}: {words}")


def _draft(report: Report) -> list[Node]:
    nodes: list[Node] = []
    past = 0
    for number, checked in enumerate(report.quotations, 1):
        colour, words = verdict_of(checked)
        start, end = max(past, checked.start), max(past, checked.end)
        nodes.append(Node("span", report.draft.text[past:start]))
        nodes.append(Node("mark", report.draft.text[start:end], style=colour))
        nodes.append(Node("span", f" [{number}: {words}]", style="flag"))
        past = end
    return [*nodes, Node("span", report.draft.text[past:])]


def report_csv(report: Report, cite: Cite) -> str:
    """The findings as CSV, a row each, with the byte order mark that spreadsheets ask for."""
    file = io.StringIO()
    file.write("\ufeff")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for number, checked in enumerate(report.quotations, 1):
        rows.writerow([number, *(cell(words) for words in _row(checked, cite))])
    return file.getvalue()


def report_word(report: Report, cite: Cite) -> bytes:
    """The findings as a .docx: a table, a row each."""
    word = WordDocument()
    word.add_heading("Report on the draft", level=1)
    word.add_paragraph(summary(report))
    table = word.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    _fill(table.rows[0].cells, [name.replace("_", " ").capitalize() for name in COLUMNS])
    for number, checked in enumerate(report.quotations, 1):
        _fill(table.add_row().cells, [str(number), *_row(checked, cite)])
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _fill(cells: Sequence[object], words: Sequence[str]) -> None:
    for one, text in zip(cells, words, strict=True):
        one.text = clean(text)  # type: ignore[attr-defined]


def _row(checked: Checked, cite: Cite) -> list[str]:
    differing = "; ".join(f"{one.draft or '(nothing)'} → {one.source or '(nothing)'}" for one in checked.differences)
    places = "; ".join(cite(match) for match in checked.matches[: max(1, len(checked.pieces))])
    text = " ".join(checked.text.split())
    return [verdict_of(checked)[1], text, places, differing, checked.suggestion or "", "; ".join(checked.warnings)]
