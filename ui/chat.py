"""The page that `verse chat` opens. Only what is drawn and in which order: everything it knows is in other modules.

The only module that imports Streamlit, and so longer than others. Words of documents, questions and models reach the
browser as data of one component (`page.js`), which sets them as text; labels of Streamlit's own widgets are escaped.
"""

import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from corpus.errors import VerseError
from qa.answerer import OFFLINE
from qa.check import Checker
from qa.exports import to_bibtex, to_csl_json, to_ris
from qa.library import MOST_QUESTION_CHARS, Library
from qa.settings import Settings, read_settings
from ui.basket import Kept
from ui.cards import answer_nodes, asked_nodes, partial_nodes
from ui.checking import (
    MOST_DRAFT_MEGABYTES,
    MOST_PASTED_CHARS,
    report_csv,
    report_nodes,
    report_word,
)
from ui.context import outline_nodes, section_nodes, source_node
from ui.evidence_map import evidence_maps, map_nodes
from ui.export import conversation_markdown, kept_csv, kept_markdown
from ui.kept import kept_nodes
from ui.marking import escape_markdown
from ui.nodes import Node
from ui.scope import Scope, chapters_of, link_of, names_of
from ui.serve import offered_models
from ui.session import Session
from ui.styles import MENU, citer
from ui.suggest import answered_suggestions, longest_first
from ui.sureness import how_sure, measured_bands
from ui.transcript import Turn, to_file
from ui.upload import LIMITS, MOST_MEGABYTES, Brought
from ui.word import conversation_word, kept_word

VIEWS = ("Ask", "Browse", "Evidence", "Kept", "Check")
ASK = VIEWS[0]
SHARED, OWN = "Shared documents", "Your documents"
SHOWN_AT_ONCE = 20
KEPT_OVER_RELOADS = 30
SECONDS_BEFORE_PROGRESS = 0.4
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

draw = st.components.v2.component(
    "verse_parts",
    js=files("ui").joinpath("page.js").read_text("utf-8"),
    css=files("ui").joinpath("page.css").read_text("utf-8"),
)


@dataclass(frozen=True)
class Shared:
    """What all visitors share: opened once, never changed."""

    library: Library
    settings: Settings
    suggestions: tuple[str, ...]
    models: tuple[str, ...]


@st.cache_resource(show_spinner="Opening the documents …")
def open_shared() -> Shared:
    """The library, once for the whole process."""
    settings = read_settings()
    library = Library.open(settings=settings)
    suggestions = tuple(answered_suggestions(library))
    gc.freeze()  # Streamlit collects garbage after every run, and would look through all documents each time
    return Shared(library, settings, suggestions, tuple(offered_models(os.environ)))


def main() -> None:
    """Draw the page."""
    st.set_page_config("Chapter & Verse", page_icon=str(files("ui").joinpath("icon.png")), layout="wide")
    st.html(f"<style>{files('ui').joinpath('frame.css').read_text('utf-8')}</style>")
    try:
        shared = open_shared()
    except VerseError as error:
        st.error(escape_markdown(str(error)))
        st.stop()
    session: Session = st.session_state.setdefault("session", Session(shared.library, shared.settings))
    restore(session)
    st.header("Chapter & Verse", anchor=False)
    view = st.segmented_control(
        "View", VIEWS, default=ASK, required=True, key="view", label_visibility="collapsed", bind="query-params"
    )
    with st.sidebar:
        where_to_ask(session, shared)
        cite_style = st.selectbox("Citation style", tuple(MENU), key="style", bind="query-params")
    if view == ASK:
        take_question(session)
    with st.sidebar:  # after the question, so that its answer is among what can be saved
        own_documents(session)
        conversation_files(session, cite_style)
    body, pane = st.columns([3, 2], gap="medium") if session.reading else (st.container(), None)
    with body:
        match view:
            case "Browse":
                browse(session)
            case "Evidence":
                evidence(session)
            case "Kept":
                kept(session, cite_style)
            case "Check":
                check_draft(session, shared, cite_style)
            case _:
                conversation(session, shared, cite_style)
    if pane is not None:
        with pane, st.container(key="reader-pane"):
            reader(session)
    remember(session)


def show(nodes: Sequence[Node], key: str, session: Session | None = None, *, scroll_to: str = "") -> None:
    """Draw nodes; what their buttons ask is done to the session. `scroll_to` says where their focus is to stand."""
    data = {"nodes": [node.to_json() for node in nodes], "show": scroll_to}
    draw(key=key, data=data, on_act_change=acting(key, session))


def acting(key: str, session: Session | None) -> Callable[[], None]:
    """What is called when a button of a part is pressed."""

    def act() -> None:
        asked: Any = getattr(st.session_state.get(key), "act", None)
        if session is not None and isinstance(asked, dict):
            session.act(str(asked.get("name")), list(asked.get("value") or []))

    return act


# The sidebar


def where_to_ask(session: Session, shared: Shared) -> None:
    """The menus of documents, chapters and who answers."""
    own = False
    if session.own.documents:
        own = st.radio("Ask", (SHARED, OWN), key="shelf") == OWN
    library = session.library_of(Scope(own=own))
    # One's own documents come and go, so their menus are new ones each time, and stand in no address.
    mine = f"-{'-'.join(document.id for document in library.documents)}" if own else ""
    bound: Literal["query-params"] | None = None if own else "query-params"
    st.multiselect(
        "Documents", list(names_of(library.documents)), key=f"documents{mine}", placeholder="All documents", bind=bound
    )
    st.multiselect(
        "Chapters", list(chapters_of(library.documents)), key=f"chapters{mine}", placeholder="All chapters", bind=bound
    )
    st.selectbox(
        "Who answers", shared.models, format_func=model_words, key="model", bind="query-params",
        help="The offline reader quotes and adds no words. Models are offered by whoever serves this page.",
    )  # fmt: skip
    session.menus = mine


def chosen(session: Session) -> tuple[Scope, str]:
    """What the menus say now: documents, chapters, who answers."""
    state, mine = st.session_state, session.menus
    documents, chapters = state.get(f"documents{mine}", ()), state.get(f"chapters{mine}", ())
    return Scope(tuple(documents), tuple(chapters), bool(mine)), state.get("model", OFFLINE)


def model_words(name: str) -> str:
    """How the menu calls who answers."""
    return "Offline reader (quotes only)" if name == OFFLINE else name


def own_documents(session: Session) -> None:
    """Bring documents, see them, remove them."""
    with st.expander("Your own documents", expanded=bool(session.own.documents)):
        st.caption(f"{LIMITS} Only you can ask them, and they go when you leave.")
        number = st.session_state.setdefault("upload_number", 0)
        brought = st.file_uploader(
            "Add documents", accept_multiple_files=True, type=["txt", "md"], max_upload_size=MOST_MEGABYTES,
            key=f"upload-{number}",
        )  # fmt: skip
        if brought:
            with st.status("Reading …") as status:
                reporter = Bar(st.progress(0.0))
                files_brought = [Brought(file.name, file.getvalue()) for file in brought]
                st.session_state.refused = session.own.add(files_brought, session.library, reporter)
                status.update(label="Read.", state="complete")
            st.session_state.upload_number += 1
            st.rerun()
        for line in st.session_state.get("refused", []):
            st.warning(escape_markdown(line))
        for document in session.own.documents:
            st.text(document.source.title)
            st.button(
                f"Remove {escape_markdown(document.id)}", key=f"remove-{document.id}",
                on_click=session.forget_own, args=(document.source.sha256,),
            )  # fmt: skip


class Bar:
    """A reporter of the building of an index that moves a bar of the page."""

    def __init__(self, bar: DeltaGenerator) -> None:
        self._bar = bar

    def stage(self, name: str) -> Callable[[int, int], None]:
        """A stage begins; returns what to call with (done, all) as it gets on."""

        def advance(done: int, total: int) -> None:
            self._bar.progress(min(1.0, done / max(1, total)), name)

        return advance


def conversation_files(session: Session, style: str) -> None:
    """Save the conversation, load one, begin anew."""
    with st.expander("This conversation"):
        answered = bool(session.turns)
        text = to_file(session.turns, session.basket.kept)
        cite = citer(style, session.document_of)
        st.download_button("Save (to load again)", text, "conversation.json", "application/json", disabled=not answered,
                           on_click="ignore")  # fmt: skip
        st.download_button("Markdown", lambda: conversation_markdown(session.turns, cite), "conversation.md",
                           "text/markdown", disabled=not answered, on_click="ignore")  # fmt: skip
        st.download_button("Word", lambda: conversation_word(session.turns, cite), "conversation.docx", DOCX,
                           disabled=not answered, on_click="ignore")  # fmt: skip
        number = st.session_state.setdefault("reload_number", 0)
        saved = st.file_uploader("Load a saved conversation", type=["json"], key=f"reload-{number}")
        if saved is not None:
            st.session_state.notices = session.load(saved.getvalue())
            st.session_state.reload_number += 1
            st.rerun()
        for line in st.session_state.get("notices", []):
            st.warning(escape_markdown(line))
        st.button("Begin anew", on_click=session.clear, disabled=not answered)


# The views


def take_question(session: Session) -> None:
    """The box for questions; what the link that opened the page asks; a first look at the question on its way."""
    if linked := st.query_params.get("q"):
        del st.query_params["q"]
        session.ask(linked, *chosen(session))
    # Taken in a callback, before the script runs: a run that is cut short by the next click would lose the question.
    st.chat_input("Ask the documents", key="question", max_chars=MOST_QUESTION_CHARS, on_submit=asking(session))
    if session.asking is not None:
        session.asking.ends_within(SECONDS_BEFORE_PROGRESS)
        session.settle()


def conversation(session: Session, shared: Shared, style: str) -> None:
    """Questions and answers, oldest first; before the first, what one might ask."""
    if not session.turns and session.asking is None:
        opening(session, shared)
    cite = citer(style, session.document_of)
    first = max(0, len(session.turns) - SHOWN_AT_ONCE)
    if first and st.toggle(f"Show {first} earlier questions"):
        first = 0
    for number, turn in enumerate(session.turns[first:], first):
        with st.chat_message("user", avatar=":material/person:"):
            link = link_of(turn.question, turn.scope, st.context.url or "")
            newest = number == len(session.turns) - 1 and session.asking is None
            show(asked_nodes(turn.question, link), f"asked-{number}", scroll_to="start" if newest else "")
        with st.chat_message("assistant", avatar=":material/menu_book:"):
            answer(session, turn, number, cite)
    if session.asking is not None:
        on_its_way(session)
    if session.fault:
        st.error(escape_markdown(session.fault))


def opening(session: Session, shared: Shared) -> None:
    """What this is, and questions to begin with."""
    if shared.library.shelf.is_sample:
        st.info(
            "No documents were found, so this is a fictional sample. Start `verse chat --documents FOLDER` for yours."
        )
    st.markdown("Ask a question. The answer comes in the documents' own words, with chapter, section and page.")
    if shared.suggestions:
        st.caption("For example")
    for question in shared.suggestions:
        st.button(escape_markdown(question), on_click=asking(session, question))


def asking(session: Session, question: str = "") -> Callable[[], None]:
    """What is called when a question has been typed, or this suggested one chosen."""

    def ask() -> None:
        session.ask(question or str(st.session_state.question or ""), *chosen(session))

    return ask


def answer(session: Session, turn: Turn, number: int, cite: Callable[[Any], str]) -> None:
    """An answer, or why there is none."""
    if turn.answer is None:
        st.warning(escape_markdown(turn.fault))
        return
    sure = how_sure(turn.answer, measured_bands())
    show(answer_nodes(turn.answer, session.document_of, cite, number, sure), f"answer-{number}", session)


def on_its_way(session: Session) -> None:
    """The question that is being answered, what has been verified so far, and a way to stop it."""
    asking = session.asking
    if asking is None:
        return
    with st.chat_message("user", avatar=":material/person:"):
        show(asked_nodes(asking.question, ""), "asked-now")
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        place, clock = st.empty(), st.empty()
        st.button("Stop", on_click=session.stop, key="stop", icon=":material/stop_circle:")
        began, drawn, shown = time.monotonic(), 0, None
        while not asking.is_over:
            if asking.progress is not shown:
                drawn, shown = drawn + 1, asking.progress
                with place.container():
                    show(partial_nodes(shown, session.document_of), f"partial-{drawn}")
            clock.caption(f"{time.monotonic() - began:.0f} seconds")  # drawing is when a press on Stop is heard
            asking.wait(SECONDS_BEFORE_PROGRESS)
    session.settle()
    st.rerun()


def browse(session: Session) -> None:
    """The outline of a document as a tree."""
    titles = {document.source.sha256: document.source.title for document in longest_first(session.documents)}
    browsed = st.selectbox("Document", list(titles), format_func=lambda name: titles.get(name, name), key="browsed")
    document = session.document_of(browsed)
    if document is not None:
        show([source_node(document), *outline_nodes(document)], "outline", session)


def evidence(session: Session) -> None:
    """Where in the documents the evidence of this conversation lies."""
    maps = evidence_maps(session.documents, session.evidence)
    if not maps:
        st.info("Nothing has been quoted yet. Ask a question first; here you will see where the answers stand.")
    for found in maps:
        show(map_nodes(found), f"map-{found.document.id}", session)


def kept(session: Session, style: str) -> None:
    """The quotations kept: read, order, annotate, export."""
    basket = session.basket
    if not basket.kept:
        st.info("Nothing is kept yet. Press “Keep” under a quotation, and it waits here for your draft.")
        return
    cite = citer(style, session.document_of)
    exports(session, basket.kept, cite)
    for number, one in enumerate(basket.kept):
        with st.container(border=True, key=f"kept-{one.key}"):
            document = session.document_of(one.quote.sha256)
            if document is not None:
                show(kept_nodes(one, document, cite), f"shown-{one.key}", session)
            st.text_input("Your note", one.note, key=f"note-{one.key}", on_change=noted(session, one))
            with st.container(horizontal=True):
                st.button("Move up", key=f"up-{one.key}", on_click=basket.move, args=(one.key, -1), disabled=not number)
                st.button("Move down", key=f"down-{one.key}", on_click=basket.move, args=(one.key, 1),
                          disabled=number == len(basket.kept) - 1)  # fmt: skip
                st.button("Remove", key=f"out-{one.key}", on_click=basket.remove, args=(one.key,))


def noted(session: Session, one: Kept) -> Callable[[], None]:
    """What is called when a note has been written."""
    return lambda: session.basket.annotate(one.key, st.session_state[f"note-{one.key}"])


def exports(session: Session, chosen: Sequence[Kept], cite: Callable[[Any], str]) -> None:
    """A button for each form that the kept quotations go out in."""
    sources = [
        document.source for document in session.documents if any(document.id == one.quote.document for one in chosen)
    ]
    forms: list[tuple[str, Callable[[], str | bytes], str, str]] = [
        ("Markdown", lambda: kept_markdown(chosen, cite), "quotations.md", "text/markdown"),
        ("Word", lambda: kept_word(chosen, cite), "quotations.docx", DOCX),
        ("CSV", lambda: kept_csv(chosen, cite), "quotations.csv", "text/csv"),
        ("BibTeX", lambda: to_bibtex(sources), "sources.bib", "text/plain"),
        ("RIS", lambda: to_ris(sources), "sources.ris", "application/x-research-info-systems"),
        ("CSL-JSON", lambda: to_csl_json(sources), "sources.json", "application/json"),
    ]
    st.caption("Take them with you")
    with st.container(horizontal=True):
        for words, make, name, mime in forms:
            st.download_button(words, make, name, mime, key=f"export-{name}", on_click="ignore")


def check_draft(session: Session, shared: Shared, style: str) -> None:
    """A draft, pasted or dropped, and what is found of its quotations."""
    st.markdown("Every quotation in a draft is looked up: does it stand in the documents word for word, and where?")
    pasted = st.text_area("Paste a draft", height=200, max_chars=MOST_PASTED_CHARS, key="pasted")
    dropped = st.file_uploader(
        "Or drop a file (.docx, .md, .txt)",
        type=["docx", "md", "txt"],
        max_upload_size=MOST_DRAFT_MEGABYTES,
        key="draft",
    )
    if st.button("Check"):
        checker = Checker(session.documents) if session.own.documents else shared_checker(shared)
        with st.spinner("Checking …"):
            fault = session.check(checker, pasted or "", Brought(dropped.name, dropped.getvalue()) if dropped else None)
        if fault:
            st.error(escape_markdown(fault))
    if (report := session.report) is None:
        return
    cite = citer(style, session.document_of)
    with st.container(horizontal=True):
        st.download_button("Report for Word", lambda: report_word(report, cite), "report.docx", DOCX, on_click="ignore")
        st.download_button(
            "Report as CSV", lambda: report_csv(report, cite), "report.csv", "text/csv", on_click="ignore"
        )
    show(report_nodes(report, cite), "report", session)


@st.cache_resource(show_spinner=False)
def shared_checker(_shared: Shared) -> Checker:
    """What looks up quotations in the shared documents, made when first wanted."""
    return Checker(_shared.library.documents)


def reader(session: Session) -> None:
    """The section that lies open."""
    reading = session.reading
    document = session.document_of(reading.sha256) if reading else None
    if reading is None or document is None:
        return
    st.button("Close the passage", on_click=session.close, key="close-reader", icon=":material/close:")
    show(section_nodes(document, reading.section, reading.quoted), "reader", session, scroll_to="center")


# What outlives a reload of the tab


def restore(session: Session) -> None:
    """Take up the conversation that this tab held before it was reloaded, once."""
    if st.session_state.get("restored"):
        return
    stored = getattr(st.session_state.get("keeper"), "kept", None)
    if isinstance(stored, str):
        st.session_state.restored = True
        if stored:
            session.restore(stored)


def remember(session: Session) -> None:
    """Leave the conversation in the tab, for when it is reloaded; before that, ask the tab what it holds."""
    text = None
    if st.session_state.get("restored"):
        turns, basket = session.turns[-KEPT_OVER_RELOADS:], session.basket.kept
        text = to_file(turns, basket) if turns or basket else ""
    draw(key="keeper", data={"keep": {"text": text}}, on_kept_change=lambda: None)


if __name__ == "__main__":
    main()
