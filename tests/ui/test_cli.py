"""The command `verse`: what people and scripts see of it when all is well."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document
from corpus.load import Shelf
from tests.fakes import FakeModel
from tests.ui.running import BATCH, QUESTION, REFUSED, Verse

COMMANDS = ("ask", "search", "outline", "sources", "index")


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


def test_ask_in_a_citation_style(verse: Verse) -> None:
    """The citations are those of the style; one that is not known is said at once."""
    plain = verse("ask", "How many interviews did the Review hold?")
    cited = verse("ask", "How many interviews did the Review hold?", "--style", "OSCOLA")
    assert cited.status == 0
    assert "(June 2024), " in plain.out
    assert "(June 2024), " not in cited.out
    unknown = verse("ask", "Anything?", "--style", "bluebook")
    assert unknown.status == 2
    assert "oscola" in unknown.err
    assert unknown.err.count("\n") == 1


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
