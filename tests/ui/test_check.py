"""The commands `verse check` and `verse cite` as people and scripts see them."""

import json
from pathlib import Path

import pytest

from tests.ui.running import Verse

GOOD = "It held a good many: “We held 164 interviews” (p. 5).\n"
BAD = "It held a good many: “We held 163 interviews” (p. 5).\n"
KEYS = {"text", "start", "end", "verdict", "claimed_page", "matches", "difference", "suggestion"}


@pytest.mark.parametrize(("draft", "status"), [(GOOD, 0), (BAD, 1), ("No quotations here.\n", 0)])
def test_exit_status(verse: Verse, draft: str, status: int) -> None:
    """0 all good, also where nothing is quoted; 1 something to mend."""
    result = verse("check", "-", given=draft)
    assert (result.status, result.err) == (status, "")


def test_json(verse: Verse) -> None:
    """The Check of the contract: offsets into the draft, the claimed page, the difference, what to write."""
    result = verse("check", "-", "--json", given=BAD)
    (found,) = result.records[0]["quotations"]
    assert set(found) >= KEYS
    assert BAD[found["start"] : found["end"]] == found["text"] == "We held 163 interviews"
    assert (found["verdict"], found["claimed_page"]) == ("altered", 5)
    assert found["difference"] == [["replace", "163", "164"]]
    assert found["matches"][0]["text"] == "We held 164 interviews"
    assert "“We held 164 interviews”" in found["suggestion"]


def test_words(verse: Verse) -> None:
    """Verdict in words, place, difference and mend; a count at the end."""
    out = verse("check", "-", given=BAD).out
    for words in (
        "words differ (a number differs), line 1",
        "“163” → “164”",
        "p. 5",
        "write:",
        "1 quotation, 1 to mend.",
    ):
        assert words in out


def test_no_quotations(verse: Verse) -> None:
    """One clear line."""
    assert verse("check", "-", given="Nothing.").out == "No quotations were found in standard input.\n"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("a.docx", b"no", "damaged"), ("a.pdf", b"%PDF", "no draft"), ("a.md", b"\xff\xff", "not UTF-8")],
)
def test_errors(verse: Verse, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """One line on standard error, status 2."""
    (tmp_path / name).write_bytes(content)
    result = verse("check", str(tmp_path / name))
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert reason in result.err


def test_fix_and_receipts(verse: Verse, tmp_path: Path) -> None:
    """A mended copy that is all good; receipts that stand; neither overwrites."""
    draft, out, receipts = tmp_path / "d.md", tmp_path / "o.md", tmp_path / "r.jsonl"
    draft.write_text(BAD, "utf-8")
    result = verse("check", str(draft), "--fix", str(out), "--receipts", str(receipts))
    assert (result.status, str(out) in result.err) == (1, True)
    assert out.read_text("utf-8") == GOOD
    assert verse("check", str(out)).status == 0
    verified = verse("check", str(receipts), "--json")
    assert (verified.status, verified.records[0]["receipts"][0]["state"]) == (0, "stands")
    assert "stands: word for word" in verse("check", str(receipts)).out
    again = verse("check", str(draft), "--fix", str(out))
    assert (again.status, "is not overwritten" in again.err) == (2, True)
    again = verse("check", str(draft), "--receipts", str(receipts))
    assert (again.status, "is not overwritten" in again.err) == (2, True)


def test_cite(verse: Verse, tmp_path: Path) -> None:
    """Words, a receipt, or a document alone, in the style asked for."""
    cited = verse("cite", "We held 164 interviews", "--style", "harvard")
    assert (cited.status, cited.out) == (0, "“We held 164 interviews” (Okafor, 2024, p. 5)\n")
    proof = verse("cite", "We held 164 interviews", "--export", "receipt")
    (tmp_path / "r.json").write_text(proof.out, "utf-8")
    assert verse("cite", "--receipt", str(tmp_path / "r.json"), "--style", "apa").out.endswith("(Okafor, 2024, p. 5)\n")
    record = verse("cite", "We held 164 interviews", "--document", "okafor-review", "--json").records[0]
    assert record["quote"]["document"] == "okafor-review"
    assert verse("cite", "--document", "okafor-review", "--export", "bibtex").out.startswith(
        "@techreport{okafor-review"
    )
    assert json.loads(verse("cite", "--document", "okafor-review", "--export", "csl-json").out)[0]["type"] == "report"
    assert verse("cite", "--document", "okafor-review", "--style", "harvard").out.startswith("Okafor, R. (2024)")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("cite", "We held 163 interviews"), 1, ""),
        (("cite",), 2, "give the words"),
        (("cite", "kettle", "--document", "none"), 2, "there are:"),
        (("cite", "kettle", "--style", "mla"), 2, "oscola"),
        (("cite", "--document", "okafor-review", "--export", "word"), 2, "bibtex"),
        (("check", "none.jsonl"), 2, "cannot read"),
    ],
)
def test_what_cannot_be_cited(verse: Verse, arguments: tuple[str, ...], status: int, said: str) -> None:
    """Words that are nowhere: 1; anything that cannot be done: one line and 2."""
    result = verse(*arguments)
    assert result.status == status
    assert said in result.err
