"""The parts of a compound question ("who ..., and when ...?"): what answers them may stand in several places."""

import re

from index.tokens import tokenize

_JOINT = re.compile(
    r",\s*(?:and|but|or|while)\s+"
    r"|\s+(?:and|but|or|while)\s+"
    r"(?=(?:what|which|who|whose|when|where|how|why|did|does|do|is|was|were|in|by|for|to|on|at|with)\b)"
    r"|[,;:]\s+",
    re.IGNORECASE,
)
"""Where parts meet: a comma, or a conjunction before what may begin a part of its own ("A and B" stay together)."""
LEAST_TOKENS = 2
"""Fewer ask for nothing that can be looked up: "and when?"."""


def parts(question: str) -> tuple[str, ...]:
    """The parts of a question, in order, at least two; none of a question that asks for one thing."""
    pieces = (piece.strip(" ?") for piece in _JOINT.split(question))
    found = tuple(piece for piece in pieces if len(tokenize(piece)) >= LEAST_TOKENS)
    return found if len(found) > 1 else ()
