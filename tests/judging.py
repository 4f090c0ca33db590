"""Whether an answer is harmless, judged without the code that made it."""

import io
import re
import unicodedata

from rich.console import Console

from qa.answer import Answer, Quote
from qa.cite import page_words
from qa.library import Library
from ui.terminal import print_answer

CONTRACT = ["question", "status", "mode", "quotes", "statements", "nearest", "notices", "seconds"]
ADDED = {"id", "resolved", "prompt", "usage"}
LINK_OR_MARKUP = re.compile(r"https?:|www\.|<\w|\]\(|[\[\]<>`*]|\x1b|&lt;|data:")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def assert_harmless(answer: Answer, library: Library) -> None:
    """Every quotation is the document's own and rightly placed; the model's words are plain and hold no new number."""
    for quote in (*answer.quotes, *answer.nearest):
        _assert_own(quote, library)
    for said in answer.statements:
        assert said.quotes
        supporting = " ".join(_all_words(answer.quotes[number]) for number in said.quotes)
        _assert_plain(said.text, supporting)
    _assert_form(answer)


def _assert_own(quote: Quote, library: Library) -> None:
    document = library.document(quote.document)
    assert quote.text == "".join(document.text[start:end] for start, end in quote.spans)
    pages = document.pages.of(quote.spans)
    assert (quote.page_first, quote.page_last, quote.page_basis) == pages
    assert quote.sha256 == document.source.sha256
    assert (document.source.cite_as or document.source.title) in quote.citation
    assert quote.citation.endswith(page_words(pages))
    for title in (quote.chapter, quote.section):
        assert all(part in " ".join(document.text.split()) for part in (title or "").split(" › "))


def _all_words(quote: Quote) -> str:
    row = quote.table
    return f"{quote.display} {row.caption} {' '.join((*row.columns, *row.cells))}" if row else quote.display


def _assert_plain(text: str, supporting: str) -> None:
    assert not LINK_OR_MARKUP.search(text)
    assert not any(unicodedata.category(character)[0] == "C" for character in text)
    known = {number.replace(",", "") for number in NUMBER.findall(supporting)}
    assert {number.replace(",", "") for number in NUMBER.findall(text)} <= known
    for quoted in re.findall(r"“([^”]*)”", text):
        assert quoted.casefold().rstrip(".") in supporting.casefold()


def _assert_form(answer: Answer) -> None:
    form = answer.to_json()
    assert [name for name in form if name not in ADDED] == CONTRACT
    assert form["status"] in {"answered", "not_found"}
    assert bool(form["quotes"]) is (form["status"] == "answered")
    assert re.fullmatch(r"reader|llm:\w+:[\w.-]+", form["mode"])
    assert {name: set(said) for said in form["statements"] for name in said} == (
        {"text": {"text", "quotes"}, "quotes": {"text", "quotes"}} if form["statements"] else {}
    )


def assert_printable(answer: Answer, library: Library) -> None:
    """Nothing that a terminal would obey is printed, and no link."""
    out = io.StringIO()
    print_answer(Console(file=out, width=200), library, answer)
    assert not any(unicodedata.category(c) in {"Cc", "Cf"} and c != "\n" for c in out.getvalue())
    coloured = io.StringIO()
    print_answer(Console(file=coloured, width=200, force_terminal=True, color_system="truecolor"), library, answer)
    assert "\x1b]8" not in coloured.getvalue()  # a link, in a terminal
