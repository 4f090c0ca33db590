"""How the building of an index is shown."""

import io

import pytest
from rich.console import Console

from ui.progress import ProgressBar


def _console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=terminal, width=100), out


def test_a_terminal_sees_a_bar_for_each_stage() -> None:
    """With how much is done, of how much, and the time."""
    console, out = _console(terminal=True)
    with ProgressBar(console) as bar:
        encode = bar.stage("encoding")
        encode(3, 10)
        encode(10, 10)
        bar.stage("writing")(1, 2)
    shown = out.getvalue()
    assert "building the index: encoding" in shown
    assert "building the index: writing" in shown
    assert "10/10" in shown
    assert "1/2" in shown
    assert "\x1b[?25h" in shown  # the cursor is back


def test_a_pipe_sees_a_line_for_each_stage() -> None:
    """No bar, no colour, no more lines than stages."""
    console, out = _console(terminal=False)
    with ProgressBar(console) as bar:
        for name in ("encoding", "writing"):
            bar.stage(name)(1, 1)
    assert out.getvalue() == "building the index: encoding ...\nbuilding the index: writing ...\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_without_stages_nothing_is_shown(terminal: bool) -> None:  # noqa: FBT001 a parameter
    """An index that is ready makes no noise."""
    console, out = _console(terminal=terminal)
    with ProgressBar(console):
        pass
    assert out.getvalue() == ""


def test_an_interruption_gives_the_terminal_back() -> None:
    """The bar is taken down whatever happens."""
    console, out = _console(terminal=True)
    bar = ProgressBar(console)

    def build() -> None:
        with bar:
            bar.stage("encoding")(1, 10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build()
    assert out.getvalue().rstrip().endswith("\x1b[?25h")
