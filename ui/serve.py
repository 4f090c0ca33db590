"""How the page is served: the command line of Streamlit, safe unless somebody asks otherwise."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files

from qa.answerer import OFFLINE
from qa.settings import Settings
from ui.upload import MOST_FILES, MOST_MEGABYTES

MODELS_VARIABLE = "VERSE_CHAT_MODELS"
"""Where the page's process finds the models of its menu, one a line."""


def page_command(*, port: int, host: str, headless: bool) -> list[str]:
    """The command that serves the page: on one address, no telemetry, cross-site requests refused, small uploads."""
    options: Mapping[str, str] = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": _word(headless),
        "server.enableXsrfProtection": "true",
        "server.enableCORS": "true",
        "server.maxUploadSize": str(MOST_MEGABYTES * MOST_FILES),
        "server.fileWatcherType": "none",
        "server.runOnSave": "false",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "theme.light.primaryColor": "#1f4e79",
        "theme.light.linkColor": "#1f4e79",
        "theme.dark.primaryColor": "#7fb3e6",
        "theme.dark.linkColor": "#9cc7f0",
    }
    page = str(files("ui").joinpath("chat.py"))
    told = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", page, *told]


def page_environment(settings: Settings, models: Sequence[str]) -> dict[str, str]:
    """The environment of the page's process: this one's, with documents and the menu's models put in."""
    environment = dict(os.environ)
    if settings.documents is not None:
        environment["VERSE_DOCUMENTS"] = str(settings.documents.resolve())
    menu = [*models, *([settings.model] if settings.model else [])]
    return environment | {MODELS_VARIABLE: "\n".join(dict.fromkeys(menu))}


def offered_models(environment: Mapping[str, str]) -> list[str]:
    """The models of the page's menu: the offline reader, then those that whoever serves the page has named."""
    named = [name for name in environment.get(MODELS_VARIABLE, "").splitlines() if name.strip()]
    return [OFFLINE, *(name for name in named if name != OFFLINE)]


def serve_page(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Become the server; where a process cannot be replaced, its exit status."""
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], list(command), dict(environment))  # noqa: S606 - no shell is wanted
    return subprocess.run(command, env=dict(environment), check=False).returncode  # noqa: S603 - made above


def opens_browser() -> bool:
    """Whether there is a screen to open a browser on."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _word(value: bool) -> str:  # noqa: FBT001 - it is the value that is written
    return "true" if value else "false"
