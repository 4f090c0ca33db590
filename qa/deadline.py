"""Hold an iterator to a time limit, whatever the library beneath it is waiting for."""

import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

Item = TypeVar("Item")


class _End:
    """What the thread puts last: the error that ended it, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def within(seconds: float, produce: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """The items of an iterator that runs in a thread of its own; errors pass through.

    A thread that has run out of time is left behind: it ends with its next item, or with the process.

    Raises:
        TimeoutError: the last item has not come in time.
    """
    ends = time.monotonic() + seconds
    queue: SimpleQueue[Item | _End] = SimpleQueue()
    left = Event()
    Thread(target=_run, args=(produce, queue, left), daemon=True).start()
    try:
        while True:
            try:
                item = queue.get(timeout=max(0.0, ends - time.monotonic()))
            except Empty:
                raise TimeoutError from None
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        left.set()


def _run(produce: Callable[[], Iterator[Item]], queue: "SimpleQueue[Item | _End]", left: Event) -> None:
    try:
        for item in produce():
            if left.is_set():
                return
            queue.put(item)
    except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
        queue.put(_End(error))
    else:
        queue.put(_End(None))
