"""What a draft claims of a quotation: pages, sections and documents named near it, and near it only."""

import pytest

from corpus.document import Document
from qa.check.claims import Claim, Claims
from qa.check.drafts import draft_of
from qa.check.quotations import find_quotations


def _claim(documents: dict[str, Document], text: str, number: int = 0) -> Claim:
    return Claims(list(documents.values())).read(find_quotations(draft_of(text))[number].around)


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("He said “some words” (p. 58).", (58, 58)),
        ("He said “some words.” [p137-138]", (137, 138)),
        ("He said “some words” [my emphasis, pp. 137–8].", (137, 138)),
        ("He said “some words” pp14]", (14, 14)),
        ("He said “some words” (Vale, 2021: 58).", (58, 58)),
        ("On page 58 he said “some words”.", (58, 58)),
        ("He said “some words”.[^1]\n\n[^1]: Ibid, p. 58.", (58, 58)),
        ("> Some words. [p58]", (58, 58)),
        ("On page 58 it says:\n\n> Some words.", (58, 58)),
        ("He said “some words”. Another matter stands on p. 58.", None),
        ("Another matter (p. 58). He said “some words”.", None),
        ("He said “some words” in 2021 to 58 people.", None),
        ("He said “some words” and 5p more.", None),
    ],
)
def test_pages(sample_documents: dict[str, Document], text: str, pages: tuple[int, int] | None) -> None:
    """The page of the same sentence, its reference, or its note; of no other."""
    claim = _claim(sample_documents, text).pages
    assert (claim and (claim.first, claim.last)) == pages


def test_each_has_its_own(sample_documents: dict[str, Document]) -> None:
    """Two quotations of a sentence: each has the mark that follows it."""
    text = "It says “one thing” [p44] but “another thing” [p45]."
    pages = [_claim(sample_documents, text, number).pages for number in (0, 1)]
    assert [page.first for page in pages if page] == [44, 45]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("It says “some words” (para 4.3).", "4.3"),
        ("In section 3.6 it says “some words”.", "3.6"),
        ("Chapter 3 says “some words”.", "3"),
        ("It says “some words” at 9.30 in the morning.", "9.30"),
        ("It says “some words”.", None),
    ],
)
def test_sections(sample_documents: dict[str, Document], text: str, section: str | None) -> None:
    """A number counts only where the documents have such a section, which the verdict asks."""
    assert _claim(sample_documents, text).section == section


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("The Okafor Review says “some words”.", {"okafor-review"}),
        ("Dame Ruth Okafor found that “some words”.", {"okafor-review"}),
        ("According to the Northmere Herald, “some words”.", {"northmere-herald-article"}),
        ("The report says “some words” (Northmere Herald, 11 June).", {"northmere-herald-article"}),
        ("A thread in the forum says “some words”.", {"readers-forum-thread"}),
        ("The interim Okafor Review says “some words”.", set()),
        ("Answering the Okafor Review, she said “some words”.", set()),
        ("He said “some words”.", set()),
    ],
)
def test_documents(sample_documents: dict[str, Document], text: str, documents: set[str]) -> None:
    """A document is claimed where it speaks or is cited, not where it is only spoken of."""
    assert _claim(sample_documents, text).documents == documents
