"""Fixtures of the tests that ask models."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx  # noqa: F401 - now: a stream that is collected while it is half imported would warn
import pytest

from corpus.load import Shelf
from qa.library import Library
from qa.read import SimilarityReader
from qa.settings import Settings
from tests.model_server import Brain, ModelServer


@pytest.fixture(scope="session")
def read_simply(sample_index: Path, sample_shelf: Shelf) -> Callable[[float], Library]:
    """Opens the sample with the simple reader, which is quick, refusing below a score."""
    opened = Library.open(sample_shelf.folder, settings=Settings(index=sample_index))._opened
    return lambda abstain: Library(sample_shelf, opened, SimilarityReader(opened, abstain))


@pytest.fixture(scope="session")
def shared_library(read_simply: Callable[[float], Library]) -> Library:
    """A library of the sample that many tests may ask: nothing in it changes, and its reader is not what they test."""
    return read_simply(0.012)


@pytest.fixture
def serve() -> Iterator[Callable[[Brain], ModelServer]]:
    """Starts servers that end with the test."""
    started: list[ModelServer] = []

    def start(brain: Brain) -> ModelServer:
        server = ModelServer(brain)
        started.append(server)
        return server.__enter__()

    yield start
    for server in started:
        server.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test uses the keys or addresses of the person who runs it."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
