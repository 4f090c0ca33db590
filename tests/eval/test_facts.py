"""Known facts are sound, and the checker says which are not."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import SettingError
from eval import facts
from eval.facts import Item, Place, Split, applicable, faults, fold_hash, known_splits, located, read_items

LEAST_ITEMS: dict[Split, tuple[int, int]] = {"plain": (100, 35), "tune": (700, 0)}
"""Of splits unlike the others: how many answerable and unanswerable items they hold at least."""


def _item(review: Document, **changed: object) -> Item:
    start = review.text.index("Service")
    words = review.text[start : start + 7]
    place = Place(
        document=review.id, sha256=review.source.sha256, start=start, end=start + 7, fold=fold_hash(words)
    ).model_copy(update=changed)
    item = Item(id="x", question="?", facts=(("service",),), evidence=((place,),), kind="entity", difficulty="easy")
    return located(item, {review.source.sha256: review})


def test_sample_items_are_sound(sample_documents: dict[str, Document]) -> None:
    """Every item of the sample stands where it says, and states its facts there."""
    documents = {document.source.sha256: document for document in sample_documents.values()}
    items = read_items("sample")
    assert len(applicable(items, documents)) == len(items) >= 60
    assert {item.id: faults(item, documents) for item in items if faults(item, documents)} == {}


@pytest.mark.documents
@pytest.mark.parametrize("split", [split for split in known_splits() if split != "sample"])
def test_real_items_are_sound(real_documents: dict[str, Document], split: Split) -> None:
    """Every item of the real documents stands where it says, and states its facts there."""
    documents = {document.source.sha256: document for document in real_documents.values()}
    items = read_items(split)
    answerable, unanswerable = LEAST_ITEMS.get(split, (200, 65))
    assert sum(item.answerable for item in items) >= answerable
    assert sum(not item.answerable for item in items) >= unanswerable
    assert {item.id: faults(item, documents) for item in items if faults(item, documents)} == {}


@pytest.mark.parametrize("split", known_splits())
def test_every_item_says_where(split: Split) -> None:
    """Each line holds section and page; nothing of a section but its number or a place, nothing where none answers."""
    lines = Path(facts.__file__).with_name("known").joinpath(f"{split}.jsonl").read_text("utf-8").splitlines()
    assert all({"section", "page"} <= set(json.loads(line)) for line in lines)
    for item in read_items(split):
        assert item.answerable or (item.section, item.page) == (None, None)
        assert not isinstance(item.section, str) or len(item.section) <= len("Annex A")


@pytest.mark.parametrize(("one", "other"), list(combinations(known_splits(), 2)))
def test_splits_do_not_mix(one: Split, other: Split) -> None:
    """No question is in two splits, and no evidence place in two of which one is tuned on."""
    questions = [{item.question for item in read_items(split)} for split in (one, other)]
    assert not questions[0] & questions[1]
    if {one, other} in ({"test", "plain"}, {"dev", "tune"}):
        return  # both are only reported, or both tuned on, and ask of the same places on purpose
    places = [
        {(p.sha256, p.start) for item in read_items(split) for group in item.evidence for p in group}
        for split in (one, other)
    ]
    assert not places[0] & places[1]


def test_a_split_may_be_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What has no file is not among the splits; asking for it is one clear error."""
    (tmp_path / "known").mkdir()
    (tmp_path / "known" / "dev.jsonl").write_text("", "utf-8")
    monkeypatch.setattr(facts, "files", lambda _: tmp_path)
    assert known_splits() == ("dev",)
    assert read_items("dev") == []
    with pytest.raises(SettingError, match="no known facts named 'train'; there are: dev"):
        read_items("train")


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


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"section": "9.9"}, "its section is 9.9"),
        ({"section": None}, "its section is None"),
        ({"page": (1, 1)}, "its pages are (1, 1)"),
        ({"page": (90, 99)}, "its pages are (90, 99)"),
        ({"page": None}, "its pages are None"),
    ],
)
def test_wrong_locations_are_named(review: Document, changed: dict[str, object], expected: str) -> None:
    """A section or page that the document does not give is a fault; wider pages that hold the document's are none."""
    documents = {review.source.sha256: review}
    item = next(item for item in read_items("sample") if item.page and item.page[0] > 1)
    assert expected in faults(item.model_copy(update=changed), documents)[0]
    wider = item.model_copy(update={"page": (1, 90)})
    assert faults(wider, documents) == []


def test_an_unanswerable_item_stands_nowhere(review: Document) -> None:
    """A section or pages without evidence are a fault."""
    nowhere = Item(id="y", question="?", facts=(), evidence=(), page=(1, 1), kind="near-miss", difficulty="easy")
    assert "its pages are (1, 1)" in faults(nowhere, {review.source.sha256: review})[0]
    assert faults(located(nowhere, {}), {}) == []


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
