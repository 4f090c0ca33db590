"""The whole system behind one object."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import (
    DocumentsNotFoundError,
    IndexUnusableError,
    QuestionError,
    SettingError,
    StorageError,
    UnknownDocumentError,
)
from corpus.load import find_documents, sample_folder
from index.build import Silence
from index.encoder import Progress
from index.store import FORMAT_VERSION
from qa.library import MOST_QUESTION_CHARS, Library, checked_question, index_root
from qa.settings import Settings
from qa.verify import verify
from tests.fakes import FakeModel

QUESTION = "How many interviews did the Review hold?"


def test_an_answer(library: Library) -> None:
    """Verified quotations, best first, in a measured time, with the identifier that was given."""
    answer = library.ask(QUESTION, identifier="q1")
    assert (answer.status, answer.mode, answer.id, answer.question) == ("answered", "reader", "q1", QUESTION)
    assert "We held 164 interviews" in " ".join(quote.text for quote in answer.quotes)
    assert (answer.nearest, answer.statements, answer.notices) == ((), (), ())
    assert 0 < answer.seconds < 60
    for quote in answer.quotes:
        verify(quote, library.document(quote.document))


def test_a_refusal(library: Library) -> None:
    """Not finding an answer is an answer; what stands nearest is kept apart."""
    answer = library.ask("How do I grow tomatoes on a balcony in Spain?")
    assert (answer.status, answer.quotes) == ("not_found", ())
    assert 1 <= len(answer.nearest) <= 3


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?", "...", "“—”", "!?¡¿"])
def test_nothing_asked(library: Library, question: str) -> None:
    """Empty, space, punctuation only."""
    for ask in (library.ask, library.search):
        with pytest.raises(QuestionError, match="the question is empty"):
            ask(question)


def test_far_too_much_asked(library: Library) -> None:
    """The message tells how much it is and how much is read."""
    with pytest.raises(QuestionError, match=r"100,000 characters, at most 2,000"):
        library.ask("a" * 100_000)
    assert checked_question(f" {'a' * MOST_QUESTION_CHARS} ") == "a" * MOST_QUESTION_CHARS


@pytest.mark.parametrize("question", ["\udcff how many", "how many \ud83d?"])
def test_what_is_no_text(library: Library, question: str) -> None:
    """Bytes of another encoding on the command line, half a character in JSON."""
    with pytest.raises(QuestionError, match="not text"):
        library.ask(question)


@pytest.mark.parametrize("question", ["Ünïcödé 電話 kettle?", "kettle\x00", "<b>kettle</b>", "kettle " * 285])
def test_odd_questions_are_asked_all_the_same(library: Library, question: str) -> None:
    """Whatever is text is a question."""
    assert library.ask(question).question == question


def test_only_some_documents(library: Library) -> None:
    """Answers and hits come from those asked for."""
    answer = library.ask("What about the kettle?", ["readers-forum-thread"])
    assert {quote.document for quote in answer.quotes} == {"readers-forum-thread"}
    hits = library.search("kettle", 5, ["okafor-review"]).hits
    assert {hit.document.id for hit in hits} == {"okafor-review"}


def test_an_unknown_document(library: Library) -> None:
    """The message names it, and those there are."""
    message = "no document 'nobody'; there are: northmere-herald-article, okafor-review, readers-forum-thread"
    for ask in (
        lambda: library.document("nobody"),
        lambda: library.ask(QUESTION, ["okafor-review", "nobody"]),
        lambda: library.search(QUESTION, 3, ["nobody"]),
    ):
        with pytest.raises(UnknownDocumentError, match=message):
            ask()


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """A fake model in place of the real one."""
    return FakeModel.in_use(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two small documents."""
    place = tmp_path / "texts"
    place.mkdir()
    (place / "kettle.txt").write_text("The kettle\n\nThere used to be a kettle at Penwick. It was red.\n", "utf-8")
    (place / "fleet.txt").write_text("The fleet\n\nThe Service owned 312 ambulances in March.\n", "utf-8")
    return place


@pytest.fixture
def opened(model: FakeModel, folder: Path, tmp_path: Path) -> Callable[..., Library]:
    """Opens the library of that folder, everything answered, its index in a folder of the test."""
    assert model.exported == []
    settings = Settings(index=tmp_path / "index", abstain=0.0)

    def open_library(*, rebuild: bool = False) -> Library:
        return Library.open(folder, settings=settings, rebuild=rebuild)

    return open_library


def _texts(library: Library) -> str:
    return " ".join(quote.text for quote in library.ask("What is there?").quotes)


def test_an_index_is_made_once(model: FakeModel, opened: Callable[..., Library]) -> None:
    """The second opening encodes nothing and says nothing."""
    first = opened()
    encoded = len(model.encoder.encoded)
    assert opened().notices == first.notices == ()
    assert len(model.encoder.encoded) == encoded > 0


def test_a_changed_document(opened: Callable[..., Library], folder: Path) -> None:
    """Answers quote what stands there now."""
    assert "312" in _texts(opened())
    (folder / "fleet.txt").write_text("The fleet\n\nThe Service owned 288 ambulances in May.\n", "utf-8")
    assert "288" in _texts(opened())
    assert "312" not in _texts(opened())


def test_an_added_document(model: FakeModel, opened: Callable[..., Library], folder: Path) -> None:
    """It is asked with the others; only it is encoded."""
    opened()
    model.encoder.encoded.clear()
    (folder / "rota.md").write_text("The rota\n\nSeventeen shifts were uncovered there.\n", "utf-8")
    library = opened()
    assert [document.id for document in library.documents] == ["fleet", "kettle", "rota"]
    assert all("shifts" in text or "rota" in text for text in model.encoder.encoded)
    assert "Seventeen" in _texts(library)


def test_a_removed_document(opened: Callable[..., Library], folder: Path) -> None:
    """It is quoted no more, and its name is unknown."""
    opened()
    (folder / "kettle.txt").unlink()
    library = opened()
    assert "kettle" not in _texts(library)
    with pytest.raises(UnknownDocumentError):
        library.document("kettle")


def test_rebuilding(model: FakeModel, opened: Callable[..., Library]) -> None:
    """Everything is exported and encoded anew, though nothing has changed."""
    opened()
    encoded = len(model.encoder.encoded)
    assert opened(rebuild=True).notices == ()
    assert len(model.exported) == 2
    assert len(model.encoder.encoded) == 2 * encoded


def _damage(root: Path) -> None:
    for path in root.glob("generation-*/passages.npz"):
        path.write_bytes(b"damaged")


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_damaged_index_is_built_again(
    model: FakeModel,
    opened: Callable[..., Library],
    tmp_path: Path,
    rebuild: bool,  # noqa: FBT001 a parameter
) -> None:
    """With a notice in every answer; the next opening finds it whole."""
    opened()
    _damage(tmp_path / "index")
    library = opened(rebuild=rebuild)
    notice = "the index is damaged: passages.npz is not what was written; it was built again"
    assert library.ask("kettle").notices == library.notices == (notice,)
    assert opened().notices == ()
    assert len(model.exported) == 2


@pytest.mark.parametrize("change", ["pointer", "format", "pointer lost"])
def test_a_foreign_or_older_index_is_built_again(opened: Callable[..., Library], tmp_path: Path, change: str) -> None:
    """Whatever stands there: a notice, and an index that works."""
    opened()
    root = tmp_path / "index"
    if change == "format":
        (manifest,) = root.glob("generation-*/manifest.json")
        manifest.write_text(manifest.read_text("utf-8").replace(f'"format": {FORMAT_VERSION}', '"format": 0'), "utf-8")
    elif change == "pointer":
        (root / "current").write_text("generation-elsewhere\n", "utf-8")
    else:
        (root / "current").unlink()
    library = opened()
    assert len(library.notices) == 1
    assert library.notices[0].endswith("; it was built again")
    assert library.ask("kettle").quotes


def test_a_damaged_index_where_nothing_can_be_written(opened: Callable[..., Library], tmp_path: Path) -> None:
    """It cannot be used and cannot be made again: one line."""
    opened()
    _damage(tmp_path / "index")
    (tmp_path / "index" / "lock").unlink()
    (tmp_path / "index" / "lock").mkdir()
    with pytest.raises(StorageError, match=r"^cannot write the index in [^\n]+ with VERSE_INDEX\Z"):
        opened()


def test_a_ready_index_needs_no_writing(opened: Callable[..., Library], tmp_path: Path) -> None:
    """Whoever may only read can ask: no lock is taken."""
    opened()
    (tmp_path / "index" / "lock").unlink()
    (tmp_path / "index" / "lock").mkdir()
    assert opened().ask("kettle").quotes


def test_a_file_where_the_index_should_be(folder: Path, tmp_path: Path) -> None:
    """It is left as it is, and said in one line."""
    (tmp_path / "index").write_text("mine", "utf-8")
    with pytest.raises(StorageError, match="a file stands in the way"):
        Library.open(folder, settings=Settings(index=tmp_path / "index"))
    assert (tmp_path / "index").read_text("utf-8") == "mine"


def test_an_index_that_vanishes(
    opened: Callable[..., Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody removes it the moment it is built: one line that says what to do."""

    def build_for_nothing(root: Path, *_: object, **__: object) -> None:
        shutil.rmtree(root, ignore_errors=True)

    monkeypatch.setattr("qa.library.build_index", build_for_nothing)
    with pytest.raises(IndexUnusableError, match=f"the index in {tmp_path / 'index'} vanished .* try again"):
        opened()


def test_another_process_builds_while_we_wait(
    model: FakeModel, opened: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it built is used."""
    opened()
    looked: list[Path] = []
    look = Library.open.__func__.__globals__["open_index"]  # type: ignore[attr-defined]

    def see_nothing_at_first(root: Path, texts: object) -> object:
        looked.append(root)
        return None if len(looked) == 1 else look(root, texts)

    monkeypatch.setattr("qa.library.open_index", see_nothing_at_first)
    opened()
    assert len(looked) == 2
    assert len(model.exported) == 1


def test_the_reporter_is_heard(model: FakeModel, folder: Path, tmp_path: Path) -> None:
    """A first opening tells its stages."""
    stages: list[str] = []

    class Listener(Silence):
        """Remembers the stages."""

        def stage(self, name: str) -> Progress:
            """Begin a stage."""
            stages.append(name)
            return super().stage(name)

    Library.open(folder, settings=Settings(index=tmp_path / "index"), reporter=Listener())
    assert stages == ["preparing the model", "encoding", "writing"]
    assert len(model.exported) == 1


def test_one_file_as_a_library(model: FakeModel, folder: Path, tmp_path: Path) -> None:
    """Instead of a folder."""
    library = Library.open(str(folder / "fleet.txt"), settings=Settings(index=tmp_path / "index"))
    assert [document.id for document in library.documents] == ["fleet"]
    assert len(model.exported) == 1


def test_no_such_folder(tmp_path: Path) -> None:
    """The message names it."""
    with pytest.raises(DocumentsNotFoundError, match=f"no such folder of documents: {tmp_path / 'missing'}"):
        Library.open(tmp_path / "missing")


def test_settings_are_read_from_the_environment(
    model: FakeModel, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents, index, model and threshold; a bad one is an error before anything is built."""
    monkeypatch.setenv("VERSE_DOCUMENTS", str(folder))
    monkeypatch.setenv("VERSE_INDEX", str(tmp_path / "there"))
    monkeypatch.setenv("VERSE_ENCODER", "some-model")
    monkeypatch.setenv("VERSE_ABSTAIN", "1")
    library = Library.open()
    assert library.ask("kettle").status == "not_found"
    assert (tmp_path / "there" / "current").is_file()
    assert model.exported == ["some-model"]
    monkeypatch.setenv("VERSE_ABSTAIN", "often")
    with pytest.raises(SettingError, match="VERSE_ABSTAIN"):
        Library.open()


def test_where_an_index_lives(tmp_path: Path, folder: Path) -> None:
    """Where the settings say; else in the user's cache, one folder for each folder of documents."""
    shelf, sample = find_documents(folder), find_documents(sample_folder())
    assert index_root(shelf, Settings(index=tmp_path / "there")) == tmp_path / "there"
    roots = [index_root(one, Settings()) for one in (shelf, sample)]
    assert roots[0] != roots[1]
    assert {root.parent for root in roots} == {tmp_path / "cache" / "chapter-and-verse"}
    assert index_root(find_documents(folder / ".." / "texts"), Settings()) == roots[0]


@pytest.mark.parametrize("text", ["\u200b", "A title", "—"])
def test_a_document_without_sentences(model: FakeModel, folder: Path, tmp_path: Path, text: str) -> None:
    """There is nothing to quote, which is said as an answer, without fault or warning."""
    (folder / "tiny.txt").write_text(text, "utf-8")
    library = Library.open(folder / "tiny.txt", settings=Settings(index=tmp_path / "index", abstain=1.0))
    assert library.ask("What is there?").status == "not_found"
    assert len(model.exported) == 1
