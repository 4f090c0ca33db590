"""Whose words each sentence is: the author's own, testimony, a quotation, a recommendation, a survey result, a post.

Evidence is weighed a paragraph at a time: quotation marks, what introduces the paragraph, who is said to speak, the
section it stands in. Where nothing speaks against it, the words are the author's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from corpus.document import NOTHING, Document, Section, Sentence, Span, VoiceName
from corpus.speech import (
    CASE_STUDIES,
    CUT_IN,
    ITALIC_WHOLE,
    NUMBERED,
    PAGE_MARK,
    PAGE_MARKS,
    PRONOUN_SAYS,
    PUBLISHED,
    QUOTED,
    RECOMMENDATIONS,
    RECOMMENDS,
    SHARE,
    SOMEBODY,
    SPEAKER,
    SURVEY,
    TOLD_US,
    TURN,
    UNNAMED,
    WROTE,
)
from corpus.views import display, fold

MOSTLY = 0.5
"""Share of a sentence's characters within quotation marks above which it is the speaker's rather than the author's."""

LINES_OF_BLOCK_QUOTATION = 6


class Voice(NamedTuple):
    """Whose words; `speaker` is a name, or a description, where the document gives one."""

    voice: VoiceName
    speaker: str | None


class Attributed(NamedTuple):
    """A voice before it is written into a sentence: the speaker as a place in the text."""

    voice: VoiceName
    speaker: Span | None = None


def voice_of(document: Document, sentence: Sentence) -> Voice:
    """The voice of a sentence, the speaker in words."""
    if sentence.speaker is not None:
        return Voice(sentence.voice, display(document.text, [sentence.speaker]))
    if sentence.voice == "post":
        return Voice("post", next((part.speaker for part in document.path(sentence.section) if part.speaker), None))
    return Voice(sentence.voice, None)


def assign_voices(text: str, sections: Sequence[Section], sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences, each told whose words it is."""
    listener = _Listener(text, sections, sentences)
    voiced = list(sentences)
    for _, run in groupby(range(len(sentences)), lambda number: sentences[number].paragraph):
        numbers = list(run)
        for number, found in zip(numbers, listener.paragraph(numbers), strict=True):
            voiced[number] = replace(sentences[number], voice=found.voice, speaker=found.speaker)
    return tuple(voiced)


class _Listener:
    """Hears a document paragraph by paragraph, remembering what introduced the last one and who spoke."""

    def __init__(self, text: str, sections: Sequence[Section], sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._sections = sections
        self._sentences = sentences
        self._posts = any(section.kind == "post" for section in sections)
        self._short = len(sections) <= 3
        self._section = NOTHING
        self._before: list[int] = []
        self._last_speaker: Span | None = None
        self._last_voice: VoiceName = "author"
        self._turn: Span | None = None
        self._marked = self._block_quotations() if self._posts else {}

    def paragraph(self, numbers: Sequence[int]) -> list[Attributed]:
        """The voice of each sentence of a paragraph."""
        sentence = self._sentences[numbers[0]]
        if sentence.section != self._section:
            self._section, self._before, self._last_speaker, self._last_voice = sentence.section, [], None, "author"
        if sentence.kind == "heading":
            return [Attributed("author")] * len(numbers)
        found = self._post(numbers) if self._posts else self._prose(numbers)
        self._before = list(numbers)
        self._last_voice = found[-1].voice
        return found

    def _words(self, numbers: Iterable[int]) -> str:
        return " ".join(display(self._text, self._sentences[number].spans) for number in numbers)

    def _raw(self, numbers: Sequence[int]) -> str:
        return self._text[self._sentences[numbers[0]].start : self._sentences[numbers[-1]].end]

    # Reports and articles

    def _prose(self, numbers: Sequence[int]) -> list[Attributed]:
        path = self._path(numbers[0])
        lead = self._lead(numbers[0])
        whole = self._whole(numbers, path, lead)
        if whole is not None:
            self._last_speaker = whole.speaker or self._last_speaker
            return [whole] * len(numbers)
        surveyed = self._last_voice == "survey" or bool(SURVEY.search(f"{lead} {self._words(numbers)}"))
        frame = QUOTED.sub(" ", self._words(numbers))
        shares = self._quoted_shares(numbers)
        return [
            self._sentence(number, path, frame if share > MOSTLY else "", surveyed=surveyed)
            for number, share in zip(numbers, shares, strict=True)
        ]

    def _quoted_shares(self, numbers: Sequence[int]) -> list[float]:
        """Share of each sentence that stands within the quotation marks of its paragraph."""
        start, end = self._sentences[numbers[0]].start, self._sentences[numbers[-1]].end
        quoted = [(start + match.start(), start + match.end()) for match in QUOTED.finditer(self._text[start:end])]
        return [
            sum(
                max(0, min(span.end, b) - max(span.start, a))
                for span in self._sentences[number].spans
                for a, b in quoted
            )
            / max(1, sum(span.end - span.start for span in self._sentences[number].spans))
            for number in numbers
        ]

    def _path(self, number: int) -> list[str]:
        titles: list[str] = []
        section = self._sentences[number].section
        while section != NOTHING:
            titles.append(display(self._text, [self._sections[section].heading]))
            section = self._sections[section].parent
        return titles[::-1]

    def _lead(self, number: int) -> str:
        """What introduces a paragraph: the lead-in of a list, or a sentence above that ends in a colon."""
        lead = self._sentences[number].lead
        if lead != NOTHING:
            return self._words([lead])
        above = self._words(self._before[-1:])
        return above if above.endswith((":", ",")) else ""

    def _whole(self, numbers: Sequence[int], path: Sequence[str], lead: str) -> Attributed | None:
        """The voice of a paragraph that has one voice throughout; None where its sentences must be told apart."""
        first = self._sentences[numbers[0]]
        words, raw = self._words(numbers), self._raw(numbers)
        if self._short and (turn := self._turn_of(numbers[0], words)) is not None:
            return Attributed("quotation", turn)
        if any(RECOMMENDATIONS.search(title) for title in path) and (NUMBERED.match(raw) or first.lead != NOTHING):
            return Attributed("recommendation")
        is_block = first.kind == "testimony" or (bool(lead) and (ITALIC_WHOLE.match(raw) or CUT_IN.match(raw)))
        if is_block:
            return self._spoken(numbers[0], lead)
        if any(CASE_STUDIES.match(title) for title in path[:-1]):
            return Attributed("testimony", self._subject(first.section))
        if first.kind == "table" and SURVEY.search(self._caption(numbers[0])):
            return Attributed("survey")
        return None

    def _turn_of(self, number: int, words: str) -> Span | None:
        match = TURN.match(words)
        if match:
            self._turn = self._place(number, match["name"])
        return self._turn

    def _caption(self, number: int) -> str:
        table = self._sentences[number].table
        above = (other for other in range(number - 1, -1, -1) if self._sentences[other].kind == "heading")
        caption = next((other for other in above if self._sentences[other].table == table), None)
        return self._words([caption]) if caption is not None else ""

    def _subject(self, section: int) -> Span | None:
        """The person that a case study is about, where its heading is a letter or a name."""
        heading = self._sections[section].heading
        match = re.match(r"\d+\.\s+(?P<name>[A-Z])$", self._text[heading.start : heading.end])
        return Span(heading.start + match.start("name"), heading.end) if match else None

    def _spoken(self, number: int, lead: str) -> Attributed:
        """Testimony or quotation: by what introduces a block of quoted words, in an article always a quotation."""
        introduced = self._before[-1] if lead and self._before else number
        named = self._speaker(introduced, lead or self._words([number]))
        if self._short:
            return Attributed("quotation", named or self._last_speaker)
        heard = bool(TOLD_US.search(lead) or SOMEBODY.search(lead) or UNNAMED.search(lead))
        published = bool(lead) and (bool(PUBLISHED.search(lead)) or named is not None)
        return Attributed("quotation" if published and not heard else "testimony", named)

    def _sentence(self, number: int, path: Sequence[str], frame: str, *, surveyed: bool) -> Attributed:
        """The voice of one sentence; `frame` is what surrounds the quotation that it stands in, empty outside one."""
        words = self._words([number])
        if surveyed and SHARE.search(words):
            return Attributed("survey")
        if self._short:
            return self._of_article(number, words, quoted=bool(frame))
        if any(RECOMMENDATIONS.search(title) for title in path) and RECOMMENDS.search(words):
            return Attributed("recommendation")
        if frame:
            published = PUBLISHED.search(frame) and not (TOLD_US.search(frame) or SOMEBODY.search(frame))
            return Attributed("quotation" if published else "testimony", self._speaker(number, words))
        goes_on = self._last_voice == "testimony" and bool(PRONOUN_SAYS.search(words))
        told = bool(TOLD_US.search(words) or (SOMEBODY.search(words) and not PUBLISHED.search(words)))
        return Attributed("testimony" if told or goes_on else "author")

    def _of_article(self, number: int, words: str, *, quoted: bool) -> Attributed:
        named = self._speaker(number, words)
        self._last_speaker = named or self._last_speaker
        if quoted:
            return Attributed("quotation", named or self._last_speaker)
        return Attributed("author")

    def _speaker(self, number: int, words: str) -> Span | None:
        outside = QUOTED.sub(" ", words)
        match = SPEAKER.search(outside)
        name = (match["name"] or match["after"]) if match else None
        return self._place(number, name) if name and name not in {"He", "She", "They", "It", "We", "I"} else None

    def _place(self, number: int, name: str) -> Span | None:
        """Where a name stands in a sentence."""
        sentence = self._sentences[number]
        start = self._text.find(name, sentence.start, sentence.end)
        return Span(start, start + len(name)) if start >= 0 else None

    # Threads

    def _post(self, numbers: Sequence[int]) -> list[Attributed]:
        if numbers[0] in self._marked:
            return [self._marked[numbers[0]]] * len(numbers)
        lead = self._words(self._before[-1:])
        block = self._sentences[numbers[0]].kind == "testimony" or self._words(numbers).startswith("“")
        listed = self._sentences[numbers[0]].kind == "list"
        if (lead.endswith((":", ",")) and not listed) or (block and self._last_voice == "quotation"):
            return [Attributed("quotation", self._speaker(self._before[-1], lead) if self._before else None)] * len(
                numbers
            )
        return [Attributed("quotation" if share > MOSTLY else "post") for share in self._quoted_shares(numbers)]

    def _block_quotations(self) -> dict[int, Attributed]:
        """Paragraphs of posts that are quoted whole: they end in a page mark, or repeat an earlier post."""
        marked: dict[int, Attributed] = {}
        runs = [list(run) for _, run in groupby(range(len(self._sentences)), lambda n: self._sentences[n].paragraph)]
        words = [self._words(run) for run in runs]
        for place, run in enumerate(runs):
            if PAGE_MARK.search(words[place]) and sum(self._quoted_shares(run)) < 0.05:
                for quoted in self._back_to_lead(runs, words, place):
                    marked[runs[quoted][0]] = Attributed("quotation")
            if match := WROTE.match(words[place]):
                speaker = self._place(run[0], match["name"])
                for quoted in self._repeated(runs, words, place):
                    marked[runs[quoted][0]] = Attributed("quotation", speaker)
        return marked

    def _back_to_lead(self, runs: Sequence[list[int]], words: Sequence[str], place: int) -> list[int]:
        """The paragraphs from the one below a line ending in a comma or colon to the one with the page mark."""
        section = self._sentences[runs[place][0]].section
        for first in range(place, max(0, place - LINES_OF_BLOCK_QUOTATION), -1):
            if self._sentences[runs[first - 1][0]].section != section or PAGE_MARK.search(words[first - 1]):
                break
            if words[first - 1].endswith((":", ",")):
                return list(range(first, place + 1))
        return [place] if len(PAGE_MARKS.findall(words[place])) == 1 else []

    def _repeated(self, runs: Sequence[list[int]], words: Sequence[str], place: int) -> list[int]:
        """The paragraphs below `X wrote:` and its date that stand in an earlier post already."""
        earlier = fold(" ".join(words[:place]))
        repeated: list[int] = []
        for at in range(place + 1, len(runs)):
            if self._sentences[runs[at][0]].section != self._sentences[runs[place][0]].section:
                break
            if fold(words[at]) in earlier:
                repeated.append(at)
            elif at > place + 1:
                break
        return repeated
