"""Mending a draft: the changes that make its quotations true, and a copy in which they are made.

Text and Markdown get the changed copy and, beside it, a diff; Word gets tracked changes and comments
(`qa.check.word_mend`). The draft itself is never written to.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus.document import Document, Span
from corpus.errors import DraftError
from qa.check.checker import Checked, Report
from qa.check.claims import ClaimedPages
from qa.styles import Style, cite_in

_CLOSING = {"“": "”", "„": "”", "«": "»", "‘": "’"}


class Change(NamedTuple):
    """A stretch of the draft and what replaces it (None: nothing is changed), with a remark on why."""

    span: Span
    text: str | None
    remark: str


def changes_of(report: Report, documents: Mapping[str, Document], style: Style | None = None) -> list[Change]:
    """The changes that mend a draft, in order, none overlapping another.

    With a style, quotations that name no page get their citation in it, good ones too.
    """
    changes: list[Change] = []
    past = 0
    named: set[Span] = set()
    for checked in report.quotations:
        for change in _changes(report.draft.text, checked, documents, style):
            is_again = change.span in named
            if change.span.start >= past and not is_again:
                changes.append(change)
                past = change.span.end if change.text is not None else past
                named.add(change.span)
    return sorted(changes, key=lambda change: change.span)


def _changes(text: str, checked: Checked, documents: Mapping[str, Document], style: Style | None) -> Iterator[Change]:
    whole = Span(checked.start, checked.end)
    if checked.verdict == "not-found":
        yield Change(whole, None, "Not found in the documents: these words stand in none of them.")
        return
    for warning in checked.warnings:
        yield Change(whole, None, f"{warning[0].upper()}{warning[1:]}.")
    if checked.verdict == "altered":
        yield from _true_words(text, checked)
    if checked.verdict == "spliced":
        yield from _apart(text, checked, documents, style)
        return
    yield from _true_place(text, checked, documents, style)


def _true_words(text: str, checked: Checked) -> Iterator[Change]:
    for one in checked.differences:
        remark = f"The source has “{one.source}”." if one.source else "The source does not have these words."
        if one.draft and one.source:
            yield Change(one.span, one.source, remark)
        elif one.draft:
            yield Change(_with_space(text, one.span), "", remark)
        else:
            space = "" if one.span.start == checked.start else " "
            after = " " if not space else ""
            yield Change(one.span, f"{space}{one.source}{after}" if one.source[0].isalnum() else one.source, remark)


def _with_space(text: str, span: Span) -> Span:
    """The stretch with one of the two spaces around it, so that none is left double."""
    if text[span.start - 1 : span.start].isspace():
        return Span(span.start - 1, span.end)
    return span


def _true_place(
    text: str, checked: Checked, documents: Mapping[str, Document], style: Style | None
) -> Iterator[Change]:
    """The true page in the draft's own manner; the citation where it names none, or another document."""
    quote = checked.matches[0]
    citation = cite_in(style or "default", quote, documents[quote.document].source)
    pages, claim = checked.claim.pages, checked.claim
    is_other_document = bool(claim.documents) and quote.document not in claim.documents
    if pages is not None and quote.page_first is not None and quote.page_last is not None:
        if pages.last < quote.page_first or quote.page_last < pages.first:
            remark = f"These words stand on {citation}."
            yield (
                Change(pages.span, _page_reference(text, pages, quote.page_first, quote.page_last), remark)
                if (pages.span)
                else Change(Span(checked.start, checked.end), None, f"The note names another page. {remark}")
            )
        elif not is_other_document:
            return
    wanted = checked.verdict in {"altered", "wrong-source"} or (checked.verdict == "wrong-page" and pages is None)
    if is_other_document or (pages is None and (wanted or (style is not None and checked.is_good))):
        remark = "These words are of another document." if is_other_document else "The place of these words."
        at = _after_mark(checked)
        yield Change(Span(at, at), f" {_bracketed(citation)}", remark)


def _page_reference(text: str, pages: ClaimedPages, first: int, last: int) -> str:
    """The true pages, written as the draft writes pages: `p58` becomes `p60`, `pp. 3–4` becomes `p. 9`."""
    if pages.span is None:
        return ""
    written = text[pages.span.start : pages.span.end]
    word = written.rstrip("0123456789-–— andto")
    space = written[len(word) :][: 1 if written[len(word) :][:1].isspace() else 0]
    one, several = {"pages": ("page", "pages"), "page": ("page", "pages")}.get(word.casefold(), ("p", "pp"))
    stop = "." if word.endswith(".") else ""
    if not word:
        return str(first) if first == last else f"{first}–{last}"
    name = one if first == last else several
    name = name.capitalize() if word[0].isupper() else name
    return f"{name}{stop}{space}{first}" if first == last else f"{name}{stop}{space}{first}–{last}"


def _after_mark(checked: Checked) -> int:
    """Behind the quotation's closing mark."""
    return checked.quotation.end


def _bracketed(citation: str) -> str:
    return citation if citation.startswith(("(", "[")) else f"({citation.removesuffix('.')})"


def _apart(text: str, checked: Checked, documents: Mapping[str, Document], style: Style | None) -> Iterator[Change]:
    """The pieces of a splice as quotations of their own, each with its citation."""
    quotation = checked.quotation
    if quotation.form != "marked" or len(checked.pieces) != len(checked.matches):
        yield Change(Span(checked.start, checked.end), None, "Parts of different places are joined as one quotation.")
        return
    opening = text[quotation.start]
    closing = _CLOSING.get(opening, opening)
    remark = "Parts of different places were joined as one quotation."
    citations = [
        _bracketed(cite_in(style or "default", match, documents[match.document].source)) for match in checked.matches
    ]
    for before, after, citation in zip(checked.pieces, checked.pieces[1:], citations, strict=False):
        yield Change(Span(before.end, after.start), f"{closing} {citation} and {opening}", remark)
    at = _after_mark(checked)
    yield Change(Span(at, at), f" {citations[-1]}", remark)


def mended_text(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made."""
    pieces: list[str] = []
    at = 0
    for change in changes:
        if change.text is not None:
            pieces += [text[at : change.span.start], change.text]
            at = change.span.end
    return "".join([*pieces, text[at:]])


def diff_of(name: str, mended_name: str, text: str, changes: Sequence[Change]) -> str:
    """A unified diff of draft and copy; above it, what cannot be mended by itself, by line."""
    remarks = [
        f"# line {text.count(chr(10), 0, change.span.start) + 1}: {change.remark}\n"
        for change in changes
        if change.text is None
    ]
    before, after = text.splitlines(keepends=True), mended_text(text, changes).splitlines(keepends=True)
    lines = (
        line if line.endswith("\n") else f"{line}\n" for line in difflib.unified_diff(before, after, name, mended_name)
    )
    return "".join([*remarks, *lines])


def write_mended(
    report: Report, documents: Mapping[str, Document], out: Path, style: Style | None = None
) -> tuple[Path, ...]:
    """Write the mended copy; returns the files written: the copy and, for text, its diff.

    Raises:
        DraftError: a file of that name is there already, or cannot be written.
    """
    draft = report.draft
    changes = changes_of(report, documents, style)
    diff = out.with_name(f"{out.name}.diff")
    targets = (out,) if draft.form == "word" else (out, diff)
    for target in targets:
        if target.exists():
            raise DraftError(f"{target} is there already and is not overwritten; name another file")
    if draft.form == "word" and out.suffix.casefold() != ".docx":
        raise DraftError(f"{out}: the mended copy of a Word draft is a Word file; let its name end in .docx")
    try:
        if draft.form == "word":
            from qa.check.word_mend import mend_word

            _write(out, mend_word(draft, changes))
        else:
            _write(out, mended_text(draft.text, changes).encode())
            _write(diff, diff_of(draft.name, str(out), draft.text, changes).encode())
    except OSError as error:
        raise DraftError(f"cannot write {error.filename or out}: {error.strerror}") from error
    return targets


def _write(target: Path, content: bytes) -> None:
    with target.open("xb") as file:
        file.write(content)
