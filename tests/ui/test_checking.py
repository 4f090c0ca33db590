"""Tests of ui.checking: the report on a draft as the page shows it and as files."""

import csv
import io

import docx
import pytest

from corpus.errors import DraftError
from qa.answer import Quote
from qa.check import Checker, Report
from qa.library import Library
from ui.checking import (
    MOST_PASTED_CHARS,
    VERDICTS,
    check_file,
    check_text,
    report_csv,
    report_nodes,
    report_word,
    summary,
    verdict_of,
)

DRAFT = (
    "The Review says: “We held 164 interviews, visited 29 stations and the control room”. It adds: “We held 264 "
    "interviews, visited 29 stations and the control room”. And: “the moon is made of <b>cheese</b> and butter”."
)


def cited(quote: Quote) -> str:
    """The citation as it was made."""
    return quote.citation


@pytest.fixture(scope="module")
def checker(shared_library: Library) -> Checker:
    """What looks quotations up in the sample."""
    return Checker(shared_library.documents)


@pytest.fixture(scope="module")
def report(checker: Checker) -> Report:
    """The report on a draft with one good quotation, one altered, one invented."""
    return check_text(checker, DRAFT)


def test_verdicts_are_told_in_words_and_colour(report: Report) -> None:
    """Green, red, red; each in words, in the findings and in the draft."""
    assert [verdict_of(checked) for checked in report.quotations] == [
        VERDICTS["verbatim"], VERDICTS["altered"], VERDICTS["not-found"],
    ]  # fmt: skip
    (node,) = report_nodes(report, cited)
    findings = list(node.find("finding"))
    assert [finding.style for finding in findings] == ["finding green", "finding red", "finding red"]
    assert all(
        words in finding.label for finding, (_, words) in zip(findings, map(verdict_of, report.quotations), strict=True)
    )
    assert [flag.text for flag in node.find("flag")] == [
        " [1: word for word]", " [2: words differ]", " [3: not in the documents]",
    ]  # fmt: skip


def test_the_draft_is_shown_as_it_stands(report: Report) -> None:
    """The marked draft without its flags is the draft, tags in it text."""
    (node,) = report_nodes(report, cited)
    (draft,) = node.find("draft")
    assert "".join(child.text for child in draft.children if child.style != "flag") == DRAFT


def test_an_altered_quotation_shows_what_differs_and_its_mend(report: Report) -> None:
    """The words of both sides, the place, a mend to copy, and a way to the source."""
    (node,) = report_nodes(report, cited)
    altered = list(node.find("finding"))[1]
    said = list(altered.words())
    assert "264" in said
    assert "164" in said
    assert any("Okafor Review" in words for words in said)
    buttons = [button for row in altered.find("actions") for button in row.children]
    assert buttons[0].copy is not None
    assert "164" in buttons[0].copy.plain


def test_a_summary_counts(report: Report, checker: Checker) -> None:
    """How many, and how many to mend; none at all is said too."""
    assert summary(report) == "3 quotations, 2 to mend."
    assert summary(check_text(checker, "No quotation here.")) == "No quotations were found in this draft."
    assert summary(check_text(checker, DRAFT.partition(" It adds")[0])) == "All 1 are as they should be."


@pytest.mark.parametrize(("text", "reason"), [("  ", "empty"), ("x" * (MOST_PASTED_CHARS + 1), "at most")])
def test_what_cannot_be_checked_gets_a_line(checker: Checker, text: str, reason: str) -> None:
    """Nothing, or too much."""
    with pytest.raises(DraftError, match=reason):
        check_text(checker, text)


def test_a_dropped_word_file_is_checked(checker: Checker) -> None:
    """A .docx gives the same verdicts as its text."""
    word = docx.Document()
    word.add_paragraph(DRAFT)
    file = io.BytesIO()
    word.save(file)
    report = check_file(checker, "briefing.docx", file.getvalue())
    assert [checked.verdict for checked in report.quotations] == ["verbatim", "altered", "not-found"]


def test_a_damaged_file_is_named_as_its_owner_names_it(checker: Checker) -> None:
    """The line shows no path of this machine."""
    with pytest.raises(DraftError) as told:
        check_file(checker, "briefing.docx", b"PK but no zip")
    assert "briefing.docx" in str(told.value)
    assert "verse-draft-" not in str(told.value)


def test_the_report_goes_out_as_csv_and_word(report: Report) -> None:
    """A row for each quotation, with verdict and place."""
    rows = list(csv.DictReader(io.StringIO(report_csv(report, cited).removeprefix("\ufeff"))))
    assert [row["verdict"] for row in rows] == ["word for word", "words differ", "not in the documents"]
    assert "264 → 164" in rows[1]["what_differs"]
    opened = docx.Document(io.BytesIO(report_word(report, cited)))
    table = opened.tables[0]
    assert [row.cells[1].text for row in table.rows][1:] == [row["verdict"] for row in rows]
