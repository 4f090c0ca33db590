"""Whether a text states a fact: accepted forms compared as words, numbers as numbers."""

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.views import fold

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACE_BEFORE_SIGN = re.compile(r"(?<=\d)\s+(?=%)")
_ZERO_DECIMALS = re.compile(r"(?<=\d)\.0+(?!\d|\.\d)")
_PER_CENT = re.compile(r"(?<=\d)\s*(?:per ?cent)\b")


@lru_cache(maxsize=2**15)  # training compares the sentences of a library with thousands of facts
def normalise(text: str) -> str:
    """The text as it is compared: folded, numbers without separators and idle zeros, "per cent" as a sign."""
    folded = fold(text)
    plain = _ZERO_DECIMALS.sub("", _THOUSANDS.sub("", folded))
    return _SPACE_BEFORE_SIGN.sub("", _PER_CENT.sub("%", plain))


def states(text: str, forms: Iterable[str]) -> bool:
    """Whether any of the forms stands in the text as whole words; `5%` is not in `15%`, nor `5` in `5.5` or `5%`."""
    normalised = normalise(text)
    return any(_pattern(form).search(normalised) for form in forms)


def _pattern(form: str) -> re.Pattern[str]:
    wanted = normalise(form).strip()
    before = r"(?<![\w£$€])(?<!\d\.)" if wanted[:1].isalnum() else ""
    after = r"(?![\w%])(?!\.\d)" if wanted[-1:].isalnum() else ""
    return re.compile(before + re.escape(wanted) + after)
