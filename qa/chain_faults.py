"""What goes wrong between LangChain's clients and a provider: whether to try again, when, and how it is told."""

import os
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from langchain_core.exceptions import (
    ContextOverflowError,
    ModelAuthenticationError,
    ModelError,
    ModelNotFoundError,
    ModelPermissionDeniedError,
)
from tenacity import RetryCallState, wait_exponential, wait_random

from corpus.errors import ModelUnusableError
from qa.model import ContextTooLongError, ModelFaultError, UnreachableError, clean

KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""Where the keys of the providers that have an extra of this package are looked for. Ollama needs none."""

MOST_MESSAGE_CHARS = 200
_LONGER_EACH_TIME = wait_exponential(multiplier=0.5, max=20.0) + wait_random(0.0, 0.5)
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|prompt is too long|too many tokens|exceeds? the context",
    re.IGNORECASE,
)
_SECRET = re.compile(r"\b(?:sk|key|pk|gsk)-[\w-]{4,}|Bearer\s+\S+|//[^/@\s]+@", re.IGNORECASE)


def as_fault(error: Exception, model: str) -> Exception:
    """The error of a provider's client as this project's own."""
    told = in_words(error)
    if isinstance(error, (ModelFaultError, ModelUnusableError)):
        return error
    if is_too_long(error):
        return ContextTooLongError("more was sent than the model can read")
    if isinstance(error, ModelNotFoundError) or _status(error) == 404:
        return ModelUnusableError(f"the server knows no model {model!r}, or nothing is at that address: {told}")
    if isinstance(error, (ModelAuthenticationError, ModelPermissionDeniedError)) or _status(error) in {401, 403}:
        variable = KEYS.get(model.partition(":")[0], "its key")
        return ModelUnusableError(f"the server refused the key: check {variable} (VERSE_MODEL_KEY with --base-url)")
    return UnreachableError(told)


def may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, Exception) and (is_too_long(error) or getattr(error, "code", None) == "insufficient_quota"):
        return False
    if isinstance(error, ModelError):
        return error.is_retryable
    status = _status(error)
    if status is not None:
        return status in {408, 409, 425, 429} or status >= 500
    return isinstance(error, (ConnectionError, TimeoutError)) or type(error).__module__.startswith("httpx")


def is_too_long(error: BaseException) -> bool:
    """Whether more was sent than the model can read; every server says that in its own way."""
    return isinstance(error, ContextOverflowError) or _status(error) == 413 or bool(_TOO_LONG.search(str(error)))


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def wait_as_told(state: RetryCallState) -> float:
    """What the server asks for, else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    told = getattr(getattr(error, "response", None), "headers", {}).get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        return _seconds_until(told) or _LONGER_EACH_TIME(state)


def _seconds_until(date: str) -> float | None:
    """Seconds from now to a date as HTTP writes it; None where it is none."""
    try:
        return max(0.0, (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def in_words(error: BaseException) -> str:
    """What happened, in a few words, without any key: the status, else the kind of error, and what the server says."""
    status = _status(error)
    said = _SECRET.sub("...", clean(str(getattr(error, "message", "") or error)))
    for name in (*KEYS.values(), "VERSE_MODEL_KEY"):
        if secret := os.environ.get(name):
            said = said.replace(secret, "...")
    kind = f"HTTP {status}" if status else type(error).__name__
    return f"{kind}: {said[:MOST_MESSAGE_CHARS]}" if said else kind
