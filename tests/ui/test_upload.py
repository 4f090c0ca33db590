"""Tests of ui.upload: a visitor's own documents, checked, apart, removable."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qa.library import Library
from tests.ui.running import QUESTION
from tests.ui.test_session import ask
from ui.scope import Scope
from ui.session import Session
from ui.upload import MOST_FILE_BYTES, MOST_FILES, Brought, OwnShelf

BEES = (
    "Bees in Winter\n\nThe colony sleeps in a ball. Each hive needs 18 kilograms of honey to last until April.\n\n"
    "Nobody opens a hive below ten degrees.\n"
)
OWN = Scope(own=True)


class Heard:
    """A reporter that remembers its stages."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str) -> Callable[[int, int], None]:
        """A stage begins."""
        self.stages.append(name)
        return self._advance

    def _advance(self, done: int, total: int) -> None:
        self.done = done, total


def test_an_upload_is_asked_and_cited(session: Session) -> None:
    """Brought, it answers under its own name; the shared documents are not asked with it."""
    heard = Heard()
    assert session.own.add([Brought("bees.md", BEES.encode())], session.library, heard) == []
    assert "encoding" in heard.stages
    assert "preparing the model" not in heard.stages
    answer = ask(session, "How much honey does each hive need?", OWN)
    assert answer is not None
    assert "18 kilograms" in answer.quotes[0].display
    assert {quote.document for quote in answer.quotes} == {"bees"}


def test_uploads_are_kept_apart(session: Session, shared_library: Library) -> None:
    """Neither the shared library nor another visitor sees them."""
    before = [document.id for document in shared_library.documents]
    session.own.add([Brought("bees.md", BEES.encode())], session.library)
    assert [document.id for document in shared_library.documents] == before
    assert all(quote.document != "bees" for quote in shared_library.ask("How much honey does each hive need?").quotes)
    assert OwnShelf().documents == ()


def test_without_uploads_the_shared_documents_are_asked(session: Session) -> None:
    """A scope that names one's own, when there are none, asks the shared."""
    assert session.library_of(OWN) is session.library


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("paper.pdf", b"%PDF-1.7", "only .txt and .md"),
        ("noname", b"words", "only .txt and .md"),
        ("empty.txt", b"  \n", "is empty"),
        ("latin.txt", "café".encode("latin-1"), "not UTF-8"),
        ("zeros.md", b"a\x00b", "not a text file"),
        ("huge.txt", b"x" * (MOST_FILE_BYTES + 1), "at most"),
    ],
)
def test_what_cannot_be_read_gets_a_line(
    session: Session, name: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    """The line names the file as its owner does, says why, and shows no path of this machine."""
    lines = session.own.add([Brought(name, content)], session.library)
    assert len(lines) == 1
    assert name in lines[0]
    assert reason in lines[0]
    assert str(tmp_path.parents[1]) not in lines[0]
    assert session.own.documents == ()


def test_good_files_are_taken_though_others_are_refused(session: Session) -> None:
    """One bad file does not keep the others out."""
    lines = session.own.add([Brought("a.pdf", b"%PDF"), Brought("bees.txt", BEES.encode())], session.library)
    assert len(lines) == 1
    assert [document.id for document in session.own.documents] == ["bees"]


def test_a_file_comes_once(session: Session) -> None:
    """The same content again, or a shared document, is refused."""
    shared = session.library.documents[0].text.encode()
    files = [Brought("bees.txt", BEES.encode()), Brought("bees2.txt", BEES.encode()), Brought("s.txt", shared)]
    lines = session.own.add(files, session.library)
    assert ["here already" in lines[0], "among the shared" in lines[1]] == [True, True]


def test_there_is_a_most(session: Session) -> None:
    """No more files than the limit."""
    files = [Brought(f"bees-{number}.txt", f"{number} {BEES}".encode()) for number in range(MOST_FILES + 1)]
    lines = session.own.add(files, session.library)
    assert len(session.own.documents) == MOST_FILES
    assert "remove one first" in lines[0]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "..\\..\\boot.txt", "/abs.txt", ".txt.md", "a b/<c>.md", "con\x00.txt", "é.txt"]
)
def test_names_lead_nowhere_else(session: Session, name: str) -> None:
    """Whatever a file is called, it lies in the visitor's folder, under a plain name."""
    assert session.own.add([Brought(name, BEES.encode())], session.library) == []
    (raw,) = session.own.library.shelf.documents if session.own.library else ()
    assert raw.path.parent == session.own.library.shelf.folder if session.own.library else False
    assert raw.path.is_file()


def test_ids_stay_apart_from_shared_ones(session: Session) -> None:
    """A file named like a shared document gets an id of its own."""
    session.own.add([Brought("okafor-review.txt", BEES.encode())], session.library)
    assert [document.id for document in session.own.documents] == ["okafor-review-2"]


def test_removing_removes_everything(session: Session) -> None:
    """File, index, answers, kept quotations, the open passage: nothing of it remains; other uploads do."""
    session.own.add([Brought("bees.md", BEES.encode()), Brought("more.md", b"Wasps like jam.\n")], session.library)
    ask(session, "How much honey does each hive need?", OWN)
    ask(session, QUESTION)
    session.act("keep", [0, 0])
    session.act("open", [0, 0])
    library = session.own.library
    assert library is not None
    folder = library.shelf.folder
    bees = next(document for document in session.own.documents if document.id == "bees")
    session.forget_own(bees.source.sha256)
    assert [path.name for path in folder.iterdir()] == ["more.md"]
    assert [turn.question for turn in session.turns] == [QUESTION]
    assert (session.basket.kept, session.reading) == ((), None)
    assert session.own.documents[0].id == "more"
    session.forget_own(session.own.documents[0].source.sha256)
    assert session.own.library is None
    assert not folder.exists()
