"""Tests of ui.evidence_map: where the quotations of a conversation stand."""

import pytest

from corpus.document import Document
from qa.answer import Answer
from qa.library import Library
from ui.evidence_map import evidence_maps, map_nodes


def test_every_quotation_is_counted_once(answered: Answer, shared_library: Library) -> None:
    """Bars add up to the different quotations, however often each was shown."""
    maps = evidence_maps(shared_library.documents, [*answered.quotes, *answered.quotes])
    assert sum(bar.quotes for found in maps for bar in found.bars) == len(answered.quotes)
    assert sum(len(found.places) for found in maps) == len(answered.quotes)


def test_chapters_without_evidence_are_shown_too(answered: Answer, review: Document) -> None:
    """The map is of the whole report: its gaps matter."""
    own = [quote for quote in answered.quotes if quote.document == review.id]
    (found,) = evidence_maps([review], own)
    assert len(found.bars) == sum(section.parent < 0 for section in review.sections)
    assert any(bar.quotes == 0 for bar in found.bars)


def test_quotations_stand_in_the_chapter_they_name(answered: Answer, review: Document) -> None:
    """The chapter that a quotation is counted for is the one on its card."""
    for quote in answered.quotes:
        if quote.document == review.id:
            (found,) = evidence_maps([review], [quote])
            assert [bar.title for bar in found.bars if bar.quotes] == [quote.chapter]
            assert found.places[0] == pytest.approx(100 * quote.start / len(review.text), abs=0.01)


def test_documents_without_evidence_have_no_map(shared_library: Library) -> None:
    """Nothing quoted, nothing drawn."""
    assert evidence_maps(shared_library.documents, []) == []


def test_the_plot_says_its_numbers(answered: Answer, shared_library: Library) -> None:
    """Every bar has its chapter and number in words, the strip has a name, ticks and bars their lengths."""
    found = evidence_maps(shared_library.documents, answered.quotes)[0]
    (node,) = map_nodes(found)
    said = list(node.words())
    assert all(bar.title in said for bar in found.bars)
    assert all(str(bar.quotes) in said for bar in found.bars)
    (strip,) = node.find("strip")
    assert strip.role == "img"
    assert str(len(found.places)) in strip.label
    assert [tick.place for tick in strip.children] == list(found.places)
    assert max(fill.width or 0.0 for fill in node.find("fill")) == 85.0
