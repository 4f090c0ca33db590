"""The outline: the sample's against the truth, what is a heading and what is not, levels, kinds and the tree."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from corpus.document import Document, Section
from corpus.outline import MOST_HEADING_CHARS
from corpus.views import display
from tests.corpus.reading import read, section_called, titles
from tests.strategies import documents

GOLDEN = Path(__file__).parents[1] / "golden"
PROSE = "It was cold in the room, and nobody had said so to anybody who could have mended it."
LONG = f"{PROSE} {PROSE}"


def golden(name: str) -> Any:
    """A golden file."""
    return json.loads((GOLDEN / name).read_text("utf-8"))


def outline_of(document: Document) -> list[dict[str, object]]:
    """The outline as the golden file has it."""
    return [
        {
            "number": section.number,
            "level": section.level,
            "kind": section.kind,
            "title": display(document.text, [section.heading]),
        }
        for section in document.sections
    ]


def under(heading: str, below: str = LONG, above: str = LONG) -> list[str]:
    """The headings found in a short report around a line in question."""
    return titles(read(f"Northmere\n\n{above}\n\n{heading}\n\n{below}\n\n{PROSE}"))


def only(text: str, title: str) -> Section:
    """The section that a title opens."""
    return section_called(read(text), title)


def test_golden_outline(review: Document) -> None:
    """The sample's outline is the one on file."""
    assert outline_of(review) == golden("outline.json")


def test_every_true_heading_is_found(review: Document) -> None:
    """Each heading that the sample was written with stands at its place; nothing else is taken for one."""
    truth = {start: (title, level) for title, start, _, level in golden("sample_pages.json")["headings"]}
    found = {section.heading.start: section for section in review.sections if section.kind != "front"}
    assert truth.keys() <= found.keys()
    assert len(found.keys() - truth.keys()) <= 2
    for start, (title, level) in truth.items():
        heading = found[start].heading
        assert display(review.text, [heading]) == display(title, [type(heading)(0, len(title))])
        assert (found[start].level == 1) == (level == 1)


def test_headings_that_the_contents_list_forgets(review: Document) -> None:
    """The numbering around them gives their number and level."""
    for title in golden("sample_pages.json")["missing_from_contents"]:
        section = section_called(review, title)
        assert (section.kind, section.level, section.number) == ("section", 2, title[:3])


def test_case_studies(review: Document) -> None:
    """Numbered headings below "Case studies" are case studies, not sections."""
    parent = review.sections.index(section_called(review, "Case studies"))
    below = [section for section in review.sections if section.parent == parent]
    assert [display(review.text, [part.heading]) for part in below] == [
        "1. P",
        "2. Q",
        "3. A dispatcher's experience",
        "4. R",
    ]
    assert {section.kind for section in below} == {"case study"}


@pytest.mark.parametrize(
    ("title", "kind", "level", "number"),
    [
        ("Foreword", "chapter", 1, ""),
        ("Making it safe to speak", "section", 2, ""),
        ("Chapter 5: Discrimination and bullying", "chapter", 1, "5"),
        ("5.ii. Bullying", "section", 2, "5.ii"),
        ("Chapter 5.1: Women in the Service", "chapter", 2, "5.1"),
        ("5.1.2. Sexual harassment", "section", 3, "5.1.2"),
        ("Are the numbers getting better?", "subheading", 4, ""),
        ("Hospital handovers", "subheading", 3, ""),
        ("Annex B. Methodology", "annex", 1, "Annex B"),
        ("Poll of residents", "subheading", 2, ""),
    ],
)
def test_levels_and_kinds(review: Document, title: str, kind: str, level: int, number: str) -> None:
    """Numbers give levels; what has none stands below the section it is in."""
    section = section_called(review, title)
    assert (section.kind, section.level, section.number) == (kind, level, number)


HEADINGS = {
    "bare": "Local knowledge",
    "question": "Who regulates the regulator?",
    "numbered": "4.3. Response times",
    "numbered, deep": "4.3.1. Response times at night",
    "chapter": "Chapter 4: Answering the call",
    "part": "Part 2: Answering the call",
    "list number": "3. A dispatcher's experience",
    "link": "[Hospital handovers](#)",
    "with a mark": "Hospital handovers¹²",
    "markdown": "### Hospital handovers",
    "capitals": "HOSPITAL HANDOVERS",
    "summary": "Chapter summary",
}
NO_HEADINGS = {
    "sentence": "Nobody had said so.",
    "sentence about a chapter": "Chapter 2 discusses the money and Chapter 3 the people.",
    "sentence about an annex": "Annex B says how.",
    "small letters": "local knowledge",
    "lead-in": "They described:",
    "unfinished": "They described,",
    "dash": "They described –",
    "quotation": "“It was cold”",
    "straight quotation": '"It was cold"',
    "emphasis": "*It was cold*",
    "bullet": "- local knowledge",
    "letter": "(a) Local knowledge",
    "caption": "Figure 2.1: Local knowledge",
    "row": "Local\tknowledge",
    "note": "¹ Local knowledge",
    "bracket": "(Local knowledge)",
    "two lines": "Local\nknowledge",
    "too long": "Local knowledge " * 8,
    "number only": "3.",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS.keys())
def test_headings(heading: str) -> None:
    """A short line that stands alone and reads like no sentence opens a section."""
    assert len(under(heading)) == 2
    assert under(heading)[1] in heading.replace("[", "").replace("](#)", "")


@pytest.mark.parametrize("line", NO_HEADINGS.values(), ids=NO_HEADINGS.keys())
def test_lines_that_look_like_headings(line: str) -> None:
    """Sentences, list items, captions, lead-ins, quotations open nothing."""
    assert len(line) > MOST_HEADING_CHARS or "too long" not in line
    assert under(line) == ["Northmere"]


def test_nothing_below_is_no_heading() -> None:
    """The last line of a text heads nothing."""
    assert titles(read(f"Northmere\n\n{LONG}\n\nLocal knowledge")) == ["Northmere"]
    assert titles(read(f"Northmere\n\n{LONG}\n\nLocal knowledge\n\n¹ A note.")) == ["Northmere"]


def test_text_directly_below_is_no_section() -> None:
    """A line that text follows without a blank line reads on into it."""
    assert titles(read(f"Northmere\n\n{LONG}\n\nLocal knowledge\n{LONG}")) == ["Northmere"]


def test_a_table_or_small_letters_below() -> None:
    """A title over a table is its label; over small letters it is the first half of a sentence."""
    assert under("Local knowledge", below="Coast\t12\nBorder\t13") == ["Northmere"]
    assert under("Local knowledge", below="and nobody said so.") == ["Northmere"]


def test_over_a_list() -> None:
    """A title may stand over a numbered list, a short one over bullets; a long line there introduces them."""
    assert under("Local knowledge of the crews and of those they meet", below="1. Act.\n\n2. Act.")[1:] != []
    assert under("Local knowledge", below="- a blanket\n- a bucket") == ["Northmere", "Local knowledge"]
    assert under("What the crews of the coast told us", below="- a blanket\n- a bucket") == ["Northmere"]


def test_after_a_colon() -> None:
    """A short line after a lead-in is what it leads to, unless a whole paragraph follows."""
    assert under("Local knowledge", above=f"{PROSE} These are:", below="Short words.") == ["Northmere"]
    assert under("Local knowledge", above=f"{PROSE} These are:", below=LONG) == ["Northmere", "Local knowledge"]


def test_rows_of_short_lines() -> None:
    """A line below a short line that heads nothing is of one row with it; two headings may stand together."""
    assert under("Coast division", above=f"{LONG}\nThe grade") == ["Northmere"]
    assert under("4.3. Response times\n\nBy night") == ["Northmere", "4.3. Response times", "By night"]


def test_a_note_between_does_not_matter() -> None:
    """A heading at the top of a page stands below the notes of the page before."""
    assert under("Local knowledge", above=f"{LONG}\n\n¹ A note") == ["Northmere", "Local knowledge"]


def test_without_contents_numbers_give_levels() -> None:
    """Chapters, numbered sections and subheadings nest."""
    parts = ["Chapter 1: Money", "1.1. Budgets", "Who pays?", "1.2. Fleet", "Chapter 2: Staff", "Chapter summary"]
    document = read("\n\n".join(f"{part}\n\n{LONG}" for part in parts))
    assert [(part.level, part.kind, part.parent) for part in document.sections] == [
        (1, "chapter", -1),
        (2, "section", 0),
        (3, "subheading", 1),
        (2, "section", 0),
        (1, "chapter", -1),
        (2, "summary", 4),
    ]


def test_markdown_gives_levels() -> None:
    """The number of hashes is the level; the text may follow directly."""
    document = read(f"# Money\n{LONG}\n\n### Budgets\n\n{LONG}\n\n## Fleet\n\n{LONG}")
    assert titles(document) == ["Money", "Budgets", "Fleet"]
    assert [(part.level, part.parent) for part in document.sections] == [(1, -1), (3, 0), (2, 0)]


def test_markdown_in_wrapped_text() -> None:
    """A Markdown heading does not swallow the lines below it."""
    lines = (
        "The room at Quarry Lane was on the second floor of a\nformer warehouse and the staff bought\ntheir own fans."
    )
    assert titles(read(f"# Money\n{lines}\n{lines}\n\n## Fleet\n{lines}\n")) == ["Money", "Fleet"]


def test_a_case_study_without_chapter() -> None:
    """The words "Case study" are enough."""
    assert (
        only(f"Northmere\n\n{LONG}\n\nCase study: a dispatcher\n\n{LONG}", "Case study: a dispatcher").kind
        == "case study"
    )


def test_subheadings_do_not_nest() -> None:
    """Subheadings are siblings, also where nothing but subheadings stands above."""
    document = read("\n\n".join(f"{word} knowledge\n\n{LONG}" for word in ("Local", "Common", "Other")))
    assert [(part.kind, part.level, part.parent) for part in document.sections] == [
        ("section", 1, -1),
        ("subheading", 2, 0),
        ("subheading", 2, 0),
    ]


def test_listed_appendices_and_bare_letters() -> None:
    """Of letters only those of an annex or appendix are numbers: "A word" is none."""
    entries = ["Money", "A. Crew of nine", "Appendix A. Terms", "Annex 2: People", "Glossary"]
    listed = "\n".join(f"{title}.....{page}" for page, title in enumerate(entries, 4))
    document = read(f"Contents\n\n{listed}\n\n" + "\n\n".join(f"{title}\n\n{LONG}" for title in entries))
    assert [(part.kind, part.number, part.level) for part in document.sections if part.kind != "front"] == [
        ("chapter", "", 1),
        ("section", "", 2),
        ("annex", "Appendix A", 1),
        ("annex", "Annex 2", 1),
        ("chapter", "", 1),
    ]


def test_nothing_before_the_first_listed_heading_opens_a_section() -> None:
    """The lines of a title page are no headings where a contents list says what is."""
    entries = [f"Chapter {number}: Money" for number in range(1, 7)]
    listed = "\n".join(f"{title}.....{page}" for page, title in enumerate(entries, 4))
    title_page = f"Final report\n\n{LONG}\n\nBy the Review\n\n{LONG}"
    document = read(
        f"{title_page}\n\nContents\n\n{listed}\n\n" + "\n\n".join(f"{title}\n\n{LONG}" for title in entries)
    )
    assert titles(document) == entries


def test_a_text_without_headings() -> None:
    """All of it is the front section."""
    document = read(LONG)
    assert [(part.kind, part.start, part.end) for part in document.sections] == [("front", 0, len(LONG))]


@given(documents())
def test_sections_form_a_tree(text: str) -> None:
    """Sections start at the first character, in order; each ends where its parent does or before."""
    sections = read(text).sections
    assert sections[0].start == 0 or not text[: sections[0].start].strip()
    assert all(a.start <= b.start for a, b in pairwise(sections))
    for number, section in enumerate(sections):
        assert section.start <= section.heading.start <= section.heading.end <= section.end <= len(text)
        if section.parent >= 0:
            parent = sections[section.parent]
            assert section.parent < number
            assert parent.level < section.level
            assert parent.start <= section.start
            assert section.end <= parent.end


@pytest.mark.documents
def test_forgotten_headings_of_the_real_report(real_documents: dict[str, Document]) -> None:
    """The two headings that the contents list forgets are found by their numbers."""
    report = real_documents["casey-review-final-report"]
    assert {"3.13", "4.6"} <= {section.number for section in report.sections}


@pytest.mark.documents
def test_case_studies_of_the_real_report(real_documents: dict[str, Document]) -> None:
    """Fourteen case studies stand below their chapter."""
    report = real_documents["casey-review-final-report"]
    chapter = next(
        n for n, part in enumerate(report.sections) if display(report.text, [part.heading]) == "Case studies"
    )
    below = [part for part in report.sections if part.parent == chapter]
    assert len(below) == 14
    assert {part.kind for part in below} == {"case study"}
