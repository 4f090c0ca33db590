"""Sources: known ones by fingerprint, others by what their text tells."""

import hashlib

import pytest

from corpus.load import Shelf, load_file
from corpus.manifest import fingerprint, known_sources, source_of
from tests.conftest import real_folder


def inferred(text: str, name: str = "notes.txt") -> tuple[str, str, str, str, str]:
    """Id, title, author, date and citation of an unknown text."""
    source = source_of(name, text.encode(), text)
    return source.id, source.title, source.author, source.date, source.cite_as


def test_fingerprint() -> None:
    """A fingerprint is the SHA-256 of the bytes."""
    assert fingerprint(b"cold") == hashlib.sha256(b"cold").hexdigest()


def test_manifest() -> None:
    """Every listed source has an id of its own, a title, a kind and a way to be cited."""
    sources = known_sources()
    assert len({source.id for source in sources.values()}) == len(sources) >= 8
    assert all(source.title and source.cite_as and len(sha256) == 64 for sha256, source in sources.items())
    assert {source.kind for source in sources.values()} == {"report", "thread", "article"}


def test_the_sample_is_known(sample_shelf: Shelf) -> None:
    """The bundled sample is in the manifest, as it stands."""
    assert sorted(raw.source.id for raw in sample_shelf.documents) == [
        "northmere-herald-article",
        "okafor-review",
        "readers-forum-thread",
    ]
    assert all(raw.source.sha256 in known_sources() for raw in sample_shelf.documents)


def test_known_under_another_name(sample_shelf: Shelf) -> None:
    """The name of a file does not matter to a known source."""
    content = sample_shelf.documents[1].path.read_bytes()
    assert source_of("copy (2).md", content, content.decode()).id == "okafor-review"


def test_a_changed_file_is_another_source(sample_shelf: Shelf) -> None:
    """One byte more and it is not the same document."""
    content = sample_shelf.documents[1].path.read_bytes() + b"\n"
    assert source_of("okafor-review.txt", content, content.decode()).kind == "text"


def test_inferred_source() -> None:
    """Title, author and date are read off the head of the text."""
    text = "\n\n# *Late* calls found\n\nJune 2, 2024\nBy Hester Quill\n\nIt was cold."
    assert inferred(text, "Late Calls (1).txt") == (
        "late-calls-1",
        "Late calls found",
        "Hester Quill",
        "June 2, 2024",
        "Late calls found (June 2, 2024)",
    )


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("So.\n\n11 June 2024", "11 June 2024"),
        ("So.\n\nSeptember 2023", "September 2023"),
        ("So.\n\nSept. 2, 2023", "Sept. 2, 2023"),
        ("So.\n\nJun\u00a011,\u00a02024", "Jun 11, 2024"),
        ("So.\n\nIn 2024", ""),
        ("So.\n\nMarching 2024", ""),
        ("So." + " so" * 600 + " June 2024", ""),
    ],
)
def test_inferred_date(text: str, date: str) -> None:
    """A date needs a month and a year, near the head."""
    assert inferred(text)[3] == date


def test_nothing_to_infer() -> None:
    """A text that tells nothing is called by its file's name."""
    assert inferred("x" * 200, "Rota 7.md") == ("rota-7", "Rota 7", "", "", "Rota 7")
    assert inferred("\u200b\nSo.", "rota.md")[1] == "rota"


@pytest.mark.parametrize(("name", "found"), [("…….txt", "document"), ("Straße.txt", "strasse"), ("a__b.txt", "a-b")])
def test_ids_of_odd_names(name: str, found: str) -> None:
    """An id is of small letters, digits and hyphens."""
    assert inferred("So.", name)[0] == found


@pytest.mark.documents
def test_the_real_documents_are_known() -> None:
    """All five are in the manifest."""
    folder = real_folder()
    if folder is None:
        pytest.skip("the real documents are not here")
    assert {load_file(path).source.kind for path in folder.glob("*.txt")} == {"report", "thread", "article"}
