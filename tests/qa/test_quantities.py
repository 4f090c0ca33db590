"""Numbers, amounts and dates, compared as what they are."""

import pytest

from qa.quantities import amounts_of, days_of, missing_amount, missing_day


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9,400 documents", 9400, ""),
        ("9400 documents", 9400, ""),
        ("9.4 thousand documents", 9400, ""),
        ("£1.2 million", 1_200_000, "£"),
        ("£1,200,000", 1_200_000, "£"),
        ("£0.7m", 700_000, "£"),
        ("57%", 57, "%"),
        ("57 per cent", 57, "%"),
        ("57 percent", 57, "%"),
        ("5 percentage points", 5, "points"),
        ("47 minutes", 47, "minute"),
        ("a 47-minute wait", 47, "minute"),
        ("twenty-one stations", 21, ""),
        ("one hundred and forty people", 140, ""),
        ("two thousand three hundred", 2300, ""),
        ("three million", 3_000_000, ""),
        ("19th", 19, ""),
        ("4.3", 4.3, ""),
    ],
)
def test_a_number(text: str, value: float, unit: str) -> None:
    """Whatever way it is written."""
    (amount,) = amounts_of(text)
    assert (amount.value, amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in 2022-23", [2022, 2023]),
        ("in 2022–2023", [2022, 2023]),
        ("in 1999/00", [1999, 1900]),
        ("no one was there", []),
        ("one of them", []),
        ("one in six", [1, 6]),
        ("between 20 and 30", [20, 30]),
        ("Grade 2 and 38", [2, 38]),
    ],
)
def test_several_or_none(text: str, values: list[float]) -> None:
    """Years of a span both count; a bare "one" is a pronoun."""
    assert [amount.value for amount in amounts_of(text)] == values


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("It cost £1.2 million", "It cost £1,200,000 in all"),
        ("57 per cent saw it", "57% saw it"),
        ("about 9400 documents", "some 9,400 documents"),
        ("six stations", "6 stations"),
        ("It took 47", "It took 47 minutes"),
        ("half of them", "half of the staff"),
        ("38 made the move", "Of the 97 staff, 38 made the move"),
    ],
)
def test_what_is_stated(text: str, source: str) -> None:
    """The same number in other dress."""
    assert missing_amount(text, source) is None


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("5% of staff", "15% of staff", "5%"),
        ("57 saw it", "57% saw it", "57"),
        ("57% saw it", "57 saw it", "57%"),
        ("47 hours", "47 minutes", "47 hours"),
        ("£12", "$12", "£12"),
        ("1.2", "12", "1.2"),
        ("most of them", "57% of them", "most"),
        ("half of them", "50% of them", "half"),
        ("all of them", "164 of them", "all"),
        ("a dozen", "12", "dozen"),
        ("29 interviews", "164 interviews and 29 stations", "29"),
        ("57% had been bullied", "57% had seen it and 22% had been bullied", "57%"),
        ("in 2021-22", "in 2022-23", "2021-22"),
    ],
)
def test_what_is_not(text: str, source: str, missing: str) -> None:
    """Another number, another unit, a number of something else, an amount nobody stated."""
    assert missing_amount(text, source) == missing


def test_units_in_the_heads_of_a_table() -> None:
    """A cell without a sign takes the one that the table names."""
    source = "Staff who agree, per cent. Dales. 2019: 41; 2023: 38"
    assert missing_amount("38% agreed in Dales", source, in_table=True) is None
    assert missing_amount("38% agreed in Dales", source) == "38%"
    assert missing_amount("£38 in Dales", source, in_table=True) == "£38"


def test_dates() -> None:
    """In either order, with what is given."""
    days = days_of("on 19 December 2022, May 3rd, and in March 2021; it may be 4")
    assert {(day.day, day.month, day.year) for day in days} == {
        (19, "december", 2022),
        (None, "december", 2022),
        (3, "may", None),
        (None, "march", 2021),
    }


@pytest.mark.parametrize(
    ("text", "source", "missing"),
    [
        ("in December 2022", "on 19 December 2022", None),
        ("on 19th December", "on 19 December 2022", None),
        ("on December 19, 2022", "on 19 December 2022", None),
        ("on 18 December 2022", "on 19 December 2022, at 18", "18 december 2022"),
        ("in December 2021", "on 19 December 2022, not 2021", "december 2021"),
        ("on 19 December 2022", "on 19 December. It was 2022", "19 december 2022"),
    ],
)
def test_a_date_must_stand_whole(text: str, source: str, missing: str | None) -> None:
    """Its parts in one date of the source."""
    assert missing_day(text, source) == missing
