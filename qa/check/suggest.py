"""What to write instead: the true words between marks, with their citation."""

from collections.abc import Sequence

from corpus.document import Span
from corpus.views import display
from qa.answer import Quote
from qa.check.claims import Claim
from qa.check.drafts import Draft
from qa.check.quotations import Quotation
from qa.check.verdicts import Judgement


def suggest(
    draft: Draft, quotation: Quotation, judged: Judgement, matches: Sequence[Quote], claim: Claim
) -> str | None:
    """The words to write with their citation; None where nothing is to be mended, or nothing was found to write."""
    if judged.verdict == "verbatim" or not matches or (judged.verdict == "elided" and not judged.warnings):
        return None
    if judged.verdict == "spliced":
        return " and ".join(f"“{match.display}” ({match.citation})" for match in matches)
    if judged.verdict == "altered":
        words = mended_words(draft, quotation, judged)
        return f"“{words}” ({matches[0].citation})"
    if judged.verdict == "elided":
        return f"“{matches[0].display}” ({matches[0].citation}), with the words restored that the cut leaves out"
    words = display(draft.text, quotation.spans)
    del claim
    return f"“{words}” ({matches[0].citation})"


def mended_words(draft: Draft, quotation: Quotation, judged: Judgement) -> str:
    """The draft's words with each difference mended, the drafter's own cuts and brackets kept."""
    pieces: list[str] = []
    at = quotation.words_start
    for one in judged.differences:
        pieces += [draft.text[at : one.span.start], _spaced(one.source, one.draft)]
        at = one.span.end
    pieces.append(draft.text[at : quotation.words_end])
    words = "".join(pieces)
    return display(words, [Span(0, len(words))])


def _spaced(source: str, drafted: str) -> str:
    """The source's words, with a space before them where nothing of the draft is replaced."""
    return source if drafted or not source[0].isalnum() else f" {source} "
