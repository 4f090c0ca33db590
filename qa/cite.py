"""How a quotation is cited: document, section, page, in one readable line."""

from collections.abc import Sequence

from corpus.document import NOTHING, Document, PageRange, Section, Sentence
from corpus.views import display
from corpus.voices import Voice


def chapter_and_section(document: Document, section: int) -> tuple[str | None, str | None]:
    """Title of the chapter, and the path of titles below it; None where there is none."""
    titles = [display(document.text, [part.heading]) for part in document.path(section)]
    titles = [title for title in titles if title]
    if not titles:
        return None, None
    return titles[0], " › ".join(titles[1:]) or None


def cite(document: Document, sentence: Sentence, pages: PageRange, voice: Voice, notes: Sequence[int] = ()) -> str:
    """The default citation, such as `Review of X, Final Report (May 2020), 4.3, p. 109`.

    `notes` are the numbers of the notes quoted with the sentence: `4.3, with n. 12, p. 109`.
    """
    parts = [document.source.cite_as or document.source.title, _place(document, sentence)]
    if notes:
        parts.append(f"with n. {', '.join(map(str, dict.fromkeys(notes)))}")
    if sentence.note != NOTHING:
        parts.append(f"n. {document.notes[sentence.note].number}")
    parts.append(page_words(pages))
    line = ", ".join(part for part in parts if part)
    if voice.voice == "testimony":
        return f"testimony quoted in {line}"
    if voice.voice == "quotation":
        return f"{voice.speaker}, quoted in {line}" if voice.speaker else f"quoted in {line}"
    return line


def _place(document: Document, sentence: Sentence) -> str:
    path = document.path(sentence.section)
    if path and path[0].kind == "post":
        return f"post by {path[0].speaker}, {path[0].time}"
    numbered = [part for part in path if part.number]
    if numbered:
        return _number_words(numbered[-1])
    if document.source.kind == "article" or len(document.sections) == 1:
        return ""
    return ", ".join(display(document.text, [part.heading]) for part in path)


def _number_words(section: Section) -> str:
    if section.kind == "annex" or "." in section.number:
        return section.number
    return f"Chapter {section.number}"


def page_words(pages: PageRange) -> str:
    """`p. 9`, `pp. 9-10`, or, where only a range is certain, `between pp. 9 and 14`; empty where unknown."""
    if pages.first is None or pages.last is None:
        return ""
    if pages.first == pages.last:
        return f"p. {pages.first}"
    if pages.basis == "range":
        return f"between pp. {pages.first} and {pages.last}"
    return f"pp. {pages.first}-{pages.last}"
