"""Reading batches of questions."""

import io
import sys
from pathlib import Path

import pytest

from corpus.errors import QuestionError
from ui.batch import Asked, read_batch


def _batch(tmp_path: Path, *lines: str | bytes) -> list[Asked]:
    content = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    (tmp_path / "batch.jsonl").write_bytes(content)
    return list(read_batch(str(tmp_path / "batch.jsonl")))


def test_questions_in_order(tmp_path: Path) -> None:
    """Each with its id, text or whole number; other members are ignored."""
    asked = _batch(
        tmp_path,
        '{"id": "a", "question": "What?"}',
        '{"question": "Wo ist der Kessel – “dort”?", "id": 7, "kind": "prose"}',
        '{"id": 0, "question": "Why?"}',
    )
    assert asked == [Asked("a", "What?"), Asked(7, "Wo ist der Kessel – “dort”?"), Asked(0, "Why?")]
    assert [type(one.id) for one in asked] == [str, int, int]


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    """Also at the end, and with line ends of another system."""
    assert _batch(tmp_path, "", '{"id": 1, "question": "a"}\r', "  ", '{"id": 2, "question": "b"}', "") == [
        Asked(1, "a"),
        Asked(2, "b"),
    ]


def test_an_empty_batch(tmp_path: Path) -> None:
    """No questions, no fault."""
    assert _batch(tmp_path) == []


def test_a_question_without_id(tmp_path: Path) -> None:
    """It is asked all the same."""
    assert _batch(tmp_path, '{"question": "What?"}') == [Asked(None, "What?")]


@pytest.mark.parametrize(
    "line",
    [
        "What?",
        "{",
        "[]",
        "7",
        "null",
        '"question"',
        "{}",
        '{"id": 1}',
        "[" * 100_000,
        b'{"id": 1, "question": "\xff"}',
        '{"id": 1, "question": null}',
        '{"id": 1, "question": 7}',
        '{"id": 1.5, "question": "What?"}',
        '{"id": [], "question": "What?"}',
        '{"id": true, "question": "What?"}',
        '{"id": 1, "question": ""}',
        '{"id": 1, "question": " ?! "}',
        '{"id": 1, "question": "\\ud800 kettle"}',
        '{"id": 1, "question": "' + "a" * 3000 + '"}',
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str | bytes) -> None:
    """File and number of the line, counted from 1 with blank ones; the lines before it are good."""
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b'{"id": 1, "question": "a"}\n\n' + (line if isinstance(line, bytes) else line.encode()) + b"\n")
    batch = read_batch(str(path))
    assert next(batch) == Asked(1, "a")
    with pytest.raises(QuestionError, match=r"batch.jsonl, line 3: [^\n]+\Z"):
        next(batch)


@pytest.mark.parametrize(("name", "reason"), [("missing.jsonl", "No such file"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    """The name and the reason."""
    with pytest.raises(QuestionError, match=f"cannot read {tmp_path / name}: {reason}"):
        list(read_batch(str(tmp_path / name)))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read line by line, and named so in errors."""
    lines = io.TextIOWrapper(io.BytesIO(b'{"id": 1, "question": "a"}\nnonsense\n'))
    monkeypatch.setattr(sys, "stdin", lines)
    batch = read_batch("-")
    assert next(batch) == Asked(1, "a")
    with pytest.raises(QuestionError, match="standard input, line 2"):
        next(batch)
