"""Checks of a model's statement against the sentences it names. No understanding: words, numbers, names, voices.

A statement that passes can still be wrong (22% of one thing told as 22% of another); that is why it is shown as the
model's words, beside the quotations. One that fails is not shown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.document import Document, Kind, VoiceName
from corpus.passages import heading_path, sentence_in_words
from corpus.views import display
from corpus.voices import voice_of
from index.tokens import STOP_WORDS, tokenize
from qa.negation import turned_around
from qa.quantities import fold, missing_amount, missing_day

FaultKind = Literal["form", "quotation", "place", "number", "date", "name", "negation", "voice", "support"]

MOST_STATEMENT_CHARS = 500
LEAST_SHARE_SUPPORTED = 0.5
"""Share of a statement's content words that must stand, by stem, in its sentences or their headings."""

_MARKUP = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|info|biz|ru|cn|(?:co|gov|ac|org)\.uk)\b|\b(?:javascript|data|file|mailto):"
    r"|<[a-z/!?]|&#?\w+;|[\[\]{}`*_~|\\^]|^\s*[#>+-]",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?i:pp?\.\s?\d+|(?:pages?|chapters?|sections?|annex(?:es)?|sentences?|passages?|footnotes?|notes?|paragraphs?|"
    r"figures?|tables?|lines?)\s(?:no\.\s?)?\d[\d.]*)|\b[Aa]nnex [A-Z]\b|\(\d{1,3}(?:[-,]\s?\d{1,3})*\)"
)
_DOUBLE = re.compile(r"[“”„‟\"«»]")
_QUOTED = re.compile(
    r"[“„‟«\"](?P<double>[^“”„‟\"«»]*)[”“\"»]|(?<!\w)[‘'](?P<single>[^‘’']+(?:(?<=\w)[’'](?=\w)[^‘’']*)*)[’'](?!\w)"
)
_TOKEN = re.compile(r"[^\W\d_](?:[\w.'’&-]*[^\W_])?|(?<=[.!?:;])\s|[“\"(]")
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        "about according accounts across additionally after almost although among another any approximately around "
        "because before between both by current during each either employees even every everyone evidence few fewer "
        "for furthermore he her here his however if in instead it its least less many members men moreover more most "
        "nearly nobody none not nothing officers on one only others over overall participants people respondents "
        "several she since some staff still such that the their there these they this those through throughout two "
        "under until we when where whereas which while who with within women "
        "somebody someone anybody anyone authors bosses bystanders callers campaigners carers children citizens "
        "colleagues complainants constables consultants contributors councillors crews critics detectives directors "
        "doctors drivers employers families friends girls inspectors interviewees journalists leaders managers mothers "
        "neighbours nurses observers paramedics parents passengers patients posters prisoners pupils readers recruits "
        "relatives researchers residents respondent reviewers sergeants speakers students supervisors survivors "
        "teachers teenagers trainees users victims visitors volunteers voters witnesses workers writers",
    )
)
_SAY_WORDS = (
    "say says said saying tell tells told describe describes described report reports reported state states stated "
    "write writes wrote recall recalls recalled explain explains explained add adds added claim claims claimed feel "
    "feels felt believe believes believed think thinks thought complain complains complained argue argues argued "
    "speak speaks spoke post posts posted comment comments commented call calls called quote quotes quoted suggest "
    "suggests suggested mention mentions mentioned hear heard recount recounts recounted warn warns warned admit "
    "admits admitted testify testifies testified testimony note notes noted ask asks asked reply replies replied "
    "insist insists insisted"
)
_SAY = rf"(?:{'|'.join(_SAY_WORDS.split())}|in the words of|according to)"
_ATTRIBUTES = re.compile(rf"\b{_SAY}\b", re.IGNORECASE)
_SAYS_NEXT = re.compile(rf"\s+{_SAY}\b")
_FINDS = re.compile(
    r"\b(?:the|this) (?:[\w-]+ )?(?:review|report|inquiry|study|authors?|panel|survey|findings?)\b(?:\s\w+){0,3}? "
    r"(?:finds?|found|concludes?|concluded|establish(?:es|ed)?|shows?|showed|proves?|proved|confirm(?:s|ed)?|determined|"
    r"identified|states?|stated|says?|said|reports?|reported|notes?|noted)\b",
    re.IGNORECASE,
)
_RECOMMENDS = re.compile(
    r"\b(?:recommend\w*|should|must|ought|needs? to|call(?:s|ed)? for|urge[sd]?|propos\w+|advis\w+|asks?|shall)\b",
    re.IGNORECASE,
)
_OTHERS: frozenset[VoiceName] = frozenset(["testimony", "quotation", "post"])


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that a statement names: its words, with lead-in or heads; as it stands; what is known about it."""

    words: str
    verbatim: str
    context: str
    kind: Kind
    voice: VoiceName


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement is not shown; `words` tell the model what to mend."""

    kind: FaultKind
    words: str


def support_of(document: Document, number: int) -> Support:
    """A sentence of a document as support."""
    sentence = document.sentences[number]
    voice = voice_of(document, sentence)
    source = document.source
    context = (source.title, source.cite_as, heading_path(document, sentence.section), voice.speaker or "")
    return Support(
        words=sentence_in_words(document, sentence),
        verbatim=display(document.text, sentence.spans),
        context=" \n ".join(context),
        kind=sentence.kind,
        voice=voice.voice,
    )


def fault_of(text: str, supports: Sequence[Support]) -> Fault | None:
    """The first thing wrong with a statement; None where it may be shown."""
    return next(_faults(text, supports), None)


def _faults(text: str, supports: Sequence[Support]) -> Iterator[Fault]:
    words = " \n ".join(support.words for support in supports)
    context = " \n ".join(dict.fromkeys(support.context for support in supports))
    in_table = any(support.kind == "table" for support in supports)
    if form := _wrong_form(text):
        yield Fault("form", form)
    if quoted := _misquoted(text, supports):
        yield Fault("quotation", f"it puts into quotation marks what no sentence holds: {quoted}")
    if place := _named_place(text, words):
        yield Fault("place", f"it names a place ({place}), which is the program's to add")
    if amount := missing_amount(text, words, in_table=in_table):
        yield Fault("number", f"its sentences do not state the number or amount {amount!r}")
    if day := missing_day(text, words):
        yield Fault("date", f"its sentences do not state the date {day!r}")
    if name := _missing_name(text, words, context):
        yield Fault("name", f"its sentences do not hold the name {name!r}")
    if turned := turned_around(text, [support.words for support in supports]):
        yield Fault("negation", turned)
    if voice := _wrong_voice(text, [support.voice for support in supports]):
        yield Fault("voice", voice)
    if not _is_supported(text, words, context):
        yield Fault("support", "its sentences hold too few of its words")


def _wrong_form(text: str) -> str | None:
    if not any(character.isalnum() for character in text):
        return "it is empty"
    if len(text) > MOST_STATEMENT_CHARS:
        return f"it is longer than {MOST_STATEMENT_CHARS} characters"
    return "it holds a link or markup" if _MARKUP.search(text) else None


def _misquoted(text: str, supports: Sequence[Support]) -> str | None:
    """What stands in quotation marks and not, word for word, in any one sentence; all of it where a mark is single."""
    if _DOUBLE.search(_QUOTED.sub(" ", text)):
        return text
    held = [fold(support.verbatim) for support in supports]
    for match in _QUOTED.finditer(text):
        quoted = fold(match["double"] or match["single"] or "").strip().rstrip(".,;:")
        pattern = re.compile(rf"(?<!\w){re.escape(quoted)}(?!\w)")
        if not quoted or not any(pattern.search(verbatim) for verbatim in held):
            return match[0]
    return None


def _named_place(text: str, words: str) -> str | None:
    folded = fold(words)
    return next((match[0] for match in _PLACE.finditer(text) if fold(match[0]) not in folded), None)


def _missing_name(text: str, words: str, context: str) -> str | None:
    """The first capitalised word that stands in no sentence (nor title, heading, speaker) with a capital."""
    source = f"{words} {context}"
    capitals = {_bare(token) for token in _TOKEN.findall(source) if token[:1].isupper()}
    stems = set(tokenize(source))
    for match, opens in _capitalised(text):
        name = _bare(match[0])
        if name in capitals or match[0] == "I":
            continue
        ordinary = name in _OPENERS or name in STOP_WORDS or stems.issuperset(tokenize(name))
        if not opens or not ordinary or (name not in _OPENERS and _is_like_a_name(text, match.end())):
            return match[0]
    return None


def _is_like_a_name(text: str, end: int) -> bool:
    """Whether what follows a capitalised first word makes it a person's: another capital, or a verb of saying."""
    return bool(re.match(r"\s+[A-Z]\w", text[end:]) or _SAYS_NEXT.match(text, end))


def _capitalised(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The capitalised words, and whether each opens a sentence."""
    opens = True
    for match in _TOKEN.finditer(text):
        if not match[0][0].isalpha():
            opens = opens or match[0].isspace()
            continue
        if match[0][0].isupper():
            yield match, opens
        opens = False


def _bare(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'").strip(".")


def _wrong_voice(text: str, voices: Iterable[VoiceName]) -> str | None:
    """What is wrong where somebody's words are told as a finding, or a recommendation as a fact."""
    heard = set(voices)
    others = heard & _OTHERS
    if others and not _ATTRIBUTES.search(text):
        return f"it tells {min(others)} as a finding: say that somebody said it"
    if heard and heard <= _OTHERS and _FINDS.search(text):
        return f"it calls a finding of the document's own what is {min(heard)}"
    if "recommendation" in heard and not _RECOMMENDS.search(text):
        return "it tells a recommendation as a fact: say that it is recommended"
    return None


def _is_supported(text: str, words: str, context: str) -> bool:
    said = set(tokenize(_ATTRIBUTES.sub(" ", text)))
    return bool(said) and len(said & set(tokenize(f"{words} {context}"))) >= LEAST_SHARE_SUPPORTED * len(said)
