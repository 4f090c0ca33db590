"""Statements that say the contrary of their source."""

import pytest

from qa.negation import turned_around

NOT_RECORDED = "The Service did not record the ethnicity of those it disciplined."
NO_LIFT = "Not one of the 29 stations had a working lift."
BUDGET = "Demand has grown far faster than the means to meet it; the budget has fallen by 11%."


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The Service recorded the ethnicity of those it disciplined.", NOT_RECORDED),
        ("The 29 stations had a working lift.", NO_LIFT),
        ("The Review did not hold 164 interviews.", "We held 164 interviews."),
        ("The Review never visited the stations.", "The Review visited the stations."),
        ("Nobody was dismissed.", "Two officers were dismissed."),
        ("The Board refused to meet families.", "The Board met families."),
        ("The Service did not record ethnicity.", "The Service recorded ethnicity but did not publish it."),
        ("The budget has grown by 11%.", BUDGET),
        ("Complaints rose.", "Complaints fell."),
        ("Fewer calls came.", "More calls came."),
        ("Most men agreed.", "Most women agreed."),
        ("Waits were above the standard.", "Waits were below the standard."),
        ("The station opened in March.", "The station closed in March."),
        ("They couldn't speak up.", "They could speak up."),
        ("The stations have lifts.", "The stations lack lifts."),
    ],
)
def test_turned_around(text: str, source: str) -> None:
    """A negation added, lost, moved; a word swapped for its opposite."""
    assert turned_around(text, [source])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The Service failed to record ethnicity.", NOT_RECORDED),
        ("Not one station had a working lift.", NO_LIFT),
        ("None of the stations had a lift.", NO_LIFT),
        ("The budget has fallen by 11%.", BUDGET),
        ("Demand has grown.", BUDGET),
        ("Staff moved to Quarry Lane.", "Staff, who had not been told, moved to Quarry Lane."),
        ("No fewer than 29 stations were visited.", "The Review visited no fewer than 29 stations."),
        ("They held 164 interviews.", "They held 164 interviews, not only with staff."),
        ("The Board said nothing.", "The Board said nothing for a year."),
        ("Waits rose and fell.", "Waits rose, then fell."),
    ],
)
def test_kept(text: str, source: str) -> None:
    """The same sense, in these words or others."""
    assert turned_around(text, [source]) is None


def test_sentences_are_taken_together() -> None:
    """A negation of either sentence will do."""
    assert turned_around("No ethnicity was recorded; the budget has fallen.", [NOT_RECORDED, BUDGET]) is None
