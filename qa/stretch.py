"""How far a quotation reaches: from the sentence that answers best to what belongs with it.

That is neighbours that answer nearly as well, the notes that it cites, and who is said to speak.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

from corpus.document import NOTHING, Document
from corpus.views import display
from corpus.voices import voice_of

MOST_CHARS = 600
MARGIN = 7.0
"""How much lower than the best sentence's a neighbour's logit may be; chosen on `dev` and `tune`."""
MOST_PASSED = 2
"""Sentences that answer worse which a quotation may hold on its way to one that answers; chosen so too."""
SPOKEN = frozenset({"prose", "testimony"})


def stretch(
    document: Document, sentences: Sequence[int], logits: Mapping[int, float], taken: Collection[int] = ()
) -> tuple[int, ...]:
    """The sentences with others added, the likeliest first, while they fit into MOST_CHARS.

    `logits` says, of each sentence that was read, how well it answers; what is in `taken` is quoted already. A note is
    quoted after the sentence that cites it, and what somebody says after the words that introduce it. A row stays
    alone, and words of another section or voice are never added otherwise: whose words they are would be unclear.
    """
    grown = _after_citing(document, sentences, taken)
    least = max((logits[number] for number in grown if number in logits), default=0.0) - MARGIN
    while True:
        reached = [
            (max(logits.get(number, least - 1.0) for number in more), more)
            for more in (*_neighbours(document, grown), *_notes(document, grown))
            if _may_join(document, grown, more, taken)
        ]
        best, more = max(reached, key=itemgetter(0), default=(least - 1.0, []))
        if best < least:
            return tuple(_after_introduction(document, grown, taken))
        grown = sorted([*grown, *more])


def _after_citing(document: Document, sentences: Sequence[int], taken: Collection[int]) -> list[int]:
    """The sentences of a note after the one that cites it, where that may be quoted with it; else as they are."""
    note = document.sentences[sentences[0]].note
    citing = document.citing(note) if note != NOTHING else NOTHING
    may = citing != NOTHING and _may_cite(document, citing, sentences[0])
    return [citing, *sentences] if may and _may_join(document, sentences, [citing], taken) else list(sentences)


def _after_introduction(document: Document, grown: list[int], taken: Collection[int]) -> list[int]:
    """The sentences after the one before them that ends in a colon: who speaks belongs to what is said."""
    opening = grown[0] - 1
    if opening < 0 or not _is_whole(_body(document, grown)):
        return grown
    before, first = document.sentences[opening], document.sentences[grown[0]]
    introduces = (
        {before.kind, first.kind} <= SPOKEN
        and (before.section, before.note, NOTHING) == (first.section, first.note, first.lead)
        and _introduces(document, opening)
    )
    return [opening, *grown] if introduces and _may_join(document, grown, [opening], taken) else grown


def _may_join(document: Document, grown: Sequence[int], more: Sequence[int], taken: Collection[int]) -> bool:
    """Whether more sentences fit, are not quoted already, and stand apart from the others.

    A page end may put a note, or a sentence, within another.
    """
    joined = [document.sentences[number] for number in sorted([*grown, *more])]
    return (
        not any(number in taken for number in more)
        and sum(span.end - span.start for sentence in joined for span in sentence.spans) <= MOST_CHARS
        and all(above.end <= below.start for above, below in pairwise(joined))
    )


def _body(document: Document, grown: Sequence[int]) -> Sequence[int]:
    """The sentences without the notes that others of them cite."""
    return [number for number in grown if document.sentences[number].note == NOTHING] or grown


def _is_whole(body: Sequence[int]) -> bool:
    """Whether the sentences follow one another; a list's lead-in with a later item does not."""
    return body[-1] - body[0] == len(body) - 1


def _neighbours(document: Document, grown: Sequence[int]) -> Iterator[list[int]]:
    """The sentences before and after, one or a few, where they may be quoted in one breath with these.

    Nothing goes before words that introduce others, which open something new, nor do such words end a quotation.
    """
    body = _body(document, grown)
    for edge, step in ((body[0], -1), (body[-1], 1)):
        more: list[int] = []
        while len(more) <= MOST_PASSED and (step > 0 or _is_whole(body)):
            last = more[-1] if more else edge
            if not 0 <= last + step < len(document.sentences) or not _is_alike(document, last + step, last):
                break
            if step < 0 and _introduces(document, last):
                break
            more.append(last + step)
            if step < 0 or not _introduces(document, last + step):
                yield [*more]


def _introduces(document: Document, number: int) -> bool:
    """Whether a sentence ends in a colon."""
    return display(document.text, document.sentences[number].spans).endswith(":")


def _is_alike(document: Document, number: int, edge: int) -> bool:
    """Whether two sentences side by side are of one section, note, list and voice; a list may follow prose."""
    other, sentence = document.sentences[number], document.sentences[edge]
    kinds = {other.kind, sentence.kind}
    alike = (other.section, other.note, other.lead) == (sentence.section, sentence.note, sentence.lead)
    first, second = sorted((other, sentence), key=lambda one: one.start)
    if other.note != NOTHING and document.text[first.end : second.start].strip():
        return False  # words of the body stand between
    flows = len(kinds) == 1 or (kinds == {"prose", "list"} and other.lead == NOTHING)
    return alike and flows and other.row == NOTHING and voice_of(document, other) == voice_of(document, sentence)


def _notes(document: Document, grown: Sequence[int]) -> Iterator[list[int]]:
    """The notes that these sentences cite."""
    for number in grown:
        for note in document.sentences[number].notes:
            own = [*document.sentences_of_note(note)]
            if own and own[0] not in grown and _may_cite(document, number, own[0]):
                yield own


def _may_cite(document: Document, number: int, note: int) -> bool:
    """Whether a note may be quoted with the sentence that cites it: only with prose, and where it is the same voice."""
    sentence, cited = document.sentences[number], document.sentences[note]
    return sentence.kind == "prose" and voice_of(document, sentence) == voice_of(document, cited)
