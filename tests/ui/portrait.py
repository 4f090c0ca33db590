"""The picture of the page for the README: `python -m tests.ui.portrait` writes docs/chat.png, from the sample."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from corpus.load import sample_folder
from tests.ui.browsing import ARGUMENTS, CHROMIUM, NO_CHROMIUM, PATIENCE_SECONDS, served
from tests.ui.running import PROJECT

PICTURE = PROJECT / "docs" / "chat.png"
ASKED = "How much did the One Northmere programme cost?"


def main() -> None:
    """Serve the sample, ask, open the first quotation in its context, photograph."""
    if CHROMIUM is None:
        sys.exit(NO_CHROMIUM)
    with tempfile.TemporaryDirectory() as folder:
        environment = {"VERSE_DOCUMENTS": str(sample_folder()), "VERSE_INDEX": str(Path(folder) / "index")}
        with served(environment, Path(folder) / "log") as page, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            tab = browser.new_page(viewport={"width": 1600, "height": 1000})
            tab.set_default_timeout(PATIENCE_SECONDS * 1000)
            tab.goto(f"{page.address}/?q={ASKED}")
            tab.get_by_role("button", name="Open in context").first.click()
            tab.locator("mark.quoted").first.wait_for()
            tab.wait_for_load_state("networkidle")
            tab.screenshot(path=PICTURE)
            browser.close()


if __name__ == "__main__":
    main()
