"""The measure of checking: verdicts on drafts made by code, on the sample and on the real documents."""

import pytest

from corpus.document import Document
from corpus.load import Shelf
from eval.bench_check import MOST_MEGABYTES, MOST_SECONDS, make_draft
from eval.bench_check import measure as measure_speed
from eval.quotation_cases import Split, make_cases
from eval.quotations import LEAST_RIGHT, figures_of, main, measure
from qa.check.checker import Checker
from qa.check.drafts import draft_of
from tests.conftest import real_folder


def test_cases_are_the_same_every_time(sample_documents: dict[str, Document]) -> None:
    """The same seed, the same draft; the splits share no quotation; each case is where it says."""
    documents = list(sample_documents.values())
    dev, test = make_cases(documents, "dev", 3), make_cases(documents, "test", 3)
    assert make_cases(documents, "dev", 3) == dev
    quoted = {
        split: {made.text[case.start : case.end] for case in made.cases} for split, made in (("d", dev), ("t", test))
    }
    assert not {words for words in quoted["d"] & quoted["t"] if len(words) > 60 and "{" in words}
    assert len({case.kind for case in dev.cases}) > 35


@pytest.mark.parametrize("split", ["dev", "test"])
def test_on_the_sample(sample_documents: dict[str, Document], split: Split) -> None:
    """Nearly every verdict is right, and nothing altered, joined or invented passes."""
    documents = list(sample_documents.values())
    cases = make_cases(documents, split, 4)
    figures = figures_of(cases, Checker(documents).check(draft_of(cases.text)).quotations)
    assert figures.made >= 120
    assert [one.case for one in figures.outcomes if one.is_dangerous] == []
    assert figures.right >= LEAST_RIGHT


@pytest.mark.documents
@pytest.mark.parametrize("split", ["dev", "test"])
def test_on_the_real_documents(real_documents: dict[str, Document], split: Split) -> None:
    """The same on the real documents, of which at least 150 quotations a split are made."""
    figures = measure(list(real_documents.values()), split)
    assert figures.made >= 150
    assert figures.passed == 0
    assert figures.right >= LEAST_RIGHT


@pytest.mark.documents
def test_the_thread_as_a_draft(real_documents: dict[str, Document]) -> None:
    """A reader's real quotations: nearly all of those with a page mark stand in the report, on that page."""
    report = Checker(list(real_documents.values())).check(draft_of(real_documents["forum-thread"].text, "text"))
    marked = [checked for checked in report.quotations if checked.claim.pages is not None]
    assert len(marked) >= 181
    right = sum(checked.verdict in {"verbatim", "elided"} for checked in marked)
    assert right / len(marked) >= 0.9
    assert sum(checked.verdict == "wrong-page" for checked in marked) <= 5
    assert not any(checked.verdict in {"not-found", "spliced", "wrong-source"} for checked in marked)


def test_command(capsys: pytest.CaptureFixture[str], sample_shelf: Shelf) -> None:
    """Prints the figures by kind; a folder that is not there is one line and status 2."""
    assert main(["--split", "dev", "--documents", str(sample_shelf.folder)]) == 0
    assert "verdicts right" in capsys.readouterr().out
    assert main(["--documents", "/nowhere"]) == 2
    draft = sample_shelf.folder / "readers-forum-thread.txt"
    assert main(["--draft", str(draft), "--documents", str(sample_shelf.folder)]) == 0
    assert "verbatim" in capsys.readouterr().out


def test_the_long_draft_is_long(sample_documents: dict[str, Document]) -> None:
    """So many quotations, so many pages."""
    text = make_draft(list(sample_documents.values()), 200, 30)
    assert text.count("“") == 200
    assert 60_000 < len(text) < 100_000


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.documents
def test_speed(sample_shelf: Shelf) -> None:
    """2,000 quotations on 300 pages: processor time and memory below the limits, however busy the machine is."""
    folder = real_folder()
    if folder is None:
        pytest.skip("the real documents are not here")
    speed = measure_speed(Shelf(folder, sample_shelf.documents))
    assert speed.quotations >= 2_000
    assert speed.processor_seconds <= MOST_SECONDS
    assert speed.megabytes <= MOST_MEGABYTES
