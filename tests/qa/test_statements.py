"""A model's statements against the sentences they name."""

import re

import pytest

from corpus.document import Document, Kind, VoiceName
from qa.statements import Support, fault_of, support_of

HELD = "We held 164 interviews, visited 29 stations and the control room, and read some 9,400 documents."
BULLIED = "57% had seen a colleague bullied in the past two years"
WAITED = "The average time to reach a Grade 2 emergency was 47 minutes in 2022-23 against a standard of 20 minutes."
FELL = "On 19 December 2022 Joseph Pell fell on the stairs of his house in Saltmouth."
BABY = "“You do a baby at six in the morning and then you do the shopping.”"
PUBLISH = "The Board should publish response times for every station each month."


def _support(words: str, voice: VoiceName = "author", kind: Kind = "prose", speaker: str = "") -> Support:
    return Support(words, words, f"The Okafor Review \n {speaker}", kind, voice)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The Review held 164 interviews.", HELD),
        ("The Review read about 9400 documents.", HELD),
        ("The Review “held 164 interviews”.", HELD),
        ("The Review ‘visited 29 stations’.", HELD),
        ('The Review "visited 29 stations and the control room".', HELD),
        ("57 per cent had seen a colleague bullied in two years.", BULLIED),
        ("In 2022-23 it took 47 minutes to reach a Grade 2 emergency.", WAITED),
        ("Joseph Pell fell in Saltmouth in December 2022.", FELL),
        ("In December 2022 Joseph Pell’s fall was on the stairs.", FELL),
        ("Interviews were held: 164.", HELD),
    ],
)
def test_what_may_be_shown(text: str, source: str) -> None:
    """The source's facts, in these words or nearly."""
    assert fault_of(text, [_support(source)]) is None


@pytest.mark.parametrize(
    ("text", "source", "kind"),
    [
        ("The Review held 165 interviews.", HELD, "number"),
        ("The Review visited 164 stations.", HELD, "number"),
        ("57 had seen a colleague bullied.", BULLIED, "number"),
        ("Most had seen a colleague bullied.", BULLIED, "number"),
        ("Joseph Pell fell on the stairs in January 2022.", FELL, "date"),
        ("Priya Raman held 164 interviews.", HELD, "name"),
        ("Smith held 164 interviews.", HELD, "name"),
        ("The Review held 164 interviews in Aldersby.", HELD, "name"),
        ("Brown said there were 164 interviews.", HELD, "name"),
        ("The NHS held 164 interviews.", HELD, "name"),
        ("The Review did not hold 164 interviews.", HELD, "negation"),
        ("The Review “held 164 talks”.", HELD, "quotation"),
        ("The Review “HELD 164 interview”.", HELD, "quotation"),
        ("The Review held “164 interviews.", HELD, "quotation"),
        ("The Review held “” 164 interviews.", HELD, "quotation"),
        ("The Review ‘spoke to everybody’ in 164 interviews.", HELD, "quotation"),
        ("The Review held 164 interviews (p. 9).", HELD, "place"),
        ("The Review held 164 interviews, says page 9.", HELD, "place"),
        ("As Chapter 3 says, the Review held 164 interviews.", HELD, "place"),
        ("The Review held 164 interviews (12).", HELD, "place"),
        ("The Review held 164 interviews [12].", HELD, "form"),
        ("The Review held 164 interviews: https://evil.example/x", HELD, "form"),
        ("The Review held 164 interviews, see www.evil.example", HELD, "form"),
        ("The Review held 164 interviews, see evil.com", HELD, "form"),
        ("<b>The Review held 164 interviews</b>", HELD, "form"),
        ("The Review held **164 interviews**", HELD, "form"),
        ("# The Review held 164 interviews", HELD, "form"),
        ("The Review held 164 interviews &lt;script&gt;", HELD, "form"),
        ("", HELD, "form"),
        ("...", HELD, "form"),
        ("interviews " * 60, HELD, "form"),
        ("The documents are worthless and should be burnt.", HELD, "support"),
        ("People were happy with lunch.", HELD, "support"),
    ],
)
def test_what_may_not(text: str, source: str, kind: str) -> None:
    """Each for the first thing wrong with it."""
    fault = fault_of(text, [_support(source)])
    assert fault is not None
    assert fault.kind == kind
    assert fault.words


@pytest.mark.parametrize("voice", ["testimony", "quotation", "post"])
def test_somebodys_words_are_no_finding(voice: VoiceName) -> None:
    """It must be said that somebody said them, and not that the document found them."""
    supports = [_support(BABY, voice, speaker="Plodder")]
    assert fault_of("A member of staff said: you do a baby at six in the morning.", supports) is None
    assert fault_of("Plodder described how you do a baby, then the shopping.", supports) is None
    for text in ("You do a baby at six and then the shopping.", "The Review found that you do a baby at six."):
        fault = fault_of(text, supports)
        assert fault is not None
        assert fault.kind == "voice"
    assert (
        fault_of("The Review found a baby at six said so.", [*supports, _support("A baby at six was found.")]) is None
    )


def test_a_recommendation_is_no_fact() -> None:
    """It must be told as one."""
    supports = [_support(PUBLISH, "recommendation")]
    assert fault_of("The Board should publish response times each month.", supports) is None
    assert fault_of("The Review recommends that the Board publish response times.", supports) is None
    fault = fault_of("The Board publishes response times for every station each month.", supports)
    assert fault is not None
    assert fault.kind == "voice"


def test_sentences_support_together() -> None:
    """A statement may draw on several; a quotation stands in one."""
    supports = [_support(HELD), _support(BULLIED)]
    assert fault_of("In 164 interviews, 57% had seen a colleague bullied.", supports) is None
    fault = fault_of("“9,400 documents 57% had seen”", supports)
    assert fault is not None
    assert fault.kind == "quotation"


def test_support_of_a_sentence(review: Document) -> None:
    """Its words with their heads, its place and voice."""
    row = next(n for n, one in enumerate(review.sentences) if review.text.startswith("Dales\t206,000", one.start))
    support = support_of(review, row)
    assert "Residents: 206,000" in support.words
    assert "Okafor Review" in support.context
    assert (support.kind, support.voice) == ("table", "author")
    assert fault_of("Dales has 206,000 residents and 1,350 square miles.", [support]) is None
    fault = fault_of("Dales has 206,001 residents.", [support])
    assert fault is not None
    assert fault.kind == "number"


def test_no_number_of_the_sample_can_be_changed(sample_documents: dict[str, Document]) -> None:
    """A sentence repeated with one of its numbers made larger is cut, each of them in turn."""
    changed = 0
    for document in sample_documents.values():
        for number, sentence in enumerate(document.sentences):
            support = support_of(document, number)
            if sentence.kind not in {"prose", "list", "footnote"} or len(support.words) > 450:
                continue
            for match in re.finditer(r"\d[\d,]*", support.words):
                larger = str(int(match[0].replace(",", "")) + 7_770_001)
                text = support.words[: match.start()] + larger + support.words[match.end() :]
                assert fault_of(text, [support]) is not None, text
                changed += 1
    assert changed > 300


def test_each_sentence_of_the_sample_supports_itself(sample_documents: dict[str, Document]) -> None:
    """A statement that repeats an author's sentence is hardly ever cut."""
    cut = told = 0
    for document in sample_documents.values():
        for number, sentence in enumerate(document.sentences):
            support = support_of(document, number)
            if sentence.kind == "prose" and support.voice == "author" and len(support.verbatim) < 300:
                told += 1
                fault = fault_of(support.verbatim, [support])
                cut += fault is not None and fault.kind not in {"form", "quotation"}
    assert told > 200
    assert cut <= told * 0.02
