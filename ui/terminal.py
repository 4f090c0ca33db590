"""Answers, hits, outlines and sources as people read them in a terminal (or a pipe: the same without colour)."""

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text
from rich.tree import Tree

from corpus.document import Document, Span
from corpus.load import RawDocument
from corpus.views import display, reading_view
from index.engines import Hit
from qa.answer import Answer, Quote, Statement, TableRow, Usage
from qa.cite import chapter_and_section, page_words
from qa.events import Event, Finished, Found
from qa.library import Library
from qa.model import clean
from qa.styles import Style, cite_in
from ui.forms import section_title

CONTEXT_CHARS = 240
INDENT = 4


def print_answer(console: Console, library: Library, answer: Answer, style: Style = "default") -> None:
    """The quotations with place and citation, each after the model's words it supports; or the refusal."""
    if answer.status == "not_found":
        console.print(Text("Not in the documents.", style="bold"))
        if answer.nearest:
            console.print("The nearest passages, which are not an answer:\n")
        _print_quotes(console, library, answer.nearest, 0, style)
    shown = 0
    for statement in answer.statements:
        _print_statement(console, statement)
        due = max(shown, *(number + 1 for number in statement.quotes))
        _print_quotes(console, library, answer.quotes[shown:due], shown, style)
        shown = due
    _print_quotes(console, library, answer.quotes[shown:], shown, style)
    _print_end(console, answer)


def print_events(console: Console, library: Library, events: Iterable[Event], style: Style = "default") -> Answer:
    """The answer that the events end in; what they bring on the way is printed at once, the rest at the end."""
    shown = 0
    for event in events:
        if isinstance(event, Found):
            if event.statement:
                _print_statement(console, event.statement)
            _print_quotes(console, library, event.quotes, event.first, style)
            shown = event.first + len(event.quotes)
        elif isinstance(event, Finished):
            if shown:
                _print_end(console, event.answer)
            else:
                print_answer(console, library, event.answer, style)
            return event.answer
    raise AssertionError("events end with Finished")  # pragma: no cover


def _print_statement(console: Console, statement: Statement) -> None:
    """A model's words, labelled as such, in no quotation marks, with the numbers of the quotations to check them by."""
    numbers = ", ".join(str(number + 1) for number in statement.quotes)
    label, support = Text("In the model's words: ", style="bold magenta"), Text(f" [{numbers}]", style="dim")
    console.print(Text.assemble(label, Text(clean(statement.text), style="italic"), support))
    console.print()


def _print_quotes(console: Console, library: Library, quotes: Sequence[Quote], first: int, style: Style) -> None:
    for number, quote in enumerate(quotes, first + 1):
        _print_quote(console, library.document(quote.document), quote, number, style)


def _print_end(console: Console, answer: Answer) -> None:
    """The notices, then what a model was asked for."""
    for notice in answer.notices:
        console.print(Text(f"note: {clean(notice)}", style="dim"))
    if answer.usage is not None:
        console.print(Text(f"model: {_used(answer.usage)}, prompt {answer.prompt}", style="dim"))


def _used(usage: Usage) -> str:
    """Requests, tokens and cost in words."""
    parts = [f"{usage.requests} request{'s' * (usage.requests != 1)}"]
    if usage.input_tokens is not None and usage.output_tokens is not None:
        parts.append(f"{usage.input_tokens:,} tokens sent, {usage.output_tokens:,} received")
    if usage.cost_usd is not None:
        parts.append(f"${usage.cost_usd:.4f}")
    return ", ".join(parts)


def _print_quote(console: Console, document: Document, quote: Quote, number: int, style: Style) -> None:
    place = " › ".join(part for part in (quote.chapter, quote.section) if part) or document.source.title
    console.print(Text.assemble((f"{number:>2}  ", "bold"), (visible(place), "bold cyan")))
    console.print(Padding(_quoted(document, quote, in_context=console.is_terminal), (0, 0, 0, INDENT), expand=False))
    if quote.table is not None:
        console.print(Padding(_row_in_words(document, quote, quote.table), (0, 0, 0, INDENT), expand=False))
    if quote.voice != "author":
        whose = f"{quote.voice}: {visible(quote.speaker)}" if quote.speaker else quote.voice
        console.print(Padding(Text(f"voice: {whose}", style="magenta"), (0, 0, 0, INDENT), expand=False))
    citation = visible(cite_in(style, quote, document.source))
    console.print(Padding(Text(citation, style="green"), (0, 0, 0, INDENT), expand=False))
    console.print()


def _quoted(document: Document, quote: Quote, *, in_context: bool) -> Text:
    """The quotation between quotation marks, answering words marked; around it, dim, what stands beside it."""
    text = Text()
    section = next(part for part in reversed(document.sections) if part.start <= quote.start)
    if in_context:
        before = display(document.text, [Span(max(section.heading.end, quote.start - CONTEXT_CHARS), quote.start)])
        text.append(f"... {visible(before).partition(' ')[2]} " if before else "", style="dim")
    text.append("“")
    text.append_text(_marked(document, quote))
    text.append("”")
    if in_context:
        after = display(document.text, [Span(quote.end, max(quote.end, min(section.end, quote.end + CONTEXT_CHARS)))])
        text.append(f" {visible(after).rpartition(' ')[0]} ..." if after else "", style="dim")
    return text


def _marked(document: Document, quote: Quote) -> Text:
    text = Text(visible(quote.display))
    if quote.table is not None:
        return text
    shown = 0
    for span in quote.spans:
        view = reading_view(document.text, [span])
        shown = quote.display.index(view.text, shown)
        for light in quote.highlight:
            lit = [at for at, offset in enumerate(view.offsets) if light.start <= offset < light.end]
            if lit:
                text.stylize("bold yellow", shown + lit[0], shown + lit[-1] + 1)
        shown += len(view.text)
    return text


def _row_in_words(document: Document, quote: Quote, row: TableRow) -> Text:
    """The caption, then each cell of the row with the head of its column, those asked for marked."""
    lit = {display(document.text, [light]) for light in quote.highlight}
    text = Text(f"{visible(row.caption)}\n" if row.caption else "", style="italic")
    pairs = [(column, cell) for column, cell in zip(row.columns, row.cells, strict=False) if cell]
    for number, (column, cell) in enumerate(pairs):
        text.append(" · " if number else "", style="not italic dim")
        text.append(f"{visible(column)}: " if column else "", style="not italic")
        text.append(visible(cell), style="not italic bold yellow" if cell in lit else "not italic")
    return text


def visible(text: str) -> str:
    """The text with a sign in place of each character that a terminal would obey instead of showing."""
    return "".join("\ufffd" if unicodedata.category(character) in {"Cc", "Cf"} else character for character in text)


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """Ranked passages with their place."""
    for rank, hit in enumerate(hits, 1):
        chapter, section = chapter_and_section(hit.document, hit.passage.section)
        pages = page_words(hit.document.pages.of([Span(hit.passage.start, hit.passage.end)]))
        place = " › ".join(part for part in (chapter, section) if part)
        console.print(
            Text.assemble((f"{rank:>2}  ", "bold"), (f"{hit.score:6.2f}  ", "dim"), (visible(place), "bold cyan"))
        )
        text = display(hit.document.text, [Span(hit.passage.start, hit.passage.end)])
        console.print(Padding(Text(visible(text)), (0, 0, 0, INDENT), expand=False))
        console.print(
            Padding(Text(", ".join(filter(None, (hit.document.id, pages))), style="green"), (0, 0, 1, INDENT))
        )


def print_outline(console: Console, document: Document) -> None:
    """The sections as a tree, each with its pages."""
    tree = Tree(Text(f"{document.source.title} ({document.id})", style="bold"))
    open_at: list[tuple[int, Tree]] = [(0, tree)]
    for section in document.sections:
        while open_at[-1][0] >= section.level:
            open_at.pop()
        label = Text(section_title(document, section))
        pages = page_words(document.pages.at(section.start))
        label.append(f"  {pages}" if pages else "", style="green")
        open_at.append((section.level, open_at[-1][1].add(label)))
    console.print(tree)
    for notice in document.notices:
        console.print(Text(f"note: {notice}", style="dim"))


def print_sources(console: Console, raws: Sequence[RawDocument]) -> None:
    """A line a document: id, how it is cited, size, file."""
    table = Table(Column("id", no_wrap=True), "cited as", "characters", "file", show_edge=False)  # ids are typed
    for raw in raws:
        table.add_row(
            Text(raw.source.id),
            Text(raw.source.cite_as),
            Text(f"{len(raw.text):,}", justify="right"),
            Text(str(raw.path)),
        )
    console.print(table)
