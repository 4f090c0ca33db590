"""Tests of ui.basket: quotations that are kept."""

from hypothesis import given
from hypothesis import strategies as st

from qa.answer import Answer
from ui.basket import Basket, Kept


def _basket(answered: Answer) -> tuple[Basket, list[str]]:
    basket = Basket()
    for quote in answered.quotes:
        assert basket.add(Kept(quote, "q"))
    return basket, [kept.key for kept in basket.kept]


def test_the_same_quotation_is_kept_once(answered: Answer) -> None:
    """A second time changes nothing, not even the note."""
    basket, keys = _basket(answered)
    basket.annotate(keys[0], "mine")
    assert not basket.add(Kept(answered.quotes[0], "again"))
    assert basket.kept[0].note == "mine"
    assert len(set(keys)) == len(answered.quotes)


def test_quotations_move_and_stop_at_the_ends(answered: Answer) -> None:
    """Up and down by one, never round the corner."""
    basket, keys = _basket(answered)
    basket.move(keys[0], 1)
    assert [kept.key for kept in basket.kept][:2] == [keys[1], keys[0]]
    basket.move(keys[1], -1)
    basket.move(keys[-1], 1)
    basket.move("unknown", 1)
    assert [kept.key for kept in basket.kept] == [keys[1], keys[0], *keys[2:]]


def test_quotations_go(answered: Answer) -> None:
    """One by its name, all of a document by its fingerprint."""
    basket, keys = _basket(answered)
    basket.remove(keys[1])
    assert keys[1] not in [kept.key for kept in basket.kept]
    basket.forget_document(answered.quotes[0].sha256)
    assert all(kept.quote.sha256 != answered.quotes[0].sha256 for kept in basket.kept)


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 1])), max_size=20))
def test_moving_loses_nothing(answered: Answer, moves: list[tuple[int, int]]) -> None:
    """However they are moved, the same quotations are there."""
    basket, keys = _basket(answered)
    for number, step in moves:
        basket.move(keys[number % len(keys)], step)
    assert sorted(kept.key for kept in basket.kept) == sorted(keys)
