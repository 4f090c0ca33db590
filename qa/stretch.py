"""How far a quotation reaches: from the sentence that answers best to its neighbours that answer nearly as well."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from corpus.document import NOTHING, Document, Sentence
from corpus.voices import voice_of

MOST_CHARS = 600
MARGIN = 5.0
"""How much lower than the best sentence's a neighbour's logit may be; chosen on `dev`."""


def stretch(
    document: Document, sentences: Sequence[int], logits: Mapping[int, float], taken: Collection[int] = ()
) -> tuple[int, ...]:
    """The sentences with neighbours added, the likeliest first, while they fit into MOST_CHARS.

    `logits` says, of each sentence that was read, how well it answers; what is in `taken` is quoted already. A row
    stays alone, and words of another section, voice or kind are never added: whose words they are would be unclear.
    """
    grown = list(sentences)
    least = max((logits[number] for number in grown if number in logits), default=0.0) - MARGIN
    room = MOST_CHARS - sum(_length(document.sentences[number]) for number in grown)
    while True:
        fitting = [
            number
            for number in _neighbours(document, grown)
            if number not in taken
            and logits.get(number, least - 1.0) >= least
            and _length(document.sentences[number]) <= room
        ]
        if not fitting:
            return tuple(grown)
        best = max(fitting, key=logits.__getitem__)
        grown = sorted([*grown, best])
        room -= _length(document.sentences[best])


def _neighbours(document: Document, grown: Sequence[int]) -> Iterator[int]:
    """The sentences before and after, where they may be quoted in one breath with these."""
    whole = grown[-1] - grown[0] == len(grown) - 1  # a list's lead-in with a later item is not: nothing goes before it
    for number, edge in ((grown[0] - 1, grown[0]), (grown[-1] + 1, grown[-1])):
        if 0 <= number < len(document.sentences) and (whole or number > edge) and _is_alike(document, number, edge):
            yield number


def _is_alike(document: Document, number: int, edge: int) -> bool:
    other, sentence = document.sentences[number], document.sentences[edge]
    alike = (other.section, other.kind, other.note, other.lead) == (
        sentence.section, sentence.kind, sentence.note, sentence.lead,
    )  # fmt: skip
    first, second = sorted((other, sentence), key=lambda one: one.start)
    if second.start < first.end or (other.note != NOTHING and document.text[first.end : second.start].strip()):
        return False  # one begins within the other, which a page end cuts; or the page's notes stand between
    return alike and other.row == NOTHING and voice_of(document, other) == voice_of(document, sentence)


def _length(sentence: Sentence) -> int:
    return sum(span.end - span.start for span in sentence.spans)
