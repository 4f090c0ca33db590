"""What a draft claims of a quotation: the page, the section and the document that it names near it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.document import Document, Span

PAGE = re.compile(
    r"(?<![\w.])(?P<word>pages?|pgs?\.?|pp?\.?)\s?(?P<first>\d{1,4})(?:\s?(?:[-–—]|to|and|&)\s?(?P<last>\d{1,4}))?(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_BARE_PAGE = re.compile(
    r"[(\[][^()\[\]]{0,80}?\b(?:19|20)\d\d[a-z]?\s?[:,]\s?(?P<first>\d{1,4})(?:\s?[-–—]\s?(?P<last>\d{1,4}))?\s?[)\]]"
)
_SECTION = re.compile(
    r"(?<!\w)(?:(?:paragraphs?|paras?\.?|sections?|sect?\.|s\.|§|at)\s?(?P<section>\d{1,2}(?:\.(?:\d{1,2}|[ivx]+))+)"
    r"|(?:section|chapter|ch\.|chap\.)\s?(?P<chapter>\d{1,2}(?:\.\d{1,2})*))(?![\w%])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][”\"’'\])]*\s+(?=[“\"‘'(\[]*[A-Z])|\n\s*\n")
_SHORTENED = re.compile(
    r"(?:\b(?:pp?|pgs?|paras?|ch|chap|sec|sect|no|nos|vol|ed|eds|ibid|cf|see|Dr|Mr|Mrs|Ms|Prof|St)|\b[A-Z])\.\s+$"
)

_DESCRIBED = re.compile(r"(?:Article|Discussion|Readers)\b")
"""Titles of the manifest that describe a source which has none of its own."""
_BRACKETED = re.compile(r"[(\[](?:[^()\[\]]|\([^()\[\]]*\))*[)\]]")
_SPEAKS = re.compile(
    r"(?:[’']s)?(?:\s+(?:final\s+)?(?:report|review|article|thread|post))?\s*:"
    r"|[^.;,:]{0,60}?\b(?:said|says|say|states?|stated|found|finds|concluded|concludes|notes?|noted|describes?|described|"
    r"reported|reports|writes|wrote|argues?|argued|warns?|warned|puts? it|observes?|observed|calls?|called|refers?|"
    r"referred|quotes?|quoted|identifie[sd]|recommends?|recommended|speaks?|spoke|asks?|asked|adds?|added|records?|recorded|"
    r"tells?|told|heard|sets?|highlights?|highlighted|shows?|showed|explains?|explained)\b"
)
_ACCORDING = re.compile(
    r"\b(?:according to|in|from|by|of|per|quoting|cites?|citing)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE
)

MOST_AFTER, MOST_BEFORE = 320, 320
"""Characters around a quotation in which a claim is looked for."""


class ClaimedPages(NamedTuple):
    """The page or pages that a draft names, and where it names them (None: in a note)."""

    first: int
    last: int
    span: Span | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a draft says of where a quotation stands; empty where it says nothing."""

    pages: ClaimedPages | None = None
    section: str | None = None
    documents: frozenset[str] = frozenset()


class NoteText(NamedTuple):
    """A footnote of the draft: how far after the quotation its mark stands, and its words."""

    distance: int
    text: str


class Surroundings(NamedTuple):
    """Text around a quotation: what precedes and follows it in the draft, where that stands, and the notes after it."""

    before: str
    before_at: int
    after: str
    after_at: int
    notes: tuple[NoteText, ...] = ()


class Claims:
    """Reads claims, knowing by which names the documents go."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._names = [(pattern, document.id) for document in documents for pattern in names_of(document, documents)]

    def read(self, around: Surroundings) -> Claim:
        """The claims around one quotation: in the rest of its sentence, in its notes, else in what leads to it."""
        reach = _reach_after(around.after)
        after = around.after[:reach]
        before = around.before[_reach_before(around.before) :]
        notes = [note.text for note in around.notes if note.distance <= reach + 1]
        pages = (
            _pages(after, around.after_at)
            or next((found for note in notes if (found := _pages(note, None))), None)
            or _pages(_without_references(before), around.before_at + len(around.before) - len(before), last=True)
        )
        section = next((number for text in (after, *notes, before) if (number := _section(text))), None)
        return Claim(pages, section, self._documents(before, after, notes))

    def _documents(self, before: str, after: str, notes: Sequence[str]) -> frozenset[str]:
        """The documents cited in brackets or notes; else those that the sentence says speak."""
        cited = " ".join((*_BRACKETED.findall(after[:MOST_AFTER]), *notes))
        named = frozenset(identifier for pattern, identifier in self._names if pattern.search(cited))
        return named or frozenset(
            identifier
            for pattern, identifier in self._names
            for text in (before, after)
            for match in pattern.finditer(text)
            if _SPEAKS.match(text, match.end()) or _ACCORDING.search(text[: match.start()])
        )


def names_of(document: Document, documents: Sequence[Document]) -> list[re.Pattern[str]]:
    """Patterns of the names by which drafts call a document."""
    source = document.source
    alone = sum(other.source.kind == source.kind for other in documents) == 1
    title = source.title.partition(":")[0].partition(" (")[0].removeprefix("The ")
    names = {document.id.replace("-", " ")} | (set() if _DESCRIBED.match(title) else {title})
    patterns: list[str] = []
    if source.kind == "report":
        names |= {f"{name} {what}" for name in _author_names(source.author) for what in ("report", "review")}
        names |= _author_names(source.author)
        patterns += [r"\bthe (?:final |full |same )?(?:report|review|inquiry)\b"] if alone else []
    else:
        names |= {source.publisher, source.author}
        patterns += [r"\b(?:forum|thread|discussion board)\b"] if alone and source.kind == "thread" else []
        patterns += [r"\bblog(?:\s?post)?\b"] if "(blog)" in source.cite_as else []
    patterns += [rf"(?<!interim )(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names) if len(name) > 3]
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


def _author_names(author: str) -> set[str]:
    """The surname, and the name with its title: `Casey` of `Baroness Casey of Blackstock`."""
    words = author.partition(" of ")[0].split()
    return {words[-1], " ".join(words), f"{words[0]} {words[-1]}"} if words else set()


def _reach_after(text: str) -> int:
    """How far the sentence that holds the quotation goes on; a reference in brackets after its stop belongs to it."""
    text = text[:MOST_AFTER]
    lead = re.match(r"[\s.,;:!?”\"’')\]]*(?:[(\[](?:[^()\[\]]|\([^()\[\]]*\)){0,160}[)\]]|pp?\.? ?\d+\])?", text)
    at = lead.end() if lead else 0
    for match in _SENTENCE_END.finditer(text, max(0, at - 2)):
        if not _SHORTENED.search(text[: match.end()]):
            return match.start() + 1
    return len(text)


def _reach_before(text: str) -> int:
    """Where the sentence that leads to the quotation begins."""
    start = max(0, len(text) - MOST_BEFORE)
    begins, end = start, len(text.rstrip(" \n\t>*_"))
    for match in _SENTENCE_END.finditer(text, start):
        if not _SHORTENED.search(text[: match.end()]) and match.end() < end:
            begins = match.end()
    return begins


def _pages(text: str, at: int | None, *, last: bool = False) -> ClaimedPages | None:
    found = sorted((*PAGE.finditer(text), *_BARE_PAGE.finditer(text)), key=lambda match: match.start("first"))
    if not found:
        return None
    match = found[-1 if last else 0]
    first = int(match["first"])
    final = int(match["last"] or first)
    if final < first:  # 137-8
        final = int(f"{match['first'][: -len(match['last'])]}{match['last']}") if match["last"] else first
    start = match.start("word") if match.re is PAGE else match.start("first")
    end = match.end("last") if match["last"] else match.end("first")
    return ClaimedPages(first, max(first, final), None if at is None else Span(at + start, at + end))


def _without_references(before: str) -> str:
    """What leads to a quotation, references in brackets blanked out: they belong to what they follow."""
    kept = _BRACKETED.search(before, before.rfind("(") if before.rstrip(" :,\u2014").endswith(")") else len(before))
    end = kept.start() if kept else len(before)
    return (
        re.sub(r"[(\[](?:[^()\[\]]|\([^()\[\]]*\))*[)\]]|\bpp?\d+\]", lambda match: " " * len(match[0]), before[:end])
        + before[end:]
    )


def _section(text: str) -> str | None:
    match = _SECTION.search(text)
    return (match["section"] or match["chapter"]) if match else None
