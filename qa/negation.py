"""Whether a statement turns its source around: a negation added, lost or moved, or a word swapped for its opposite."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from index.tokens import STOP_WORDS, tokenize
from qa.quantities import fold

_NEGATOR = re.compile(
    r"\b(?:(?<!whether or )not(?! only\b)|no(?! (?:fewer|less|more|doubt|later|sooner)\b)|never|none|nobody|nothing|"
    r"nowhere|neither|nor|cannot|without|unable|unlikely|hardly|scarcely|barely|rarely|seldom|absent|absence|"
    r"fail(?:s|ed|ing|ures?)?|lack(?:s|ed|ing)?|refus(?:e|es|ed|ing|als?)|den(?:y|ies|ied|ying|ials?)|"
    r"reject(?:s|ed|ing|ion)?|avoid(?:s|ed|ing)?|ceas(?:e|es|ed))\b|n't\b"
)
_CLAUSE_END = re.compile(
    r"[.,;:!?()\"]|\s-\s|\b(?:but|although|though|while|whereas|because|and|which|who|until|unless|if|when)\b"
)
SCOPE_WORDS = 8

_OPPOSITES: tuple[tuple[str, str], ...] = (
    ("increase increases increased increasing", "decrease decreases decreased decreasing"),
    (
        "rise rises rose risen rising grow grows grew grown growth increase increased increasing",
        (
            "fall falls fell fallen falling drop drops dropped decline declined declining shrink shrank reduce reduced "
            "reduction decrease decreased"
        ),
    ),
    ("more", "fewer less"),
    ("higher highest", "lower lowest"),
    ("above", "below"),
    ("before", "after"),
    ("most", "least"),
    ("better best improve improved improving", "worse worst worsen worsened deteriorate deteriorated"),
    ("win won", "lose lost"),
    ("accept accepted", "reject rejected"),
    ("agree agreed agreeing", "disagree disagreed disagreeing"),
    ("support supported", "oppose opposed"),
    ("open opened opening", "close closed closing shut"),
    ("hire hired recruit recruited", "dismiss dismissed sack sacked"),
    ("man men male males boys", "woman women female females girls"),
    ("majority", "minority"),
    ("always", "never"),
    ("all every", "none no"),
    ("maximum", "minimum"),
    ("satisfied", "dissatisfied unsatisfied"),
    ("guilty", "innocent acquitted"),
    ("safe", "unsafe dangerous"),
    ("fair fairly", "unfair unfairly"),
    ("able", "unable"),
    ("likely", "unlikely"),
    ("legal lawful", "illegal unlawful"),
    ("public", "private"),
    ("earlier", "later"),
    ("first", "last"),
    ("black", "white"),
    ("senior", "junior"),
    ("start started began begin", "stop stopped end ended"),
)
OPPOSITES = tuple((frozenset(a.split()), frozenset(b.split())) for a, b in _OPPOSITES)


def turned_around(text: str, sources: Iterable[str]) -> str | None:
    """What the statement turns around, in words for whoever wrote it; None where nothing is."""
    sources = list(sources)
    said, stated = _scopes(text), list(chain.from_iterable(_scopes(source) for source in sources))
    for scope in said:
        if not any(not scope or not other or scope & other for other in stated):
            return "it denies what its sentences do not deny"
    affirmed = set(_stems(text)) - set(chain.from_iterable(said))
    for scope in stated:
        if scope and len(scope & affirmed) >= max(1, len(scope) / 2) and not any(scope & other for other in said):
            return "it leaves out a negation of its sentences"
    clauses = [_words(clause) for source in sources for clause in _CLAUSE_END.split(fold(source))]
    return _swapped(_words(text), clauses)


def _swapped(said: set[str], clauses: Sequence[set[str]]) -> str | None:
    """A word in place of its opposite: where the sentences hold both, the clause most like the statement decides."""
    for pair in OPPOSITES:
        for side, other in (pair, pair[::-1]):
            if not said & side or said & other:
                continue
            own = max((len(said & clause - side) for clause in clauses if clause & side), default=-1)
            opposed = max((len(said & clause - side) for clause in clauses if clause & other), default=-1)
            if opposed > own:
                return f"it says {min(said & side)!r} where its sentences say {min(other)!r} or the like"
    return None


def _scopes(text: str) -> list[set[str]]:
    """The stems of what each negation denies: what follows in its clause; if that is little, what precedes too."""
    folded = fold(text)
    scopes: list[set[str]] = []
    for match in _NEGATOR.finditer(folded):
        clause_end = _CLAUSE_END.search(folded, match.end())
        after = _stems(folded[match.end() : clause_end.start() if clause_end else len(folded)])[:SCOPE_WORDS]
        clauses = [found.end() for found in _CLAUSE_END.finditer(folded, 0, match.start())]
        before = _stems(folded[clauses[-1] if clauses else 0 : match.start()])[-SCOPE_WORDS // 2 :]
        scopes.append(set(after) if len(after) > 1 else {*after, *before})
    return scopes


def _stems(text: str) -> Sequence[str]:
    return [stem for stem in tokenize(_NEGATOR.sub(" ", fold(text))) if len(stem) > 1]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d[\d.,]*", fold(text))) - (STOP_WORDS - {"no"})
