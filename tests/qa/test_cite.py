"""Citations of each kind of place."""

import pytest

from corpus.document import UNKNOWN_PAGES, Document, PageRange, Source
from corpus.read import read_document
from corpus.voices import Voice
from qa.cite import chapter_and_section, cite, page_words

REPORT = "The Okafor Review, Final Report (June 2024)"
AUTHOR = Voice("author", None)
PAGE_9 = PageRange(9, 9, "contents")


def _cited(document: Document, beginning: str, pages: PageRange = PAGE_9, voice: Voice = AUTHOR) -> str:
    sentence = next(one for one in document.sentences if document.text.startswith(beginning, one.start))
    return cite(document, sentence, pages, voice)


@pytest.mark.parametrize(
    ("beginning", "place"),
    [
        ("On paper every member", "3.3"),
        ("The Review began work", "Annex B"),
        ("Interviews lasted from", "Annex B"),
        ("There are nine lanes", "4.2"),
        ("Nearly a third of women", "5.1.2"),
        ("Northmere is large, ageing", "Chapter 1"),
        ("These four accounts", "Case studies"),
        ("P joined as a trainee", "Case studies, 1. P"),
        ("Demand has grown", "Summary and conclusions"),
        ("Four asked to meet", "Summary and conclusions, 1. It is not safe to tell the truth in the Service"),
        ("⁷ The building at Quarry Lane", "1.2, n. 7"),
        ("⁴⁶ The Service began", "6.3, n. 46"),
    ],
)
def test_places_of_a_report(review: Document, beginning: str, place: str) -> None:
    """A number where there is one, with what is below it; else the headings; a note with its own number."""
    assert _cited(review, beginning) == f"{REPORT}, {place}, p. 9"


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (PageRange(9, 9, "printed"), "p. 9"),
        (PageRange(9, 9, "range"), "p. 9"),
        (PageRange(9, 10, "inferred"), "pp. 9-10"),
        (PageRange(9, 10, "contents"), "pp. 9-10"),
        (PageRange(9, 14, "range"), "between pp. 9 and 14"),
        (UNKNOWN_PAGES, ""),
    ],
)
def test_pages(review: Document, pages: PageRange, words: str) -> None:
    """One page, two, a range that is all that is certain, none."""
    assert page_words(pages) == words
    assert _cited(review, "On paper every member", pages) == ", ".join(filter(None, (REPORT, "3.3", words)))


@pytest.mark.parametrize(
    ("notes", "words"), [([12], "with n. 12"), ([12, 13], "with n. 12, 13"), ([12, 12], "with n. 12")]
)
def test_notes_that_are_quoted_too(review: Document, notes: list[int], words: str) -> None:
    """Their numbers, once each, after the place of the sentence that cites them."""
    sentence = next(one for one in review.sentences if review.text.startswith("On paper every member", one.start))
    assert cite(review, sentence, PAGE_9, AUTHOR, notes) == f"{REPORT}, 3.3, {words}, p. 9"


def test_testimony(review: Document) -> None:
    """Somebody's words told to the review are not the review's own."""
    cited = _cited(review, "“You do a baby", voice=Voice("testimony", None))
    assert cited == f"testimony quoted in {REPORT}, 2.3, p. 9"


@pytest.mark.parametrize(("speaker", "words"), [("Ms Pell", "Ms Pell, quoted in"), (None, "quoted in")])
def test_a_quotation_in_an_article(sample_documents: dict[str, Document], speaker: str | None, words: str) -> None:
    """Who speaks, where that is known; an article has no place of its own."""
    article = sample_documents["northmere-herald-article"]
    cited = _cited(article, "“I have read all of it", UNKNOWN_PAGES, Voice("quotation", speaker))
    assert cited == f"{words} {article.source.cite_as}"


def test_an_article(sample_documents: dict[str, Document]) -> None:
    """Its own words: as it is cited, no more."""
    article = sample_documents["northmere-herald-article"]
    assert _cited(article, "More than 11,000", UNKNOWN_PAGES) == article.source.cite_as


def test_a_post(sample_documents: dict[str, Document]) -> None:
    """Who wrote it and when."""
    thread = sample_documents["readers-forum-thread"]
    cited = _cited(thread, "I did six years on the road", UNKNOWN_PAGES, Voice("post", "Plodder"))
    assert cited == f"{thread.source.cite_as}, post by Plodder, Tue Jun 11, 2024 11:04 am"


def test_a_text_that_nothing_is_known_of() -> None:
    """Its title is all there is to cite."""
    document = read_document("There used to be a kettle. It was red.\n", Source("notes", "Some notes", "text"))
    assert _cited(document, "There used", UNKNOWN_PAGES) == "Some notes"


@pytest.mark.parametrize(
    ("beginning", "chapter", "section"),
    [
        ("Demand has grown", "Summary and conclusions", None),
        ("There are nine lanes", "Chapter 4: Answering the call", "4.2. The control room › Local knowledge"),
        ("When an ambulance reaches", "Chapter 4: Answering the call", "4.3. Response times › Hospital handovers"),
        ("Northmere is large, ageing", "Chapter 1: The Service and the people of Northmere", "Chapter summary"),
    ],
)
def test_chapter_and_section(review: Document, beginning: str, chapter: str, section: str | None) -> None:
    """The chapter's title, and the path below it, as people read them."""
    sentence = next(one for one in review.sentences if review.text.startswith(beginning, one.start))
    assert chapter_and_section(review, sentence.section) == (chapter, section)


def test_no_chapter(review: Document) -> None:
    """What stands before the first heading is in none."""
    assert chapter_and_section(review, 0) == (None, None)
