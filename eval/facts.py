"""Known facts: questions, what an answer must contain, and where it stands. Places and short forms, never sentences."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.document import Document
from corpus.errors import SettingError
from corpus.views import fold
from eval.matching import states
from eval.places import Location, locate

Split = Literal["dev", "test", "plain", "tune", "train", "sample"]
SPLITS: tuple[Split, ...] = get_args(Split)

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
    Both are empty where the documents do not answer. `section` and `page` are the `Location` of the first place.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    facts: tuple[tuple[str, ...], ...]
    evidence: tuple[tuple[Place, ...], ...]
    section: str | int | None = None
    page: tuple[int, int] | None = None
    kind: str
    difficulty: str

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.facts)


def known_splits() -> tuple[Split, ...]:
    """The splits whose file is there."""
    return tuple(split for split in SPLITS if _file_of(split).is_file())


def read_items(split: Split) -> list[Item]:
    """The items of a split, in the order of the file.

    Raises:
        SettingError: the split has no file.
    """
    if split not in known_splits():
        raise SettingError(f"no known facts named {split!r}; there are: {', '.join(known_splits())}")
    return items_of(_file_of(split).read_text("utf-8"))


def items_of(lines: str) -> list[Item]:
    """The items that a file of JSON Lines holds."""
    adapter = TypeAdapter(Item)
    return [adapter.validate_json(line) for line in lines.splitlines() if line.strip()]


def _file_of(split: Split) -> Traversable:
    return files("eval").joinpath(f"known/{split}.jsonl")


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
    if not found:
        found += _location_faults(item, documents)
    if not found and item.facts:
        evidence = " \n ".join(_text(place, documents) for group in item.evidence for place in group)
        found += [f"no form of {forms} stands in the evidence" for forms in item.facts if not states(evidence, forms)]
    return found


def located(item: Item, documents: Mapping[str, Document]) -> Item:
    """The item with the section and pages that the documents (by fingerprint) give its first place."""
    return item.model_copy(update=_location(item, documents)._asdict())


def _location(item: Item, documents: Mapping[str, Document]) -> Location:
    place = next((place for group in item.evidence for place in group), None)
    document = documents.get(place.sha256) if place else None
    return locate(document, place.start, place.end) if place and document else Location(None, None)


def _location_faults(item: Item, documents: Mapping[str, Document]) -> list[str]:
    if any(place.sha256 not in documents for group in item.evidence[:1] for place in group[:1]):
        return []
    told = _location(item, documents)
    found = [] if item.section == told.section else [f"its section is {item.section}, the document says {told.section}"]
    if not _holds(item.page, told.page):
        found.append(f"its pages are {item.page}, the document says {told.page}")
    return found


def _holds(known: tuple[int, int] | None, told: tuple[int, int] | None) -> bool:
    """Whether the known pages hold those told: a document may come to know its pages more narrowly than the item."""
    if known is None or told is None:
        return known == told
    return known[0] <= told[0] <= told[1] <= known[1]


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
