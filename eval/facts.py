"""Known facts: questions, what an answer must contain, and where it stands. Places and short forms, never sentences."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.document import Document
from corpus.views import fold
from eval.matching import states

Split = Literal["dev", "test", "sample"]

MOST_WORDS_OF_FORM = 8
FOLD_HASH_CHARS = 16


class Place(BaseModel):
    """A stretch of a document that answers: offsets in code points and a hash of its folded words."""

    model_config = ConfigDict(frozen=True)

    document: str
    sha256: str
    start: int
    end: int
    fold: str


class Item(BaseModel):
    """A question, the facts of a right answer and their evidence.

    `facts` are groups of accepted forms, `evidence` groups of places; every group is needed, any member of it will do.
    Both are empty where the documents do not answer.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    facts: tuple[tuple[str, ...], ...]
    evidence: tuple[tuple[Place, ...], ...]
    kind: str
    difficulty: str

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.facts)


def read_items(split: Split) -> list[Item]:
    """The items of a split, in the order of the file."""
    lines = files("eval").joinpath(f"known/{split}.jsonl").read_text("utf-8").splitlines()
    return [TypeAdapter(Item).validate_json(line) for line in lines if line.strip()]


def applicable(items: Iterable[Item], documents: Mapping[str, Document]) -> list[Item]:
    """The items whose documents (by fingerprint) are all here; an unanswerable item always applies."""
    return [item for item in items if all(any(p.sha256 in documents for p in group) for group in item.evidence)]


def fold_hash(text: str) -> str:
    """The hash by which an evidence place is recognised: of its folded words."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:FOLD_HASH_CHARS]


def faults(item: Item, documents: Mapping[str, Document]) -> list[str]:
    """What is wrong with an item, checked against the documents (by fingerprint); empty when it is sound."""
    found = [fault for group in item.evidence for place in group for fault in _place_faults(place, documents)]
    if bool(item.facts) != bool(item.evidence):
        found.append("facts and evidence go together")
    found += [
        f"a form of {forms} is longer than {MOST_WORDS_OF_FORM} words"
        for forms in item.facts
        if any(len(form.split()) > MOST_WORDS_OF_FORM for form in forms)
    ]
    if not found and item.facts:
        evidence = " \n ".join(_text(place, documents) for group in item.evidence for place in group)
        found += [f"no form of {forms} stands in the evidence" for forms in item.facts if not states(evidence, forms)]
    return found


def _text(place: Place, documents: Mapping[str, Document]) -> str:
    document = documents.get(place.sha256)
    return document.text[place.start : place.end] if document else ""


def _place_faults(place: Place, documents: Mapping[str, Document]) -> list[str]:
    document = documents.get(place.sha256)
    if document is None:
        return []
    if not 0 <= place.start < place.end <= len(document.text):
        return [f"{place.document} has no characters {place.start}-{place.end}"]
    if fold_hash(document.text[place.start : place.end]) != place.fold:
        return [f"other words stand at {place.start}-{place.end} of {place.document}"]
    return []
