"""The index on disk: a folder of generations, each complete and checked, and a pointer to the one in use.

    <index>/current                     name of the generation in use; replaced in one step
    <index>/generation-<id>/            manifest.json, model/, documents/, *.faiss, *.npz, *.json
    <index>/building-<id>/              being written; of no account until renamed
    <index>/lock                        held by the process that builds

A crash or a full disk leaves `current` as it was. Nothing in a generation can run code when it is loaded. The last
generation but one is kept, so that a process that has just opened it can go on reading.
"""

import errno
import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.archive import READER_VERSION
from corpus.errors import IndexUnusableError, StorageError

FORMAT_VERSION = 2
PRODUCT = "chapter-and-verse"
MANIFEST = "manifest.json"
CURRENT = "current"
GENERATIONS_KEPT = 2
OPENING_TRIES = 3

_OWN_FOLDER = re.compile(r"(?:generation|building)-[0-9a-f]{12}")
"""What this module makes and may remove: VERSE_INDEX may name a folder that holds other things too."""


@contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into one clear line.

    Raises:
        StorageError: full, read-only, not permitted, or any other fault of the file system.
    """
    try:
        yield
    except OSError as error:
        reasons = {
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the disk quota is used up",
            errno.EROFS: "the disk is read-only",
            errno.EACCES: "permission denied",
            errno.EPERM: "permission denied",
            errno.ENOTDIR: "a file stands in the way",
            errno.EEXIST: "a file stands in the way",
        }
        reason = reasons.get(error.errno or 0, error.strerror or str(error))
        raise StorageError(
            f"cannot write the index in {place}: {reason}; free it or choose another folder with VERSE_INDEX"
        ) from error


def current_generation(root: Path) -> Path | None:
    """The folder of the generation in use; None where no index has been made.

    Raises:
        IndexUnusableError: something that is no index stands there.
    """
    pointer = root / CURRENT
    try:
        name = pointer.read_text("utf-8").strip()
    except FileNotFoundError:
        if root.is_dir() and _own_folders(root, "generation"):
            raise IndexUnusableError(f"the index in {root} has lost its pointer file {CURRENT!r}") from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnusableError(f"the index in {root} cannot be read ({error})") from error
    generation = root / name
    if not (name.startswith("generation-") and _OWN_FOLDER.fullmatch(name) and generation.is_dir()):
        raise IndexUnusableError(f"the index in {root} is damaged: {CURRENT!r} names no generation of it")
    return generation


def read_manifest(generation: Path) -> dict[str, Any]:
    """The manifest of a generation, every file it names compared with its checksum.

    Raises:
        IndexUnusableError: foreign, of another format, half written, or with a file missing or changed.
    """
    try:
        manifest: dict[str, Any] = json.loads((generation / MANIFEST).read_text("utf-8"))
        if manifest["product"] != PRODUCT:
            raise IndexUnusableError(f"{generation} is not an index of this program")
        versions = (manifest["format"], manifest["reader"])
        if versions != (FORMAT_VERSION, READER_VERSION):
            raise IndexUnusableError(
                f"the index is of format {versions[0]}.{versions[1]}, not {FORMAT_VERSION}.{READER_VERSION}"
            )
        if manifest.pop("seal") != _seal(manifest):
            raise IndexUnusableError(f"the index is damaged: {MANIFEST} is not what was written")
        files = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusableError(f"the index is damaged: {MANIFEST} cannot be read ({error})") from error
    for name, checksum in files.items():
        if _checksum(generation / name) != checksum:
            raise IndexUnusableError(f"the index is damaged: {name} is not what was written")
    return manifest


def _seal(manifest: dict[str, Any]) -> str:
    """Checksum of a manifest, which names no checksum of its own file."""
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"


def write_generation(root: Path, fill: Callable[[Path], dict[str, Any]]) -> Path:
    """Write a generation beside the one in use and swap it in whole; returns its folder.

    `fill` writes the files into the folder it is given and returns what the manifest shall say of them.

    Raises:
        StorageError: the disk refused; the generation in use stays as it was.
    """
    name = uuid.uuid4().hex[:12]
    building = root / f"building-{name}"
    with storage_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        try:
            building.mkdir()
            described = fill(building)
            files = {
                str(path.relative_to(building)): _checksum(path)
                for path in sorted(building.rglob("*"))
                if path.is_file()
            }
            versions = {"product": PRODUCT, "format": FORMAT_VERSION, "reader": READER_VERSION}
            manifest = {**versions, **described, "files": files}
            (building / MANIFEST).write_text(json.dumps({**manifest, "seal": _seal(manifest)}, indent=1), "utf-8")
            generation = root / f"generation-{name}"
            # Written before the rename, so that a disk too full even for this leaves no generation without a pointer.
            (building / CURRENT).write_text(f"{generation.name}\n", "utf-8")
            building.rename(generation)
            (generation / CURRENT).replace(root / CURRENT)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        _sweep(root, generation)
    return generation


def _sweep(root: Path, newest: Path) -> None:
    """Remove what no reader can need: all but the newest generations, and what crashed builds left."""
    generations = sorted(_own_folders(root, "generation"), key=lambda entry: (entry == newest, entry.stat().st_mtime))
    for entry in [*generations[:-GENERATIONS_KEPT], *_own_folders(root, "building")]:
        shutil.rmtree(entry, ignore_errors=True)


def _own_folders(root: Path, kind: str) -> list[Path]:
    return [entry for entry in root.iterdir() if entry.name.startswith(kind) and _OWN_FOLDER.fullmatch(entry.name)]
