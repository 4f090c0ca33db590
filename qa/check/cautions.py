"""Warnings about quotations whose words are right and whose sense may not be: telling cuts, a denial before them."""

from collections.abc import Iterator

from qa.check.difference import QUALIFIERS, dropped_words, is_negation
from qa.check.found import Found
from qa.check.patterns import Pattern
from qa.check.places import Words


def dropped(words: Words, pattern: Pattern, found: Found) -> Iterator[str]:
    """Warnings of cuts and brackets that leave out a word which turns or weakens the sense."""
    if found.alignment is None:
        return
    for item, tokens in dropped_words(pattern.items, found.alignment):
        kept = {words.sentence[step.token] for step in found.alignment.steps if step.token is not None and step.same}
        texts = [words.texts[token] for token in tokens if words.sentence[token] in kept]
        telling = [text for text in texts if is_negation(text) or text in QUALIFIERS]
        if telling:
            what = "the cut leaves out" if item.kind == "cut" else "the words in square brackets stand for"
            yield f"{what} “{'”, “'.join(dict.fromkeys(telling))}”"
    for item in pattern.items:
        if item.kind == "hole" and any(is_negation(word) for word in item.texts[0].split()):
            yield "the words in square brackets add a negation that the source does not have"


def denied(words: Words, draft: str, pattern: Pattern, found: Found) -> Iterator[str]:
    """A warning where the source denies just before the words, and the draft's own words do not."""
    first = found.first
    before = [at for at in range(max(0, first - 3), first) if words.sentence[at] == words.sentence[first]]
    denials = [words.texts[at] for at in before if is_negation(words.texts[at])]
    start = pattern.items[0].start if pattern.items else 0
    lead = draft[max(0, start - 60) : start].casefold().replace("’", "'").split()
    if denials and not any(is_negation(word.strip("“”\"'.,;:()")) for word in lead[-6:]):
        yield f"in the source “{denials[-1]}” stands before these words"
