"""Show on standard error how the building of an index gets on."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from index.encoder import Progress as Advance


class ProgressBar:
    """A bar with an estimate of the time left for each stage; on a pipe, one line a stage."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress:
            self._progress.stop()

    def stage(self, name: str) -> Advance:
        """A stage begins; returns what to call with (done, all) as it gets on."""
        if not self._console.is_terminal:
            self._console.print(f"building the index: {name} ...", highlight=False)
            return _ignore
        if self._progress is None:
            self._progress = Progress(
                TextColumn("building the index: {task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._progress.start()
        progress, task = self._progress, self._progress.add_task(name, total=None)
        return lambda done, total: progress.update(task, completed=done, total=total)


def _ignore(done: int, total: int) -> None:
    del done, total
