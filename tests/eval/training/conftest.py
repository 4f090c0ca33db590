"""What the tests of the training share: a base model of a few kilobytes, and examples of the sample."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from corpus.load import Shelf
from eval.facts import Item, read_items
from eval.training.examples import Example, known_examples
from eval.training.model import ReadingModel
from index.encoder import TOKENIZER_FILE
from index.export import SHIPPED_FOLDER
from qa.library import Library
from qa.settings import Settings
from qa.windows import Windows
from tests.fakes import FakeModel

EXAMPLES = 16


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """Small products on one core: threads would wait for one another longer than they count."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like that of all-MiniLM-L6-v2: its vocabulary, but random weights in two layers of size 32."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=30522, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    BertModel(shape).save_pretrained(folder / "bert")
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(SHIPPED_FOLDER / TOKENIZER_FILE), **special
    )
    fast.save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=128)
    pooling = Pooling(bert.get_embedding_dimension())
    SentenceTransformer(modules=[bert, pooling, Normalize()]).save(str(folder / "whole"))
    shutil.copyfile(SHIPPED_FOLDER / TOKENIZER_FILE, folder / "whole" / TOKENIZER_FILE)
    return folder / "whole"


@pytest.fixture
def model(base: Path) -> ReadingModel:
    """A reading model of random weights, the same in every test."""
    torch.manual_seed(1)
    return ReadingModel(str(base))


@pytest.fixture(scope="session")
def windows() -> Windows:
    """A cutter of readings."""
    return Windows(Tokenizer.from_file(str(SHIPPED_FOLDER / TOKENIZER_FILE)))


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory, sample_shelf: Shelf) -> Library:
    """A library of the sample, searched by words alone: nothing in it changes."""
    with pytest.MonkeyPatch.context() as patch:
        FakeModel.in_use(patch)
        return Library.open(sample_shelf.folder, settings=Settings(index=tmp_path_factory.mktemp("known") / "index"))


@pytest.fixture(scope="session")
def items() -> list[Item]:
    """Items of the sample, those that it answers and those that it does not."""
    every = read_items("sample")
    answerable = [item for item in every if item.answerable][: EXAMPLES - 6]
    return [*answerable, *(item for item in every if not item.answerable)][:EXAMPLES]


@pytest.fixture(scope="session")
def examples(known: Library, items: list[Item], windows: Windows) -> list[Example]:
    """The examples of those items."""
    return list(known_examples(known, items, windows))
