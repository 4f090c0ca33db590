"""Layouts: report, thread or article, and what of each stands apart from the body."""

import pytest
from hypothesis import given

from corpus.document import Document
from corpus.layout import lay_out
from corpus.views import display
from tests.corpus.reading import quoted, read, titles
from tests.strategies import awkward_text, documents

PROFILE = "User avatar\n{0}\nSecond Pot\nPosts: 18\nJoined: Sat Feb 08, 2020 7:41 pm\n\nRe: The Review"
POST = "Post by {0} » Tue Jun 11, 2024 9:{1} am"
LONG = (
    "It was cold in the room, and nobody had said so to anybody who could have mended it, so that it stayed as cold "
    "as it had been in March, when the windows were last seen open."
)


def thread(*posts: tuple[str, str]) -> str:
    """A thread of posts by named people, each under the poster's profile."""
    return "\n\n".join(
        f"{PROFILE.format(name)}\n\n{POST.format(name, minute)}\n\n{words}"
        for minute, (name, words) in enumerate(posts, 10)
    )


def apart(document: Document) -> list[str]:
    """The words that stand apart."""
    return [document.text[span.start : span.end] for span in document.apart]


def sentences(document: Document, section: int) -> list[str]:
    """The sentences of a section, heading left out."""
    return [
        quoted(document, part.spans)
        for part in document.sentences
        if part.section == section and part.kind != "heading"
    ]


def test_posts_of_the_sample(sample_documents: dict[str, Document]) -> None:
    """Every post is a section with its speaker and time."""
    posts = [part for part in sample_documents["readers-forum-thread"].sections if part.kind == "post"]
    assert [(post.speaker, post.time) for post in posts] == [
        ("Marram", "Tue Jun 11, 2024 9:20 am"),
        ("dr_bunting", "Tue Jun 11, 2024 9:52 am"),
        ("Marram", "Tue Jun 11, 2024 10:31 am"),
        ("Plodder", "Tue Jun 11, 2024 11:04 am"),
        ("TeaUrn", "Tue Jun 11, 2024 11:48 am"),
        ("dr_bunting", "Tue Jun 11, 2024 12:15 pm"),
        ("Marram", "Tue Jun 11, 2024 2:37 pm"),
        ("Plodder", "Tue Jun 11, 2024 3:20 pm"),
        ("Wick", "Tue Jun 11, 2024 4:45 pm"),
        ("TeaUrn", "Tue Jun 11, 2024 5:30 pm"),
        ("Marram", "Tue Jun 11, 2024 6:12 pm"),
    ]


def test_furniture_of_the_sample_thread(sample_documents: dict[str, Document]) -> None:
    """Profiles, repeated titles and signatures stand apart; nothing that anybody wrote does."""
    thread_read = sample_documents["readers-forum-thread"]
    furniture = "\n".join(apart(thread_read)).split("\n")
    assert furniture.count("User avatar") == 11
    assert furniture.count("always read the footnotes") == 3
    assert furniture.count("Peer reviewed by a cat") == 2
    assert furniture.count("I used to be with it") == 2
    assert {"Location: Saltmouth way", "Posts: 3306", "Re: Okafor Review into the Northmere Ambulance Service"} <= {
        *furniture
    }
    assert not any("kettle" in line or "[p" in line for line in furniture)


def test_what_posters_quote_stays_in_their_post(sample_documents: dict[str, Document]) -> None:
    """Quoted words and the poster's own are sentences of one post."""
    thread_read = sample_documents["readers-forum-thread"]
    assert sentences(thread_read, 2)[-1] == 'I was more taken with "the same reports in smaller type" [p7].'
    assert [part for part in sentences(thread_read, 1) if part.endswith("]")] == [
        (
            "Time and again we heard of a problem that had been written down, sent upwards, given a reference number "
            "and left. [p4]"
        ),
        'The words "bullying" or "harassment" appear in the minutes of four of those meetings. [my emphasis, p6-7]',
    ]


def test_a_headline_within_a_post() -> None:
    """A title directly above a long line heads it; lead-ins and short sentences do not."""
    document = read(
        thread(
            ("Ann", f"Chapter 2: Money\n{LONG}"),
            ("Bob", f"The report says,\n{LONG}\n\nIt says:\n{LONG}\n\nnot this\n{LONG}\n\nNor this\nas it is short"),
        )
    )
    assert [part.kind for part in document.sections] == ["front", "post", "subheading", "post"]
    assert titles(document)[1] == "Chapter 2: Money"


def test_thread_without_profiles() -> None:
    """Where posts have only a byline, nothing of the post above is lost."""
    document = read(f"{POST.format('Ann', 10)}\n\nIt was cold.\n\n{POST.format('Bob', 11)}\n\nSo it was.")
    assert [(part.kind, part.speaker) for part in document.sections] == [("post", "Ann"), ("post", "Bob")]
    assert [sentences(document, 0), sentences(document, 1)] == [["It was cold."], ["So it was."]]
    assert document.apart == ()


def test_profile_without_avatar() -> None:
    """A profile begins with the poster's name where there is no picture; the post above ends before it."""
    text = thread(("Ann", "It was cold.\n\nIt was March."), ("Bob", "So it was.")).replace("User avatar\nBob", "Bob")
    document = read(text)
    assert sentences(document, 1) == ["It was cold.", "It was March."]
    furniture = "\n".join(apart(document)).split("\n")
    assert furniture[-5:] == [line for line in PROFILE.format("Bob").split("\n") if line][1:]


def test_a_short_post_between_profiles() -> None:
    """Profiles close together take nothing of the post between them."""
    document = read(thread(("Ann", "No."), ("Bob", "Yes."), ("Ann", "No!")))
    assert [sentences(document, number) for number in (1, 2, 3)] == [["No."], ["Yes."], ["No!"]]


def test_signatures() -> None:
    """A last line that one poster repeats is a signature; that two posters share by chance is none."""
    document = read(
        thread(
            ("Ann", "It was cold.\n\nRead the notes"),
            ("Bob", "So it was.\n\nThat is all"),
            ("Ann", "Still cold.\n\nRead the notes"),
            ("Cid", "Very.\n\nThat is all"),
        )
    )
    assert apart(document).count("Read the notes") == 2
    assert "That is all" not in apart(document)


def test_an_empty_post() -> None:
    """A byline with nothing below is a post all the same."""
    document = read(f"{POST.format('Ann', 10)}\n\n{POST.format('Bob', 11)}\n\nSo it was.")
    assert [part.speaker for part in document.sections] == ["Ann", "Bob"]


def test_one_byline_is_no_thread() -> None:
    """A text that quotes one byline is no thread."""
    assert lay_out(f"It was cold.\n\n{POST.format('Ann', 10)}\n\nSo it was.").kind != "thread"


def test_sample_article(sample_documents: dict[str, Document]) -> None:
    """One section under the headline; the repeated headline and the site's lines below the story stand apart."""
    article = sample_documents["northmere-herald-article"]
    assert [part.kind for part in article.sections] == ["chapter"]
    assert titles(article) == ["Ambulance bosses ‘tidied’ away thousands of late calls, Okafor Review finds"]
    assert apart(article) == [
        "Ambulance bosses ‘tidied’ away thousands of late calls, Okafor Review finds",
        "Read the full report at https://okafor-review.example/final-report",
        "Related News",
        "Widow gets slippers back after 14 months",
        "Carpet showroom offers former crew its car park “for ever”",
        "Events",
        "Corn Hall, Aldersby: An evening with the Dales Community Responders",
        "Eskerby lifeboat open day",
        "Copyright © 2024 Northmere Herald (a fictional newspaper)",
    ]


@pytest.mark.parametrize(
    "date",
    ["11 June 2024", "Jun\u00a011, 2024", "Tuesday 11 June 2024 09.15 BST", "June 2024", "Published: Sept 2, 2023"],
)
def test_a_date_makes_an_article(date: str) -> None:
    """A short text with a date line near its head is an article."""
    assert lay_out(f"Late calls found\n\n{date}\n\nBy Hester Quill\n\nIt was cold.\n\nRelated").kind == "article"


@pytest.mark.parametrize(
    "text",
    [
        "Late calls found\n\nIt was cold.",
        f"Late calls found\n\nOn a cold day in June 2024 nobody had said so to anybody {LONG}",
        "Late calls found\n\n" + "It was cold.\n\n" * 8 + "11 June 2024\n\nSo.",
        "Late calls found\n\n11 June 2024\n\n" + f"{LONG}\n\n" * 400,
        "Late calls found\n\n11 June 2024\n\n# Money\n\nIt was cold.\n\n# Staff\n\nIt was cold.",
        "Late calls found\n\nJune\n\nIt was cold.",
    ],
    ids=["no date", "date in a paragraph", "date too far down", "too long", "headings of its own", "no year"],
)
def test_no_article(text: str) -> None:
    """What has no date line near its head, is long, or has an outline of its own, is a report."""
    assert lay_out(text).kind == "report"


def test_an_article_that_ends_in_a_list() -> None:
    """The story's own last items are no furniture."""
    document = read("Late calls found\n\n11 June 2024\n\nIt found that:\n\n- calls were late\n- nobody said so")
    assert document.apart == ()


def test_an_article_without_full_stops() -> None:
    """Where nothing ends a sentence there is no telling furniture: all of it is kept."""
    document = read("Late calls found\n\n11 June 2024\n\nIt was cold\n\nAnd nobody came")
    assert document.apart == ()


def test_contents_are_apart(review: Document) -> None:
    """The contents list of a report is no part of its prose."""
    assert apart(review)[0].startswith("Contents\n\nForeword.....")
    assert not any(
        document_sentence.start < review.apart[0].end and document_sentence.end > review.apart[0].start
        for document_sentence in review.sentences
    )


def test_contents_that_touch_the_text_around() -> None:
    """In wrapped text a list without blank lines around it takes nothing of its neighbours."""
    wrapped = (
        "The room at Quarry Lane was on the second floor of a\nformer warehouse and the staff bought\ntheir own fans."
    )
    listed = "\n".join(f"{number}. Money matters.....{number}" for number in range(1, 7))
    headings = "\n\n".join(f"{number}. Money matters\n\n{wrapped}" for number in range(1, 7))
    document = read(f"{wrapped}\nContents\n{listed}\n{wrapped}\n\n{headings}")
    assert apart(document) == [f"Contents\n{listed}"]
    assert [quoted(document, part.spans) for part in document.sentences[:2]] == [wrapped, wrapped]


def test_a_table_is_no_contents_list() -> None:
    """A list that names nothing below is a table: its rows are kept."""
    rows = "\n".join(f"Station {number}\t{number}" for number in range(9))
    document = read(f"Northmere\n\n{LONG}\n\n{rows}\n\n{LONG}")
    assert document.apart == ()
    assert document.notices == ("no contents list was found",)
    assert len(document.tables) == 1


def test_a_table_does_not_hide_an_article() -> None:
    """A table with rising numbers in a dated article is a table of the article."""
    rows = "\n".join(f"Station {number}\t{number}" for number in range(9))
    assert lay_out(f"Late calls found\n\n11 June 2024\n\nIt was cold.\n\n{rows}\n\nSo it was.").kind == "article"


def test_entries_without_heading_are_told() -> None:
    """What the contents list names and the body lacks is said in a notice."""
    entries = [f"Chapter {number}: Money" for number in range(1, 7)]
    listed = "\n".join(f"{title}.....{page}" for page, title in enumerate(entries, 4))
    document = read(f"Contents\n\n{listed}\n\n" + "\n\n".join(f"{title}\n\n{LONG}" for title in entries[1:4]))
    assert document.notices == ("3 entries of the contents list have no heading in the body",)


@pytest.mark.parametrize("text", ["", " \n\n", "\f"])
def test_nothing_to_lay_out(text: str) -> None:
    """An empty text has an empty layout."""
    layout = lay_out(text)
    assert (layout.blocks, layout.headings, layout.apart) == ([], [], [])


@given(documents() | awkward_text)
def test_headings_are_blocks_of_the_body(text: str) -> None:
    """Headings index the body, in order, each block once."""
    layout = lay_out(text)
    places = [heading.block for heading in layout.headings]
    assert places == sorted(set(places))
    assert all(0 <= place < len(layout.blocks) for place in places)
    assert all(display(text, [layout.blocks[place].span]) for place in places)
