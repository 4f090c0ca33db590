"""Count what a model is asked for: requests, tokens, and what they cost where prices are set."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qa.answer import Usage
from qa.model import ChatModel, Piece
from qa.prompts import Message
from qa.settings import Settings

TOKENS_OF_A_PRICE = 1_000_000


class Meter:
    """A model that keeps account."""

    def __init__(self, model: ChatModel, settings: Settings) -> None:
        self.name = model.name
        self.usage = Usage()
        self._model = model
        self._settings = settings

    def stream(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Iterator[Piece]:
        """The model's own reply. A request counts once it has begun, whatever comes of it."""
        self.usage = replace(self.usage, requests=self.usage.requests + 1)
        for piece in self._model.stream(messages, schema, seconds):
            self._count(piece)
            yield piece

    def _count(self, piece: Piece) -> None:
        if piece.input_tokens is None or piece.output_tokens is None:
            return
        sent = (self.usage.input_tokens or 0) + piece.input_tokens
        received = (self.usage.output_tokens or 0) + piece.output_tokens
        price_in, price_out = self._settings.price_input, self._settings.price_output
        known = price_in is not None and price_out is not None
        cost = (sent * (price_in or 0.0) + received * (price_out or 0.0)) / TOKENS_OF_A_PRICE if known else None
        self.usage = replace(self.usage, input_tokens=sent, output_tokens=received, cost_usd=cost)
