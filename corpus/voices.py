"""Whose words a sentence is: the document's own, testimony given to it, or a poster's."""

from typing import Literal, NamedTuple

from corpus.document import Document, Sentence

VoiceName = Literal["author", "testimony", "post"]


class Voice(NamedTuple):
    """Whose words; `speaker` is a name where the document gives one."""

    voice: VoiceName
    speaker: str | None


def voice_of(document: Document, sentence: Sentence) -> Voice:
    """The voice of a sentence."""
    for section in reversed(document.path(sentence.section)):
        if section.kind == "post":
            return Voice("post", section.speaker or None)
    return Voice("testimony" if sentence.kind == "testimony" else "author", None)
