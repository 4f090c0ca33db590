"""Tests of ui.context: the section around a quotation as it is read."""

from dataclasses import replace

import pytest

from corpus.document import NOTHING, Document, Span
from corpus.views import display
from ui.context import MOST_CHARS, outline_nodes, section_at, section_nodes, source_node
from ui.forms import section_title
from ui.nodes import Node


def said(nodes: list[Node]) -> str:
    """All the words of the nodes, run together."""
    return "".join(word for node in nodes for word in node.words())


def folded(text: str) -> str:
    """The text without any space."""
    return "".join(text.split())


def test_every_sentence_is_in_just_its_section(review: Document) -> None:
    """Opening every section shows every sentence of the report's body."""
    shown = [folded(said(section_nodes(review, number))) for number in range(len(review.sections))]
    for sentence in review.sentences:
        if sentence.kind in {"prose", "testimony", "list"} and not sentence.notes:
            words = folded("".join(display(review.text, [span]) for span in sentence.spans))
            place = section_at(review, sentence.start)
            if len(review.pages.of(sentence.spans)) and review.pages.at(sentence.start) == review.pages.at(
                sentence.end
            ):
                assert words in shown[place]


def test_the_quotation_is_marked(review: Document) -> None:
    """Just the quoted sentence bears a mark, and the page scrolls to it."""
    sentence = review.sentences[60]
    nodes = section_nodes(review, section_at(review, sentence.start), sentence.spans)
    marked = [node for root in nodes for node in root.find("quoted")]
    assert folded("".join(word for node in marked for word in node.words())) == folded(
        "".join(display(review.text, [span]) for span in sentence.spans)
    )
    assert any(node.is_focus for node in marked)


def test_pages_are_told_as_they_turn(review: Document) -> None:
    """A section over several pages says each of them, in order."""
    number = next(
        n for n, part in enumerate(review.sections) if part.heading.start and "Foreword" in section_title(review, part)
    )
    breaks = [node.text for root in section_nodes(review, number) for node in root.find("break")]
    assert len(breaks) == len(set(breaks))
    every = [
        node.text
        for place in range(len(review.sections))
        for root in section_nodes(review, place)
        for node in root.find("break")
    ]
    assert any(word.startswith("page ") for word in every)


def test_notes_stand_below_what_cites_them(review: Document) -> None:
    """A cited note is shown with its number, under the text."""
    sentence = next(one for one in review.sentences if one.notes)
    nodes = section_nodes(review, section_at(review, sentence.start))
    notes = next(nodes[0].find("notes"))
    number = review.notes[sentence.notes[0]].number
    assert str(number) in list(notes.words())
    assert any(node.tag == "sup" for child in nodes[0].children for node in _all(child))


def _all(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in _all(child))]


def test_a_quoted_note_is_marked(review: Document) -> None:
    """A note that is itself quoted is shown and marked, in the section of its mark."""
    note = next(note for note in review.notes if note.reference is not None)
    assert note.reference is not None
    nodes = section_nodes(review, section_at(review, note.reference.start), [note.span])
    notes = next(nodes[0].find("notes"))
    assert list(notes.find("quoted"))


def test_tables_are_tables(review: Document) -> None:
    """A table has its caption, its heads and a row for each of its rows; the quoted row is marked."""
    sentence = next(one for one in review.sentences if one.row != NOTHING)
    nodes = section_nodes(review, section_at(review, sentence.start), sentence.spans)
    tables = [node for node in _all(nodes[0]) if node.tag == "table"]
    rows = [node for node in _all(tables[0]) if node.tag == "tr" and node.children[0].tag == "td"]
    assert tables[0].children[0].tag == "caption"
    assert len(rows) == len(review.tables[sentence.table].rows)
    assert sum("quoted" in row.style for row in rows) == 1


def test_ways_lead_to_the_sections_beside(review: Document) -> None:
    """First and last section have one neighbour, the others two."""
    last = len(review.sections) - 1
    for number, expected in ((0, [1]), (3, [2, 4]), (last, [last - 1])):
        nav = next(node for node in _all(section_nodes(review, number)[0]) if node.tag == "nav")
        assert [button.act.value[1] for button in nav.children if button.act] == expected


def test_an_endless_section_is_cut_around_the_quotation(review: Document) -> None:
    """Of a section longer than the limit, the quotation's surroundings are shown."""
    long = "One sentence more. " * 20_000
    sentence = replace(review.sentences[60], spans=(Span(190_000, 190_018),), section=0, notes=())
    document = replace(
        review,
        text=long,
        sentences=(sentence,),
        notes=(),
        tables=(),
        sections=(replace(review.sections[0], end=len(long)),),
    )
    nodes = section_nodes(document, 0, sentence.spans)
    assert len(long) > 2 * MOST_CHARS
    assert list(nodes[0].find("quoted"))


@pytest.mark.parametrize("name", ["okafor-review", "northmere-herald-article", "readers-forum-thread"])
def test_the_outline_holds_every_section(sample_documents: dict[str, Document], name: str) -> None:
    """Each heading once, each a button that opens its section."""
    document = sample_documents[name]
    acts = [node.act.value for node in _all(outline_nodes(document)[0]) if node.act]
    assert acts == [[document.id, number] for number in range(len(document.sections))]


def test_the_source_is_described(review: Document) -> None:
    """How it is cited, by whom it is."""
    words = "".join(source_node(review).words())
    assert review.source.cite_as in words
    assert review.source.author in words
