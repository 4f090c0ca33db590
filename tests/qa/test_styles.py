"""Citations in every style, and sources for reference managers."""

import json
from dataclasses import replace

import pytest

from corpus.document import Document, Source
from corpus.errors import SettingError
from qa.answer import Quote
from qa.exports import csl_item, date_parts, to_bibtex, to_csl_json, to_ris
from qa.styles import STYLES, checked_style, cite_in, reference_in, section_number
from qa.verify import Excerpt, attest_excerpt

PEER = Source("big-review", "Big Review: Final Report", "report", "Baroness Vale of Thornby", "City Press", "May 2021")


def _quote(document: Document, words: str) -> Quote:
    start = document.text.index(words)
    return attest_excerpt(
        Excerpt(document, (document.sentences[0].spans[0]._replace(start=start, end=start + len(words)),))
    )


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("oscola", "Baroness Vale of Thornby, ‘Big Review: Final Report’ (City Press 2021) 20, section 3.6."),
        ("harvard", "(Vale, 2021, p. 20, section 3.6)"),
        ("chicago", "Baroness Vale of Thornby, Big Review: Final Report (City Press, 2021), 20, section 3.6."),
        ("apa", "(Vale, 2021, p. 20, section 3.6)"),
        ("govuk", "Big Review: Final Report, City Press, May 2021, section 3.6, page 20"),
    ],
)
def test_report(review: Document, style: str, expected: str) -> None:
    """Page and section in the manner of each style."""
    quote = _quote(review, "The programme cost £1.4 million in all")
    assert cite_in(checked_style(style), quote, PEER) == expected


@pytest.mark.parametrize("style", STYLES)
def test_quoted_in(review: Document, style: str) -> None:
    """Testimony is never cited as the report's own words, in no style."""
    cited = cite_in(checked_style(style), _quote(review, "There used to be a kettle."), review.source)
    assert "testimony quoted in" in cited or "testimony as cited in" in cited


def test_markdown_link(review: Document) -> None:
    """The link names the very characters."""
    quote = _quote(review, "We held 164 interviews")
    assert cite_in("markdown", quote, review.source).endswith(f"](okafor-review.txt#char={quote.start},{quote.end})")


def test_pages_that_are_a_range(review: Document) -> None:
    """Where only a range is certain, the citation says so rather than naming pages."""
    quote = replace(_quote(review, "We held 164 interviews"), page_first=5, page_last=9, page_basis="range")
    assert "between pp. 5 and 9" in cite_in("harvard", quote, review.source)
    two = replace(quote, page_last=6, page_basis="inferred")
    assert "pp. 5–6" in cite_in("harvard", two, review.source)


def test_references(sample_documents: dict[str, Document]) -> None:
    """The entry in a list of references."""
    article = sample_documents["northmere-herald-article"].source
    assert reference_in("harvard", article).startswith("Quill, H. (2024)")
    assert reference_in("default", article) == article.cite_as
    assert reference_in("govuk", PEER) == "Big Review: Final Report, City Press, May 2021"


def test_unknown_style() -> None:
    """The message lists those there are."""
    with pytest.raises(SettingError, match="oscola"):
        checked_style("vancouver")


def test_section_numbers(review: Document) -> None:
    """The innermost number; of a chapter without sections its own; none where none is printed."""
    quote = _quote(review, "We held 164 interviews")
    assert section_number(replace(quote, chapter="Chapter 3: How", section="3.6. The programme")) == "3.6"
    assert section_number(replace(quote, chapter="Chapter 3: How", section=None)) == "3"
    assert section_number(replace(quote, chapter="Annex B: Survey", section=None)) == "Annex B"
    assert section_number(replace(quote, chapter="Foreword", section=None)) == ""


@pytest.mark.parametrize(
    ("date", "parts"),
    [("March 2023", [2023, 3]), ("17 October 2022", [2022, 10, 17]), ("Jun 11, 2024", [2024, 6, 11]), ("", [])],
)
def test_dates(date: str, parts: list[int]) -> None:
    """Year, month and day as far as they are given."""
    assert date_parts(date) == parts


def test_exports(sample_documents: dict[str, Document]) -> None:
    """CSL-JSON, BibTeX and RIS name title, author, year and fingerprint."""
    sources = [document.source for document in sample_documents.values()]
    assert [item["id"] for item in json.loads(to_csl_json(sources))] == [source.id for source in sources]
    assert csl_item(PEER)["author"] == [{"literal": "Baroness Vale of Thornby"}]
    bibtex, ris = to_bibtex([PEER]), to_ris(sources)
    assert bibtex.startswith("@techreport{big-review,\n  title = {{Big Review: Final Report}}")
    assert "year = {2021}" in bibtex
    assert ris.count("ER  - ") == len(sources)
    assert "AU  - Quill, Hester" in ris
    assert "\\&" in to_bibtex([replace(PEER, publisher="A & B")])
