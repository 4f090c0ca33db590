"""The ten main journeys through the page, in a real Chromium, on the sample; screenshots in build/screenshots."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.model_server import Asked, ModelServer, Outcome, Reply, Silence
from tests.ui.browsing import ARGUMENTS, CHROMIUM, NO_CHROMIUM, PATIENCE_SECONDS, SCREENSHOTS, Served, served
from tests.ui.running import QUESTION, REFUSED

pytestmark = [pytest.mark.slow, pytest.mark.alone]

WIDE, NARROW = 1600, 400
PATIENCE_MS = int(PATIENCE_SECONDS * 1000)
BEES = b"Bees in Winter\n\nThe colony sleeps in a ball. Each hive needs 18 kilograms of honey to last until April.\n"
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def page_server(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page, served on the sample."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    from corpus.load import sample_folder

    environment = {"VERSE_INDEX": str(sample_index), "VERSE_DOCUMENTS": str(sample_folder())}
    with served(environment, tmp_path_factory.mktemp("served") / "server.log") as page:
        yield page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium that is installed; the tests are skipped, saying so, where there is none."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, page_server: Served) -> Iterator[BrowserContext]:
    """A visitor: a browser that nobody has used before, allowed to use the clipboard."""
    visitor = _visitor(browser, page_server)
    yield visitor
    visitor.close()


def _visitor(browser: Browser, server: Served, width: int = WIDE, scheme: Scheme = "light") -> BrowserContext:
    height = 1000 if width > 640 else 800
    visitor = browser.new_context(
        base_url=server.address, viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True
    )
    visitor.set_default_timeout(PATIENCE_MS)
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    return visitor


def opened(context: BrowserContext, address: str = "/") -> Page:
    """The page, ready for a question."""
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("textbox", name="Ask the documents")).to_be_visible()
    return page


def ask(page: Page, question: str, number: int = 1) -> Locator:
    """The answer to a question, the so-manieth of the conversation, once it is whole."""
    box = page.get_by_role("textbox", name="Ask the documents")
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".asked").nth(number - 1)).to_have_text(question)
    answer = page.get_by_role("article", name=f"Answer {number}", exact=True)
    expect(answer).to_be_visible()
    return answer


def copied(button: Locator) -> str:
    """The plain text on the clipboard once a button has said that it copied."""
    named = button.get_attribute("aria-label")
    expect(button.page.get_by_role("button", name="Copied")).to_have_count(0)  # the one before has had its say
    button.click()
    told = button if named else button.page.get_by_role("button", name="Copied")
    expect(told.first).to_have_text("Copied")
    text: str = button.page.evaluate("navigator.clipboard.readText()")
    return text


def go(page: Page, view: str) -> None:
    """Choose a view."""
    page.get_by_role("radio", name=view).click()


def picture(page: Page, name: str) -> None:
    """Keep what the page looks like."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def sidebar(page: Page) -> Locator:
    """The settings."""
    return page.get_by_test_id("stSidebar")


def test_ask(context: BrowserContext) -> None:
    """A first visitor asks and gets cited words at once, and sees the question above them."""
    page = opened(context)
    picture(page, "01-open-1600-light")
    answer = ask(page, QUESTION)
    card = answer.get_by_role("figure", name="Quotation 1")
    expect(card.locator("blockquote")).to_be_visible()
    expect(card.locator("cite")).to_contain_text("Okafor Review")
    expect(card.locator("mark").first).to_be_visible()
    expect(page.locator(".asked")).to_be_in_viewport()
    picture(page, "02-ask-1600-light")


def test_follow_up(context: BrowserContext) -> None:
    """A second question that leans on the first shows how it was understood."""
    page = opened(context)
    ask(page, "How many stations were there in 2019?")
    answer = ask(page, "and in 2021?", 2)
    expect(answer.locator(".resolved")).to_have_text("Understood as: How many stations were there in 2021?")
    picture(page, "03-follow-up-1600-light")


def test_refuse(context: BrowserContext) -> None:
    """What the documents do not answer is said plainly; the nearest passages are marked as no answer."""
    page = opened(context)
    answer = ask(page, REFUSED)
    expect(answer.locator(".verdict")).to_have_text("The documents do not answer this.")
    expect(answer.locator(".card.nearest").first).to_be_visible()
    picture(page, "04-refuse-1600-light")


def test_open_context(context: BrowserContext) -> None:
    """A quotation opens in its section, marked; one can turn on, and close."""
    page = opened(context)
    answer = ask(page, "We held 164 interviews and visited stations")
    words = answer.locator("blockquote").first.inner_text()
    answer.get_by_role("button", name="Open in context").first.click()
    reader = page.get_by_role("article", name="The passage in its context")
    expect(reader.locator("mark.quoted").first).to_be_in_viewport()
    assert "".join(reader.locator("mark.quoted").all_inner_texts()).split() == words.split()
    picture(page, "05-context-1600-light")
    title = reader.locator("h3").inner_text()
    reader.get_by_role("button", name=re.compile("^Next: ")).first.click()
    expect(reader.locator("h3")).not_to_have_text(title)
    page.get_by_role("button", name="Close the passage").click()
    expect(reader).to_have_count(0)


def test_copy_and_read_the_clipboard(context: BrowserContext) -> None:
    """One click each: plain words, Markdown, rich text; the clipboard holds just that."""
    page = opened(context)
    card = ask(page, QUESTION).get_by_role("figure", name="Quotation 1")
    words, citation = card.locator("blockquote").inner_text(), card.locator("cite").inner_text()
    assert copied(card.get_by_role("button", name="Copy quotation and citation")) == f"“{words}” ({citation})"
    assert copied(card.get_by_role("button", name="Copy as Markdown")).startswith("> ")
    assert copied(card.get_by_role("button", name="Copy for Word")) == f"“{words}” ({citation})"
    rich = page.evaluate("navigator.clipboard.read().then(all => all[0].getType('text/html')).then(one => one.text())")
    assert "<blockquote>" in rich
    assert "<cite>" in rich
    other = opened(context, copied(page.get_by_role("button", name="Copy a link to this question")))
    expect(other.locator(".asked")).to_have_text(QUESTION)
    expect(other.get_by_role("figure", name="Quotation 1").locator("blockquote")).to_have_text(words)


def test_export_and_open_the_file(context: BrowserContext) -> None:
    """Kept, exported to Word, opened: the quotation is there, its citation a real footnote."""
    page = opened(context)
    card = ask(page, QUESTION).get_by_role("figure", name="Quotation 1")
    words, citation = card.locator("blockquote").inner_text(), card.locator("cite").inner_text()
    card.get_by_role("button", name="Keep this quotation").click()
    expect(card.get_by_role("button", name="Keep this quotation")).to_have_text("Kept")
    go(page, "Kept")
    expect(page.locator("figure.kept blockquote")).to_have_text(words)
    with page.expect_download() as download:
        page.get_by_test_id("stMain").get_by_role("button", name="Word", exact=True).click()
    content = Path(download.value.path()).read_bytes()
    assert f"“{words}”" in [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
    assert citation in notes
    picture(page, "06-kept-1600-light")


def test_upload(context: BrowserContext, tmp_path: Path) -> None:
    """A file is brought, asked, answered from, removed; one that cannot be read gets a line."""
    good, bad = tmp_path / "bees.md", tmp_path / "zeros.txt"
    good.write_bytes(BEES)
    bad.write_bytes(b"a\x00b")
    page = opened(context)
    sidebar(page).get_by_text("Your own documents").click()
    sidebar(page).locator("input[type=file]").first.set_input_files([good, bad])
    expect(sidebar(page).get_by_text("zeros.txt is not a text file")).to_be_visible()
    expect(sidebar(page).get_by_role("button", name="Remove bees")).to_be_visible()
    sidebar(page).get_by_text("Your documents", exact=True).click()
    answer = ask(page, "How much honey does each hive need?")
    expect(answer.get_by_role("figure", name="Quotation 1")).to_contain_text("18 kilograms")
    picture(page, "07-upload-1600-light")
    sidebar(page).get_by_role("button", name="Remove bees").click()
    expect(sidebar(page).get_by_role("button", name="Remove bees")).to_have_count(0)
    expect(page.get_by_role("figure", name="Quotation 1")).to_have_count(0)


def test_filter(context: BrowserContext) -> None:
    """Asked of one document and one chapter, only that answers; the choice stands in the address."""
    page = opened(context)
    for name, wanted in (("Documents", "The Okafor Review"), ("Chapters", "Annex B. Methodology")):
        sidebar(page).get_by_role("combobox", name=name).fill(wanted)
        page.get_by_role("option", name=re.compile(f"^{wanted}")).first.click()
        page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("chapters=Annex.*documents=The.Okafor"))
    answer = ask(page, QUESTION)
    answer.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    places = answer.locator(".place").all_inner_texts()
    assert places
    assert all("Annex B. Methodology" in place for place in places)
    other = opened(context, copied(page.get_by_role("button", name="Copy a link to this question")))
    expect(other.locator(".asked")).to_have_text(QUESTION)
    expect(other.locator(".place").first).to_contain_text("Annex B. Methodology")
    picture(page, "08-filter-1600-light")


def test_reload(context: BrowserContext, tmp_path: Path) -> None:
    """A reload keeps settings and conversation; a saved file brings it back in another browser, citations the same."""
    page = opened(context)
    answer = ask(page, QUESTION)
    page.get_by_role("combobox", name=re.compile("Citation style")).click()
    page.get_by_role("option", name="OSCOLA").click()
    expect(page).to_have_url(re.compile("style=OSCOLA"))
    expect(answer.locator("cite").first).to_contain_text("R Okafor")
    citations = answer.locator("cite").all_text_contents()
    page.reload()
    expect(page.locator(".asked")).to_have_text(QUESTION)
    expect(page.locator("article.answer cite")).to_have_text(citations)
    sidebar(page).get_by_text("This conversation").click()
    with page.expect_download() as download:
        sidebar(page).get_by_role("button", name="Save (to load again)").click()
    saved = tmp_path / "conversation.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text("utf-8"))["turns"][0]["question"] == QUESTION
    sidebar(page).get_by_role("button", name="Begin anew").click()
    expect(page.locator(".asked")).to_have_count(0)
    sidebar(page).locator("input[type=file]").last.set_input_files(saved)
    expect(page.locator("article.answer cite")).to_have_text(citations)


def test_two_people_at_once(browser: Browser, page_server: Served) -> None:
    """Two visitors ask at the same time; each sees their own question and answer, and nothing of the other's."""
    people = [_visitor(browser, page_server) for _ in range(2)]
    pages = [opened(person) for person in people]
    questions = (QUESTION, "What happened to Joseph Pell?")
    for page, question in zip(pages, questions, strict=True):
        page.get_by_role("textbox", name="Ask the documents").fill(question)
    for page in pages:
        page.get_by_role("textbox", name="Ask the documents").press("Enter")
    for page, question in zip(pages, questions, strict=True):
        expect(page.locator("article.answer")).to_have_count(1)
        expect(page.locator(".asked")).to_have_text([question])
    for person in people:
        person.close()


def test_keyboard_alone_works_through(context: BrowserContext) -> None:
    """Without a mouse: ask, go to the first card's button, open the context, close it; focus is seen all the way."""
    page = opened(context)
    ask(page, QUESTION)
    page.get_by_role("figure", name="Quotation 1").get_by_role("button", name="Open in context").focus()
    outline = page.evaluate(
        """() => { let at = document.activeElement; while (at.shadowRoot) at = at.shadowRoot.activeElement;
        return getComputedStyle(at).outlineStyle; }"""
    )
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="The passage in its context")).to_be_visible()
    page.get_by_role("button", name="Close the passage").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="The passage in its context")).to_have_count(0)


def _brain(asked: Asked) -> Outcome:
    """A model that repeats the first sentence that it is given; asked to wait, it does, for ever."""
    if "wait" in asked.question:
        return Silence(trickle=True)
    said = {"text": asked.sentences[0]["text"], "sentences": [asked.sentences[0]["n"]]}
    return Reply(json.dumps({"answered": True, "statements": [said]}))


def test_a_model_writes_apart_and_can_be_stopped(browser: Browser, environment: dict[str, str], tmp_path: Path) -> None:
    """A model's words stand apart from the quotations, as text; one that does not answer is stopped with one press."""
    name = "openai:tiny"
    with ModelServer(_brain) as model:
        told = {"VERSE_BASE_URL": model.openai, "VERSE_REFUSAL": "model"}
        with served({**environment, **told}, tmp_path / "log", "--model", name) as server:
            visitor = _visitor(browser, server)
            page = opened(visitor)
            page.get_by_role("combobox", name=re.compile("Who answers")).click()
            page.get_by_role("option", name=name).click()
            answer = ask(page, QUESTION)
            expect(answer.locator(".statements .whose")).to_contain_text("Written by the model openai:tiny")
            expect(answer.locator(".statements .refs")).to_have_text("[1]")
            expect(answer.get_by_role("figure", name="Quotation 1")).to_be_visible()
            picture(page, "09-model-1600-light")
            box = page.get_by_role("textbox", name="Ask the documents")
            box.fill("What is worth the wait?")
            box.press("Enter")
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_text("Stopped before there was an answer.")).to_be_visible()
            ask(page, QUESTION, 3)
            visitor.close()


def test_hostile_words_are_only_words(context: BrowserContext) -> None:
    """A question full of markup is shown letter by letter; no element and no link comes of it."""
    page = opened(context)
    hostile = (
        "<img src=x onerror=\"window.broken=1\"> [a](javascript:window.broken=1) <a href='http://x'>interviews</a>?"
    )
    ask(page, hostile)
    expect(page.locator(".asked")).to_have_text(hostile)
    assert page.evaluate("window.broken === undefined")
    assert page.locator(".verse img, .verse a, .verse script").count() == 0


def test_nothing_is_fetched_from_elsewhere(context: BrowserContext) -> None:
    """The page works offline: every request goes to the server itself."""
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    ask(page, QUESTION)
    foreign = [url for url in asked if not url.startswith(("http://localhost:", "data:", "blob:"))]
    assert foreign == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_view_at_both_widths(browser: Browser, page_server: Served, width: int, scheme: Scheme) -> None:
    """Nothing is wider than the window, every view has its picture, and axe finds nothing serious."""
    visitor = _visitor(browser, page_server, width, scheme)
    page = opened(visitor)
    ask(page, "What was the response rate of the survey?")
    found = [*_axe(page, "Ask"), *_too_wide(page, "Ask")]
    picture(page, f"10-ask-{width}-{scheme}")
    for number in (0, 1):
        page.get_by_role("button", name="Keep this quotation").nth(number).click()
    page.get_by_role("button", name="Open in context").first.click()
    expect(page.get_by_role("article", name="The passage in its context")).to_be_visible()
    found += [*_axe(page, "Context"), *_too_wide(page, "Context")]
    picture(page, f"11-context-{width}-{scheme}")
    page.get_by_role("button", name="Close the passage").click()
    for number, view in enumerate(("Browse", "Evidence", "Kept", "Check"), 12):
        go(page, view)
        if view == "Check":
            page.get_by_label("Paste a draft").fill("It says “We held 264 interviews, visited 29 stations” (p. 9).")
            page.get_by_role("button", name="Check", exact=True).click()
        shown = {"Browse": "nav.outline", "Evidence": ".map", "Kept": "figure.kept", "Check": ".finding"}
        expect(page.locator(shown[view]).first).to_be_visible()
        found += [*_axe(page, view), *_too_wide(page, view)]
        picture(page, f"{number}-{view.split()[0].casefold()}-{width}-{scheme}")
    visitor.close()
    assert found == []


def _too_wide(page: Page, view: str) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{view}: {wide} pixels too wide"] if wide > 0 else []


_AXE_FOLDER = Path(SCREENSHOTS.parent / "axe")


def _axe_script() -> Path | None:
    """The script of axe-core, installed by npm once; None where npm is not there or reaches no registry."""
    script = _AXE_FOLDER / "node_modules" / "axe-core" / "axe.min.js"
    npm = shutil.which("npm")
    if not script.is_file() and npm is not None:
        _AXE_FOLDER.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(_AXE_FOLDER), "axe-core@4"]
        subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_SECONDS)
    return script if script.is_file() else None


def _axe(page: Page, view: str) -> list[str]:
    """What axe-core finds serious or critical, a line each."""
    script = _axe_script()
    if script is None:
        pytest.skip("axe-core could not be installed by npm: accessibility was not checked")
    if page.evaluate("typeof window.axe") == "undefined":
        page.add_script_tag(path=script)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{view}: {one['id']}: {node['target']} {node['html'][:160]}"
        for one in result["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
