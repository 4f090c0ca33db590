"""Iterators that are held to a time limit."""

import threading
from collections.abc import Iterator

import pytest

from qa.deadline import within


def test_items_come_through_in_order() -> None:
    """All of them, when there is time."""
    assert list(within(60.0, lambda: iter(range(1000)))) == list(range(1000))
    assert list(within(60.0, lambda: iter(()))) == []


def test_errors_come_through() -> None:
    """After the items before them."""

    def faulty() -> Iterator[int]:
        yield 1
        raise KeyError("x")

    items = within(60.0, faulty)
    assert next(items) == 1
    with pytest.raises(KeyError):
        next(items)


def test_time_is_up() -> None:
    """Whatever the iterator waits for."""
    released = threading.Event()

    def stuck() -> Iterator[int]:
        yield 1
        released.wait(60)
        yield 2

    items = within(0.1, stuck)
    assert next(items) == 1
    with pytest.raises(TimeoutError):
        next(items)
    released.set()


def test_who_no_longer_listens() -> None:
    """The iterator is not run to its end."""
    gone, ended = threading.Event(), threading.Event()
    made: list[int] = []

    def endless() -> Iterator[int]:
        try:
            yield 0
            gone.wait(60)
            for number in range(1, 1000):
                made.append(number)
                yield number
        finally:
            ended.set()

    items = within(60.0, endless)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    gone.set()
    assert ended.wait(60)
    assert len(made) <= 1
