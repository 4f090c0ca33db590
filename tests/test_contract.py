"""The JSON that scripts outside the project rely on: exactly these keys, these types (README, "JSON")."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import NoneType
from typing import Any

import pytest

from corpus.document import BASIS_FROM_STRONG_TO_WEAK, Document
from corpus.load import Shelf
from qa.answer import Answer, Statement, Usage
from qa.library import Library
from qa.verify import Choice, attest
from ui.forms import hit_form, outline_form, source_form

Types = Mapping[str, tuple[type, ...]]

TEXT, WHOLE, NUMBER, LIST = (str,), (int,), (int, float), (list,)
TEXT_OR_NONE, WHOLE_OR_NONE = (str, NoneType), (int, NoneType)

ANSWER: Types = {
    "question": TEXT,
    "status": TEXT,
    "mode": TEXT,
    "quotes": LIST,
    "statements": LIST,
    "nearest": LIST,
    "notices": LIST,
    "seconds": NUMBER,
}
PLACE: Types = {
    "document": TEXT,
    "sha256": TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "chapter": TEXT_OR_NONE,
    "section": TEXT_OR_NONE,
    "page_first": WHOLE_OR_NONE,
    "page_last": WHOLE_OR_NONE,
    "kind": TEXT,
    "text": TEXT,
    "score": NUMBER,
}
QUOTE: Types = {
    **PLACE,
    "spans": LIST,
    "display": TEXT,
    "page_basis": TEXT_OR_NONE,
    "voice": TEXT,
    "speaker": TEXT_OR_NONE,
    "highlight": LIST,
    "citation": TEXT,
}
HIT: Types = {**PLACE, "rank": WHOLE}
OUTLINE: Types = {"document": TEXT, "title": TEXT, "sha256": TEXT, "sections": LIST, "notices": LIST}
SECTION: Types = {
    "title": TEXT,
    "number": TEXT_OR_NONE,
    "level": WHOLE,
    "kind": TEXT,
    "start": WHOLE,
    "end": WHOLE,
    "page_first": WHOLE_OR_NONE,
    "page_last": WHOLE_OR_NONE,
    "page_basis": TEXT_OR_NONE,
}
SOURCE: Types = {
    "id": TEXT,
    "title": TEXT,
    "kind": TEXT,
    "author": TEXT,
    "publisher": TEXT,
    "date": TEXT,
    "citation": TEXT,
    "sha256": TEXT,
    "characters": WHOLE,
    "file": TEXT,
}
KINDS = {"prose", "testimony", "table", "footnote", "list", "heading"}


def _as_script_sees_it(form: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(form, ensure_ascii=False))
    return read


def _keeps(form: Mapping[str, Any], types: Types) -> None:
    assert set(form) == set(types)
    wrong = {name: type(form[name]) for name in types if type(form[name]) not in types[name]}
    assert wrong == {}


def _is_quote(quote: Mapping[str, Any], documents: Mapping[str, Document]) -> None:
    table = quote.get("table")
    _keeps({name: value for name, value in quote.items() if name != "table"}, QUOTE)
    assert quote["kind"] in KINDS
    assert quote["page_basis"] in {None, *BASIS_FROM_STRONG_TO_WEAK}
    assert (quote["page_first"] is None) == (quote["page_last"] is None) == (quote["page_basis"] is None)
    assert 0 <= quote["score"] <= 1
    assert re.fullmatch(r"[0-9a-f]{64}", quote["sha256"])
    text = documents[quote["document"]].text
    assert quote["text"] == "".join(text[start:end] for start, end in quote["spans"])
    assert (quote["start"], quote["end"]) == (quote["spans"][0][0], quote["spans"][-1][1])
    for start, end in quote["highlight"]:
        assert any(a <= start < end <= b for a, b in quote["spans"])
    assert (quote["kind"] == "table") == (table is not None)
    if table is not None:
        _keeps(table, {"caption": TEXT, "columns": LIST, "cells": LIST})
        assert {type(cell) for cell in (*table["columns"], *table["cells"])} == {str}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("How many interviews did the Review hold?", "answered"),
        ("How many square miles is the Dales division?", "answered"),
        ("Until when is the building at Quarry Lane leased?", "answered"),
        ("What did crews say about the kettle?", "answered"),
        ("What do bereaved families want?", "answered"),
        ("How do I grow tomatoes on a balcony in Spain?", "not_found"),
    ],
)
def test_answer(library: Library, sample_documents: dict[str, Document], question: str, status: str) -> None:
    """Keys and types, of the quotations too; quotes where answered, nearest where not."""
    answer = _as_script_sees_it(library.ask(question).to_json())
    _keeps(answer, ANSWER)
    assert (answer["status"], answer["mode"], answer["question"]) == (status, "reader", question)
    assert bool(answer["quotes"]) is (status == "answered")
    assert bool(answer["nearest"]) is (status == "not_found")
    for quote in (*answer["quotes"], *answer["nearest"]):
        _is_quote(quote, sample_documents)
    scores = [quote["score"] for quote in answer["quotes"]]
    assert scores == sorted(scores, reverse=True)


def test_every_kind_of_quote(sample_documents: dict[str, Document]) -> None:
    """Whatever sentence is quoted keeps the contract."""
    seen = set()
    for document in sample_documents.values():
        for number, sentence in enumerate(document.sentences):
            if sentence.kind == "heading" and sentence.table >= 0:
                continue
            quote = _as_script_sees_it(attest(Choice(document, (number,), 0.5)).to_json())
            _is_quote(quote, sample_documents)
            seen.add(quote["kind"])
    assert seen == KINDS


@pytest.mark.parametrize("identifier", ["q-1", 7, 0, ""])
def test_answer_with_an_id(library: Library, identifier: str | int) -> None:
    """It comes back first, as it was given."""
    answer = _as_script_sees_it(library.ask("kettle", identifier=identifier).to_json())
    _keeps(answer, {"id": (type(identifier),), **ANSWER})
    assert next(iter(answer.items())) == ("id", identifier)


def test_statements() -> None:
    """A model's words with the numbers of their quotations, and notices as text."""
    answer = Answer("?", "answered", "llm:some:model", statements=(Statement("So it is.", (0, 2)),), notices=("note",))
    form = _as_script_sees_it(answer.to_json())
    assert form["statements"] == [{"text": "So it is.", "quotes": [0, 2]}]
    assert form["notices"] == ["note"]


def test_what_a_model_adds() -> None:
    """Version of the prompts, account and resolved question, after the other keys, and only where there are any."""
    answer = Answer(
        "and?", "answered", "llm:some:model", resolved="And so?", prompt="answer-1", usage=Usage(2, 900, 40)
    )
    form = _as_script_sees_it(answer.to_json())
    _keeps(form, {**ANSWER, "resolved": TEXT, "prompt": TEXT, "usage": (dict,)})
    assert list(form)[-3:] == ["resolved", "prompt", "usage"]
    assert form["usage"] == {"requests": 2, "input_tokens": 900, "output_tokens": 40, "cost_usd": None}
    assert Usage(1, 5, 5, 0.5) + Usage(1, None, 5) == Usage(2, 5, 10, 0.5)


def test_hit(library: Library, sample_documents: dict[str, Document]) -> None:
    """Keys and types; rank counts from 1; the text is a slice."""
    for rank, hit in enumerate(library.search("response times", 20).hits, 1):
        form = _as_script_sees_it(hit_form(rank, hit))
        _keeps(form, HIT)
        assert form["rank"] == rank
        assert form["kind"] in KINDS
        assert form["text"] == sample_documents[form["document"]].text[form["start"] : form["end"]]


def test_outline(sample_documents: dict[str, Document]) -> None:
    """Keys and types of a document and of each section."""
    for document in sample_documents.values():
        form = _as_script_sees_it(outline_form(document))
        _keeps(form, OUTLINE)
        assert len(form["sections"]) == len(document.sections)
        for section in form["sections"]:
            _keeps(section, SECTION)
            assert section["title"]


def test_source(sample_shelf: Shelf) -> None:
    """Keys and types; the file is there and has as many characters."""
    for raw in sample_shelf.documents:
        form = _as_script_sees_it(source_form(raw))
        _keeps(form, SOURCE)
        assert form["characters"] == len(Path(form["file"]).read_bytes().decode("utf-8"))
