"""Trains the encoder: all-MiniLM-L6-v2 taught, by contrast, to put a question near what answers it."""

import random
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np

from corpus.document import Document, Passage, Sentence
from corpus.passages import heading_path, passage_in_words, sentence_in_words
from eval.facts import Item, Place
from eval.training.evidence import SentenceKey, states_facts, touches_evidence
from index.engines import Search
from qa.library import Library

BATCH = 64
RATE = 4e-5
CANDIDATES = 12
EASY_SHARE = 0.3
MOST_TOKENS = 256
ENCODER = "encoder"
"""Name of the folder, within the one given, that the trained model is written to."""

Row = dict[str, str]
"""An anchor (the question), a positive (what answers it) and a negative (what looks as if)."""


class Contrasts(NamedTuple):
    """Rows of passages and rows of sentences: batches hold the one or the other, for long beside short is padding."""

    passages: list[Row]
    sentences: list[Row]

    def with_(self, others: "Contrasts") -> "Contrasts":
        """These and others."""
        return Contrasts(*(own + other for own, other in zip(self, others, strict=True)))


def contrasts(
    library: Library,
    items: Sequence[Item],
    seed: int,
    easy_share: float = EASY_SHARE,
    unasked: Collection[SentenceKey] = (),
) -> Contrasts:
    """For each known answer its passage and its sentence, each against a rival that the library finds beside it.

    Of the questions whose evidence is in the passage found first only a share is taken: the others teach more. No
    sentence that is `unasked` is a rival, or it would be learnt as what never answers.
    """
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    rows = Contrasts([], [])
    told = [
        None if (document.source.sha256, number) in unasked else (document, sentence)
        for document in library.documents
        for number, sentence in enumerate(document.sentences)
    ]
    for item in items:
        if not item.answerable:
            continue
        search = library.retrieve(item.question, CANDIDATES)
        first = search.hits[0]
        if _is_evidence(item, first.document, first.passage) and rng.random() >= easy_share:
            continue
        passages, sentences = list(_rival_passages(item, search)), list(_rival_sentences(item, search, told))
        for document, number in _right(library, item, rng):
            passage = next((p for p in document.passages if p.first <= number < p.last), None)
            if passage is None or not passages or not sentences:
                continue
            rows.passages.append(_row(item, _passage_text(document, passage), rng.choice(passages)))
            sentence = sentence_in_words(document, document.sentences[number])
            rows.sentences.append(_row(item, sentence, rng.choice(sentences)))
    for kind in rows:
        rng.shuffle(kind)
    return rows


def _rival_passages(item: Item, search: Search) -> Iterator[str]:
    """The passages found that neither are evidence nor state the facts elsewhere."""
    for hit in search.hits:
        text = _passage_text(hit.document, hit.passage)
        if not (_is_evidence(item, hit.document, hit.passage) or states_facts(item, text)):
            yield text


def _is_evidence(item: Item, document: Document, passage: Passage) -> bool:
    return touches_evidence(item, document, [(passage.start, passage.end)])


def _rival_sentences(item: Item, search: Search, told: Sequence[tuple[Document, Sentence] | None]) -> Iterator[str]:
    """Of all sentences told those most like the question that neither are evidence nor state the facts elsewhere."""
    likest = np.argsort(-search.sentence_dense, kind="stable")[:CANDIDATES]
    for document, sentence in (one for number in likest if (one := told[number]) is not None):
        text = sentence_in_words(document, sentence)
        if not (touches_evidence(item, document, sentence.spans) or states_facts(item, text)):
            yield text


def _row(item: Item, positive: str, negative: str) -> Row:
    return {"anchor": item.question, "positive": positive, "negative": negative}


def _passage_text(document: Document, passage: Passage) -> str:
    return f"{heading_path(document, passage.section)}. {passage_in_words(document, passage)}"


def _right(library: Library, item: Item, rng: random.Random) -> list[tuple[Document, int]]:
    """One sentence of each group of evidence: the first that a place of it touches."""
    found: list[tuple[Document, int]] = []
    for group in item.evidence:
        place = rng.choice(group)
        document = library.document(place.document)
        number = next((n for n in range(len(document.sentences)) if _lies_in(document, n, place)), None)
        found += [] if number is None else [(document, number)]
    return found


def _lies_in(document: Document, number: int, place: Place) -> bool:
    """Whether a sentence shares a character with a place."""
    return any(span.start < place.end and place.start < span.end for span in document.sentences[number].spans)


def train_encoder(rows: Contrasts, base: str, folder: Path, *, epochs: float, seed: int) -> None:
    """Train from the weights in `base` and write the model, as sentence-transformers does, into the folder."""
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.training_args import BatchSamplers, MultiDatasetBatchSamplers

    model = SentenceTransformer(
        base,
        device="cpu",
        config_kwargs={"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0},  # as for the reader
    )
    model.max_seq_length = MOST_TOKENS
    for parameter in cast("Any", model[0]).auto_model.embeddings.word_embeddings.parameters():
        parameter.requires_grad = False  # words that the training never shows must keep their sense
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder / "checkpoints"),
        num_train_epochs=epochs,
        per_device_train_batch_size=BATCH,
        learning_rate=RATE,
        warmup_steps=0.1,
        bf16=True,
        use_cpu=True,
        seed=seed,
        batch_sampler=BatchSamplers.NO_DUPLICATES,
        multi_dataset_batch_sampler=MultiDatasetBatchSamplers.PROPORTIONAL,
        logging_steps=20,
        save_strategy="steps",
        save_steps=100,
        report_to="none",
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset={name: Dataset.from_list(kind) for name, kind in rows._asdict().items()},
        loss=MultipleNegativesRankingLoss(model),
    )
    trainer.train()
    model.save(str(folder / ENCODER))
