"""The index on disk: whole generations and a pointer."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexUnusableError, StorageError
from index.store import (
    FORMAT_VERSION,
    MANIFEST,
    current_generation,
    read_manifest,
    storage_errors,
    write_generation,
)


def _filling(content: str) -> Callable[[Path], dict[str, Any]]:
    def fill(folder: Path) -> dict[str, Any]:
        (folder / "model").mkdir()
        (folder / "model" / "model.onnx").write_text(f"graph {content}", "utf-8")
        (folder / "passages.json").write_text(content, "utf-8")
        return {"said": content}

    return fill


def _names(root: Path) -> set[str]:
    return {path.name.split("-")[0] for path in root.iterdir()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An index folder with one generation in use."""
    write_generation(tmp_path / "index", _filling("first"))
    return tmp_path / "index"


def _said(root: Path) -> str:
    generation = current_generation(root)
    assert generation is not None
    return str(read_manifest(generation)["said"])


def test_a_generation_is_written_and_found(root: Path) -> None:
    """The pointer names it; its manifest says what `fill` said and names every file."""
    generation = current_generation(root)
    assert generation is not None
    manifest = read_manifest(generation)
    assert (manifest["said"], manifest["format"]) == ("first", FORMAT_VERSION)
    assert set(manifest["files"]) == {"model/model.onnx", "passages.json"}
    assert _names(root) == {"current", "generation"}
    assert {path.name for path in generation.iterdir()} == {"model", "passages.json", MANIFEST}


def test_nothing_there(tmp_path: Path) -> None:
    """No folder, or an empty one: no index has been made."""
    assert current_generation(tmp_path / "missing") is None
    assert current_generation(tmp_path) is None


def test_the_newest_serves_and_the_one_before_is_kept(root: Path) -> None:
    """Two generations are kept: who has just opened the older one can go on reading."""
    kept = [current_generation(root)]
    for name in ("second", "third"):
        kept.append(write_generation(root, _filling(name)))
        assert _said(root) == name
    assert kept[0] is not None
    assert not kept[0].exists()
    assert {path for path in root.iterdir() if path.is_dir()} == set(kept[1:])


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt(), ValueError()])
def test_a_fill_that_fails_changes_nothing(root: Path, error: BaseException) -> None:
    """The disk is full, or somebody interrupts: the old generation serves, and nothing is left over."""
    before = sorted(root.rglob("*"))

    def fill(folder: Path) -> dict[str, Any]:
        (folder / "half").write_text("half", "utf-8")
        raise error

    with pytest.raises(StorageError if isinstance(error, OSError) else type(error)):
        write_generation(root, fill)
    assert sorted(root.rglob("*")) == before
    assert _said(root) == "first"


def test_a_swap_that_fails_changes_nothing(root: Path) -> None:
    """Where not even the pointer can be written, no generation without a pointer stays behind."""
    before = sorted(root.rglob("*"))

    def fill(folder: Path) -> dict[str, Any]:
        (folder / "current").mkdir()  # stands in the way of the pointer
        return {}

    with pytest.raises(StorageError):
        write_generation(root, fill)
    assert sorted(root.rglob("*")) == before
    assert _said(root) == "first"


def test_a_full_disk_on_the_first_build(tmp_path: Path) -> None:
    """Nothing is there afterwards, and nothing is said to be."""

    def fill(folder: Path) -> dict[str, Any]:
        raise OSError(errno.ENOSPC, "no space", str(folder))

    with pytest.raises(StorageError, match=r"the disk is full; free it or choose another folder with VERSE_INDEX"):
        write_generation(tmp_path / "index", fill)
    assert list((tmp_path / "index").iterdir()) == []
    assert current_generation(tmp_path / "index") is None


def test_what_crashed_builds_left_is_swept(root: Path) -> None:
    """The next build removes half-written folders."""
    (root / "building-0123456789ab" / "model").mkdir(parents=True)
    write_generation(root, _filling("second"))
    assert _names(root) == {"current", "generation"}


def test_what_is_not_ours_is_left_alone(root: Path) -> None:
    """A folder of somebody's own beside the index is never removed, whatever its name begins with."""
    own = [root / name / "work.txt" for name in ("building-plans", "generation-x", "building-0123456789AB", "notes")]
    for path in own:
        path.parent.mkdir()
        path.write_text("mine", "utf-8")
    for name in ("second", "third", "fourth"):
        write_generation(root, _filling(name))
    assert [path.read_text("utf-8") for path in own] == ["mine"] * len(own)


def test_a_folder_of_other_things_is_no_lost_index(tmp_path: Path) -> None:
    """Only folders that this program makes tell of an index."""
    (tmp_path / "generation-x").mkdir()
    assert current_generation(tmp_path) is None


def test_a_lost_pointer(root: Path) -> None:
    """Generations without a pointer are a damaged index."""
    (root / "current").unlink()
    with pytest.raises(IndexUnusableError, match=r"lost its pointer file 'current'"):
        current_generation(root)


@pytest.mark.parametrize(
    "pointer",
    [
        b"",
        b"\xff\xfe",
        b"../outside",
        b"generation-/../../outside",
        b"generation-0123456789ab",
        b"/etc",
        b"building-0123456789ab",
        b"generation-" + b"a" * 5000,
        b"generation-\x00",
    ],
)
def test_a_pointer_that_points_nowhere(root: Path, pointer: bytes) -> None:
    """Empty, garbled, outside the folder, to a generation that is gone: damaged."""
    (root.parent / "outside").mkdir()
    (root / "building-0123456789ab").mkdir()
    (root / "current").write_bytes(pointer)
    with pytest.raises(IndexUnusableError, match=r"current|cannot be read"):
        current_generation(root)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """It is no index, and none can be written there; both are told in one line."""
    (tmp_path / "index").write_text("a file", "utf-8")
    with pytest.raises(IndexUnusableError, match="cannot be read"):
        current_generation(tmp_path / "index")
    for place in (tmp_path / "index", tmp_path / "index" / "deeper"):
        with pytest.raises(StorageError, match="a file stands in the way"):
            write_generation(place, _filling("first"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(root: Path) -> None:
    """The disk does not permit it, and the old generation serves."""
    root.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="permission denied"):
            write_generation(root, _filling("second"))
        assert _said(root) == "first"
    finally:
        root.chmod(0o700)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EPERM, "permission denied"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_reasons_of_the_disk(number: int, reason: str) -> None:
    """Each in plain words, with the place and what to do."""
    with pytest.raises(StorageError) as caught, storage_errors(Path("some/where")):
        raise OSError(number, os.strerror(number))
    assert str(caught.value) == (
        f"cannot write the index in some/where: {reason}; free it or choose another folder with VERSE_INDEX"
    )


def _changed(root: Path, **said: object) -> None:
    generation = current_generation(root)
    assert generation is not None
    path = generation / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **said}), "utf-8")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"product": "another-program"}, "not an index of this program"),
        ({"format": 0}, r"the index is of format 0\.\d+, not"),
        ({"reader": 0}, r"the index is of format \d+\.0, not"),
        ({"said": "something else"}, "manifest.json is not what was written"),
        ({"files": {}}, "manifest.json is not what was written"),
        ({"files": 7}, "manifest.json"),
    ],
)
def test_a_foreign_or_older_index(root: Path, said: dict[str, object], message: str) -> None:
    """Another program's, an older format's, an edited one: told apart."""
    _changed(root, **said)
    with pytest.raises(IndexUnusableError, match=message):
        _said(root)


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b"7", b"\xff", b'{"product": "chapter-and-verse"'])
def test_a_manifest_that_cannot_be_read(root: Path, content: bytes | None) -> None:
    """Missing, empty, cut off, garbled: damaged, and the manifest is named."""
    generation = current_generation(root)
    assert generation is not None
    (generation / MANIFEST).unlink()
    if content is not None:
        (generation / MANIFEST).write_bytes(content)
    with pytest.raises(IndexUnusableError, match=r"manifest.json cannot be read"):
        read_manifest(generation)


@pytest.mark.parametrize("name", ["passages.json", "model/model.onnx"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_file_that_is_not_what_was_written(root: Path, name: str, damage: str) -> None:
    """One flipped bit, a missing end or a missing file is noticed, and the file named."""
    generation = current_generation(root)
    assert generation is not None
    content = (generation / name).read_bytes()
    (generation / name).unlink()
    if damage != "remove":
        (generation / name).write_bytes(bytes([content[0] ^ 1]) + content[1:] if damage == "flip" else content[:-1])
    with pytest.raises(IndexUnusableError, match=f"{name} is not what was written"):
        read_manifest(generation)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_bit_anywhere_in_the_manifest(root: Path, data: st.DataObject) -> None:
    """Every one is noticed, or (in the space between values) changes nothing."""
    generation = current_generation(root)
    assert generation is not None
    path = generation / MANIFEST
    content = path.read_bytes()
    wanted = read_manifest(generation)
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :])
    try:
        found = read_manifest(generation)
    except IndexUnusableError:
        found = wanted
    finally:
        path.write_bytes(content)
    assert found == wanted
