"""The command `verse`. Commands parse and print; everything else is `qa.Library`."""

import json
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from corpus.errors import QuestionError, UnknownDocumentError, VerseError
from corpus.load import RawDocument, Shelf, find_documents
from qa.settings import Settings, read_settings
from ui.options import AsJson, DocumentsFolder, StyleName

if TYPE_CHECKING:
    from qa.conversation import Conversation
    from qa.library import Library

app = typer.Typer(
    name="verse",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=(
        "Ask long public reports a question and get their own words back, with chapter, section and page, or an honest "
        "'not in the documents'. Works offline, with no key. Documents are looked for in --documents, "
        "VERSE_DOCUMENTS, ./documents and ../shared/documents; without any, a fictional sample is used."
    ),
)

Batch = Annotated[
    str | None,
    typer.Option("--batch", metavar="FILE", help='JSON Lines with "id" and "question"; - for standard input.'),
]
Only = Annotated[
    list[str] | None, typer.Option("--document", metavar="ID", help="Ask only this document; may be repeated.")
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="PROVIDER:NAME",
        help="Let a language model select and word: openai:..., anthropic:..., ollama:...",
    ),
]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help="Address of the model's server.")]
QuotesOnly = Annotated[
    bool | None,
    typer.Option("--quotes-only", help="Show quotations alone, no words of the model's.", show_default=False),
]
WhoRefuses = Annotated[
    str | None,
    typer.Option("--refusal", metavar="WHO", help="Who must refuse for 'not found': either (default), model, both."),
]
After = Annotated[
    list[str] | None,
    typer.Option(
        "--after", metavar="QUESTION", help="A question asked before this one, which leans on it; may be repeated."
    ),
]
Question = Annotated[str | None, typer.Argument(help="The question, in quotation marks.", show_default=False)]

ANSWERED, NOT_FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
SAMPLE_NOTICE = (
    "no documents were found, so the fictional sample is used; put .txt or .md files into ./documents, "
    "or name a folder with --documents or VERSE_DOCUMENTS"
)


@app.command()
def ask(
    question: Question = None,
    *,
    document: Only = None,
    batch: Batch = None,
    documents: DocumentsFolder = None,
    as_json: AsJson = False,
    model: Model = None,
    base_url: BaseUrl = None,
    quotes_only: QuotesOnly = None,
    refusal: WhoRefuses = None,
    after: After = None,
    style: StyleName = None,
) -> None:
    """Answer a question in the documents' own words.

    Exit status: 0 answered, 1 not in the documents, 2 error. With --batch: one JSON answer a line, in order.

    verse ask "How many officers left in 2021?"

    verse ask "What did staff say about supervision?" --document okafor-review --json

    verse ask "Who led the review?" --style oscola

    verse ask "and for women?" --after "How many staff were bullied?" --model anthropic:claude-sonnet-4-5
    """
    from qa.library import checked_question
    from qa.styles import checked_style

    asked, cited = _one_of(question, batch), checked_style(style or "default")
    if asked is not None:
        checked_question(asked)
    given = {"model": model, "base_url": base_url, "quotes_only": quotes_only, "refusal": refusal}
    settings = read_settings(documents=documents, **given)
    library = _open_library(settings)
    if asked is None:
        _answer_batch(library, settings, batch or "-", document)
        return
    conversation = _conversation(library, settings, after)
    if as_json:
        answer = conversation.ask(asked, document)
        _print_json(answer.to_json())
    else:
        from ui.terminal import print_events

        answer = print_events(_console(), library, conversation.stream(asked, document), cited)
    raise typer.Exit(ANSWERED if answer.status == "answered" else NOT_FOUND)


def _conversation(library: "Library", settings: Settings, after: Sequence[str] | None) -> "Conversation":
    """A conversation in which those questions have been asked."""
    from qa.answerer import open_answerer
    from qa.conversation import Conversation

    return Conversation(open_answerer(library, settings), after or ())


def _answer_batch(library: "Library", settings: Settings, place: str, documents: Sequence[str] | None) -> None:
    """Print an answer a line; the questions of a batch do not lean on one another."""
    from qa.answerer import open_answerer
    from ui.batch import read_batch

    answerer = open_answerer(library, settings)
    for line in read_batch(place):
        _print_json(answerer.ask(line.question, documents, line.id).to_json())


@app.command()
def search(
    question: Question = None,
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    document: Only = None,
    batch: Batch = None,
    documents: DocumentsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Rank passages for a question, without answering it.

    verse search "response times" -k 5
    """
    from qa.library import checked_question
    from ui.forms import search_form

    asked = _one_of(question, batch)
    if asked is not None:
        checked_question(asked)
    library = _open_library(read_settings(documents=documents))
    if asked is None:
        from ui.batch import read_batch

        for line in read_batch(batch or "-"):
            found = library.search(line.question, k, document)
            _print_json({"id": line.id, **search_form(line.question, found.hits)})
        return
    hits = library.search(asked, k, document).hits
    if as_json:
        _print_json(search_form(asked, hits))
    else:
        from ui.terminal import print_hits

        print_hits(_console(), hits)


@app.command()
def outline(
    document: Annotated[str | None, typer.Argument(help="Id of a document (default: all).", show_default=False)] = None,
    *,
    documents: DocumentsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show chapters, sections and pages as a tree.

    verse outline okafor-review
    """
    from corpus.read import read_document
    from ui.forms import outline_form
    from ui.terminal import print_outline

    shelf = _find_documents(read_settings(documents=documents))
    console = _console()
    for raw in _chosen(shelf, document):
        read = read_document(raw.text, raw.source)
        if as_json:
            _print_json(outline_form(read))
        else:
            print_outline(console, read)


@app.command()
def sources(*, documents: DocumentsFolder = None, as_json: AsJson = False) -> None:
    """List the documents that questions are put to."""
    from ui.forms import source_form
    from ui.terminal import print_sources

    shelf = _find_documents(read_settings(documents=documents))
    if as_json:
        for raw in shelf.documents:
            _print_json(source_form(raw))
    else:
        print_sources(_console(), shelf.documents)


@app.command()
def index(
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build everything anew.")] = False,
    documents: DocumentsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Build the index, or refresh it: only documents that changed are encoded again. Asking does this by itself."""
    from qa.library import index_root

    settings = read_settings(documents=documents)
    library = _open_library(settings, rebuild=rebuild)
    root = index_root(library.shelf, settings)
    counts = [(read.id, len(read.sections), len(read.passages), len(read.sentences)) for read in library.documents]
    if as_json:
        named = [dict(zip(("id", "sections", "passages", "sentences"), row, strict=True)) for row in counts]
        _print_json({"index": str(root), "documents": named})
        return
    console = _console()
    for name, sections, passages, sentences in counts:
        console.print(f"{name}: {sections:,} sections, {passages:,} passages, {sentences:,} sentences", highlight=False)
    console.print(Text(f"index: {root}"), soft_wrap=True)


@app.command()
def chat(
    *,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to serve the page on.")] = 8501,
    host: Annotated[str, typer.Option("--host", help="Address to serve it on; others than this machine need one.")] = (
        "localhost"
    ),
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
    documents: DocumentsFolder = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="PROVIDER:NAME", help="A language model for the page's menu; may be repeated."),
    ] = None,
) -> None:
    """Open the page: ask, read in context, keep and export quotations, check a draft.

    verse chat --port 8600

    verse chat --documents reports --model anthropic:claude-sonnet-4-5
    """
    from ui.serve import opens_browser, page_command, page_environment, serve_page

    settings = read_settings(documents=documents)
    _open_library(settings)  # what is wrong with documents or index is told here, in one line, and built but once
    command = page_command(port=port, host=host, headless=headless or not opens_browser())
    raise typer.Exit(serve_page(command, page_environment(settings, model or ())))


def main() -> None:
    """Run the command; whatever goes wrong ends in one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        _add_commands_of_others(sys.argv[1:])
        app()
    except VerseError as error:
        _fail(str(error), FAILED)
    except SystemExit as left:
        # Typer answers a broken pipe with status 1, which here means that the documents do not answer.
        sys.exit(FAILED if isinstance(left.__context__, BrokenPipeError) else left.code)
    except KeyboardInterrupt:
        _fail("interrupted", INTERRUPTED)
    except MemoryError:
        _fail("not enough memory", FAILED)


def _add_commands_of_others(arguments: Sequence[str]) -> None:
    """Commands that other packages bring (`verse eval`), looked up only when one is asked for, or help."""
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    if arguments and arguments[0] in known:
        return
    from ui.check import check, cite

    for command in (check, cite):
        app.command()(command)
    if arguments and arguments[0] in {check.__name__, cite.__name__}:
        return
    for point in entry_points(group="verse.commands"):
        app.command(point.name)(point.load())


def _fail(message: str, status: int) -> None:
    sys.stderr.write(f"verse: {' '.join(message.split())}\n")
    sys.exit(status)


def _one_of(question: str | None, batch: str | None) -> str | None:
    if (question is None) == (batch is None):
        raise QuestionError("give either a question or --batch FILE; see verse ask --help")
    return question


def _console() -> Console:
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def _tell(message: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"note: {message}", style="dim", markup=False)


def _find_documents(settings: Settings) -> Shelf:
    shelf = find_documents(settings.documents)
    if shelf.is_sample:
        _tell(SAMPLE_NOTICE)
    return shelf


def _open_library(settings: Settings, *, rebuild: bool = False) -> "Library":
    from qa.library import Library
    from ui.progress import ProgressBar

    with ProgressBar(Console(stderr=True)) as bar:
        library = Library.open(settings=settings, reporter=bar, rebuild=rebuild)
    if library.shelf.is_sample:
        _tell(SAMPLE_NOTICE)
    return library


def _chosen(shelf: Shelf, name: str | None) -> Sequence[RawDocument]:
    if name is None:
        return shelf.documents
    chosen = [raw for raw in shelf.documents if raw.source.id == name]
    if not chosen:
        known = ", ".join(raw.source.id for raw in shelf.documents)
        raise UnknownDocumentError(f"no document {name!r}; there are: {known}")
    return chosen


def _print_json(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
