"""Tests of ui.copying: the forms in which a quotation goes onto the clipboard."""

from dataclasses import replace

from qa.answer import Answer, Quote, TableRow
from qa.library import Library
from ui.copying import as_markdown, as_plain, as_rich, copied_plain, copied_rich, quotation_words


def _row(quote: Quote) -> Quote:
    row = TableRow("Figure 1.1: Calls", ("Year", "Calls"), ("2022", "486,000"))
    return replace(quote, display="2022 | 486,000", table=row)


def test_plain_text_is_the_words_with_the_citation(answered: Answer) -> None:
    """Quotation marks around the words, the citation in brackets."""
    quote = answered.quotes[0]
    assert as_plain(quote, quote.citation) == f"“{quote.display}” ({quote.citation})"
    assert copied_plain(quote, quote.citation).html == ""


def test_markdown_is_a_block_quotation(answered: Answer) -> None:
    """Every line is quoted, and what Markdown might act on is escaped."""
    quote = replace(answered.quotes[0], display="*loud* [link](http://x)")
    markdown = as_markdown(quote, "cited_here")
    assert all(line.startswith(">") for line in markdown.splitlines())
    assert "\\*loud\\*" in markdown
    assert "cited\\_here" in markdown


def test_rich_text_holds_no_markup_of_the_document(answered: Answer) -> None:
    """A tag in the words is text in the rich form, which has a plain form beside it."""
    quote = replace(answered.quotes[0], display="<script>alert(1)</script>")
    rich = as_rich(quote, "a & b")
    assert "<script>" not in rich
    assert "&lt;script&gt;" in rich
    assert "a &amp; b" in rich
    assert copied_rich(quote, "a & b").plain == as_plain(quote, "a & b")


def test_a_table_row_says_its_heads(answered: Answer) -> None:
    """Caption and every cell with the head of its column; nobody is quoted, so no quotation marks."""
    quote = _row(answered.quotes[0])
    assert quotation_words(quote) == "Figure 1.1: Calls: Year: 2022; Calls: 486,000"
    assert as_plain(quote, "here") == "Figure 1.1: Calls: Year: 2022; Calls: 486,000 (here)"


def test_every_quotation_of_the_sample_is_copied_whole(shared_library: Library) -> None:
    """What is copied holds the displayed words."""
    for quote in shared_library.ask("What did staff say about the kettle?").quotes:
        assert quote.display in as_plain(quote, quote.citation) or quote.table is not None
