"""Paragraphs: which blocks a page end has cut apart, and which only stand near each other."""

import pytest
from hypothesis import given

from corpus.blocks import cut_blocks
from corpus.document import Document
from corpus.paragraphs import MOST_BLOCKS_BETWEEN, join_paragraphs
from corpus.views import display
from tests.corpus.reading import quoted
from tests.strategies import awkward_text, documents

OPEN = "The Board met often. It heard about the words that appear in the minutes of four of"
NOTE = "¹ The Review read them."


def joined(text: str) -> list[str]:
    """The paragraphs of several blocks, each as its words with bars at the cuts."""
    paragraphs = join_paragraphs(text, cut_blocks(text), set())
    return [" | ".join(text[slice(*span)] for span in part.spans) for part in paragraphs if part.joined]


JOINED = {
    "blank line": f"{OPEN}\n\nthose meetings.",
    "note between": f"{OPEN}\n\n{NOTE}\n\nthose meetings.",
    "note with two paragraphs of small letters": f"{OPEN}\n\n{NOTE}\n\n² Another\n\nthose meetings.",
    "figure between": f"{OPEN}\n\nFigure 1.1: Calls\n\nCoast\t12\n\nthose meetings.",
    "capital after an article": "The Board met often. It had heard of this from the\n\nChief Executive each month.",
    "capital after a comma": "The Board met often. It heard from the Chair,\n\nChief Executive of the Service.",
    "capital after words": "The Board met often. It heard of calls from all places, not only\n\nAldersby and coast.",
    "item": "They described:\n\n- being sent home in the middle of the\n\nnight after a shift.",
    "testimony": "“I went to the window and there was nobody in”\n\nthe room, and I left.",
    "three pages": f"{OPEN}\n\nthose meetings and of all\n\nthe others.",
    "gap of a no-break space": f"{OPEN}\n\n\u00a0\nthose meetings.",
}
APART = {
    "finished": "The Board met often.\n\nThe next paragraph.",
    "finished, small letters": "The Board met often.\n\nand then it did not.",
    "lead-in": "The Board met often:\n\nand then it did not.",
    "label": "The Board\n\nIt met often.",
    "unfinished, but one sentence only": "The Board met for many hours in that large room\n\nThe next paragraph.",
    "list item next": f"{OPEN}\n\n- those meetings.",
    "directly below": "The Board met often. It heard from the\nChief Executive each month.",
    "numbered": "1. The Board met often. It heard from the\n\nChief Executive each month.",
    "note": f"{NOTE[:-1]} of the\n\nnext page.",
    "caption": "Figure 1.1: Calls of the\n\nnext page.",
    "table": "Coast\tof the\n\nnext page.",
    "finished testimony": "“It was cold.”\n\nand dark it was.",
    "too far": f"{OPEN}\n\n"
    + "\n\n".join(f"Figure {n}: Calls" for n in range(MOST_BLOCKS_BETWEEN + 1))
    + "\n\nthose meetings.",
    "nothing follows": f"{OPEN}\n\n{NOTE}",
}


@pytest.mark.parametrize("text", JOINED.values(), ids=JOINED.keys())
def test_joined(text: str) -> None:
    """An unfinished paragraph goes on over a page end and what stands there."""
    assert len(joined(text)) == 1


@pytest.mark.parametrize("text", APART.values(), ids=APART.keys())
def test_apart(text: str) -> None:
    """What is finished, or leads to a list, or is a label, does not go on."""
    assert joined(text) == []


def test_words_of_the_halves() -> None:
    """The halves are exact stretches; the note between is none of them."""
    assert joined(f"{OPEN}\n\n{NOTE}\n\nthose meetings.") == [f"{OPEN} | those meetings."]


def test_the_tail_of_a_note_is_passed_over() -> None:
    """Two small-letter paragraphs in a row: the first ends a note that was cut, the second the paragraph."""
    text = f"{OPEN}\n\n¹ The Review read\n\nthem all without\n\nthose meetings."
    assert joined(text) == [f"{OPEN} | those meetings."]


def test_a_heading_stops_the_search() -> None:
    """Nothing is joined over a heading, nor is a heading joined."""
    text = f"{OPEN}\n\nThe next part\n\nthose meetings."
    blocks = cut_blocks(text)
    assert not any(part.joined for part in join_paragraphs(text, blocks, {1}))
    assert [part.kind for part in join_paragraphs(text, blocks, {1})] == ["prose", "heading", "prose"]


def test_no_block_is_used_twice() -> None:
    """Two unfinished paragraphs cannot share one end."""
    assert joined(f"{OPEN}\n\n{OPEN}\n\nthose meetings.") == [f"{OPEN} | {OPEN} | those meetings."]


def test_cut_sentences_of_the_sample(review: Document) -> None:
    """Sentences that page ends of the sample cut are whole again."""
    cut = {display(review.text, part.spans): len(part.spans) for part in review.sentences if len(part.spans) > 1}
    meetings = 'The words "bullying" or "harassment" appear in the minutes of four of those meetings.'
    confident = (
        'Only 41% were confident that an ambulance would reach them "in good time" in an emergency, and in the Coast '
        "division it was 29%."
    )
    assert cut[meetings] == cut[confident] == 2
    assert len(cut) >= 15


def test_lists_cut_by_a_page_end(review: Document) -> None:
    """The items of a list keep their lead-in over a page end with notes."""
    item = next(part for part in review.sentences if "83% were proud" in quoted(review, part.spans))
    assert item.kind == "list"
    assert quoted(review, review.sentences[item.lead].spans).endswith("from one end of Northmere to the other:")


@given(documents() | awkward_text)
def test_blocks_are_shared_out(text: str) -> None:
    """Every block is in exactly one paragraph, and the halves of a paragraph are in order."""
    blocks = cut_blocks(text)
    spans = [span for part in join_paragraphs(text, blocks, set()) for span in part.spans]
    assert sorted(spans) == [block.span for block in blocks]
    assert all(list(part.spans) == sorted(part.spans) for part in join_paragraphs(text, blocks, set()))
