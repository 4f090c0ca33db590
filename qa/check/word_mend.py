"""Mend a Word draft: tracked changes where words change, comments that say why; everything else stays as it was."""

import copy
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.errors import DraftError
from qa.check.drafts import Draft
from qa.check.mend import Change
from qa.check.word import Piece, WordDraft, open_word

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

AUTHOR, INITIALS = "Chapter & Verse", "C&V"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def mend_word(draft: Draft, changes: Sequence[Change]) -> bytes:
    """The draft's file with the changes tracked and commented.

    Raises:
        DraftError: the draft has vanished or changed since it was read.
    """
    if draft.path is None:
        raise DraftError("the draft has no file to mend a copy of")
    opened = open_word(draft.path.read_bytes(), draft.path)
    if opened.draft.text != draft.text:
        raise DraftError(f"{draft.path} has changed since it was checked; check it again")
    editor = _Editor(opened)
    for change in reversed(changes):
        editor.apply(change)
    editor.write_notes()
    content = io.BytesIO()
    opened.document.save(content)
    return content.getvalue()


class _Editor:
    """Makes changes from the last to the first, so that the places before them stay true."""

    def __init__(self, opened: WordDraft) -> None:
        self._document = opened.document
        self._pieces = list(opened.pieces)
        self._notes = opened.notes_tree
        self._number = 9_000

    def apply(self, change: Change) -> None:
        """Track one change, or only comment on the words."""
        runs = self._runs(change.span.start, change.span.end)
        if change.text is None:
            self._comment(runs, change.remark)
            return
        inserted = self._insertion(change, runs)
        for run in runs:
            self._delete(run)
        self._comment(runs + ([inserted] if inserted is not None else []), change.remark)

    def _runs(self, start: int, end: int) -> list["Element"]:
        """The runs that hold just `[start, end)`, split off from their neighbours where they must be."""
        self._split(start)
        self._split(end)
        held = [piece.element.getparent() for piece in self._pieces if start <= piece.start < piece.end <= end]
        return [run for place, run in enumerate(held) if run is not None and run not in held[:place]]

    def _split(self, at: int) -> None:
        """Cut the run in two before the character at `at`, and apart from other elements in its run."""
        place = next((place for place, piece in enumerate(self._pieces) if piece.start < at < piece.end), None)
        if place is not None:
            piece = self._pieces[place]
            text = piece.element.text or ""
            left, right = text[: at - piece.start], text[at - piece.start :]
            twin = copy.deepcopy(piece.element)
            _set_text(piece.element, left)
            _set_text(twin, right)
            piece.element.addnext(twin)
            self._pieces[place : place + 1] = [Piece(piece.start, at, piece.element), Piece(at, piece.end, twin)]
        following = next((piece for piece in self._pieces if piece.start == at), None)
        if following is not None:
            _part_run(following.element)

    def _insertion(self, change: Change, runs: Sequence["Element"]) -> "Element | None":
        """A run of the new words in a tracked insertion, dressed as the words it replaces or follows."""
        if not change.text:
            return None
        before = next((piece for piece in reversed(self._pieces) if piece.end <= change.span.start), None)
        model = runs[-1] if runs else before.element.getparent() if before is not None else None
        if model is None:
            return None
        run = model.makeelement(f"{_W}r", nsmap=None)
        dress = model.find(f"{_W}rPr")
        if dress is not None:
            run.append(copy.deepcopy(dress))
        text = run.makeelement(f"{_W}t", nsmap=None)
        _set_text(text, change.text)
        run.append(text)
        tracked = self._tracked("ins", model)
        model.addnext(tracked)
        tracked.append(run)
        return run

    def _delete(self, run: "Element") -> None:
        tracked = self._tracked("del", run)
        run.addprevious(tracked)
        tracked.append(run)
        for text in run.findall(f"{_W}t"):
            text.tag = f"{_W}delText"
            text.set(_SPACE, "preserve")

    def _tracked(self, kind: str, like: "Element") -> "Element":
        self._number += 1
        tracked = like.makeelement(f"{_W}{kind}", nsmap=None)
        tracked.set(f"{_W}id", str(self._number))
        tracked.set(f"{_W}author", AUTHOR)
        tracked.set(f"{_W}date", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return tracked

    def _comment(self, runs: Sequence["Element"], remark: str) -> None:
        """A comment on the runs; Word has none in footnotes."""
        body = [_outermost(run) for run in runs if next(run.iterancestors(f"{_W}body"), None) is not None]
        if not body:
            return
        comment = self._document.comments.add_comment(text=remark, author=AUTHOR, initials=INITIALS)
        number = str(comment.comment_id)
        opening, closing = (_marker(body[0], kind, number) for kind in ("commentRangeStart", "commentRangeEnd"))
        body[0].addprevious(opening)
        body[-1].addnext(closing)
        reference = body[0].makeelement(f"{_W}r", nsmap=None)
        reference.append(_marker(body[0], "commentReference", number))
        closing.addnext(reference)

    def write_notes(self) -> None:
        """Put changed footnotes back into their part."""
        if self._notes is None:
            return
        from lxml import etree

        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/footnotes") and relation.target_part.blob is not None:
                written = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
                if _has_changes(self._notes):
                    relation.target_part._blob = written  # noqa: SLF001 - python-docx knows no footnotes


def _has_changes(tree: "Element") -> bool:
    return any(one.get(f"{_W}author") == AUTHOR for one in tree.iter(f"{_W}ins", f"{_W}del"))


def _outermost(run: "Element") -> "Element":
    """The run, or the tracked change that holds it."""
    parent = run.getparent()
    return parent if parent is not None and parent.tag in {f"{_W}ins", f"{_W}del"} else run


def _marker(like: "Element", kind: str, number: str) -> "Element":
    marker = like.makeelement(f"{_W}{kind}", nsmap=None)
    marker.set(f"{_W}id", number)
    return marker


def _set_text(element: "Element", text: str) -> None:
    element.text = text
    element.set(_SPACE, "preserve")


def _part_run(element: "Element") -> None:
    """Move the element and those after it into a run of their own, dressed alike, if anything stands before it."""
    run = element.getparent()
    if run is None:
        return
    before = [one for one in element.itersiblings(preceding=True) if one.tag != f"{_W}rPr"]
    if not before:
        return
    twin = run.makeelement(run.tag, dict(run.attrib), nsmap=None)
    dress = run.find(f"{_W}rPr")
    if dress is not None:
        twin.append(copy.deepcopy(dress))
    for one in [element, *element.itersiblings()]:
        twin.append(one)
    run.addnext(twin)
