"""Trains the encoder: all-MiniLM-L6-v2 taught, by contrast, to put a question near what answers it."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from corpus.document import Document, Passage
from corpus.passages import heading_path, passage_in_words, sentence_in_words
from eval.facts import Item, Place
from eval.training.evidence import touches_evidence
from qa.library import Library

BATCH = 64
RATE = 4e-5
CANDIDATES = 12
MOST_TOKENS = 128


def contrasts(library: Library, items: Sequence[Item], seed: int) -> list[dict[str, str]]:
    """Rows of anchor, positive and negative: for each known answer its passage and its sentence, against a rival."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    rows: list[dict[str, str]] = []
    for item in items:
        if not item.answerable:
            continue
        hits = library.retrieve(item.question, CANDIDATES).hits
        wrong = [
            hit for hit in hits if not touches_evidence(item, hit.document, [(hit.passage.start, hit.passage.end)])
        ]
        for document, number in _right(library, item, rng):
            passage = next((p for p in document.passages if p.first <= number < p.last), None)
            if passage is None or not wrong:
                continue
            rival = rng.choice(wrong)
            words = rng.choice(rival.document.sentences[rival.passage.first : rival.passage.last])
            rows.append(_row(item, _passage_text(document, passage), _passage_text(rival.document, rival.passage)))
            sentence = sentence_in_words(document, document.sentences[number])
            rows.append(_row(item, sentence, sentence_in_words(rival.document, words)))
    rng.shuffle(rows)
    return rows


def _row(item: Item, positive: str, negative: str) -> dict[str, str]:
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


def train_encoder(rows: Sequence[dict[str, str]], base: str, folder: Path, *, epochs: float, seed: int) -> None:
    """Train from the weights in `base` and write the model, as sentence-transformers does, into the folder."""
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.training_args import BatchSamplers

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
        logging_steps=20,
        save_strategy="steps",
        save_steps=100,
        report_to="none",
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list(list(rows)),
        loss=MultipleNegativesRankingLoss(model),
    )
    trainer.train()
    model.max_seq_length = 256
    model.save(str(folder / "encoder"))
