"""The stages from start to end, small: what is shipped fits where it goes, and nothing finished is done again."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from sentence_transformers import SentenceTransformer

from corpus.errors import SettingError
from corpus.load import Shelf
from eval.facts import Item, read_items
from eval.training import stages
from eval.training.invented import invented_items
from eval.training.stages import (
    BASE_PACKAGE,
    WEIGHTS_FILE,
    Course,
    Shipped,
    _drawn,
    _encoder_before,
    _known_library,
    _unasked,
    _weighed,
    base_folder,
    run_stages,
)
from eval.training.train import CHECKPOINT, LOG
from index import export
from index.encoder import MODEL_FILE, TOKENIZER_FILE, Vectors
from index.export import CARD_FILE, DEFAULT_MODEL, export_model, load_encoder
from qa import scoring
from qa.library import Library
from qa.scoring import PassageScorer
from qa.settings import Settings
from qa.trained import TrainedReader
from tests.fakes import FakeModel


def _few(split: str) -> list[Item]:
    """Few items of the sample, in place of a split of the real documents."""
    items = read_items("sample")
    answerable, others = ([item for item in items if item.answerable is kind] for kind in (True, False))
    first = {"train": 0, "dev": 8, "tune": 4}[split]
    return [*answerable[first : first + 8], *others[first : first + 4]]


@pytest.fixture(scope="module", autouse=True)
def _small(base: Path) -> Iterator[None]:
    """The stages with a base model of a few kilobytes, few items, and indexes of word hashes."""
    with pytest.MonkeyPatch.context() as patch:
        FakeModel.in_use(patch)
        patch.setattr(stages, "base_folder", lambda: base)
        patch.setattr(stages, "read_items", _few)
        patch.setattr(stages, "invented_items", lambda: invented_items()[:4])
        patch.setattr(stages, "HARD_FROM", 2)
        patch.setattr(stages, "HELD_OUT_ANSWERABLE", 2)
        patch.setattr(stages, "HELD_OUT_UNANSWERABLE", 1)
        yield


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, sample_shelf: Shelf) -> Course:
    """One step of the encoder's, and one more; of the reader's two, and then some of the rivals it finds itself."""
    return Course(tmp_path_factory.mktemp("training") / "made", sample_shelf.folder, [1.0, 1.0], [1.0, 0.5])


@pytest.fixture(scope="module")
def shipped(course: Course) -> Shipped:
    """What comes of it."""
    return run_stages(course)


def _times(folder: Path) -> dict[str, int]:
    """When each file was written, but those that every run may write anew."""
    return {
        str(path.relative_to(folder)): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith("index-")
    }


def test_what_stands_in_the_folder(course: Course, shipped: Shipped) -> None:
    """Weights, log and picture of the training; nothing half made, no float graph."""
    assert shipped == Shipped(course.out / "shipped" / "encoder", course.out / "shipped" / "reader")
    assert {path.name for path in (course.out / "reader").iterdir()} == {"round-1", "round-2", "curve.png"}
    for number in (1, 2):
        made = course.out / "reader" / f"round-{number}"
        assert {path.name for path in made.iterdir()} == {CHECKPOINT, LOG, WEIGHTS_FILE}
    assert {path.name for path in shipped.encoder.iterdir()} == {MODEL_FILE, TOKENIZER_FILE, CARD_FILE}
    assert {path.name for path in shipped.reader.iterdir()} == {scoring.MODEL_FILE, TOKENIZER_FILE, scoring.CARD_FILE}
    assert not list(course.out.rglob("*.part"))


def test_the_float_reader(shipped: Shipped, course: Course) -> None:
    """It stands beside, a reader like the shipped one, whose card differs in the checksum alone."""
    exact = PassageScorer(course.out / "float").card
    small = PassageScorer(shipped.reader).card
    assert (course.out / "float" / scoring.MODEL_FILE).stat().st_size > small["bytes"]
    assert {**exact, "sha256": small["sha256"]} == small


def test_the_encoder_fits_where_it_goes(shipped: Shipped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the one that comes with the package it is taken, and encodes."""
    monkeypatch.setattr(export, "SHIPPED_FOLDER", shipped.encoder)
    card = export_model(DEFAULT_MODEL, tmp_path / "taken")
    assert card["model"] == DEFAULT_MODEL
    assert load_encoder(tmp_path / "taken", card).encode(["Who rang?"]).shape == (1, 32)


def test_the_reader_fits_where_it_goes(shipped: Shipped, course: Course, sample_shelf: Shelf) -> None:
    """It reads a search; its calibration is fitted, its threshold refuses few of dev's answerable questions."""
    scorer = PassageScorer(shipped.reader)
    assert scorer.card["model"] == stages.READER_NAME
    assert scorer.card["calibration"] != stages.UNFITTED
    assert 0 < scorer.card["abstain"] < 1
    settings = Settings(encoder=course.trained_encoder, index=course.out / "index-round-2-known")
    library = Library.open(sample_shelf.folder, settings=settings)
    reader = TrainedReader(library._opened, scorer, scorer.card["abstain"])
    answered = [reader.choose(library.retrieve(i.question, 20)).answered for i in _few("dev") if i.answerable]
    assert sum(answered) >= len(answered) - 1


def test_the_reader_is_the_trained_one(shipped: Shipped, course: Course) -> None:
    """The weights of each round are those of its last checkpoint, and the second round moved those of the first."""
    assert shipped.reader.is_dir()
    rounds = [course.out / "reader" / f"round-{number}" for number in (1, 2)]
    weights = [torch.load(made / WEIGHTS_FILE, weights_only=True) for made in rounds]
    for made, kept in zip(rounds, weights, strict=True):
        last = torch.load(made / CHECKPOINT, weights_only=True)
        assert last["step"] == int(json.loads((made / LOG).read_text("utf-8").splitlines()[-1])["steps"])
        assert kept.keys() == last["model"].keys()
        assert all(torch.equal(value, last["model"][name]) for name, value in kept.items())
    assert course.reader_weights == rounds[-1] / WEIGHTS_FILE
    moved = sum(float((weights[0][name] - weights[1][name]).abs().max()) for name in weights[0])
    assert 0 < moved < 1  # from where the first ended, not from the beginning


def test_nothing_finished_is_done_again(shipped: Shipped, course: Course) -> None:
    """Run once more, not one file is written."""
    before = _times(course.out)
    assert run_stages(course) == shipped
    assert _times(course.out) == before


@pytest.mark.usefixtures("shipped")
def test_a_lost_stage_is_done_again(course: Course, tmp_path: Path) -> None:
    """It alone; what a cut left half made is thrown away."""
    out = tmp_path / "made"
    shutil.copytree(course.out, out)
    before = _times(out)
    (out / "shipped" / "reader").rename(out / "shipped" / "reader.part")
    (out / "shipped" / "reader.part" / "litter").touch()
    again = run_stages(course._replace(out=out))
    assert not (out / "shipped" / "reader.part").exists()
    after = _times(out)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {
        f"{made}/{name}"
        for made in ("shipped/reader", "float")
        for name in (scoring.MODEL_FILE, TOKENIZER_FILE, scoring.CARD_FILE)
    }
    for name in (scoring.MODEL_FILE, scoring.CARD_FILE):
        assert (again.reader / name).read_bytes() == (course.out / "shipped" / "reader" / name).read_bytes()


def test_a_further_round(shipped: Shipped, course: Course, tmp_path: Path) -> None:
    """From a shipped reader on, with the encoder of the package: a round on the rivals that the reader finds itself."""
    further = Course(tmp_path / "made", course.documents, [], [0.5], shipped)
    again = run_stages(further)
    assert json.loads((again.encoder / CARD_FILE).read_text("utf-8"))["model"] == DEFAULT_MODEL
    assert PassageScorer(again.reader).card["sha256"] != PassageScorer(shipped.reader).card["sha256"]
    before, after = (
        torch.load(made.reader_weights, weights_only=True)["compare.0.weight"] for made in (course, further)
    )
    assert 0 < float((before - after).abs().max()) < 1  # from where the other ended


def test_the_card_that_comes_with_the_package() -> None:
    """Names the reader and its base as a training would; the README tells the threshold that stands in it."""
    card = PassageScorer().card
    assert (card["model"], card["base"]) == (stages.READER_NAME, stages.READER_BASE)
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    assert f"| {card['abstain']}, from the reader's card |" in readme


def test_only_what_is_learnt_from_is_drawn() -> None:
    """Of less than a whole round a share of the items, by the seed; of more all of them."""
    items = _few("train")
    assert _drawn(items, 1.0, 1) == items
    assert len(_drawn(items, 0.5, 1)) == len(items) / 2
    assert _drawn(items, 0.5, 1) == _drawn(items, 0.5, 1) != _drawn(items, 0.5, 2)


def test_the_newest_are_learnt_from() -> None:
    """All of them, beside a share of the others."""
    items = _few("train")
    drawn = _drawn(items, 0.5, 1, newest=4)
    assert list(drawn[-4:]) == items[-4:]
    assert len(drawn) == 4 + (len(items) - 4) / 2
    assert all(item in items[:-4] for item in drawn[:-4])
    assert list(_drawn(items, 0.5, 1, newest=100)) == items


def test_unasked_sentences(course: Course) -> None:
    """All that no question to learn from asks for, not even for a part of them."""
    library = _known_library(course, DEFAULT_MODEL)
    unasked = _unasked(library)
    asked = {place for item in _few("train") for group in item.evidence for place in group}
    for document in library.documents:
        for number, sentence in enumerate(document.sentences):
            touched = any(
                place.sha256 == document.source.sha256 and place.start < span.end and span.start < place.end
                for place in asked
                for span in sentence.spans
            )
            assert ((document.source.sha256, number) in unasked) is not touched


def test_a_further_round_of_weights_that_were_kept(shipped: Shipped, course: Course, tmp_path: Path) -> None:
    """What int8 has rounded is begun from as it was: another reader comes of it than of the graph."""
    further = Course(tmp_path / "made", course.documents, [], [0.5], shipped)
    kept = further._replace(out=tmp_path / "kept", reader_weights_before=course.reader_weights)
    for one in (further, kept):
        run_stages(one)
    before, rounded, whole = (
        torch.load(one.reader_weights, weights_only=True)["compare.0.weight"] for one in (course, further, kept)
    )
    assert not torch.equal(rounded, whole)
    assert 0 < float((before - whole).abs().max()) < 1  # from where the other ended
    wrong = tmp_path / "wrong.pt"
    for content in (b"no weights", b""):
        wrong.write_bytes(content)
        with pytest.raises(SettingError, match="holds no weights"):
            run_stages(kept._replace(out=tmp_path / "wrong", reader_weights_before=wrong))


def test_what_answers_in_several_places_comes_twice() -> None:
    """All others once, in their order."""
    items = read_items("sample")
    weighed = _weighed(items)
    assert weighed[: len(items)] == items
    assert weighed[len(items) :] == [item for item in items if len(item.evidence) > 1] != []


def test_a_further_round_of_the_encoder(shipped: Shipped, course: Course, tmp_path: Path) -> None:
    """From the shipped encoder on: what its graph holds, but for the steps of int8."""
    further = Course(tmp_path / "made", course.documents, [1.0], [0.5], shipped)
    before, start = _encoder_before(further, 1)
    assert before == DEFAULT_MODEL
    probes = ["How many officers left?", "Stations are closed at night."]
    restored = SentenceTransformer(start, device="cpu").encode(probes, normalize_embeddings=True)
    assert float((_encoded(shipped, probes) * restored).sum(axis=1).min()) > 0.999
    again = run_stages(further)
    assert 0.9 < float((_encoded(again, probes) * restored).sum(axis=1).min()) < 1 - 1e-6


def _encoded(shipped: Shipped, texts: list[str]) -> Vectors:
    card = json.loads((shipped.encoder / CARD_FILE).read_text("utf-8"))
    return load_encoder(shipped.encoder, card).encode(texts)


def test_the_real_base() -> None:
    """The weights to begin from are there, and where they are not the package is named."""
    assert (base_folder() / "model.safetensors").is_file()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "find_spec", lambda _: None)
        with pytest.raises(SettingError, match=BASE_PACKAGE):
            base_folder()
