"""The outline of the real report, against places, levels and pages checked by reading (no text is stored)."""

import json
from pathlib import Path

import pytest

from corpus.document import Document

GOLDEN = Path(__file__).parent.parent / "golden" / "report_outline.json"


@pytest.mark.documents
def test_places_levels_and_pages(real_documents: dict[str, Document]) -> None:
    """Every heading stands where it stood when the outline was read against the report, on its page."""
    golden = json.loads(GOLDEN.read_text("utf-8"))
    report = real_documents[golden["document"]]
    assert report.source.sha256 == golden["sha256"]
    found = [
        [part.start, part.level, part.kind, part.number, report.pages.at(part.start).first] for part in report.sections
    ]
    assert found == golden["sections"]


@pytest.mark.documents
def test_counts(real_documents: dict[str, Document]) -> None:
    """Notes, tables and headings are as many as were counted by hand."""
    report = real_documents["casey-review-final-report"]
    kinds = [part.kind for part in report.sections]
    assert len(report.notes) == 251
    assert sum(note.reference is None for note in report.notes) == 1  # note 157 has no mark in the text
    assert kinds.count("case study") == 14 + 5
    assert kinds.count("annex") == 3
    assert {"3.13", "4.6", "9.i", "9.ii"} <= {part.number for part in report.sections}
