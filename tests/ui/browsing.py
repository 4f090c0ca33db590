"""A server of the page in a process of its own, and a real Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.ui.running import PROJECT

SCREENSHOTS = PROJECT / "build" / "screenshots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
NO_CHROMIUM = "no Chromium is installed (apt-get install chromium): the page was not looked at in a browser"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
PATIENCE_SECONDS = float(os.environ.get("PAGE_PATIENCE_SECONDS", "60"))
"""How long anything may take on this machine before it counts as not happening; a busy one asks for more."""


@dataclass(frozen=True)
class Served:
    """A page that is served: its address and the process that serves it."""

    address: str
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def memory(self) -> int:
        """Bytes of memory that the server holds now (Linux)."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def served(environment: Mapping[str, str], log: Path, *arguments: str) -> Iterator[Served]:
    """The page, served on a free port of the loopback address until the block ends."""
    port = _free_port()
    command = [sys.executable, "-c", "from ui.cli import main; main()", "chat", "--headless", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *arguments], env={**os.environ, **environment}, cwd=PROJECT, stdout=out, stderr=out
        )
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", process, log)
            yield Served(f"http://localhost:{port}", port, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - the address is made above
                return
        except (URLError, OSError):
            time.sleep(0.2)  # a server says by nothing else that it is there
    raise AssertionError(f"the page was not served: {log.read_text('utf-8', 'replace')}")
