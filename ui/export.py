"""Kept quotations and whole conversations as Markdown and as CSV."""

import csv
import io
from collections.abc import Callable, Sequence

from qa.answer import Quote
from ui.basket import Kept
from ui.copying import as_markdown, quotation_words
from ui.marking import escape_markdown
from ui.transcript import Turn

Cite = Callable[[Quote], str]

COLUMNS = ("quotation", "citation", "document", "chapter", "section", "page_first", "page_last", "voice", "speaker",
           "question", "note", "start", "end", "sha256")  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def kept_markdown(kept: Sequence[Kept], cite: Cite) -> str:
    """The kept quotations as Markdown: each a block quotation with citation, its note below."""
    parts = ["# Quotations kept\n"]
    for one in kept:
        note = f"\n{escape_markdown(one.note)}\n" if one.note else ""
        parts.append(as_markdown(one.quote, cite(one.quote)) + note)
    return "\n".join(parts)


def kept_csv(kept: Sequence[Kept], cite: Cite) -> str:
    """The kept quotations as CSV, a row each, with the byte order mark that spreadsheets ask for."""
    file = io.StringIO()
    file.write("\ufeff")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for one in kept:
        quote = one.quote
        rows.writerow(
            [
                *(
                    cell(words)
                    for words in (quotation_words(quote), cite(quote), quote.document, quote.chapter, quote.section)
                ),
                quote.page_first,
                quote.page_last,
                quote.voice,
                *(cell(words) for words in (quote.speaker, one.question, one.note)),
                quote.start,
                quote.end,
                quote.sha256,
            ]
        )
    return file.getvalue()


def cell(words: str | None) -> str:
    """The words; before what a spreadsheet would run as a formula, an apostrophe, as spreadsheets themselves do."""
    words = words or ""
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words


def conversation_markdown(turns: Sequence[Turn], cite: Cite) -> str:
    """The conversation as Markdown: questions as headings, the model's words said to be so, quotations, refusals."""
    parts = ["# Conversation\n"]
    for turn in turns:
        parts.append(f"## {escape_markdown(turn.question)}\n")
        if turn.answer is None:
            parts.append(f"{escape_markdown(turn.fault)}\n")
            continue
        if turn.answer.resolved:
            parts.append(f"Understood as: {escape_markdown(turn.answer.resolved)}\n")
        if turn.answer.status == "not_found":
            parts.append("The documents do not answer this. The nearest passages, which are not an answer:\n")
        if turn.answer.statements:
            said = [f"- {escape_markdown(statement.text)}" for statement in turn.answer.statements]
            parts.append("\n".join([f"Written by the model {escape_markdown(turn.answer.mode)}:\n", *said, ""]))
        parts += [as_markdown(quote, cite(quote)) for quote in turn.answer.quotes or turn.answer.nearest]
    return "\n".join(parts)
