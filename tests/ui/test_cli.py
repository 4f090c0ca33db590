"""The command `verse`: everything that people and scripts see of it."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpus.document import Document
from corpus.load import Shelf, sample_folder
from qa.library import Library
from tests.fakes import FakeModel
from ui.cli import main

PROJECT = Path(__file__).resolve().parents[2]
QUESTION = "How many interviews did the Review hold?"
REFUSED = "How do I grow tomatoes on a balcony in Spain?"
COMMANDS = ("ask", "search", "outline", "sources", "index")


class Result(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Verse = Callable[..., Result]


@pytest.fixture
def verse(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Verse:
    """Runs the command in this process, on the sample and its ready index, far from any other documents."""
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    monkeypatch.setenv("VERSE_INDEX", str(sample_index))
    monkeypatch.setenv("VERSE_DOCUMENTS", str(sample_folder()))

    def run(*arguments: str, given: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["verse", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        capfdbinary.readouterr()
        try:
            main()
        except SystemExit as left:
            status = left.code if isinstance(left.code, int) else 0
        out, err = capfdbinary.readouterr()
        return Result(status, out.decode(), err.decode())

    return run


def _process(
    *arguments: str, environment: Mapping[str, str], given: str | None = None, prelude: str = ""
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", f"{prelude}\nfrom ui.cli import main; main()", *arguments],
        env={**os.environ, **environment},
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=False,
        timeout=60,
    )


@pytest.fixture
def environment(sample_index: Path) -> dict[str, str]:
    """What a process needs to find the sample and its index."""
    return {"VERSE_INDEX": str(sample_index), "VERSE_DOCUMENTS": str(sample_folder())}


def _quotes_are_slices(record: Mapping[str, Any], documents: Mapping[str, Document]) -> bool:
    return all(
        quote["text"] == "".join(documents[quote["document"]].text[start:end] for start, end in quote["spans"])
        for quote in (*record["quotes"], *record["nearest"])
    )


# Asking


def test_ask(verse: Verse) -> None:
    """Answered: status 0, the words, and their citation."""
    result = verse("ask", QUESTION)
    assert (result.status, result.err) == (0, "")
    assert "interviews" in result.out
    assert "The Okafor Review, Final Report (June 2024)" in result.out


def test_ask_json(verse: Verse, sample_documents: dict[str, Document]) -> None:
    """One object; every quotation is a slice of its file."""
    result = verse("ask", QUESTION, "--json")
    (answer,) = result.records
    assert (result.status, answer["status"], answer["question"]) == (0, "answered", QUESTION)
    assert "id" not in answer
    assert answer["quotes"]
    assert _quotes_are_slices(answer, sample_documents)


def test_quotes_are_slices_of_the_files(verse: Verse, sample_shelf: Shelf) -> None:
    """Read anew from disk, by code points."""
    (answer,) = verse("ask", "What did the kettle mean to crews?", "--json").records
    files = {raw.source.id: raw.path.read_bytes().decode("utf-8") for raw in sample_shelf.documents}
    for quote in answer["quotes"]:
        assert quote["text"] == "".join(files[quote["document"]][start:end] for start, end in quote["spans"])
        assert (quote["start"], quote["end"]) == (quote["spans"][0][0], quote["spans"][-1][1])


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_not_found(verse: Verse, options: list[str]) -> None:
    """Not in the documents: status 1, said plainly, nothing on standard error."""
    result = verse("ask", REFUSED, *options)
    assert (result.status, result.err) == (1, "")
    if options:
        assert (result.records[0]["status"], result.records[0]["quotes"]) == ("not_found", [])
    else:
        assert result.out.startswith("Not in the documents.\n")


def test_ask_some_documents(verse: Verse) -> None:
    """--document may be repeated."""
    named = ["readers-forum-thread", "northmere-herald-article"]
    options = [word for name in named for word in ("--document", name)]
    (answer,) = verse("ask", "What about the kettle and vehicles?", *options, "--json").records
    assert {quote["document"] for quote in answer["quotes"]} <= set(named)


def test_documents_may_be_one_file(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """--documents takes precedence over the environment."""
    FakeModel.in_use(monkeypatch)
    (tmp_path / "one.txt").write_text("One\n\nThere used to be a kettle at Penwick.\n", "utf-8")
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("VERSE_ABSTAIN", "0")
    result = verse("ask", "kettle", "--documents", str(tmp_path / "one.txt"), "--json")
    assert result.records[0]["quotes"][0]["text"] == "There used to be a kettle at Penwick."
    assert result.err.splitlines() == [
        "building the index: preparing the model ...",
        "building the index: encoding ...",
        "building the index: writing ...",
    ]


def test_without_documents_the_sample_is_used(verse: Verse, monkeypatch: pytest.MonkeyPatch) -> None:
    """And said so, in one line on standard error that tells what to do."""
    monkeypatch.delenv("VERSE_DOCUMENTS")
    for command in (["ask", QUESTION, "--json"], ["sources", "--json"]):
        result = verse(*command)
        assert result.status == 0
        assert result.err.startswith("note: no documents were found, so the fictional sample is used; put")
        assert result.err.count("\n") == 1
        assert "okafor-review" in result.out


# Batches

BATCH = (
    f'{{"id": "b", "question": "{QUESTION}"}}\n'
    f'{{"id": 7, "question": "{REFUSED}"}}\n'
    '{"id": "a", "question": "What did staff say about the “kettle”?"}\n'
)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_ask_batch(verse: Verse, tmp_path: Path, sample_documents: dict[str, Document], options: list[str]) -> None:
    """One answer a line, in order, each with its id as it was given; status 0 though one was refused."""
    (tmp_path / "batch.jsonl").write_text(BATCH, "utf-8")
    result = verse("ask", "--batch", str(tmp_path / "batch.jsonl"), *options)
    assert (result.status, result.err) == (0, "")
    assert [record["id"] for record in result.records] == ["b", 7, "a"]
    assert [record["status"] for record in result.records] == ["answered", "not_found", "answered"]
    assert [record["question"] for record in result.records] == [
        json.loads(line)["question"] for line in BATCH.split("\n") if line
    ]
    assert all(_quotes_are_slices(record, sample_documents) for record in result.records)


def test_ask_batch_from_standard_input(verse: Verse) -> None:
    """`-` is standard input, and says the same."""
    result = verse("ask", "--batch", "-", given=BATCH)
    assert [record["id"] for record in result.records] == ["b", 7, "a"]


def test_a_batch_answers_as_single_questions_do(verse: Verse) -> None:
    """But for the id and the time taken."""
    together = verse("ask", "--batch", "-", given=BATCH).records
    for answer in together:
        (alone,) = verse("ask", answer["question"], "--json").records
        for name in ("id", "seconds"):
            answer.pop(name)
            alone.pop(name, None)
        assert answer == alone


def test_search_batch(verse: Verse) -> None:
    """A line of id, question and hits for each."""
    result = verse("search", "--batch", "-", "-k", "3", "--json", given=BATCH)
    assert [set(record) for record in result.records] == [{"id", "question", "hits"}] * 3
    assert [record["id"] for record in result.records] == ["b", 7, "a"]
    assert {len(record["hits"]) for record in result.records} == {3}


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_bad_batch_line(verse: Verse, command: str) -> None:
    """The lines before it are answered; it is named; status 2."""
    result = verse(command, "--batch", "-", given=BATCH + '{"id": 1}\n' + BATCH)
    assert len(result.records) == 3
    assert result.status == 2
    assert result.err == 'verse: standard input, line 4: not an object with "id" and "question"\n'


# Searching, outline, sources, index


def test_search(verse: Verse) -> None:
    """As many as were asked for, ranked."""
    result = verse("search", "response times", "-k", "3")
    assert (result.status, result.err) == (0, "")
    assert [line[:4] for line in result.out.splitlines() if not line.startswith("    ") and line] == [
        " 1  ",
        " 2  ",
        " 3  ",
    ]


def test_search_json(verse: Verse, sample_documents: dict[str, Document]) -> None:
    """One object with the hits, the text of each a slice of the document, by falling score."""
    (found,) = verse("search", "response times", "--json").records
    assert found["question"] == "response times"
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, 11))
    for hit in found["hits"]:
        assert hit["text"] == sample_documents[hit["document"]].text[hit["start"] : hit["end"]]
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_search_finds_something_for_everything(verse: Verse) -> None:
    """It ranks, it does not judge."""
    assert verse("search", REFUSED).status == 0


@pytest.mark.parametrize("named", [[], ["okafor-review"]])
def test_outline(verse: Verse, named: list[str]) -> None:
    """Of one document, or of all."""
    result = verse("outline", *named)
    assert (result.status, result.err) == (0, "")
    assert "Chapter 4: Answering the call" in result.out
    assert ("readers-forum-thread" in result.out) is not bool(named)


def test_outline_json(verse: Verse, review: Document) -> None:
    """One object a document, with its sections in order."""
    (record,) = verse("outline", "okafor-review", "--json").records
    assert len(record["sections"]) == len(review.sections)
    assert [section["start"] for section in record["sections"]] == [section.start for section in review.sections]
    assert len(verse("outline", "--json").records) == 3


def test_sources(verse: Verse) -> None:
    """A line a document."""
    result = verse("sources")
    assert (result.status, result.err) == (0, "")
    for name in ("northmere-herald-article", "okafor-review", "readers-forum-thread"):
        assert name in result.out


def test_sources_json(verse: Verse, sample_shelf: Shelf) -> None:
    """One object a document, with its fingerprint and file."""
    records = verse("sources", "--json").records
    assert [record["sha256"] for record in records] == [raw.source.sha256 for raw in sample_shelf.documents]
    assert [record["file"] for record in records] == [str(raw.path) for raw in sample_shelf.documents]


def test_index(verse: Verse, sample_index: Path) -> None:
    """What is in it, and where it is; one that is ready is left as it is."""
    before = (sample_index / "current").read_text("utf-8")
    result = verse("index")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith(f"\nindex: {sample_index}\n")
    (record,) = verse("index", "--json").records
    assert record["index"] == str(sample_index)
    assert [set(one) for one in record["documents"]] == [{"id", "sections", "passages", "sentences"}] * 3
    assert (sample_index / "current").read_text("utf-8") == before


def test_index_rebuild(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything anew, its stages told; odd names of folders are no markup."""
    model = FakeModel.in_use(monkeypatch)
    place = tmp_path / "in[dex [/b] :smile: x]"
    monkeypatch.setenv("VERSE_INDEX", str(place))
    for number in (1, 2):
        result = verse("index", "--rebuild")
        assert result.status == 0
        assert len(result.err.splitlines()) == 3
        assert result.out.endswith(f"index: {place}\n")
        assert len(model.exported) == number


# Help


def test_help_of_the_whole(verse: Verse) -> None:
    """Every command is listed."""
    result = verse("--help")
    assert result.status == 0
    assert all(command in result.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help(verse: Verse, command: str) -> None:
    """Every command says what it does."""
    result = verse(command, "--help")
    assert (result.status, result.err) == (0, "")
    assert f"verse {command} [OPTIONS]" in result.out.replace("Usage: ", "")
    assert "--documents" in result.out


# What goes wrong


def _one_line(result: Result, *words: str) -> None:
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("verse: ")
    assert result.err.count("\n") == 1
    assert result.err.endswith("\n")
    for word in words:
        assert word in result.err


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 * 1024**4)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "blank": (lambda path: path.write_text(" \n\t\n", "utf-8"), "is empty"),
    "binary": (lambda path: path.write_bytes(b"\x7fELF\x00\x00\x01"), "is not a text file"),
    "wrong encoding": (lambda path: path.write_bytes("Bögen für Züge".encode("latin-1")), "is not UTF-8"),
    "broken UTF-16": (lambda path: path.write_bytes(b"\xff\xfea"), "is not UTF-16"),
    "enormous": (_sparse, "is too large"),
}


@pytest.mark.parametrize("fault", FILES)
@pytest.mark.parametrize("command", [["ask", QUESTION], ["outline"], ["index"]])
def test_a_file_that_cannot_be_read(verse: Verse, tmp_path: Path, fault: str, command: list[str]) -> None:
    """One line with its name and the reason."""
    make, reason = FILES[fault]
    make(tmp_path / "some.txt")
    _one_line(verse(*command, "--documents", str(tmp_path)), str(tmp_path / "some.txt"), reason)


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", QUESTION], ["outline"], ["sources"], ["index"]])
def test_no_such_folder(verse: Verse, tmp_path: Path, command: list[str]) -> None:
    """One line that names it; a folder without documents likewise."""
    _one_line(verse(*command, "--documents", str(tmp_path / "missing")), "no such folder", str(tmp_path / "missing"))
    _one_line(verse(*command, "--documents", str(tmp_path / "away")), "no .txt or .md file in")


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize("command", [["ask", QUESTION, "--document"], ["search", QUESTION, "--document"], ["outline"]])
def test_an_unknown_document(verse: Verse, command: list[str], options: list[str]) -> None:
    """One line that lists those there are."""
    _one_line(verse(*command, "nobody", *options), "no document 'nobody'; there are: northmere-herald-article, ")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "the question is empty"),
        ("  ", "the question is empty"),
        ("?!", "the question is empty"),
        ("a" * 100_000, "the question has 100,000 characters"),
        ("\udcff", "not text"),
    ],
)
def test_a_bad_question(verse: Verse, command: str, question: str, words: str) -> None:
    """One line, before anything is opened."""
    if question == "\udcff":
        question += " kettle"
    _one_line(verse(command, question), words)


@pytest.mark.parametrize("arguments", [[], [QUESTION, "--batch", "-"]])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_neither_question_nor_batch(verse: Verse, command: str, arguments: list[str]) -> None:
    """Nor both."""
    _one_line(verse(command, *arguments), "give either a question or --batch FILE")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_missing_batch_file(verse: Verse, tmp_path: Path, command: str) -> None:
    """One line that names it."""
    path = tmp_path / "missing.jsonl"
    _one_line(verse(command, "--batch", str(path)), f"cannot read {path}: No such file or directory")


@pytest.mark.parametrize("command", [["ask", QUESTION], ["search", QUESTION], ["index"]])
def test_an_index_folder_that_cannot_be_written(
    verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    """A file stands where the folder should be: one line that says what to set."""
    (tmp_path / "file").write_text("mine", "utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        monkeypatch.setenv("VERSE_INDEX", str(place))
        _one_line(verse(*command), "cannot write the index in", "VERSE_INDEX")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_index_folder(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line with the reason."""
    (tmp_path / "index").mkdir(mode=0o500)
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "index"))
    _one_line(verse("ask", QUESTION), "permission denied")


@pytest.fixture
def damaged(verse: Verse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A damaged index of one small document."""
    FakeModel.in_use(monkeypatch)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("One\n\nThere used to be a kettle at Penwick.\n", "utf-8")
    monkeypatch.setenv("VERSE_DOCUMENTS", str(tmp_path / "texts"))
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "index"))
    assert verse("index").status == 0
    (vectors,) = (tmp_path / "index").glob("generation-*/passages.faiss")
    vectors.write_bytes(b"damaged")
    return tmp_path / "index"


def test_a_damaged_index(verse: Verse, damaged: Path) -> None:
    """It is built again, and the answer says so."""
    (answer,) = verse("ask", "kettle", "--json").records
    assert answer["notices"] == ["the index is damaged: passages.faiss is not what was written; it was built again"]
    assert verse("ask", "kettle", "--json").records[0]["notices"] == []
    assert (damaged / "current").is_file()


def test_a_damaged_index_where_nothing_can_be_written(verse: Verse, damaged: Path) -> None:
    """One line."""
    (damaged / "lock").unlink()
    (damaged / "lock").mkdir()
    _one_line(verse("ask", "kettle"), f"cannot write the index in {damaged}")


@pytest.mark.parametrize(
    ("name", "value"), [("VERSE_ABSTAIN", "often"), ("VERSE_ABSTAIN", "2"), ("VERSE_DOCUMENTS", "/no/such/folder")]
)
def test_a_bad_setting(verse: Verse, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """One line with the value."""
    monkeypatch.setenv(name, value)
    _one_line(verse("ask", QUESTION), value)


@pytest.mark.parametrize(
    "arguments", [["ask", QUESTION, "--nonsense"], ["nonsense"], ["search", QUESTION, "-k", "0"], ["outline", "a", "b"]]
)
def test_wrong_usage(verse: Verse, arguments: list[str]) -> None:
    """Status 2, and how it should be."""
    result = verse(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("Usage: ")
    assert "\nError: " in result.err
    assert "Traceback" not in result.err


def test_memory(verse: Verse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too little of it is one line too."""

    def fail(*_: object, **__: object) -> Library:
        raise MemoryError

    monkeypatch.setattr(Library, "open", fail)
    _one_line(verse("ask", QUESTION), "not enough memory")


# As a process

_ASKING = """
import atexit, sys
heavy = "torch transformers sentence_transformers langchain_core onnx rank_bm25 nupunkt streamlit".split()
atexit.register(lambda: sys.stderr.write(repr([name for name in heavy if name in sys.modules])))
"""


@pytest.mark.slow
def test_nothing_heavy_is_imported_to_answer(environment: dict[str, str]) -> None:
    """On a built index a question needs neither torch nor LangChain nor what only building needs."""
    done = _process("ask", QUESTION, environment=environment, prelude=_ASKING)
    assert (done.returncode, done.stderr) == (0, "[]")


@pytest.mark.slow
def test_a_pipe_gets_no_colours(environment: dict[str, str]) -> None:
    """Nor anything else that only a terminal understands; UTF-8 whatever the locale."""
    done = _process("ask", "What about the kettle?", environment={**environment, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "“" in done.stdout


@pytest.mark.slow
def test_a_batch_through_a_pipe(environment: dict[str, str]) -> None:
    """Each answer comes before the next question is asked."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for line in BATCH.splitlines():
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == json.loads(line)["id"]
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.slow
def test_a_broken_pipe(environment: dict[str, str]) -> None:
    """Whoever read us has gone: no traceback, and not the status that means "not in the documents"."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; main()", "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(BATCH.encode(), timeout=60)
    assert (process.returncode, err) == (2, b"")


RESPONSIVE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests aside has it ignored
from ui.cli import main
main()
"""


@pytest.mark.slow
def test_an_interruption(environment: dict[str, str]) -> None:
    """Ctrl-C ends it at once, without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-c", RESPONSIVE, "ask", "--batch", "-"],
        env={**os.environ, **environment},
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(BATCH.splitlines(keepends=True)[0])
    process.stdin.flush()
    assert process.stdout.readline().startswith('{"id": "b"')
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
