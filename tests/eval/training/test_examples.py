"""Examples for the reader: who answers is told by the evidence alone, rivals come from retrieval."""

from functools import cache

import numpy as np
import pytest

from corpus.document import Document, Passage
from eval.facts import Item, Place, read_items
from eval.matching import states
from eval.training.evidence import evidence_sentences
from eval.training.examples import (
    CANDIDATES,
    UNSURE,
    Example,
    Label,
    Labelled,
    _places_of,
    known_examples,
)
from qa.library import Library
from qa.windows import Unit, Windows, read_passage


def _passages(library: Library, item: Item) -> list[tuple[Document, Passage]]:
    """The passages of an item's example by rank, told without the code under test."""
    hits = library.retrieve(item.question, CANDIDATES).hits
    found = [(hit.document, hit.passage) for hit in hits]
    beside = [
        (document, passage)
        for document in library.documents
        for passage in document.passages
        if any(_shared(document, item, (passage.start, passage.end))) and (document, passage) not in found
    ]
    return [*found, *beside]


def _shared(document: Document, item: Item, span: tuple[int, int]) -> set[int]:
    """The characters that a span shares with the evidence of an item."""
    places = [p for group in item.evidence for p in group if p.sha256 == document.source.sha256]
    return {character for place in places for character in range(place.start, place.end)} & set(range(*span))


@cache
def _whole(document: Document) -> dict[int, Unit]:
    return {u.sentence: u for passage in document.passages for u in read_passage(document, passage).units}


def _units(document: Document, labelled: Labelled) -> list[tuple[Unit, Label]]:
    """The units of a window, with their texts, beside their labels."""
    return [
        (_whole(document)[stretch.unit.sentence], label)
        for stretch, label in zip(labelled.window.stretches, labelled.labels, strict=True)
    ]


def test_labels_of_known_facts(known: Library, items: list[Item], examples: list[Example]) -> None:
    """A unit answers where it shares a character with the evidence; else it is unsure where it states every fact."""
    labels: list[int] = []
    for item, example in zip(items, examples, strict=True):
        assert (example.question, example.answerable) == (item.question, item.answerable)
        passages = _passages(known, item)
        assert {labelled.rank for labelled in example.windows} == set(range(len(passages)))
        for labelled in example.windows:
            document, passage = passages[labelled.rank]
            for unit, label in _units(document, labelled):
                assert passage.first <= unit.sentence < passage.last
                spans = document.sentences[unit.sentence].spans
                answers = any(_shared(document, item, span) for span in spans)
                told = bool(item.facts) and all(states(unit.text, forms) for forms in item.facts)
                assert label.answers == (1 if answers else UNSURE if told else 0)
                labels.append(label.answers)
        assert any(labelled.answers for labelled in example.windows) is item.answerable
    assert {1, 0} <= set(labels)


def test_words_of_known_facts(known: Library, items: list[Item], examples: list[Example]) -> None:
    """What is marked in a unit that answers is an accepted form; what does not answer has no mark."""
    marked = 0
    for item, example in zip(items, examples, strict=True):
        forms = {form.casefold() for group in item.facts for form in group}
        passages = _passages(known, item)
        for labelled in example.windows:
            for unit, label in _units(passages[labelled.rank][0], labelled):
                assert label.answers == 1 or label.words == ()
                assert {unit.text[start:end].casefold() for start, end in label.words} <= forms
                marked += len(label.words)
    assert marked >= len([item for item in items if item.answerable]) / 2


def test_evidence_that_retrieval_missed(known: Library, windows: Windows) -> None:
    """Its passage is put behind those found; a question that is not answered gets none."""
    item = next(item for item in read_items("sample") if item.answerable)
    elsewhere = item.model_copy(update={"question": "kettle shed folding table Maureen car park"})
    hits = known.retrieve(elsewhere.question, CANDIDATES).hits
    assert not any(_shared(hit.document, item, (hit.passage.start, hit.passage.end)) for hit in hits)
    (example,) = known_examples(known, [elsewhere], windows)
    assert min(labelled.rank for labelled in example.windows if labelled.answers) >= CANDIDATES
    unanswerable = elsewhere.model_copy(update={"facts": ()})
    (example,) = known_examples(known, [unanswerable], windows)
    assert max(labelled.rank for labelled in example.windows) == CANDIDATES - 1


def test_a_unit_that_says_it_too(known: Library, review: Document, windows: Windows) -> None:
    """Neither right nor wrong; where all facts must be told, one is not enough."""
    start = review.text.index("486,000")
    place = Place(document=review.id, sha256=review.source.sha256, start=start, end=start + 7, fold="")
    item = Item(
        id="x",
        question="486,000 calls",
        facts=(("486,000",),),
        evidence=((place,),),
        kind="number",
        difficulty="easy",
    )
    assert _count(known, item, windows) == (1, True)
    assert _count(known, item.model_copy(update={"facts": (("486,000",), ("xyzzy",))}), windows) == (1, False)


def test_a_sentence_kept_for_measuring(
    known: Library, items: list[Item], examples: list[Example], windows: Windows
) -> None:
    """Where it does not answer it is neither right nor wrong; its own question it answers."""
    others = [other for other in items[1:] if other.answerable]
    kept = evidence_sentences(known.documents, others)
    (example,) = known_examples(known, items[:1], windows, kept)
    changed = 0
    passages = _passages(known, items[0])
    for before, after in zip(examples[0].windows, example.windows, strict=True):
        document = passages[after.rank][0]
        for stretch, was, is_ in zip(after.window.stretches, before.labels, after.labels, strict=True):
            among = (document.source.sha256, stretch.unit.sentence) in kept
            assert is_.answers == (UNSURE if among and was.answers == 0 else was.answers)
            changed += is_ != was
    assert changed > 0
    own = evidence_sentences(known.documents, items[:1])
    (example,) = known_examples(known, items[:1], windows, own)
    assert [labelled.labels for labelled in example.windows] == [before.labels for before in examples[0].windows]


def _count(library: Library, item: Item, windows: Windows) -> tuple[int, bool]:
    """How many units answer, and whether any is unsure."""
    (example,) = known_examples(library, [item], windows)
    labels = [label.answers for labelled in example.windows for label in labelled.labels]
    return labels.count(1), UNSURE in labels


def test_windows_are_held_compactly(known: Library, items: list[Item], examples: list[Example]) -> None:
    """Numbers only, and the same as in the windows they were cut from."""
    windows = [labelled.window for labelled in examples[0].windows]
    assert all(window.ids.dtype == np.int32 for window in windows)  # type: ignore[attr-defined]
    stretches = [stretch for window in windows for stretch in window.stretches]
    assert {(stretch.unit.text, stretch.unit.offsets) for stretch in stretches} == {("", ())}
    assert {stretch.characters.dtype for stretch in stretches} == {np.dtype(np.int16)}  # type: ignore[attr-defined]
    document, passage = _passages(known, items[0])[0]
    whole = [window for window in windows if window is not None]
    cutter_window = _first_window(document, passage, items[0].question)
    assert whole[0].ids.tolist() == cutter_window[0]  # type: ignore[attr-defined]
    assert [stretch.characters.tolist() for stretch in whole[0].stretches] == cutter_window[1]  # type: ignore[attr-defined]


def _first_window(document: Document, passage: Passage, question: str) -> tuple[list[int], list[list[list[int]]]]:
    from tokenizers import Tokenizer

    from index.encoder import TOKENIZER_FILE
    from index.export import SHIPPED_FOLDER

    cutter = Windows(Tokenizer.from_file(str(SHIPPED_FOLDER / TOKENIZER_FILE)))
    window = cutter.cut(question, [read_passage(document, passage)])[0][0]
    return list(window.ids), [[list(pair) for pair in stretch.characters] for stretch in window.stretches]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([("31 hours", "31")], ["31 hours"]),
        ([("31", "31 hours")], ["31 hours"]),
        ([("thirty-one",)], []),
        ([("31",), ("NOBODY",)], ["31", "nobody"]),
        ([("waited",), ("absent",)], ["waited"]),
        ([], []),
    ],
)
def test_places_of_forms(facts: list[tuple[str, ...]], expected: list[str]) -> None:
    """The longest form of each fact that stands there, in any case; signs that case makes longer shift nothing."""
    text = "In the Straße nobody waited 31 hours."
    found = list(_places_of(Unit(0, text, ()), facts))
    assert [text[start:end] for start, end in found] == expected
