"""What is quoted next, where a question asks for several things."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from index.engines import Search
from index.tokens import tokenize
from qa.library import Library
from qa.read import candidates, distinct_choices
from qa.several import RIVALS, Following, Odds, Turns
from qa.verify import Choice, attest

ASKED = "How many calls were moved down and up again, and why were appraisals identical?"
ODDS_ALONE = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def search(shared_library: Library) -> Search:
    """A question of two parts, looked up."""
    return shared_library.retrieve(ASKED, 12)


@pytest.fixture(scope="module")
def choices(search: Search) -> list[Choice]:
    """What may be quoted, in order of retrieval."""
    return [
        Choice(hit.document, candidate.sentences, 0.5)
        for hit in search.hits
        for candidate in candidates(hit.document, hit.passage)
    ]


@pytest.fixture(scope="module")
def odds(choices: list[Choice]) -> Odds:
    """Odds that fall from choice to choice."""
    return {(one.document.id, one.sentences): -0.1 * number for number, one in enumerate(choices)}


@pytest.fixture
def turns(shared_library: Library, search: Search, odds: Odds) -> Turns:
    """What compares them."""
    return Turns(shared_library._opened, search, odds)


def _likeness(library: Library, search: Search, choice: Choice) -> tuple[float, list[float]]:
    """How like the question a choice is, and how like each part, by its best sentence."""
    first = library._opened.places[choice.document.source.sha256].first_sentence
    return (
        max(float(search.sentence_dense[first + number]) for number in choice.sentences),
        [max(float(part[first + number]) for number in choice.sentences) for part in search.parts_dense],
    )


def _passages(choice: Choice) -> set[int]:
    return {
        number
        for number, passage in enumerate(choice.document.passages)
        if any(passage.first <= sentence < passage.last for sentence in choice.sentences)
    }


@pytest.mark.parametrize("quoted", [1, 2, 3])
def test_what_speaks_for_a_choice(  # noqa: PLR0913, PLR0917 - each is a fixture
    shared_library: Library, search: Search, choices: list[Choice], odds: Odds, turns: Turns, quoted: int
) -> None:
    """Each signal is what it is said to be, against a loop over sentences and words."""
    shown, left = choices[::5][:quoted], choices[:30]
    found = list(turns.following(left, shown))
    assert len(found) == len(left)
    for choice, following in zip(left, found, strict=True):
        whole, parts = _likeness(shared_library, search, choice)
        others = [_likeness(shared_library, search, one)[1] for one in shown]
        reached = [max(other[number] for other in others) for number in range(len(parts))]
        words = set(tokenize(attest(choice).display))
        same = [set(tokenize(attest(one).display)) for one in shown]
        wanted = Following(
            odds[choice.document.id, choice.sentences],
            max(parts) - whole,
            max(part - most for part, most in zip(parts, reached, strict=True)),
            float(any(one.document.id == choice.document.id and _passages(one) & _passages(choice) for one in shown)),
            max(len(words & other) / len(words | other) for other in same),
            0.0,  # the question names no document
        )
        assert following == pytest.approx(wanted, abs=1e-6)
    assert next(turns.following(shown[:1], shown)).same == 1.0
    assert max(one.news for one in turns.following(shown, shown)) <= 0.0


def test_the_odds_alone_change_nothing(choices: list[Choice], turns: Turns) -> None:
    """What is left stays in order."""
    assert turns.reorder(ODDS_ALONE, choices[1:], choices[:1]) == choices[1:]


def test_what_answers_the_other_part_comes_next(choices: list[Choice], turns: Turns) -> None:
    """Where an open part has weight, it overtakes what is likelier by itself; those behind the rivals do not."""
    calls = next(one for one in choices if "11,460 calls" in attest(one).display)
    left = [one for one in choices if one is not calls]
    after = turns.reorder((1.0, 0.0, 20.0, 0.0, 0.0, 0.0), left, [calls])
    assert "appraisal" in attest(after[0]).display.casefold()
    assert after[0] is not left[0]
    assert after[RIVALS:] == left[RIVALS:]
    assert {id(one) for one in after} == {id(one) for one in left}


def test_what_is_of_a_document_named_and_not_quoted(shared_library: Library) -> None:
    """Until something of it is quoted it comes before the others, where that has weight."""
    asked = "What does the review say of appraisals, and how does the forum see the calls?"
    search = shared_library.retrieve(asked, 60)
    found = [
        Choice(hit.document, candidate.sentences, 0.5)
        for hit in search.hits
        for candidate in candidates(hit.document, hit.passage)
    ]
    forum, others = ([one for one in found if (one.document.id in search.named) is own] for own in (True, False))
    turns = Turns(shared_library._opened, search, {(one.document.id, one.sentences): 0.0 for one in found})
    left = [*others[1:5], forum[0], *others[5:9]]
    assert [one.source for one in turns.following(left, others[:1])] == [float(one is forum[0]) for one in left]
    assert turns.reorder((1.0, 0.0, 0.0, 0.0, 0.0, 4.0), left, others[:1])[0] is forum[0]
    assert not any(one.source for one in turns.following([*forum, *others], [others[0], forum[0]]))


def test_each_quotation_counts_for_the_next(choices: list[Choice]) -> None:
    """What is left is ordered anew after each quotation, given all before it, and nothing is quoted twice."""
    asked: list[int] = []

    def turned(left: Sequence[Choice], shown: Sequence[Choice]) -> Sequence[Choice]:
        asked.append(len(shown))
        return left[::-1]

    found: Iterator[Choice] = distinct_choices([replace(one) for one in choices], None, turned)
    first = [next(found) for _ in range(4)]
    assert asked == [1, 2, 3]
    assert first[0] == choices[0]
    assert first[1] == choices[-1]
    rest = [*first, *found]
    assert len({(one.document.id, number) for one in rest for number in one.sentences}) == sum(
        len(one.sentences) for one in rest
    )
