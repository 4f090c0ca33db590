"""What a full stop shortens, told by its last word and the next."""

import pytest

from corpus.abbreviations import opens_sentence, stop_shortens

SHORTENED = [
    ("We asked Dr.", "Rennie"),
    ("the slowest, i.e.", "The Dales"),
    ("See p.", "5"),
    ("See Fig.", "B"),
    ("See ch.", "iv"),
    ("in Jan.", "2021"),
    ("by J.", "Pell"),
    ("by J.R.", "Pell"),
    ("the U.K.", "Government"),
    ("Fenwright Ltd.", "Aldersby"),
    ("Capt.", "The"),
]
ENDED = [
    ("The answer was no.", "They asked"),
    ("The answer was no.", "Nobody asked"),
    ("It was in Jan.", "Crews came"),
    ("It was X.", "She left"),
    ("It is in the U.K.", "“So it is.”"),
    ("At 6 p.m.", "It was dark"),
    ("Fenwright Ltd.", "The poll"),
    ("It was cold.", "Crews came"),
    ("It was 5.", "Crews came"),
    ("It was cold", "Crews came"),
    ("(buckets, etc.)", "Crews came"),
]


@pytest.mark.parametrize(("before", "after"), SHORTENED)
def test_shortened(before: str, after: str) -> None:
    """The sentence goes on after a title, a reference, an initial."""
    assert stop_shortens(before, after)


@pytest.mark.parametrize(("before", "after"), ENDED)
def test_ended(before: str, after: str) -> None:
    """The sentence ends where no word is shortened, or the next one opens a sentence."""
    assert not stop_shortens(before, after)


@pytest.mark.parametrize(
    ("text", "opens"),
    [("The crew", True), ("“Crews", True), ("It’s late", True), ("Crews", False), ("A. Pell", False), ("", False)],
)
def test_opens_sentence(text: str, *, opens: bool) -> None:
    """Words that are no names, and quotation marks, open sentences."""
    assert opens_sentence(text) is opens
