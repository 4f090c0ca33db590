"""What differs between a quotation and the words of its place, word by word, and how serious that is."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from corpus.document import Span
from corpus.views import display
from qa.check.align import Alignment, Step
from qa.check.patterns import Item
from qa.check.places import Words

Operation = Literal["replace", "insert", "delete"]
Seriousness = Literal["number", "negation", "name", "modal", "other", "punctuation"]

FROM_WORST: tuple[Seriousness, ...] = ("number", "negation", "name", "modal", "other", "punctuation")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _words("not no never none nor neither cannot without nobody nothing nowhere hardly barely scarcely")
QUALIFIERS = _words(
    "however but although though unless except only some most many few almost nearly often sometimes usually mostly "
    "mainly partly may might could possibly perhaps allegedly reportedly suggests if"
)
_MODALS = _words("should must may might can could will would shall ought need needs cannot")
_NUMBER_WORDS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half "
    "third quarter fifth tenth double twice dozen first second fourth sixth"
)
_NEGATING_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")


class Difference(NamedTuple):
    """What turns the draft into the source: replace, insert or delete; the draft's words, the source's words.

    `span` is where the draft's words stand in the draft (empty where words are to be inserted).
    """

    operation: Operation
    draft: str
    source: str
    seriousness: Seriousness
    span: Span


def differences(draft: str, items: Sequence[Item], alignment: Alignment, words: Words) -> tuple[Difference, ...]:
    """All differences, in order."""
    found: list[Difference] = []
    at = items[0].start
    for is_same, run in groupby(alignment.steps, lambda step: step.same or step.free):
        steps = list(run)
        own = [items[step.item] for step in steps if step.item is not None]
        if not is_same:
            found.append(_difference(draft, own, [step.token for step in steps if step.token is not None], words, at))
        at = own[-1].end if own else at
    return tuple(found)


def _difference(draft: str, items: Sequence[Item], tokens: Sequence[int], words: Words, at: int) -> Difference:
    span = Span(items[0].start, items[-1].end) if items else Span(at, at)
    source = words.spans(tokens[0], tokens[-1] + 1) if tokens else ()
    drafted = display(draft, [span]) if items else ""
    true = display(words.document.text, source) if tokens else ""
    operation: Operation = "replace" if items and tokens else "delete" if items else "insert"
    serious = _seriousness(
        [item.texts[0] for item in items],
        [words.texts[token] for token in tokens],
        _names(draft, [Span(item.start, item.end) for item in items]),
        _names(words.document.text, [Span(words.starts[token], words.ends[token]) for token in tokens]),
    )
    return Difference(operation, drafted, true, serious, span)


def _names(text: str, spans: Sequence[Span]) -> frozenset[str]:
    """Capitalised words, but for those that begin a sentence."""
    return frozenset(
        text[start:end].casefold()
        for start, end in spans
        if text[start].isupper() and text[max(0, start - 2) : start].strip(" \n“‘\"'") not in {".", "?", "!"} and start
    )


def _seriousness(
    draft: Sequence[str], source: Sequence[str], draft_names: frozenset[str], source_names: frozenset[str]
) -> Seriousness:
    if _counts(draft, _is_number) != _counts(source, _is_number):
        return "number"
    if _counts(draft, is_negation) != _counts(source, is_negation) or _is_negated(draft, source):
        return "negation"
    if (draft_names - set(source)) or (source_names - set(draft)):
        return "name"
    if _counts(draft, _MODALS.__contains__) != _counts(source, _MODALS.__contains__):
        return "modal"
    return "other" if any(text[0].isalnum() for text in (*draft, *source)) else "punctuation"


def _counts(texts: Sequence[str], is_wanted: Callable[[str], bool]) -> Counter[str]:
    return Counter(text for text in texts if is_wanted(text))


def _is_number(text: str) -> bool:
    return any(character.isdigit() for character in text) or text in _NUMBER_WORDS or text in {"%", "£", "$", "€"}


def is_negation(text: str) -> bool:
    """Whether the folded word denies."""
    return text in NEGATIONS or text.endswith("n't")


def _is_negated(draft: Sequence[str], source: Sequence[str]) -> bool:
    """Whether a word on one side is a word of the other with a denying prefix."""
    return any(
        longer == prefix + shorter
        for first, second in ((draft, source), (source, draft))
        for shorter in first
        for longer in second
        for prefix in _NEGATING_PREFIXES
        if len(shorter) > 3
    )


def worst(found: Sequence[Difference]) -> Seriousness | None:
    """The most serious of them, None where there are none."""
    return min((one.seriousness for one in found), key=FROM_WORST.index, default=None)


def dropped_words(items: Sequence[Item], alignment: Alignment) -> Iterator[tuple[Item, list[int]]]:
    """Each cut and bracket with the tokens of the source that it leaves out."""

    def gap(step: Step) -> int | None:
        return step.item if step.free else None

    for number, run in groupby(alignment.steps, gap):
        if number is not None:
            yield items[number], [step.token for step in run if step.token is not None]
