"""The measures of page maps: marks are found in a thread, their quotations in the report, and counted rightly."""

from pathlib import Path

import pytest

from corpus.document import Document, PageRange
from eval.pages import Finding, Mark, figures_of, find_marks, find_quotations, main, measure
from tests.conftest import real_folder


def test_marks_and_their_words() -> None:
    """All manners of marks; the words before each begin after the mark before, or in the line above."""
    thread = 'He said "one thing" [p4] and "another" [my emphasis, p6-7].\nA long story\n\n[p9]\nIt ended. pp12]'
    assert [(mark.first, mark.last, mark.words) for mark in find_marks(thread)] == [
        (4, 4, 'he said "one thing"'),
        (6, 7, 'and "another"'),
        (9, 9, "a long story"),
        (12, 12, "it ended."),
    ]


def test_quotations_are_found_where_they_stand_once(review: Document) -> None:
    """Words that stand in the report once are found, with the page of the last; others are not."""
    marks = [
        Mark(14, 14, "there used to be a kettle. i know how that sounds."),
        Mark(7, 7, 'she was more taken with "the same reports in smaller type"'),
        Mark(1, 1, "the service"),
        Mark(1, 1, "words that nobody wrote in any report"),
    ]
    findings = find_quotations(review, marks)
    assert [(finding.mark.first, finding.is_exact) for finding in findings] == [(14, True), (7, True)]


def test_figures_count_what_they_say() -> None:
    """One mark alone and right, one held by two pages, one a page away, one far off where the map knows nothing."""
    findings = [
        Finding(Mark(4, 4, ""), PageRange(4, 4, "inferred")),
        Finding(Mark(6, 7, ""), PageRange(7, 8, "range")),
        Finding(Mark(9, 9, ""), PageRange(10, 10, "inferred")),
        Finding(Mark(20, 20, ""), PageRange(None, None, None)),
    ]
    figures = figures_of([finding.mark for finding in findings], findings)
    assert (figures.marks, figures.findable) == (4, 4)
    assert (figures.exact, figures.single, figures.within_one, figures.narrow) == (0.5, 0.25, 0.75, 1.0)
    assert figures.sure == pytest.approx(1 / 3)
    assert figures.farthest == 20


def test_sample_thread_agrees(sample_documents: dict[str, Document]) -> None:
    """The sample's thread quotes the sample's report: every mark that is found is right."""
    figures = measure(sample_documents, "okafor-review", "readers-forum-thread")
    assert figures is not None
    assert figures.findable >= 10
    assert figures.exact == 1.0


def test_nothing_to_measure_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the real documents the command says so; a folder that is missing is an error."""
    (tmp_path / "note.txt").write_text("Some words.", encoding="utf-8")
    assert main(["--documents", str(tmp_path)]) == 0
    assert "nothing to measure" in capsys.readouterr().out
    assert main(["--documents", str(tmp_path / "missing")]) == 2
    assert "missing" in capsys.readouterr().err


@pytest.mark.documents
@pytest.mark.usefixtures("real_documents")
def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """On the real documents the command prints each measure."""
    assert main(["--documents", str(real_folder())]) == 0
    assert "page exact" in capsys.readouterr().out
