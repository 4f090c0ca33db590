"""Sources as other programs read them: CSL-JSON, BibTeX, RIS."""

import json
import re
from collections.abc import Sequence
from typing import Any

from corpus.document import Source

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"
)  # fmt: skip
_DATE = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s)?(?P<month>{'|'.join(month[:3] for month in _MONTHS)})[a-z]*\.?\s"
    r"(?:(?P<day_after>\d{1,2}),\s)?(?P<year>\d{4})"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_TITLED = re.compile(r"^(?:Sir|Dame|Dr|Mrs?|Ms|Prof(?:essor)?|Rev(?:erend)?)\.?\s+")
_PEER = re.compile(r"^(?:Baroness|Lord|Lady|Viscount|Earl)\s+(?P<name>[\w'’-]+)")
_CSL_TYPES = {"report": "report", "article": "article-newspaper", "thread": "webpage", "text": "document"}
_BIBTEX_TYPES = {"report": "techreport", "article": "article", "thread": "misc", "text": "misc"}
_RIS_TYPES = {"report": "RPRT", "article": "NEWS", "thread": "ICOMM", "text": "GEN"}


def date_parts(date: str) -> list[int]:
    """Year, and month and day where they are given; empty for no date."""
    match = _DATE.search(date)
    if match is None:
        year = _YEAR.search(date)
        return [int(year[0])] if year else []
    month = 1 + next(number for number, name in enumerate(_MONTHS) if name.startswith(match["month"]))
    day = match["day"] or match["day_after"]
    return [int(match["year"]), month, *([int(day)] if day else [])]


def csl_item(source: Source, *, short_author: bool = False) -> dict[str, Any]:
    """The source as an item of CSL-JSON; `short_author` gives a peer's name as author-date styles do (`Casey`)."""
    item: dict[str, Any] = {"id": source.id, "type": _CSL_TYPES.get(source.kind, "document"), "title": source.title}
    if source.author:
        item["author"] = [_csl_name(source.author, short=short_author)]
    if source.publisher:
        item["container-title" if source.kind == "article" else "publisher"] = source.publisher
    if parts := date_parts(source.date):
        item["issued"] = {"date-parts": [parts]}
    return item


def _csl_name(author: str, *, short: bool) -> dict[str, str]:
    peer = _PEER.match(author)
    if peer:
        return {"family": peer["name"]} if short else {"literal": author}
    given, _, family = _TITLED.sub("", author).rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": author}


def to_csl_json(sources: Sequence[Source]) -> str:
    """The sources as CSL-JSON, which Zotero and most reference managers read."""
    return json.dumps([csl_item(source) for source in sources], ensure_ascii=False, indent=1) + "\n"


def to_bibtex(sources: Sequence[Source]) -> str:
    """The sources as BibTeX entries."""
    return "\n".join(_bibtex(source) for source in sources)


def _bibtex(source: Source) -> str:
    parts = date_parts(source.date)
    publisher = {"report": "institution", "article": "journal"}.get(source.kind, "howpublished")
    fields = {
        "title": f"{{{_escaped(source.title)}}}",
        "author": f"{{{_escaped(source.author)}}}" if source.author else "",
        publisher: _escaped(source.publisher),
        "year": str(parts[0]) if parts else "",
        "month": _MONTHS[parts[1] - 1][:3].casefold() if len(parts) > 1 else "",
        "note": f"SHA-256 {source.sha256}" if source.sha256 else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = _BIBTEX_TYPES.get(source.kind, "misc")
    return f"@{kind}{{{source.id},\n" + ",\n".join(lines) + "\n}\n"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)


def to_ris(sources: Sequence[Source]) -> str:
    """The sources as RIS records."""
    return "\n".join(_ris(source) for source in sources)


def _ris(source: Source) -> str:
    parts = date_parts(source.date)
    name = _csl_name(source.author, short=False) if source.author else {}
    author = ", ".join(name[part] for part in ("family", "given") if part in name) or name.get("literal", "")
    fields = [
        ("TY", _RIS_TYPES.get(source.kind, "GEN")),
        ("ID", source.id),
        ("TI", source.title),
        ("AU", author),
        ("JO" if source.kind == "article" else "PB", source.publisher),
        ("PY", str(parts[0]) if parts else ""),
        ("DA", "/".join(f"{part:02}" for part in parts) + "/" * (4 - len(parts)) if parts else ""),
        ("N1", f"SHA-256 {source.sha256}" if source.sha256 else ""),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"
