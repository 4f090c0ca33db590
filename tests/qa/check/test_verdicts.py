"""Verdicts on quotations of the sample: the same words however they are set, and the least change that is not."""

import pytest

from corpus.document import Document
from corpus.views import display
from qa.verify import Choice, attest
from tests.qa.check.conftest import Check

TRUE = (
    "Time and again we heard of a problem that had been written down, sent upwards, given a reference number and left."
)


@pytest.mark.parametrize(
    "quoted",
    [
        TRUE,
        TRUE.casefold(),
        TRUE.rstrip("."),
        TRUE.replace("left.", "left,"),
        TRUE.replace(" ", "\u00a0", 4),
        TRUE.replace(" heard of ", "\nheard of\n"),
        TRUE.replace("a problem", "**a problem**"),
        TRUE.replace("a problem", "*a problem*"),
        TRUE.replace("upwards", "up\u00adwards"),
        f"[t]{TRUE[1:]}",
        TRUE.replace("we heard", "we [the Review team] heard"),
        TRUE.replace("we heard", "[the team] heard"),
        f"{TRUE} [my emphasis]",
        f"... {TRUE[15:]}",
        f"{TRUE[:60].rpartition(' ')[0]} ...",
        "a reference number",
    ],
)
def test_verbatim(check: Check, quoted: str) -> None:
    """Declared folding only: nothing of this changes the words."""
    (found,) = check(f"As it says, “{quoted}”")
    assert found.verdict == "verbatim"
    assert found.matches[0].document == "okafor-review"
    assert found.differences == ()
    assert found.suggestion is None


@pytest.mark.parametrize(
    ("quoted", "difference", "serious"),
    [
        ("We held 163 interviews", ("replace", "163", "164"), "number"),
        (TRUE.replace("had been", "had not been"), ("delete", "not", ""), "negation"),
        (TRUE.replace("written down", "taken down"), ("replace", "taken", "written"), "other"),
        (TRUE.replace("sent upwards, ", ""), ("insert", "", ", sent upwards"), "other"),
        (TRUE.replace("we heard", "Mrs Ashcombe heard"), ("replace", "Mrs Ashcombe", "we"), "name"),
        (TRUE.replace("had been", "should be"), ("replace", "should be", "had been"), "modal"),
        (TRUE.replace("down, sent", "down sent"), ("insert", "", ","), "punctuation"),
        (f"Never{TRUE[4:]}", ("replace", "Never", "Time"), "negation"),
    ],
)
def test_altered(check: Check, quoted: str, difference: tuple[str, str, str], serious: str) -> None:
    """The least change is told: what was written, what the source has, and how serious it is."""
    (found,) = check(f"As it says, “{quoted}”")
    assert found.verdict == "altered"
    assert [tuple(one[:3]) for one in found.differences] == [difference]
    assert found.seriousness == serious
    assert found.suggestion is not None
    assert found.suggestion.endswith(f"({found.matches[0].citation})")


@pytest.mark.parametrize("cut", ["...", "…", "[...]", "[…]", ". . .", "(...)"])
def test_elided(check: Check, cut: str) -> None:
    """Each part word for word, in order, close together; the quotation shows both parts and no more."""
    (found,) = check(f"“Time and again we heard of a problem {cut} given a reference number and left.”")
    assert (found.verdict, found.warnings) == ("elided", ())
    (match,) = found.matches[:1]
    assert len(match.spans) == 2
    assert match.display.startswith("Time and again we heard of a problem [...] given a reference")


def test_a_cut_that_turns_the_sense(check: Check) -> None:
    """An ellipsis that swallows a negation is elided, and warned of."""
    (found,) = check("“This ... a wicked organisation”")
    assert found.verdict == "elided"
    assert not found.is_good
    assert "“not”" in found.warnings[0]


def test_a_negation_left_out_before_the_words(check: Check) -> None:
    """Words that the source denies just before are word for word, and warned of."""
    (found,) = check("Dame Ruth called it “a wicked organisation”.")
    assert (found.verdict, found.is_good) == ("verbatim", True)
    assert "“not” stands before" in found.warnings[0]


@pytest.mark.parametrize("joint", [" ", " ... ", ", "])
def test_spliced(check: Check, joint: str) -> None:
    """Words of two places joined as one, cut marked or not: each piece has its own place."""
    pieces = ("Time and again we heard of a problem", "there used to be somebody stood by it")
    (found,) = check(f"“{joint.join(pieces)}”")
    assert found.verdict == "spliced"
    assert [match.display for match in found.matches] == list(pieces)
    assert all(f"“{piece}”" in (found.suggestion or "") for piece in pieces)


@pytest.mark.parametrize(
    "quoted",
    [
        "The moon above Northmere is made of paper and will have to be paid for in the next financial year.",
        "Time and again we were shown a ledger that nobody had the heart to close",
        "zebra",
    ],
)
def test_not_found(check: Check, quoted: str) -> None:
    """Inventions stand nowhere, however they begin, and nothing is suggested."""
    (found,) = check(f"“{quoted}”")
    assert (found.verdict, found.matches, found.suggestion) == ("not-found", (), None)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("(p. 4)", "verbatim"),
        ("[p4]", "verbatim"),
        ("[my emphasis, p3-4]", "verbatim"),
        ("(Okafor, 2024: 4)", "verbatim"),
        (", page 4,", "verbatim"),
        ("(p. 17)", "wrong-page"),
        ("[pp. 30–31]", "wrong-page"),
        ("(section 3.6)", "wrong-page"),
    ],
)
def test_pages(check: Check, claim: str, verdict: str) -> None:
    """The page (or section) that stands near is held against the true one."""
    (found,) = check(f"As it says, “{TRUE}” {claim}")
    assert found.verdict == verdict
    assert found.matches[0].page_first == 4


def test_wrong_source_and_right_one(check: Check) -> None:
    """Words given to a document that does not hold them; the true one is named."""
    (wrong,) = check(f"The Northmere Herald reports: “{TRUE}”")
    assert (wrong.verdict, wrong.matches[0].document) == ("wrong-source", "okafor-review")
    (right,) = check(f"The Okafor Review reports: “{TRUE}”")
    assert right.verdict == "verbatim"


def test_words_in_two_documents_point_to_the_report(check: Check) -> None:
    """The thread quotes the report: the report is cited, and a draft that cites the thread is told so."""
    (found,) = check(f"A post in the forum says “{TRUE}”")
    assert [match.document for match in found.matches][:1] == ["okafor-review"]
    assert found.verdict == "verbatim"
    assert "cite it rather" in found.warnings[0]


def test_a_sentence_with_its_note(check: Check, review: Document) -> None:
    """As the program shows the two, they are elided and at their page; a note of another sentence is a splice."""
    below = [
        (review.citing(note), review.sentences_of_note(note)[0])
        for note in range(len(review.notes))
        if review.sentences[review.citing(note)].end <= review.notes[note].start
    ]
    assert len(below) > 20
    kinds = {"prose", "testimony"}
    pairs = [pair for pair in below if review.sentences[pair[0]].kind in kinds]
    quotes = [attest(Choice(review, pair, 0.5)) for pair in pairs]
    plain = [quote for quote in quotes if not {"“", "”", '"', "'", "‘", "’"}.intersection(quote.display)]
    assert len(plain) > 10
    for quote in plain:
        (found,) = check(f"As it says, “{quote.display}” ({quote.citation}).")
        assert found.verdict == "elided"
        assert len(found.matches[0].spans) == len(quote.spans)
    sentence, (_, note) = plain[0].display.split(" [...] ")[0], pairs[-1]
    (found,) = check(f"As it says, “{sentence} [...] {display(review.text, review.sentences[note].spans)}”")
    assert found.verdict == "spliced"
