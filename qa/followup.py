"""Make a follow-up question complete from the conversation: by a model where there is one, else by simple rules."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.tokens import STOP_WORDS, tokenize
from qa.answer import Usage
from qa.library import MOST_QUESTION_CHARS
from qa.model import ChatModel, ModelFaultError
from qa.prompts import resolve_messages
from qa.quantities import amounts_of
from qa.reply import QUESTION_SCHEMA, resolved_question

MOST_EARLIER = 6

_JOINS = re.compile(r"^(?:(?:and|but|or|so|then|ok(?:ay)?)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:what|how) about\s+|^(?:the )?same (?:for|with)\s+(?=\w)", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:(?:in|on|at|by|to|for|from|of|with) )?(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|"
    r"does|did|has|have|had|can|could|will|would|should|may|must|tell|list|name|describe|explain)\b",
    re.IGNORECASE,
)
_PREPOSITIONS = "for|in|at|by|from|of|on|to|among|with|within|during|since|after|before|about|between"
_PHRASE = re.compile(rf"^(?P<preposition>{_PREPOSITIONS})\s+(?P<rest>.+)$", re.IGNORECASE)
_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|her|his|hers|this|that|these|those|there|then|such|one|ones|"
    r"the (?:former|latter|same|others?))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d(?:\s?[-–/]\s?\d{2,4})?\b")
_NAME_AFTER_START = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][\w'’-]+")

FEW_WORDS = 2
"""A question with pronouns leans on an earlier one where it has no more content words than this of its own."""


class Resolution(NamedTuple):
    """A complete question, and what a model was asked for to make it so."""

    question: str
    usage: Usage | None = None


def resolve(question: str, earlier: Sequence[str], model: ChatModel | None = None, seconds: float = 30.0) -> str:
    """The question with what it takes for granted put in; itself where it stands alone or nothing was asked before.

    Raises:
        ModelUnusableError: the model cannot be used at all.
    """
    if not earlier:
        return question
    return (_by_model(question, earlier[-MOST_EARLIER:], model, seconds) if model else None) or resolve_by_rule(
        question, earlier[-1]
    )


def _by_model(question: str, earlier: Sequence[str], model: ChatModel, seconds: float) -> str | None:
    """What the model makes of it; None where it fails, or brings in what nobody asked about."""
    try:
        pieces = model.stream(resolve_messages(earlier, question), QUESTION_SCHEMA, seconds)
        resolved = resolved_question("".join(piece.text for piece in pieces))
    except ModelFaultError:
        return None
    if resolved is None or len(resolved) > MOST_QUESTION_CHARS or not any(map(str.isalnum, resolved)):
        return None
    return resolved if _adds_nothing(resolved, " ".join((*earlier, question))) else None


def _adds_nothing(resolved: str, asked: str) -> bool:
    """Whether all numbers, names and most words of the resolved question have been asked about."""
    values = {amount.value for amount in amounts_of(asked)}
    names = {name.casefold() for name in re.findall(r"\w[\w'’-]*", asked)}
    words, known = set(tokenize(resolved)), set(tokenize(asked))
    return (
        all(amount.value in values for amount in amounts_of(resolved))
        and all(name.casefold() in names for name in _NAME_AFTER_START.findall(resolved))
        and len(words & known) * 2 > len(words)
    )


def resolve_by_rule(question: str, previous: str) -> str:
    """The question completed from the one before it: a phrase put in place of its like or added, or both joined."""
    asked, before = question.strip(), previous.strip().rstrip("?!. ")
    bare = _ABOUT.sub("", _JOINS.sub("", asked)).rstrip("?!. ")
    joined = bare != asked.rstrip("?!. ")
    if not bare or not before:
        return asked
    if _ASKS.match(bare):
        return f"{asked} (after: {before}?)" if _leans(bare) else asked
    if joined or len(bare.split()) <= FEW_WORDS + 1:
        return f"{_with_phrase(before, bare)}?"
    return f"{asked} (after: {before}?)" if _leans(bare) else asked


def _leans(question: str) -> bool:
    content = [word for word in re.findall(r"\w+", question.casefold()) if word not in STOP_WORDS and len(word) > 1]
    return bool(_LEANS.search(question)) and len([word for word in content if not _LEANS.fullmatch(word)]) <= FEW_WORDS


def _with_phrase(before: str, phrase: str) -> str:
    """The earlier question with a phrase in place of the one that begins alike, or of its year; else at its end."""
    if _YEAR.fullmatch(re.sub(rf"^(?:{_PREPOSITIONS})\s+", "", phrase)) and len(_YEAR.findall(before)) == 1:
        year = _YEAR.search(phrase)
        return _YEAR.sub(year[0], before) if year else before
    match = _PHRASE.match(phrase)
    if match is None:
        return f"{before}, {phrase}"
    like = list(re.finditer(rf"\b{match['preposition']}\s+\S+$", before, re.IGNORECASE))
    return f"{before[: like[-1].start()]}{phrase}" if like else f"{before} {phrase}"
