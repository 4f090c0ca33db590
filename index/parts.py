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
MOST_PARTS = 12
"""Each is looked up, which takes time: of a pasted text, no more than a question has."""


def parts(question: str) -> tuple[str, ...]:
    """The first MOST_PARTS parts of a question, in order, at least two; none of one that asks for one thing."""
    pieces = (piece.strip(" ?") for piece in _JOINT.split(question))
    found = tuple(piece for piece in pieces if len(tokenize(piece)) >= LEAST_TOKENS)
    return found[:MOST_PARTS] if len(found) > 1 else ()
