"""Where LangChain is known: chat models of any provider, and this project's retriever for the chains of others."""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.exceptions import ModelInvalidRequestError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableSequence
from pydantic import ConfigDict
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_before_delay

from corpus.document import Span
from corpus.errors import ModelUnusableError
from corpus.views import display
from index.engines import Hit
from qa.chain_faults import KEYS, as_fault, in_words, is_too_long, may_pass, wait_as_told
from qa.cite import chapter_and_section
from qa.deadline import within
from qa.library import Library
from qa.model import ContextTooLongError, Piece, ProviderRefusedError, ReplyCutError, TimeUpError
from qa.prompts import Message
from qa.settings import Settings

PACKAGES = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
NO_KEY = "none"
"""Sent to servers that ask for no key: the clients insist on one."""

OLLAMA_CONTEXT_TOKENS = 16_384
"""Ollama cuts what is longer than its context without a word; sixteen passages with their frame take about 7,500."""

ATTEMPTS = 4
_WAYS: dict[str, dict[str, Any]] = {
    "openai": {"method": "json_schema", "strict": True},
    "anthropic": {"method": "function_calling"},  # every Claude knows tools, not every one schemas
    "ollama": {"method": "json_schema"},
}
_REFUSALS = frozenset(["content_filter", "refusal", "safety", "prohibited_content"])
_CUTS = frozenset(["length", "max_tokens", "model_length"])


def open_model(settings: Settings, *, sleep: Callable[[float], None] = time.sleep) -> "LangChainModel":
    """The chat model that the settings name, PROVIDER:NAME, not yet spoken to.

    Raises:
        ModelUnusableError: no such provider, its extra is not installed, its key is missing, an impossible address.
    """
    provider, colon, name = (settings.model or "").partition(":")
    if not colon or not name.strip() or not provider.strip():
        raise ModelUnusableError(f"--model {settings.model!r}: write PROVIDER:NAME, such as openai:gpt-5-mini")
    if find_spec("langchain") is None or (provider in PACKAGES and find_spec(PACKAGES[provider]) is None):
        extra = provider if provider in PACKAGES else "openai"
        raise ModelUnusableError(
            f"{provider} models need an extra that is not installed: pip install 'chapter-and-verse[{extra}]'"
        )
    return LangChainModel(settings.model or "", _initialised(provider, name, settings), sleep=sleep)


def _initialised(provider: str, name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options = _options(provider, settings)
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        package = re.search(r"pip install [\w\[\]\"'-]+", str(error))
        raise ModelUnusableError(f"{provider} models need a package: {package[0] if package else error}") from None
    except ValueError as error:
        known = ", ".join(PACKAGES)
        told = f"there is no provider {provider!r} (extras of this package: {known}, and whatever LangChain knows)"
        raise ModelUnusableError(told if "nsupported" in str(error) else in_words(error)) from None
    except Exception as error:  # noqa: BLE001 - each provider's client raises classes of its own
        raise ModelUnusableError(f"the model {provider}:{name} cannot be used: {in_words(error)}") from None
    return model


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """What the client is made with. A key goes only to whom it is for: with an address, the key set for it, or none."""
    options: dict[str, Any] = {}
    if settings.base_url is not None:
        if not re.match(r"https?://[^\s/]", settings.base_url):
            raise ModelUnusableError("--base-url must begin with http:// or https://")
        options["base_url"] = settings.base_url
    if provider in KEYS:
        if settings.base_url is None and not os.environ.get(KEYS[provider]):
            raise ModelUnusableError(f"{provider} models need a key: set {KEYS[provider]}")
        if settings.base_url is not None:
            key = settings.model_key
            options["api_key"] = key.get_secret_value() if key else NO_KEY
        options |= {"timeout": settings.model_timeout, "max_retries": 0}
    if provider == "openai":
        options["stream_usage"] = True
    if provider == "ollama":
        options |= {"client_kwargs": {"timeout": settings.model_timeout}, "num_ctx": OLLAMA_CONTEXT_TOKENS}
    return options


class LangChainModel:
    """A chat model behind the project's own protocol (`qa.model.ChatModel`)."""

    def __init__(self, name: str, model: BaseChatModel, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.name = name
        self._model = model
        self._sleep = sleep
        self._plain = False

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Iterator[Piece]:
        """The reply in pieces, to be one JSON object of the schema, whole within so many seconds.

        Raises:
            ModelUnusableError: no such model, or the key is refused.
            ModelFaultError: this reply failed.
        """
        try:
            yield from within(seconds, lambda: self._pieces(messages, schema, seconds))
        except TimeoutError:
            raise TimeUpError(f"it took longer than {seconds:.0f} seconds") from None

    def _pieces(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Iterator[Piece]:
        chunks = self._opened(messages, schema, seconds)
        while True:
            try:
                chunk = next(chunks, None)
            except Exception as error:  # noqa: BLE001 - likewise
                fault = as_fault(error, self.name)
                raise fault if isinstance(fault, ContextTooLongError) else ReplyCutError(str(fault)) from None
            if chunk is None:
                return
            yield _piece(chunk)

    def _opened(
        self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float
    ) -> Iterator[AIMessageChunk]:
        """The chunks of a reply that has begun, however many attempts that took."""
        patient = Retrying(
            retry=retry_if_exception(may_pass),
            wait=wait_as_told,
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(seconds),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return patient(self._begun, messages, schema)
        except ModelInvalidRequestError as error:
            # Some servers know no schemas: the prompt says the form too, so it is asked for without.
            if self._plain or is_too_long(error):
                raise as_fault(error, self.name) from None
            self._plain = True
            return self._opened(messages, schema, seconds)
        except Exception as error:  # noqa: BLE001 - likewise
            raise as_fault(error, self.name) from None

    def _begun(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Iterator[AIMessageChunk]:
        chunks = iter(self._runnable(schema).stream([(message.role, message.text) for message in messages]))
        first = next(chunks, None)

        def all_chunks() -> Iterator[AIMessageChunk]:
            if first is not None:
                yield first
                yield from chunks

        return all_chunks()

    def _runnable(self, schema: Mapping[str, Any]) -> Runnable[Any, Any]:
        """The model told the schema in its provider's way, without the parser: replies are read piece by piece."""
        if self._plain:
            return self._model
        way = _WAYS.get(self.name.partition(":")[0], {})
        told = self._model.with_structured_output(dict(schema), **way)
        return told.first if isinstance(told, RunnableSequence) else self._model


def _piece(chunk: AIMessageChunk) -> Piece:
    """The text of a chunk, or of the tool call that carries the reply, and what the provider says about the end.

    Raises:
        ProviderRefusedError: the provider's rules forbid an answer.
        ReplyCutError: the reply reached the model's length limit.
    """
    why = chunk.response_metadata
    ended = str(why.get("finish_reason") or why.get("stop_reason") or why.get("done_reason") or "").casefold()
    if ended in _REFUSALS or chunk.additional_kwargs.get("refusal"):
        raise ProviderRefusedError("the provider refused to answer")
    if ended in _CUTS:
        raise ReplyCutError("the reply reached the model's length limit")
    text = str(chunk.text) + "".join(call["args"] or "" for call in chunk.tool_call_chunks)
    used = chunk.usage_metadata
    return Piece(text, used["input_tokens"], used["output_tokens"]) if used else Piece(text)


class VerseRetriever(BaseRetriever):
    """Hybrid retrieval over a library: passages as LangChain documents, place and score in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    k: int = 5
    documents: tuple[str, ...] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        del run_manager
        return [_as_langchain(hit) for hit in self.library.search(query, self.k, self.documents).hits]


def _as_langchain(hit: Hit) -> LangChainDocument:
    document, passage = hit.document, hit.passage
    span = Span(passage.start, passage.end)
    chapter, section = chapter_and_section(document, passage.section)
    pages = document.pages.of([span])
    return LangChainDocument(
        id=f"{document.source.sha256[:12]}:{span.start}-{span.end}",
        page_content=display(document.text, [span]),
        metadata={
            "document": document.id,
            "start": span.start,
            "end": span.end,
            "chapter": chapter,
            "section": section,
            "page_first": pages.first,
            "page_last": pages.last,
            "kind": passage.kind,
            "score": hit.score,
        },
    )
