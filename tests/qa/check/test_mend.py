"""A briefing with planted errors comes back mended, as Markdown and as Word, and everything else is as it was."""

import re
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.document import Document
from corpus.errors import DraftError
from qa.check.checker import Checker, Report
from qa.check.drafts import draft_of, read_draft
from qa.check.mend import changes_of, mended_text, write_mended
from tests.qa.check.conftest import WriteWord
from tests.qa.check.footnoted import add_footnote

BRIEFING = """# Briefing for members

*Own words* with a [link](https://example.org "and a title") stay as they are.

The Okafor Review held a good many talks: “We held 163 interviews” (p. 5). It is blunt about sickness, stations and
money, and about what it calls “the same reports in smaller type” (p. 19).

> Time and again we heard of a problem that had not been written down, sent upwards, given a reference number and left.

The Northmere Herald says “there used to be somebody stood by it”. One witness is quoted as saying "the moon above
Northmere is made of paper". In short: “Time and again we heard of a problem and there used to be somebody stood by it”.

It's the crews' own kettle. “This is not a wicked organisation” stands as it stood.
"""
VERDICTS = ["altered", "wrong-page", "altered", "wrong-source", "not-found", "spliced", "verbatim"]


def _verdicts(report: Report) -> list[str]:
    return [checked.verdict for checked in report.quotations]


def test_the_briefing(checker: Checker, sample_documents: dict[str, Document], tmp_path: Path) -> None:
    """Markdown: all but the invention is mended, own words stay, the diff tells each change; the draft is untouched."""
    draft, out = tmp_path / "briefing.md", tmp_path / "mended.md"
    draft.write_text(BRIEFING, "utf-8")
    report = checker.check(read_draft(draft))
    assert _verdicts(report) == VERDICTS
    assert write_mended(report, sample_documents, out) == (out, tmp_path / "mended.md.diff")
    again = checker.check(read_draft(out))
    assert [checked.verdict for checked in again.quotations if not checked.is_good] == ["not-found"]
    assert draft.read_text("utf-8") == BRIEFING
    mended = out.read_text("utf-8")
    assert "“We held 164 interviews” (p. 5)" in mended
    assert "smaller type” (p. 7)" in mended
    assert mended.split("\n\n")[:2] == BRIEFING.split("\n\n")[:2]
    assert mended.split("\n\n")[-1] == BRIEFING.rsplit("\n\n", maxsplit=1)[-1]
    diff = (tmp_path / "mended.md.diff").read_text("utf-8")
    assert "-The Okafor Review held a good many talks: “We held 163" in diff
    assert diff.startswith("# line 10: Not found")


def _as_word(write_word: WriteWord) -> Path:
    """The briefing as a Word file, its block quotation in the style `Quote`, a heading and a picture beside it."""
    paragraphs = [
        ("Quote", text.removeprefix("> ")) if text.startswith("> ") else ("Normal", text.replace("\n", " ").strip())
        for text in BRIEFING.split("\n\n")[2:]
    ]
    return write_word([("Heading 1", "Briefing for members"), *paragraphs])


def _accepted(path: Path) -> str:
    """The text once every tracked change is accepted."""
    return read_draft(path).text


def test_the_briefing_in_word(
    checker: Checker, sample_documents: dict[str, Document], write_word: WriteWord, tmp_path: Path
) -> None:
    """Word: the same, as tracked changes with comments; other parts of the file are byte for byte equal."""
    path, out = _as_word(write_word), tmp_path / "mended.docx"
    before = path.read_bytes()
    report = checker.check(read_draft(path))
    assert _verdicts(report) == VERDICTS
    assert write_mended(report, sample_documents, out) == (out,)
    assert path.read_bytes() == before
    again = checker.check(read_draft(out))
    assert [checked.verdict for checked in again.quotations if not checked.is_good] == ["not-found"]
    assert "“We held 164 interviews” (p. 5)" in _accepted(out)
    opened = docx.Document(str(out))
    remarks = [comment.text for comment in opened.comments]
    assert any("Not found in the documents" in remark for remark in remarks)
    assert {comment.author for comment in opened.comments} == {"Chapter & Verse"}
    xml = opened.element.xml
    assert len(re.findall(r"<w:del ", xml)) >= 3
    assert "163" in "".join(re.findall(r"<w:delText[^>]*>([^<]*)", xml))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        words = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml"}
        for name in set(old.namelist()) - words:
            assert new.read(name) == old.read(name)


def test_rejecting_gives_the_draft_back(
    checker: Checker, sample_documents: dict[str, Document], write_word: WriteWord, tmp_path: Path
) -> None:
    """With insertions taken out and deletions put back, every paragraph reads as it did."""
    path, out = _as_word(write_word), tmp_path / "mended.docx"
    write_mended(checker.check(read_draft(path)), sample_documents, out)
    document = docx.Document(str(out))
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for tracked in list(document.element.body.iter(f"{namespace}ins")):
        tracked.getparent().remove(tracked)
    texts = [
        "".join(node.text or "" for node in paragraph.iter(f"{namespace}t", f"{namespace}delText"))
        for paragraph in document.element.body.iter(f"{namespace}p")
    ]
    assert texts == [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def test_runs_keep_their_dress(checker: Checker, sample_documents: dict[str, Document], tmp_path: Path) -> None:
    """Words in bold stay bold, also those put in their place, though a quotation runs over several runs."""
    document = docx.Document()
    paragraph = document.add_paragraph("It says “We held ")
    paragraph.add_run("163").bold = True
    paragraph.add_run(" interviews”.")
    path, out = tmp_path / "draft.docx", tmp_path / "out.docx"
    document.save(str(path))
    write_mended(checker.check(read_draft(path)), sample_documents, out)
    xml = docx.Document(str(out)).element.body.xml
    (dress,) = re.findall(r"<w:ins [^>]*>\s*<w:r[^>]*>(.*?)<w:t[^>]*>164<", xml, re.DOTALL)
    assert "<w:b/>" in dress


def test_page_in_a_footnote_of_word(
    checker: Checker, sample_documents: dict[str, Document], write_word: WriteWord, tmp_path: Path
) -> None:
    """The page that a footnote names is held against the true one; a quotation in a footnote is mended there."""
    words = "See p. 19. Elsewhere “We held 163 interviews”."
    path = add_footnote(write_word([("Normal", "It speaks of “the same reports in smaller type”.")]), words)
    report = checker.check(read_draft(path))
    assert _verdicts(report) == ["wrong-page", "altered"]
    write_mended(report, sample_documents, tmp_path / "out.docx")
    assert "We held 164 interviews" in _accepted(tmp_path / "out.docx")


def test_nothing_is_overwritten(checker: Checker, sample_documents: dict[str, Document], tmp_path: Path) -> None:
    """Neither the draft nor any other file; a Word draft asks for a Word name."""
    draft = tmp_path / "briefing.md"
    draft.write_text(BRIEFING, "utf-8")
    report = checker.check(read_draft(draft))
    with pytest.raises(DraftError, match="is not overwritten"):
        write_mended(report, sample_documents, draft)
    with pytest.raises(DraftError, match="cannot write"):
        write_mended(report, sample_documents, tmp_path / "nowhere" / "out.md")
    assert draft.read_text("utf-8") == BRIEFING


def test_a_style_cites_what_names_no_page(checker: Checker, sample_documents: dict[str, Document]) -> None:
    """With a style, good quotations get their citation too; without one they stay as they are."""
    text = "It speaks of “the same reports in smaller type”."
    report = checker.check(draft_of(text))
    assert mended_text(text, changes_of(report, sample_documents)) == text
    cited = mended_text(text, changes_of(report, sample_documents, "harvard"))
    assert cited == "It speaks of “the same reports in smaller type” (testimony quoted in Okafor, 2024, p. 7)."


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("(p. 19)", "(p. 7)"),
        ("[p19]", "[p7]"),
        ("(pp. 19–20)", "(p. 7)"),
        ("on page 19", "on page 7"),
        ("(Okafor, 2024: 19)", "(Okafor, 2024: 7)"),
    ],
)
def test_pages_keep_the_drafts_manner(
    checker: Checker, sample_documents: dict[str, Document], written: str, mended: str
) -> None:
    """A wrong page is put right as the draft writes pages."""
    text = f"“the same reports in smaller type” {written}"
    report = checker.check(draft_of(text))
    assert mended_text(text, changes_of(report, sample_documents)) == text.replace(written, mended)
