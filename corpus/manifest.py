"""The sources that are known by fingerprint, and what can be inferred of those that are not."""

import hashlib
import json
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from corpus.document import Source
from corpus.views import plain

_BYLINE = re.compile(r"^By (?P<author>[A-Z][^\n]{2,60})$", re.MULTILINE)
_DATE = re.compile(
    r"\b(?:\d{1,2}[ \u00a0])?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)"
    r"(?:uary|ruary|ch|il|ust|tember|ober|ember)?\.?[ \u00a0](?:\d{1,2},[ \u00a0])?\d{4}\b"
)
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")

HEAD_CHARS = 1500
MOST_TITLE_CHARS = 120


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@cache
def known_sources() -> dict[str, Source]:
    """The sources of the manifest by fingerprint."""
    listed = json.loads(files("corpus").joinpath("sources.json").read_text("utf-8"))
    return {source["sha256"]: Source(**source) for source in listed}


def source_of(name: str, content: bytes, text: str) -> Source:
    """The manifest's entry for this content, whatever the file is called; else what the text itself tells."""
    sha256 = fingerprint(content)
    return known_sources().get(sha256) or replace(_infer(name, text), sha256=sha256)


def _infer(name: str, text: str) -> Source:
    stem = PurePath(name).stem
    head = text[:HEAD_CHARS]
    first = next((plain(line) for line in head.split("\n") if line.strip()), "").lstrip("# ")
    title = first if 0 < len(first) <= MOST_TITLE_CHARS else stem
    byline, date = _BYLINE.search(head), _DATE.search(head)
    when = plain(date[0]) if date else ""
    return Source(
        id=_NOT_IN_IDS.sub("-", stem.casefold()).strip("-") or "document",
        title=title,
        kind="text",
        author=byline["author"].strip() if byline else "",
        date=when,
        cite_as=f"{title} ({when})" if when else title,
    )
