"""Facts are recognised as words and numbers, never as pieces of them."""

import pytest

from eval.matching import states


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It rose by 5% in a year.", "5%"),
        ("It rose by 5 per cent.", "5%"),
        ("It rose by five percent, or 5 %.", "5%"),
        ("There were 47,362 people.", "47362"),
        ("There were 47362 people.", "47,362"),
        ("It cost £1.2 million.", "£1.2 million"),
        ("Talking to staff 15.0", "15"),
        ("The “One Northmere” programme", '"one northmere"'),
        ("A 55–60% share", "55-60%"),
        ("It said no.", "no"),
    ],
)
def test_accepted(text: str, form: str) -> None:
    """The same number or word in another dress counts."""
    assert states(text, [form])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("It rose by 15%.", "5%"),
        ("It rose by 5.5%.", "5%"),
        ("It rose by 5%.", "5"),
        ("It rose by 5.5", "5"),
        ("It cost £15.", "15"),
        ("It cost £1,250", "250"),
        ("There were 1150 people", "150"),
        ("He knows.", "no"),
        ("Version 3.10", "3.1"),
    ],
)
def test_refused(text: str, form: str) -> None:
    """A number within a number, a word within a word, another unit: none counts."""
    assert not states(text, [form])


def test_any_form_will_do() -> None:
    """One accepted form of a group is enough."""
    assert states("twelve of them", ["12", "twelve"])
    assert not states("twelve of them", [])
