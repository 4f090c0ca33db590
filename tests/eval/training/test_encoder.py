"""The encoder's training: contrasts of what answers with what does not, and a model that learns from them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from corpus.document import Span
from corpus.passages import heading_path, passage_in_words, sentence_in_words
from eval.facts import Item, Place
from eval.training import encoder
from eval.training.encoder import Contrasts, Row, contrasts, train_encoder
from eval.training.evidence import states_facts
from qa.library import Library


@pytest.fixture(scope="module")
def rows(known: Library, items: list[Item]) -> Contrasts:
    """The contrasts of the sample's items."""
    return contrasts(known, items, 1, easy_share=1.0)


def _evidence(library: Library, item: Item) -> tuple[set[str], set[str]]:
    """The sentences and the passages of an item's evidence, in words."""

    def touches(place: Place, spans: Sequence[Span]) -> bool:
        return any(span.start < place.end and place.start < span.end for span in spans)

    sentences, passages = set(), set()
    places = [place for group in item.evidence for place in group]
    for document in library.documents:
        for number, sentence in enumerate(document.sentences):
            if any(touches(place, sentence.spans) for place in places if place.document == document.id):
                sentences.add(sentence_in_words(document, sentence))
                passages |= {
                    f"{heading_path(document, passage.section)}. {passage_in_words(document, passage)}"
                    for passage in document.passages
                    if passage.first <= number < passage.last
                }
    return sentences, passages


def test_contrasts(known: Library, items: list[Item], rows: Contrasts) -> None:
    """For each group of evidence a passage and a sentence that answer, each beside one that does not."""
    answerable = {item.question: item for item in items if item.answerable}
    for kind, right in zip(rows, (1, 0), strict=True):
        assert {row["anchor"] for row in kind} == set(answerable)
        for question, item in answerable.items():
            own = [row for row in kind if row["anchor"] == question]
            answers = _evidence(known, item)[right]
            assert len(own) == len(item.evidence)
            assert all(row["positive"] in answers for row in own)
            assert not any(row["negative"] in answers for row in own)
            assert not any(states_facts(item, row["negative"]) for row in own)
            assert all(row["negative"].strip() for row in own)


def test_a_sentence_kept_for_measuring_is_no_rival(known: Library, items: list[Item], rows: Contrasts) -> None:
    """Another takes its place."""
    told = {
        sentence_in_words(document, sentence): (document.source.sha256, number)
        for document in known.documents
        for number, sentence in enumerate(document.sentences)
    }
    kept = {told[row["negative"]] for row in rows.sentences}
    other = contrasts(known, items, 1, 1.0, kept)
    assert not kept & {told[row["negative"]] for row in other.sentences}
    assert len(other.sentences) == len(rows.sentences)


def test_contrasts_are_repeatable(known: Library, items: list[Item], rows: Contrasts) -> None:
    """The same seed draws the same, another another."""
    assert contrasts(known, items, 1, 1.0) == rows
    assert contrasts(known, items, 2, 1.0) != rows


def test_easy_questions_are_left_out(known: Library, items: list[Item], rows: Contrasts) -> None:
    """Of questions whose evidence is found first none is taken, or a part; all others are."""
    firsts = {item.question: known.retrieve(item.question, 1).hits[0] for item in items if item.answerable}
    shown = {
        q: f"{heading_path(h.document, h.passage.section)}. {passage_in_words(h.document, h.passage)}"
        for q, h in firsts.items()
    }
    hard = {
        item.question for item in items if item.answerable and shown[item.question] not in _evidence(known, item)[1]
    }
    every = {row["anchor"] for row in rows.passages}
    assert {row["anchor"] for row in contrasts(known, items, 1, 0.0).passages} == hard
    part = {row["anchor"] for row in contrasts(known, items, 1, 0.5).passages}
    assert hard < part < every


def test_no_contrast_without_a_rival(known: Library, items: list[Item]) -> None:
    """Where all that is found answers there is nothing to tell it from."""
    document = known.documents[0]
    place = (
        items[0]
        .evidence[0][0]
        .model_copy(
            update={"document": document.id, "sha256": document.source.sha256, "start": 0, "end": len(document.text)}
        )
    )
    everywhere = tuple(
        place.model_copy(update={"document": d.id, "sha256": d.source.sha256, "end": len(d.text)})
        for d in known.documents
    )
    assert contrasts(known, [items[0].model_copy(update={"evidence": (everywhere,)})], 1) == Contrasts([], [])


def test_evidence_outside_every_passage(known: Library, items: list[Item]) -> None:
    """A heading is in no row."""
    document = next(document for document in known.documents if document.id == "okafor-review")
    outside = next(
        sentence
        for number, sentence in enumerate(document.sentences)
        if not any(passage.first <= number < passage.last for passage in document.passages)
    )
    place = (
        items[0]
        .evidence[0][0]
        .model_copy(
            update={
                "document": document.id,
                "sha256": document.source.sha256,
                "start": outside.start,
                "end": outside.end,
            }
        )
    )
    assert contrasts(known, [items[0].model_copy(update={"evidence": ((place,),)})], 1) == Contrasts([], [])


def test_it_learns(base: Path, rows: Contrasts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers comes nearer to its question than what does not; the words keep their sense."""
    from sentence_transformers import SentenceTransformer

    monkeypatch.setattr(encoder, "RATE", 5e-3)
    monkeypatch.setattr(encoder, "BATCH", 8)
    monkeypatch.setattr(encoder, "MOST_TOKENS", 32)  # batches of one length: for each other one kernels are made anew
    before = SentenceTransformer(str(base), device="cpu")
    train_encoder(rows, str(base), tmp_path, epochs=4, seed=1)
    after = SentenceTransformer(str(tmp_path / "encoder"), device="cpu")
    assert all(_margin(after, kind) > _margin(before, kind) + 0.05 for kind in rows)
    one, other = (cast("Any", model[0]).auto_model.state_dict() for model in (before, after))
    frozen = {name for name, value in one.items() if "weight" in name and np.array_equal(value, other[name])}
    assert frozen == {"embeddings.word_embeddings.weight", "pooler.dense.weight"}  # nothing comes from the pooler


def _margin(model: object, rows: list[Row]) -> float:
    """How much nearer, on the mean, a question is to what answers it than to its rival."""
    anchors, positives, negatives = (
        model.encode([row[name] for row in rows], normalize_embeddings=True)  # type: ignore[attr-defined]
        for name in ("anchor", "positive", "negative")
    )
    return float(np.mean((anchors * positives).sum(axis=1) - (anchors * negatives).sum(axis=1)))
