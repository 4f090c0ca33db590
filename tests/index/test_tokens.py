"""Words as the lexical index counts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import STOP_WORDS, tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("2012", ["2012"]),
        ("11,460 calls", ["11460", "call"]),
        ("1.64 million", ["1.64", "million"]),
        ("£683,000", ["£683000", "683000"]),
        ("£1,145.50", ["£1145.50", "1145.50"]),
        ("$5 €7", ["$5", "5", "€7", "7"]),
        ("18%", ["18%", "18"]),
        ("9.1% of days", ["9.1%", "9.1", "day"]),
        ("2013-14", ["2013", "14"]),
        ("section 4.3.1", ["section", "4.3.1"]),
    ],
)
def test_numbers(text: str, tokens: list[str]) -> None:
    """Numbers keep sign and unit, and are also found without; thousands commas do not matter."""
    assert tokenize(text) == tokens


@pytest.mark.parametrize(("short", "long"), [("5%", "15%"), ("5", "0.5"), ("1,000", "21,000"), ("£4", "£4.10")])
def test_a_number_is_not_part_of_another(short: str, long: str) -> None:
    """5% is not in 15%."""
    assert not set(tokenize(short)) & set(tokenize(long))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("lay-by", ["lay", "lay-by"]),
        ("brother-in-law", ["brother", "law", "brother-in-law"]),
        ("five–a–side", ["five", "side", "five-a-side"]),
    ],
)
def test_hyphens(text: str, tokens: list[str]) -> None:
    """A hyphenated word counts in parts and as a whole, whatever the dash."""
    whole = tokenize(tokens[-1].replace("-", ""))
    assert tokenize(text) == [*tokens[:-1], *whole]


@pytest.mark.parametrize("text", ["Mr Pell's death", "Mr Pell’s death", "mr pell death"])
def test_possessives(text: str) -> None:
    """A possessive is found by the name, whatever the apostrophe."""
    assert tokenize(text) == ["mr", "pell", "death"]


def test_contractions_stay_whole() -> None:
    """A negation is kept, and is the same with either apostrophe."""
    assert tokenize("didn't") == tokenize("didn’t") != []


@pytest.mark.parametrize(("text", "token"), [("NHS", "nhs"), ("Grade 2A", "2"), ("DBE", "dbe")])
def test_acronyms(text: str, token: str) -> None:
    """Acronyms are words, blind to case."""
    assert token in tokenize(text)


def test_stop_words_go_and_negations_stay() -> None:
    """Words of grammar and of asking are dropped; `no` and `not` carry meaning."""
    assert tokenize("Please tell us what they did about the kettle") == ["about", "kettl"]
    assert tokenize("no, not never") == ["no", "not", "never"]
    assert not {"no", "not", "nor", "never", "none", "without"} & STOP_WORDS


@pytest.mark.parametrize("forms", [("complaint", "complaints"), ("regraded", "regrading"), ("Kettle", "KETTLES")])
def test_stems(forms: tuple[str, str]) -> None:
    """Forms of a word meet in one stem."""
    assert tokenize(forms[0]) == tokenize(forms[1])


@pytest.mark.parametrize("text", ["", "   ", "...", "“ ”", "the of and"])
def test_nothing_to_count(text: str) -> None:
    """A text without words gives no token."""
    assert tokenize(text) == []


def test_footnote_marks_are_no_part_of_a_word() -> None:
    """A superscript number clings to no word."""
    assert tokenize("Aldersby.⁵ It grew¹²") == ["aldersbi", "grew"]


@given(st.text(max_size=80))
def test_case_and_surrounding_space_do_not_matter(text: str) -> None:
    """The tokens are those of the text in other space; each is a word without space."""
    assert tokenize(f"  {text}\n") == tokenize(text)
    assert all(token and not any(character.isspace() for character in token) for token in tokenize(text))
