"""The numbers and dates that a text states, compared as numbers: `1,200` is `1.2 thousand`; `5%` is not `5`."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isclose
from typing import NamedTuple

from corpus.views import fold as fold_once
from index.tokens import tokenize

fold = lru_cache(maxsize=1024)(fold_once)
"""As `corpus.views.fold`; a statement's sentences are looked at by one check after another."""

_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9}
_UNITS = {
    "%": "%",
    "per cent": "%",
    "percent": "%",
    "percentage point": "points",
    "percentage points": "points",
    "p": "p",
    "pence": "p",
}
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year")
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORDS = {
    **{word: float(value) for value, word in enumerate(_SMALL.split("|"))},
    **{word: 10.0 * value for value, word in enumerate(_TENS.split("|"), 2)},
}
_GREAT = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}

_UNIT = (
    r"(?:\s?(?P<unit>%|per ?cent\b|percentage points?\b|pence\b|p\b)"
    r"|[\s-](?P<time>(?:second|minute|hour|day|week|month|year))s?\b)?"
)
_SPAN_OF_YEARS = re.compile(r"(?<![\w.,])(?P<first>(?:1[5-9]|20)\d\d)\s?[-/]\s?(?P<last>(?:1[5-9]|20)?\d\d)(?![\w%])")
_DIGITS = re.compile(
    r"(?<![\w.])(?P<currency>[£$€])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:st|nd|rd|th)?(?:\s?(?P<scale>million|billion|thousand|bn|m|k)\b)?" + _UNIT
)
_ANY_WORD = "|".join(sorted((*_WORDS, *_GREAT), key=len, reverse=True))
_IN_WORDS = re.compile(rf"\b(?P<words>(?:{_ANY_WORD})(?:(?:\s|-|\sand\s)(?:{_ANY_WORD}))*)\b{_UNIT}")
_ONE_IN = re.compile(r"\bone (?:in|out of)\b")

PARTS = frozenset(
    [
        *("half", "halves", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "tenth", "tenths", "dozen"),
        *("dozens", "twice", "thrice", "double", "doubled", "treble", "trebled", "triple", "tripled", "majority"),
        *("minority", "most", "all", "every", "always", "both", "hundreds", "thousands", "millions"),
    ]
)
"""Amounts without a numeral. They must stand as they are: whether 57% is "most" is not for a program to say."""

_DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b(?:,? (?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|,\d)(?:,? (?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b(?P<month>{_MONTH}),? (?P<year>\d{{4}})\b"),
)


class Amount(NamedTuple):
    """A number, its unit (`%`, `points`, `p`, a currency sign, a unit of time, or nothing) and its words in the text.

    `of` is the stem of the first word of content after it: what is counted, in most cases.
    """

    value: float
    unit: str
    words: str
    of: str = ""


class Day(NamedTuple):
    """A date, as far as it is given."""

    day: int | None
    month: str
    year: int | None
    words: str


def amounts_of(text: str) -> list[Amount]:
    """The numbers of a text, in digits and in words. A bare "one" is a pronoun more often than a number."""
    folded = fold(text)
    found = [amount for match in _SPAN_OF_YEARS.finditer(folded) for amount in _years(match)]
    rest = _SPAN_OF_YEARS.sub(_blank, folded)
    found += [_in_digits(match) for match in _DIGITS.finditer(rest)]
    rest = _DIGITS.sub(_blank, rest)
    counted = {match.start() for match in _ONE_IN.finditer(rest)}
    found += [_in_words(m) for m in _IN_WORDS.finditer(rest) if m["words"] != "one" or m.start() in counted]
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _years(match: re.Match[str]) -> Iterator[Amount]:
    yield Amount(float(match["first"]), "", match[0])
    yield Amount(float(match["first"][: 4 - len(match["last"])] + match["last"]), "", match[0])


def _in_digits(match: re.Match[str]) -> Amount:
    value = float(match["digits"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1.0)
    return Amount(value, match["currency"] or _unit(match), match[0], _counted(match))


def _in_words(match: re.Match[str]) -> Amount:
    total = current = 0.0
    for word in re.findall(_ANY_WORD, match["words"]):
        if word == "hundred":
            current = (current or 1.0) * 100.0
        elif word in _GREAT:
            total, current = total + (current or 1.0) * _GREAT[word], 0.0
        else:
            current += _WORDS[word]
    return Amount(total + current, _unit(match), match[0], _counted(match))


def _counted(match: re.Match[str]) -> str:
    after = re.match(r"(?:\s+[a-z'-]+){1,4}", match.string[match.end() :])
    return next(iter(tokenize(after[0])), "") if after else ""


def _unit(match: re.Match[str]) -> str:
    return match["time"] or _UNITS.get(match["unit"] or "", match["unit"] or "")


def missing_amount(text: str, source: str, *, in_table: bool = False) -> str | None:
    """The first number or amount of the text that the source does not state, or states of something else.

    In a table, a head may hold the unit, and what is counted stands before the number.
    """
    stated = amounts_of(source)
    table_units = _units_named(source) if in_table else set()
    for amount in amounts_of(text):
        same = [other for other in stated if _same(amount, other, table_units)]
        counts = [other for other in stated if amount.of and other.of == amount.of and not in_table]
        if not same or (counts and not any(other in same for other in counts)):
            return amount.words.strip()
    parts = set(_parts(source))
    return next((word for word in _parts(text) if word not in parts), None)


def _parts(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", fold(text)) if word in PARTS]


def _same(said: Amount, stated: Amount, table_units: set[str]) -> bool:
    if not isclose(said.value, stated.value, rel_tol=1e-9):
        return False
    if said.unit == stated.unit or (not said.unit and stated.unit in _TIMES):
        return True
    return not stated.unit and said.unit in table_units


def _units_named(source: str) -> set[str]:
    folded = fold(source)
    named = {sign for sign in "£$€%" if sign in folded}
    named |= {"%"} if re.search(r"\bper ?cent(?:age)?\b", folded) else set()
    return named | {unit for unit in _TIMES if re.search(rf"\b{unit}s?\b", folded)}


def days_of(text: str) -> list[Day]:
    """The dates of a text that name a month together with a day or a year."""
    folded = fold(text)
    return [_day(match) for pattern in _DATES for match in pattern.finditer(folded)]


def _day(match: re.Match[str]) -> Day:
    found = match.groupdict()
    day, year = found.get("day"), found.get("year")
    return Day(int(day) if day else None, match["month"], int(year) if year else None, match[0])


def missing_day(text: str, source: str) -> str | None:
    """The first date of the text that the source does not state, part by part."""
    stated = days_of(source)
    return next((said.words for said in days_of(text) if not _stands(said, stated)), None)


def _stands(said: Day, stated: Iterable[Day]) -> bool:
    return any(
        said.month == other.month and said.day in {None, other.day} and said.year in {None, other.year}
        for other in stated
    )
