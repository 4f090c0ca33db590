"""Tests of ui.serve: the page is served safely, and its modules hide nobody else's."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from qa.settings import Settings
from tests.ui.running import Verse
from ui.serve import MODELS_VARIABLE, offered_models, opens_browser, page_command, page_environment, serve_page


def test_the_command_is_safe_by_default() -> None:
    """One address, no telemetry, cross-site requests refused, no word of errors' insides."""
    command = page_command(port=8600, host="localhost", headless=True)
    assert command[1:5] == ["-m", "streamlit", "run", str(files("ui").joinpath("chat.py"))]
    for option in (
        "--server.address=localhost", "--server.port=8600", "--server.headless=true",
        "--server.enableXsrfProtection=true", "--server.enableCORS=true", "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
    ):  # fmt: skip
        assert option in command


def test_streamlit_knows_every_option() -> None:
    """An option that Streamlit does not know would stop it: its own list has them all."""
    from streamlit import config

    config.get_config_options()
    for word in page_command(port=1, host="localhost", headless=False)[5:]:
        name = word.removeprefix("--").partition("=")[0]
        assert config.get_option(name) is not NotImplemented


def test_the_menu_begins_with_the_offline_reader() -> None:
    """Then the models that whoever serves the page has named, each once."""
    environment = page_environment(Settings(model="openai:a"), ["anthropic:b", "openai:a"])
    assert offered_models(environment) == ["reader", "anthropic:b", "openai:a"]
    assert offered_models({}) == ["reader"]
    assert MODELS_VARIABLE in environment


def test_documents_are_told_as_an_absolute_place(tmp_path: Path) -> None:
    """The page's process may stand elsewhere."""
    assert page_environment(Settings(documents=tmp_path), [])["VERSE_DOCUMENTS"] == str(tmp_path.resolve())


def test_a_browser_needs_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server without one, none is opened."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not opens_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert opens_browser()


def test_where_a_process_cannot_be_replaced_its_status_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the server is a child, and how it ends is how the command ends."""
    monkeypatch.setattr("os.name", "nt")
    assert serve_page([sys.executable, "-c", "raise SystemExit(7)"], {}) == 7


def test_elsewhere_the_process_becomes_the_server() -> None:
    """Signals reach the server itself: there is no parent to forget them."""
    code = (
        "import os, sys; from ui.serve import serve_page; before = os.getpid(); "
        "check = f'import os; raise SystemExit(0 if os.getpid() == {before} else 1)'; "
        "serve_page([sys.executable, '-c', check], os.environ)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_module_of_the_page_hides_another() -> None:
    """`streamlit run` puts ui/ first on the path: no module in it may bear the name of an installed one."""
    names = [path.stem for path in Path(str(files("ui"))).glob("*.py") if path.stem != "__init__"]
    code = (
        "import sys, importlib.util as u; names = sys.argv[1:]; "
        "print([n for n in names if n in sys.stdlib_module_names or u.find_spec(n)])"
    )
    found = subprocess.run(
        [sys.executable, "-P", "-c", code, *names], capture_output=True, text=True, cwd="/", check=True
    )
    assert found.stdout.strip() == "[]"


def test_only_the_page_imports_streamlit() -> None:
    """No other module of the project does, so that the command line starts without it."""
    root = Path(str(files("ui"))).parent
    folders = ("corpus", "index", "qa", "ui", "eval")
    found = [
        path.name
        for folder in folders
        for path in (root / folder).rglob("*.py")
        if any(
            line.strip().startswith(("import streamlit", "from streamlit"))
            for line in path.read_text("utf-8").splitlines()
        )
    ]
    assert found == ["chat.py"]


def test_a_wrong_folder_is_one_line(verse: Verse) -> None:
    """What is wrong with the documents is said before anything is served."""
    result = verse("chat", "--documents", "nowhere-at-all")
    assert result.status == 2
    assert result.err.splitlines()[-1].startswith("verse: no such folder of documents")
