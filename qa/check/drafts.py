"""A draft as it is checked: one text, its paragraphs, its block quotations and its footnotes, all as places."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from corpus.document import Span
from corpus.errors import DraftError

Form = Literal["text", "markdown", "word"]

MOST_TEXT_BYTES = 16 * 1024 * 1024
MOST_WORD_BYTES = 40 * 1024 * 1024
SUFFIXES: dict[str, Form] = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".docx": "word"}
LONG_LINE_CHARS = 160
"""Lines longer than this are paragraphs; shorter ones may be one paragraph, broken to fit a screen."""

WRAPPED = 0.6
"""Share of the longest line that every line of a wrapped paragraph reaches, the last one left out."""

_MARKER = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_INDENTED = re.compile(r"(?: {4,}|\t+)(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_DEFINITION = re.compile(r"[ ]{0,3}\[\^(?P<name>[^\]\s]+)\]:[ \t]*(?P<text>.*(?:\n(?:[ ]{2,}|\t).*)*)")
_REFERENCE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?!:)")


class Block(NamedTuple):
    """A paragraph of a draft: the stretches of its text (markers of block quotations left out), and what it is."""

    spans: tuple[Span, ...]
    kind: Literal["paragraph", "quotation", "note"] = "paragraph"

    @property
    def start(self) -> int:
        """First code point."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last."""
        return self.spans[-1].end


class Note(NamedTuple):
    """A footnote: where the draft refers to it, and what it says."""

    reference: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that has been read; offsets are code points into `text`."""

    name: str
    text: str
    form: Form
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    path: Path | None = None


def read_draft(place: str | Path) -> Draft:
    """The draft in a file (`-`: on standard input, as Markdown).

    Raises:
        DraftError: missing, empty, too large, damaged, protected, or of no known kind.
    """
    if str(place) == "-":
        content = sys.stdin.buffer.read(MOST_TEXT_BYTES + 1)
        return draft_of(_decoded("standard input", content), "markdown", "standard input")
    path = Path(place)
    form = SUFFIXES.get(path.suffix.casefold())
    if form is None:
        raise DraftError(
            f"{path} is no draft that can be read: give a .txt, .md or .docx file, or - for standard input"
        )
    content = _content(path, MOST_WORD_BYTES if form == "word" else MOST_TEXT_BYTES)
    if form == "word":
        from qa.check.word import read_word

        return read_word(content, path)
    return draft_of(_decoded(str(path), content), form, str(path), path)


def _content(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise DraftError(f"{path} is too large for a draft: {size:,} bytes, at most {most:,} are read")
        return path.read_bytes()
    except OSError as error:
        raise DraftError(f"cannot read {path}: {error.strerror}") from error


def _decoded(name: str, content: bytes) -> str:
    if len(content) > MOST_TEXT_BYTES:
        raise DraftError(f"{name} is too large for a draft: at most {MOST_TEXT_BYTES:,} bytes are read")
    wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not wide and b"\x00" in content:
        raise DraftError(f"{name} is not a text file (it holds zero bytes)")
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DraftError(f"{name} is not UTF-8 (byte {error.start:,}); save it as UTF-8 and try again") from error


def draft_of(text: str, form: Form = "markdown", name: str = "draft", path: Path | None = None) -> Draft:
    """The draft that a text is (pasted into a page, read from a file)."""
    definitions = {match["name"]: match["text"] for match in _DEFINITION.finditer(text)}
    notes = [
        Note(match.start(), definitions[match["name"]])
        for match in _REFERENCE.finditer(text)
        if match["name"] in definitions
    ]
    return Draft(name, text, form, tuple(_blocks(text, form)), tuple(notes), path)


class _Line(NamedTuple):
    at: int
    start: int
    end: int
    kind: Literal["paragraph", "quotation", "indented"]


def _blocks(text: str, form: Form) -> Iterator[Block]:
    """Paragraphs and block quotations; lines of one paragraph are joined where they are broken to fit a screen."""
    run: list[_Line] = []
    introduced = False
    for line in (*_lines(text), None):
        if run and (line is None or _is_apart(text, run[-1], line) or line.kind != run[-1].kind):
            yield from _paragraphs(text, form, run, introduced=introduced)
            introduced = text[run[0].at : run[-1].end].rstrip().endswith((":", ","))
            run = []
        if line is not None:
            run.append(line)


def _is_wrapped(spans: list[Span]) -> bool:
    """Whether lines are one paragraph broken to fit a screen: none long, and but for the last all of like length."""
    lengths = [end - start for start, end in spans]
    return max(lengths) <= LONG_LINE_CHARS and min(lengths[:-1], default=max(lengths)) >= WRAPPED * max(lengths)


def _is_apart(text: str, above: _Line, line: _Line) -> bool:
    """Whether a blank line stands between."""
    return text.count("\n", above.end, line.at) > 1


def _lines(text: str) -> Iterator[_Line]:
    """Lines that hold something, the marker of a block quotation left out."""
    start = 0
    for whole in text.split("\n"):
        end = start + len(whole.rstrip())
        marker = _MARKER.match(text, start, end)
        indent = _INDENTED.match(text, start, end)
        if marker:
            yield _Line(start, min(marker.end(), end), end, "quotation")
        elif indent and not _ITEM.match(text, start, end):
            yield _Line(start, indent.end(), end, "indented")
        elif start < end:
            yield _Line(start, start, end, "paragraph")
        start += len(whole) + 1


def _paragraphs(text: str, form: Form, run: list[_Line], *, introduced: bool) -> Iterator[Block]:
    spans = [Span(line.start, line.end) for line in run if line.start < line.end]
    if not spans:
        return
    if run[0].kind == "quotation" or (run[0].kind == "indented" and introduced):
        yield Block(tuple(spans), "quotation")
        return
    if form == "text" and not _is_wrapped(spans):
        yield from (Block((span,)) for span in spans)
        return
    items: list[list[Span]] = []
    for span in spans:
        if not items or _ITEM.match(text, span.start, span.end):
            items.append([])
        items[-1].append(span)
    yield from (Block((Span(item[0].start, item[-1].end),)) for item in items)
