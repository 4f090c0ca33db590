"""One process builds at a time."""

import errno
import os
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from corpus.errors import StorageError
from index.lock import LOCK, building


def _is_free(root: Path) -> bool:
    try:
        with FileLock(root / LOCK, timeout=0):
            return True
    except Timeout:
        return False


def test_it_is_held_and_given_back(tmp_path: Path) -> None:
    """Nobody else gets it meanwhile; the folder is made."""
    root = tmp_path / "deep" / "index"
    with building(root):
        assert not _is_free(root)
    assert _is_free(root)


def test_it_is_given_back_after_a_fault(tmp_path: Path) -> None:
    """A build that fails does not keep others out, and its fault is not hidden."""
    with pytest.raises(OSError, match="No space left"), building(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert _is_free(tmp_path)


@pytest.mark.parametrize("place", ["index", "index/deeper"])
def test_a_file_in_the_way(tmp_path: Path, place: str) -> None:
    """The folder cannot be made: one line."""
    (tmp_path / "index").write_text("a file", "utf-8")
    with pytest.raises(StorageError, match="a file stands in the way"), building(tmp_path / place):
        pytest.fail("the lock was given")


def test_a_folder_where_the_lock_should_be(tmp_path: Path) -> None:
    """The lock cannot be taken: one line, and no waiting for ever."""
    (tmp_path / LOCK).mkdir()
    with pytest.raises(StorageError, match="cannot write the index"), building(tmp_path):
        pytest.fail("the lock was given")


def test_a_full_disk_while_the_lock_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even an empty file fits: one line."""

    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StorageError, match="the disk is full"), building(tmp_path):
        pytest.fail("the lock was given")
