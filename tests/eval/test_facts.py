"""Known facts are sound, and the checker says which are not."""

import pytest

from corpus.document import Document
from eval.facts import Item, Place, applicable, faults, fold_hash, read_items


def _item(review: Document, **changed: object) -> Item:
    start = review.text.index("Service")
    words = review.text[start : start + 7]
    place = Place(
        document=review.id, sha256=review.source.sha256, start=start, end=start + 7, fold=fold_hash(words)
    ).model_copy(update=changed)
    return Item(id="x", question="?", facts=(("service",),), evidence=((place,),), kind="entity", difficulty="easy")


def test_sample_items_are_sound(sample_documents: dict[str, Document]) -> None:
    """Every item of the sample stands where it says, and states its facts there."""
    documents = {document.source.sha256: document for document in sample_documents.values()}
    items = read_items("sample")
    assert len(applicable(items, documents)) == len(items) >= 60
    assert {item.id: faults(item, documents) for item in items if faults(item, documents)} == {}


@pytest.mark.documents
@pytest.mark.parametrize("split", ["dev", "test"])
def test_real_items_are_sound(real_documents: dict[str, Document], split: str) -> None:
    """Every item of the real documents stands where it says, and states its facts there."""
    documents = {document.source.sha256: document for document in real_documents.values()}
    items = read_items("dev" if split == "dev" else "test")
    assert sum(item.answerable for item in items) >= 200
    assert sum(not item.answerable for item in items) >= 65
    assert {item.id: faults(item, documents) for item in items if faults(item, documents)} == {}


def test_dev_and_test_do_not_mix() -> None:
    """No question, and no evidence place, is in both splits."""
    dev, test = read_items("dev"), read_items("test")
    assert not {item.question for item in dev} & {item.question for item in test}
    places = [
        {(p.sha256, p.start) for item in items for group in item.evidence for p in group} for items in (dev, test)
    ]
    assert not places[0] & places[1]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"start": 1}, "other words"),
        ({"fold": "0" * 16}, "other words"),
        ({"end": 10**9}, "no characters"),
    ],
)
def test_faults_are_named(review: Document, changed: dict[str, object], expected: str) -> None:
    """An item whose place moved is told apart from a sound one."""
    documents = {review.source.sha256: review}
    assert faults(_item(review), documents) == []
    assert expected in faults(_item(review, **changed), documents)[0]


def test_facts_must_stand_in_the_evidence(review: Document) -> None:
    """A fact that its evidence does not state is a fault, as is a whole sentence for a form."""
    documents = {review.source.sha256: review}
    assert "no form" in faults(_item(review).model_copy(update={"facts": (("xyzzy",),)}), documents)[0]
    long = ("one two three four five six seven eight nine",)
    assert "longer than" in faults(_item(review).model_copy(update={"facts": (long,)}), documents)[0]
    assert "go together" in faults(_item(review).model_copy(update={"facts": ()}), documents)[0]


def test_items_of_absent_documents_do_not_apply(review: Document) -> None:
    """Where the evidence's document is not here the item is left out; an unanswerable item always applies."""
    absent = _item(review, sha256="0" * 64)
    unanswerable = Item(id="y", question="?", facts=(), evidence=(), kind="near-miss", difficulty="easy")
    assert applicable([absent, unanswerable], {review.source.sha256: review}) == [unanswerable]
    assert faults(absent, {review.source.sha256: review}) == ["no form of ('service',) stands in the evidence"]
