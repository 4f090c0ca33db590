"""Precision and recall of voices against sentences labelled by hand, by place: `python -m eval.voices`."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from corpus.document import Document, VoiceName
from corpus.errors import VerseError
from corpus.load import find_documents
from corpus.read import read_document
from eval.metrics import Measure, mean
from qa.settings import read_settings


class Label(NamedTuple):
    """A sentence and whose words it is; `other` is a second defensible label, None where the first is sure."""

    split: str
    document: str
    sha256: str
    start: int
    voice: VoiceName
    other: VoiceName | None


class Rates(NamedTuple):
    """Counts for one voice, from which precision and recall follow."""

    right: int
    given: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the sentences given this voice that have it."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Share of the sentences that have this voice which were given it."""
        return self.right / self.true if self.true else 0.0


def read_labels() -> list[Label]:
    """The labels that ship with the project."""
    lines = files("eval").joinpath("known/voices.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [
        Label(row["split"], row["document"], row["sha256"], row["start"], row["voice"], row["or"]) for row in records
    ]


def score_voices(labels: Iterable[Label], documents: Mapping[str, Document]) -> dict[VoiceName, Rates]:
    """Rates by voice; `documents` by fingerprint, labels of documents that are not there are left out.

    Where a labeller found two labels defensible, either counts as right.
    """
    given = {
        (sha256, sentence.start): sentence.voice
        for sha256, document in documents.items()
        for sentence in document.sentences
    }
    right: Counter[VoiceName] = Counter()
    answered: Counter[VoiceName] = Counter()
    true: Counter[VoiceName] = Counter()
    for label in labels:
        if label.sha256 not in documents:
            continue
        voice = given.get((label.sha256, label.start), "author")
        accepted = label.other if label.other is not None and voice == label.other else label.voice
        right[accepted] += voice == accepted
        answered[voice] += 1
        true[accepted] += 1
    return {voice: Rates(right[voice], answered[voice], true[voice]) for voice in sorted(answered | true)}


def voice_measure(documents: Mapping[str, Document]) -> dict[str, Measure]:
    """Share of the labelled test sentences whose voice is right; empty where their documents are not here."""
    rates = score_voices((label for label in read_labels() if label.split == "test"), documents)
    hits = [1.0] * sum(rate.right for rate in rates.values())
    misses = [0.0] * (sum(rate.true for rate in rates.values()) - len(hits))
    return {"voice": mean(hits + misses)} if hits or misses else {}


def main() -> int:
    """Print the table for both splits; 2 where there is no labelled document."""
    console = Console()
    try:
        shelf = find_documents(read_settings().documents)
    except VerseError as error:
        sys.stderr.write(f"eval.voices: {error}\n")
        return 2
    labels = read_labels()
    known = {label.sha256 for label in labels}
    raws = [raw for raw in shelf.documents if raw.source.sha256 in known]
    if not raws:
        sys.stderr.write("eval.voices: none of the labelled documents is here\n")
        return 2
    documents = {raw.source.sha256: read_document(raw.text, raw.source) for raw in raws}
    table = Table("split", "voice", "sentences", "precision", "recall")
    for split in ("dev", "test"):
        rates = score_voices([label for label in labels if label.split == split], documents)
        for voice, rate in rates.items():
            table.add_row(split, voice, str(rate.true), f"{rate.precision:.3f}", f"{rate.recall:.3f}")
        total = sum(rate.true for rate in rates.values())
        share = sum(rate.right for rate in rates.values()) / total
        table.add_row(split, "all", str(total), f"{share:.3f}", f"{share:.3f}", end_section=True)
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
