"""Ways to edit the words of a quotation: those that leave it the same words, and those that alter it."""

import random
import re
from collections.abc import Callable, Mapping

Edit = Callable[[str, random.Random], str | None]
"""The words edited, with chances drawn; None where the words do not lend themselves to it."""

_SWAPS = {
    "should": "must", "must": "might", "can": "could", "could": "should", "will": "may", "would": "will", "may": "will",
}  # fmt: skip
_OTHER = ("orchard", "violin", "harbour", "lantern", "weather", "pottery", "meadow")
_NAMES = ("Tillingham", "Brockweir", "Ashcombe", "Penhallow")
_WORD_NUMBERS = {
    "two": "seven", "three": "eight", "four": "nine", "five": "twelve", "half": "third", "one": "six",
    "million": "billion",
}  # fmt: skip


def _every(words: str, step: int, sign: str) -> str:
    pieces = words.split()
    return " ".join(piece + (sign if at % step == step - 1 else "") for at, piece in enumerate(pieces)).replace(
        "\n ", "\n"
    )


def _emphasised(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    if "*" in words:
        return None
    at = chance.randrange(1, len(pieces) - 4)
    return " ".join([*pieces[:at], f"**{pieces[at]}", f"{pieces[at + 1]}**", *pieces[at + 2 :]])


def _fragment(words: str, chance: random.Random) -> str:
    pieces = words.split()
    start = chance.randrange(1, len(pieces) - 8)
    return " ".join(pieces[start : start + chance.randrange(5, 9)])


def _inserted(words: str, chance: random.Random, insertion: str) -> str:
    pieces = words.split()
    at = chance.randrange(3, len(pieces) - 3)
    return " ".join([*pieces[:at], insertion, *pieces[at:]])


def _digit(words: str, chance: random.Random) -> str | None:
    digits = [match.start() for match in re.finditer(r"\d", words)]
    if not digits:
        return None
    at = chance.choice(digits)
    return words[:at] + str((int(words[at]) + chance.randrange(1, 9)) % 10) + words[at + 1 :]


def _swapped(words: str, swaps: Mapping[str, str]) -> str | None:
    match = re.search(rf"(?<=\s)(?:{'|'.join(swaps)})(?=\s)", words)
    return words[: match.start()] + swaps[match[0]] + words[match.end() :] if match else None


def _added_not(words: str) -> str | None:
    match = re.search(
        r"(?<=\s)(?:is|are|was|were|has|have|had|did|does|should|would|could|will|can)(?=\s(?!not\b))", words
    )
    return f"{words[: match.end()]} not{words[match.end() :]}" if match else None


def _removed_not(words: str) -> str | None:
    match = re.search(r"(?<=\w) not(?=\s\w)", words)
    return words[: match.start()] + words[match.end() :] if match else None


def _renamed(words: str, chance: random.Random) -> str | None:
    match = re.search(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?=[ ,.])", words)
    return words[: match.start()] + chance.choice(_NAMES) + words[match.end() :] if match else None


def _at_random(words: str, chance: random.Random, change: Callable[[str], str]) -> str | None:
    pieces = words.split()
    inside = [at for at in range(2, len(pieces) - 2) if pieces[at].isalpha() and pieces[at] != pieces[at + 1]]
    if not inside:
        return None
    at = chance.choice(inside)
    return " ".join(part for part in (*pieces[:at], change(pieces[at]), *pieces[at + 1 :]) if part)


def _exchanged(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    inside = [at for at in range(2, len(pieces) - 3) if pieces[at].isalpha() and pieces[at + 1].isalpha()]
    if not inside:
        return None
    at = chance.choice(inside)
    return " ".join([*pieces[:at], pieces[at + 1], pieces[at], *pieces[at + 2 :]])


def _twice(words: str, chance: random.Random) -> str | None:
    once = _at_random(words, chance, lambda _: chance.choice(_OTHER))
    return _at_random(once, chance, lambda _: chance.choice(_OTHER)) if once else None


def _edge(words: str, chance: random.Random, at: int) -> str | None:
    pieces = words.split()
    if not pieces[at].strip(".,;:").isalpha():
        return None
    pieces[at] = chance.choice(_OTHER)
    return " ".join(pieces)


def _of_few(words: str, chance: random.Random) -> str | None:
    """Six words in a row, one in their midst replaced."""
    pieces = words.split()
    start = chance.randrange(0, len(pieces) - 6)
    few = pieces[start : start + 6]
    if not all(piece.isalpha() for piece in few):
        return None
    few[chance.choice([2, 3])] = chance.choice(_OTHER)
    return " ".join(few)


def _cut_and_altered(words: str, chance: random.Random) -> str | None:
    pieces = words.split()
    middle = len(pieces) // 2
    changed = _at_random(" ".join(pieces[:middle]), chance, lambda _: chance.choice(_OTHER)) if middle > 5 else None
    return f"{changed} ... {' '.join(pieces[middle + 2 :])}" if changed else None


SAME: Mapping[str, Edit] = {
    "whole sentence": lambda words, _: words,
    "straight marks": lambda words, _: words.translate(str.maketrans("‘’“”", "''\"\"")) if "’" in words else None,
    "curly marks": lambda words, _: words.replace("'", "’") if "'" in words else None,
    "other dashes": lambda words, _: re.sub(r" [–-] ", "—", words) if re.search(r" [–-] ", words) else None,
    "other spaces": lambda words, _: words.replace(" ", "\u00a0", 3).replace(" ", "  ", 2),
    "line breaks": lambda words, _: _every(words, 7, "\n"),
    "emphasis": _emphasised,
    "first letter": lambda words, _: words[0].swapcase() + words[1:],
    "last sign": lambda words, chance: words.rstrip(".;,:") + chance.choice([",", ";", ""]),
    "fragment": _fragment,
    "inserted words": lambda words, chance: _inserted(words, chance, "[as they then were]"),
    "changed capital": lambda words, _: f"[{words[0].swapcase()}]{words[1:]}" if words[0].isalpha() else None,
    "emphasis remark": lambda words, _: f"{words} [my emphasis]",
    "soft hyphens": lambda words, _: re.sub(r"(\w{4})(\w{4})", "\\1\u00ad\\2", words),
}


ALTERED: Mapping[str, Edit] = {
    "digit": _digit,
    "number word": lambda words, _: _swapped(words, _WORD_NUMBERS),
    "not added": lambda words, _: _added_not(words),
    "not removed": lambda words, _: _removed_not(words),
    "modal": lambda words, _: _swapped(words, _SWAPS),
    "name": _renamed,
    "word replaced": lambda words, chance: _at_random(words, chance, lambda _: chance.choice(_OTHER)),
    "word dropped": lambda words, chance: _at_random(words, chance, lambda _: ""),
    "word added": lambda words, chance: _at_random(words, chance, lambda word: f"{word} {chance.choice(_OTHER)}"),
    "words exchanged": _exchanged,
    "two words": _twice,
    "first word": lambda words, chance: _edge(words, chance, 0),
    "last word": lambda words, chance: _edge(words, chance, -1),
    "one word of few": _of_few,
    "a number more": lambda words, _: re.sub(r"(?<![\d.,])(\d)", r"1\1", words, count=1),
    "cut and altered": _cut_and_altered,
}
