"""The commands `verse check` and `verse cite`: quotations of a draft checked, mended and cited."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from corpus.document import Document
from corpus.errors import QuestionError
from corpus.load import find_documents
from corpus.read import read_document
from qa.settings import read_settings
from ui.options import AsJson, DocumentsFolder, StyleName

if TYPE_CHECKING:
    from qa.answer import Quote
    from qa.check.checker import Checked, Report
    from qa.check.receipts import Verified
    from qa.styles import Style

GOOD, TO_MEND = 0, 1
INDENT = 4
MOST_SHOWN_CHARS = 300

_WORDS = {
    "verbatim": ("word for word", "bold green"),
    "elided": ("word for word, with cuts", "bold green"),
    "altered": ("words differ", "bold red"),
    "spliced": ("joined from different places", "bold red"),
    "wrong-page": ("word for word, but on another page", "bold yellow"),
    "wrong-source": ("word for word, but of another document", "bold yellow"),
    "not-found": ("not in the documents", "bold red"),
}
_SERIOUS = {
    "number": "a number differs",
    "negation": "a negation differs",
    "name": "a name differs",
    "modal": "a modal verb differs",
    "other": "words differ",
    "punctuation": "only signs differ",
}


def check(
    draft: Annotated[str, typer.Argument(metavar="FILE", help="Draft: .txt, .md or .docx; - for standard input.")],
    *,
    as_json: AsJson = False,
    fix: Annotated[
        Path | None, typer.Option("--fix", metavar="OUT", help="Write a mended copy to OUT.", show_default=False)
    ] = None,
    style: StyleName = None,
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", metavar="OUT", help="Write a receipt of every quotation found.", show_default=False),
    ] = None,
    documents: DocumentsFolder = None,
) -> None:
    """Check every quotation in a draft: is it word for word, where, on which page.

    Exit status: 0 all good, 1 something to mend, 2 error. A .json or .jsonl file of receipts is verified instead.

    verse check briefing.docx --fix briefing-mended.docx --style harvard
    """
    from qa.styles import checked_style

    chosen = checked_style(style) if style is not None else None
    if Path(draft).suffix.casefold() in {".json", ".jsonl", ".jsonld"}:
        _verify(Path(draft), documents, as_json=as_json)
    from qa.check.checker import Checker
    from qa.check.drafts import read_draft

    read = read_draft(draft)
    known = _documents(documents)
    report = Checker(list(known.values())).check(read)
    if receipts is not None:
        _write_receipts(report, known, receipts)
    if as_json:
        _print_json(report.to_json())
    else:
        _print_report(report, known, chosen)
    if fix is not None:
        from qa.check.mend import write_mended

        for written in write_mended(report, known, fix, chosen):
            sys.stderr.write(f"written: {written}\n")
    raise typer.Exit(GOOD if report.is_good else TO_MEND)


def cite(
    words: Annotated[
        str | None, typer.Argument(help="The words quoted, in quotation marks.", show_default=False)
    ] = None,
    *,
    document: Annotated[
        str | None, typer.Option("--document", metavar="ID", help="The document quoted.", show_default=False)
    ] = None,
    receipt: Annotated[
        Path | None, typer.Option("--receipt", metavar="FILE", help="Cite what a receipt names.", show_default=False)
    ] = None,
    style: StyleName = None,
    export: Annotated[
        str | None,
        typer.Option("--export", help="Print the source as bibtex, ris or csl-json, or a receipt.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    documents: DocumentsFolder = None,
) -> None:
    """Cite words of the documents, in the style asked for.

    Exit status: 0 cited, 1 the words do not stand in the documents, 2 error.

    verse cite "We held 164 interviews" --style oscola

    verse cite --document okafor-review --export bibtex
    """
    from qa.styles import checked_style

    chosen = checked_style(style or "default")
    known = _documents(documents)
    if document is not None and document not in known:
        from corpus.errors import UnknownDocumentError

        raise UnknownDocumentError(f"no document {document!r}; there are: {', '.join(known)}")
    if words is None and receipt is None and document is None:
        raise QuestionError("give the words to cite, --receipt FILE or --document ID; see verse cite --help")
    if words is None and receipt is None:
        sys.stdout.write(_sources_as([known[document or ""]], chosen, export))
        return
    quotes = _quotes_of_receipts(receipt, known) if receipt else _quotes_of_words(words or "", document, known)
    if not quotes:
        sys.stdout.write("Not in the documents.\n")
        raise typer.Exit(TO_MEND)
    for quote in quotes:
        sys.stdout.write(_cited(quote, known[quote.document], chosen, export, as_json=as_json))


def _documents(asked: Path | None) -> dict[str, Document]:
    """The documents by id, read from their files: checking needs no index."""
    shelf = find_documents(read_settings(documents=asked).documents)
    if shelf.is_sample:
        from ui.cli import SAMPLE_NOTICE

        sys.stderr.write(f"note: {SAMPLE_NOTICE}\n")
    return {raw.source.id: read_document(raw.text, raw.source) for raw in shelf.documents}


def _quotes_of_words(words: str, document: str | None, known: dict[str, Document]) -> list["Quote"]:
    """The best place of the words; none where they do not stand there word for word."""
    from qa.check.checker import Checker
    from qa.check.drafts import draft_of

    chosen = [known[document]] if document else list(known.values())
    stripped = words.strip().strip("“”\"'‘’")
    report = Checker(chosen).check(draft_of(f"“{stripped}”", "text"))
    return [
        checked.matches[0]
        for checked in report.quotations
        if checked.matches and checked.verdict in {"verbatim", "elided"}
    ]


def _quotes_of_receipts(file: Path, known: dict[str, Document]) -> list["Quote"]:
    return [verified.now for verified in _verified(file, known) if verified.now is not None]


def _sources_as(chosen: Sequence[Document], style: "Style", export: str | None) -> str:
    from corpus.errors import SettingError
    from qa.exports import to_bibtex, to_csl_json, to_ris
    from qa.styles import reference_in

    if export is None:
        return "".join(f"{reference_in(style, document.source)}\n" for document in chosen)
    forms = {"bibtex": to_bibtex, "ris": to_ris, "csl-json": to_csl_json}
    if export.casefold() not in forms:
        raise SettingError(f"no export {export!r} of a source; there are: {', '.join(forms)}")
    return forms[export.casefold()]([document.source for document in chosen])


def _cited(quote: "Quote", document: Document, style: "Style", export: str | None, *, as_json: bool) -> str:
    from qa.styles import cite_in

    if export is not None and export.casefold() == "receipt":
        from qa.check.receipts import receipt

        return json.dumps(receipt(quote, document), ensure_ascii=False) + "\n"
    if export is not None:
        return _sources_as([document], style, export)
    citation = cite_in(style, quote, document.source)
    if as_json:
        return json.dumps({"citation": citation, "style": style, "quote": quote.to_json()}, ensure_ascii=False) + "\n"
    return f"“{quote.display}” {citation}\n" if style != "default" else f"“{quote.display}” ({citation})\n"


def _write_receipts(report: "Report", known: dict[str, Document], out: Path) -> None:
    from corpus.errors import DraftError
    from qa.check.receipts import receipt

    lines = [
        json.dumps(receipt(match, known[match.document]), ensure_ascii=False) + "\n"
        for checked in report.quotations
        for match in checked.matches[: len(checked.pieces) or 1]
    ]
    try:
        with out.open("x", encoding="utf-8") as file:
            file.writelines(lines)
    except FileExistsError as error:
        raise DraftError(f"{out} is there already and is not overwritten; name another file") from error
    except OSError as error:
        raise DraftError(f"cannot write {out}: {error.strerror}") from error


def _verified(file: Path, known: dict[str, Document]) -> list["Verified"]:
    from corpus.errors import DraftError
    from qa.check.receipts import Notary, read_receipts

    try:
        content = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DraftError(f"cannot read {file}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from error
    notary = Notary(list(known.values()))
    return [notary.verify(record) for record in read_receipts(content, str(file))]


def _verify(file: Path, asked: Path | None, *, as_json: bool) -> None:
    """Verify a file of receipts, print what became of each, and leave."""
    verified = _verified(file, _documents(asked))
    if as_json:
        _print_json({"receipts": [one.to_json() for one in verified]})
    else:
        console = _console()
        for number, one in enumerate(verified, 1):
            style = "bold green" if one.is_good else "bold red"
            console.print(Text.assemble((f"{number:>3}  ", "bold"), (one.state, style), f": {one.note}"))
            _indented(console, Text(f"“{_short(one.was)}”"))
            if one.now is not None:
                _indented(console, Text(one.now.citation, style="green"))
    raise typer.Exit(GOOD if all(one.is_good for one in verified) else TO_MEND)


def _print_report(report: "Report", known: dict[str, Document], style: "Style | None") -> None:
    console = _console()
    if not report.quotations:
        console.print(Text(f"No quotations were found in {report.draft.name}."))
        return
    for number, checked in enumerate(report.quotations, 1):
        _print_checked(console, report, checked, number=number, known=known, style=style)
    bad = sum(not checked.is_good for checked in report.quotations)
    total = len(report.quotations)
    console.print(Text(f"{total} quotation{'s' if total != 1 else ''}, {bad} to mend.", style="bold"))


def _print_checked(
    console: Console,
    report: "Report",
    checked: "Checked",
    *,
    number: int,
    known: dict[str, Document],
    style: "Style | None",
) -> None:
    """A quotation with its verdict in words, its place, and what to write instead."""
    from qa.styles import cite_in

    words, colour = _WORDS[checked.verdict]
    line = report.draft.text.count("\n", 0, checked.start) + 1
    serious = f" ({_SERIOUS[checked.seriousness]})" if checked.seriousness else ""
    console.print(Text.assemble((f"{number:>3}  ", "bold"), (words, colour), f"{serious}, line {line}"))
    _indented(console, Text(f"“{_short(' '.join(checked.text.split()))}”"))
    for one in checked.differences:
        _indented(console, Text(f"{one.operation}: “{one.draft}” → “{one.source}”", style="red"))
    for match in checked.matches[: max(1, len(checked.pieces))]:
        _indented(console, Text(cite_in(style or "default", match, known[match.document].source), style="green"))
    if checked.claim.pages is not None and checked.verdict == "wrong-page":
        _indented(console, Text(f"the draft says page {checked.claim.pages.first}", style="yellow"))
    for warning in checked.warnings:
        _indented(console, Text(f"note: {warning}", style="yellow"))
    if checked.suggestion:
        _indented(console, Text(f"write: {checked.suggestion}", style="cyan"))
    console.print()


def _short(text: str) -> str:
    return text if len(text) <= MOST_SHOWN_CHARS else f"{text[:MOST_SHOWN_CHARS].rpartition(' ')[0]} ..."


def _indented(console: Console, text: Text) -> None:
    console.print(Padding(text, (0, 0, 0, INDENT), expand=False))


def _console() -> Console:
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def _print_json(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
