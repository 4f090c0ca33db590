"""What speaks for an answer besides its score: what the passage lacks of the question, and what stands beside it."""

import pytest

from corpus.document import Source
from corpus.read import read_document
from index.tokens import tokenize
from qa.certainty import Evidence, Missing, evidence, missing

TEXT = """# Harbour inquiry

## 4. The night of 12 March 2019

The keeper of Brockweir Light rang the bell twice. Forty boats were out.
"""


def _missing(question: str) -> Missing:
    document = read_document(TEXT, Source("inquiry", "Harbour inquiry", "report"))
    weights = {token: 3.0 for word in ("Brockweir", "Ashcombe", "2019", "2020", "bell") for token in tokenize(word)}
    return missing(question, document, document.passages[-1], lambda token: weights.get(token, 1.0))


def test_a_passage_that_has_it_all_lacks_nothing() -> None:
    """Headings and the document's title count as said."""
    assert _missing("Who rang the bell of Brockweir Light in March 2019?").names == 0.0
    assert _missing("harbour inquiry: boats out in 2019").words == 0.0


@pytest.mark.parametrize(
    "question", ["Who rang the bell of Ashcombe Light?", "Who rang the bell of Brockweir Light in 2020?"]
)
def test_another_name_or_year_is_missing(question: str) -> None:
    """It weighs what its word weighs, among names and among words."""
    lacking = _missing(question)
    assert 0.0 < lacking.names <= lacking.words < 1.0


def test_ordinary_words_are_no_names() -> None:
    """The first word's capital names nobody, nor do words without one."""
    lacking = _missing("Ashcombe boats sank")
    assert lacking.names == 0.0
    assert lacking.words > 0.5


def test_a_question_without_words() -> None:
    """Nothing is missing of nothing."""
    assert _missing("?!") == Missing(0.0, 0.0)


def test_the_best_passages_count() -> None:
    """The mean of the best three, in whatever order; of fewer, of all."""
    lacking = Missing(0.25, 0.125)
    assert evidence(2.0, lacking, (0.5, 0.4), [-9.0, 1.0, 5.0, 3.0]) == Evidence(2.0, 3.0, 0.25, 0.125, 0.5, 0.4)
    assert evidence(0.5, lacking, (0.5, 0.4), [0.75]) == Evidence(0.5, 0.75, 0.25, 0.125, 0.5, 0.4)
