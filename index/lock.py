"""Let one process build an index at a time; the others wait for it, or read what is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from index.store import storage_errors

LOCK = "lock"


@contextmanager
def building(root: Path) -> Iterator[None]:
    """Hold the right to build the index in a folder; waits for whoever holds it.

    Raises:
        StorageError: the folder cannot be written.
    """
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / LOCK)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
