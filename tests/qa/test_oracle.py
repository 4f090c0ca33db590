"""With a model that always picks the right sentences, facts@3 is what retrieval allows."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.facts import Item, applicable, read_items
from eval.matching import states
from qa.answer import Answer
from qa.answerer import open_answerer
from qa.library import Library
from qa.read import SimilarityReader
from qa.settings import Settings
from tests.conftest import real_folder
from tests.model_server import Asked, ModelServer, Reply
from tests.oracle import Oracle

MOST_QUOTE_CHARS = 600
FACTS_LOOKED_FOR = 3


def _states_all(answer: Answer, item: Item) -> bool:
    text = " \n ".join(quote.display[:MOST_QUOTE_CHARS] for quote in answer.quotes[:FACTS_LOOKED_FOR])
    return answer.status == "answered" and all(states(text, forms) for forms in item.facts)


def _facts_and_allowance(library: Library, items: Sequence[Item]) -> tuple[list[bool], list[bool], list[bool]]:
    """For each item: whether the first three quotes state it, whether retrieval allows that, and three are enough."""
    oracle = Oracle(items, {document.source.sha256: document for document in library.documents})
    shown: set[str] = set()

    def brain(asked: Asked) -> Reply:
        shown.clear()
        shown.update(line["text"] for line in asked.sentences)
        return oracle(asked)

    stated, allowed, enough = [], [], []
    with ModelServer(brain) as server:
        settings = Settings(model="openai:oracle", base_url=server.openai, refusal="model", quotes_only=True)
        answerer = open_answerer(library, settings)
        for item in items:
            answer = answerer.ask(item.question)
            stated.append(_states_all(answer, item))
            allowed.append(oracle.allows(item, shown))
            enough.append(len(answer.quotes) <= FACTS_LOOKED_FOR)
    return stated, allowed, enough


def test_on_the_sample(shared_library: Library) -> None:
    """Item by item."""
    fingerprints = {document.source.sha256: document for document in shared_library.documents}
    items = [item for item in applicable(read_items("sample"), fingerprints) if item.answerable]
    stated, allowed, _ = _facts_and_allowance(shared_library, items)
    assert len(items) == len(stated) >= 80
    assert stated == allowed
    assert sum(stated) > 0.9 * len(items)


@pytest.mark.documents
@pytest.mark.slow
def test_on_dev(tmp_path: Path) -> None:
    """Item by item, but for facts that are spread over more than three quotations."""
    folder = real_folder()
    if folder is None:
        pytest.skip("the real documents are not here")
    trained = Library.open(folder, settings=Settings(index=tmp_path / "index"))
    library = Library(trained.shelf, trained._opened, SimilarityReader(trained._opened, 0.0))
    fingerprints = {document.source.sha256: document for document in library.documents}
    items = [item for item in applicable(read_items("dev"), fingerprints) if item.answerable]
    stated, allowed, enough = _facts_and_allowance(library, items)
    assert len(items) > 200
    assert [s for s, e in zip(stated, enough, strict=True) if e] == [
        a for a, e in zip(allowed, enough, strict=True) if e
    ]
    assert sum(enough) > 0.95 * len(items)
