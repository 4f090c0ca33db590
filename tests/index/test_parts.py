"""Where a question is taken apart, and where it stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.parts import LEAST_TOKENS, MOST_PARTS, parts
from index.tokens import tokenize


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "Who led the Okafor Review, and when was the final report published?",
            ("Who led the Okafor Review", "when was the final report published"),
        ),
        (
            "How many stations closed and how many officers were moved?",
            ("How many stations closed", "how many officers were moved"),
        ),
        (
            "Under the new scheme, what is measured in the north but not in the south?",
            ("new scheme", "what is measured in the north but not in the south"),
        ),
        (
            "Name the three causes: poor training; low morale, long hours",
            ("Name the three causes", "poor training", "low morale", "long hours"),
        ),
        ("What was said about bullying and harassment?", ()),
        ("Who wrote the report, and when?", ()),
        ("Why were appraisals identical?", ()),
        ("9,565 officers in 2021-22", ()),
        ("???", ()),
        ("", ()),
    ],
)
def test_parts(question: str, wanted: tuple[str, ...]) -> None:
    """Clauses come apart, names and numbers do not; what asks for one thing has no parts."""
    found = parts(question)
    assert len(found) == len(wanted)
    assert all(one.endswith(other) for one, other in zip(found, wanted, strict=True))


@given(st.text(max_size=200))
def test_parts_are_of_the_question(question: str) -> None:
    """In order, none or several, each with enough to look up."""
    place = 0
    for part in parts(question):
        place = question.index(part, place) + len(part)
        assert len(tokenize(part)) >= LEAST_TOKENS
    assert len(parts(question)) != 1


def test_a_pasted_text() -> None:
    """Has no more parts than are worth the time."""
    assert len(parts(", ".join(f"station {number} closed" for number in range(200)))) == MOST_PARTS
