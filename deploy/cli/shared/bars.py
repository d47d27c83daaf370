"""Progress bars on stderr: one for an import, one for each subject of a check or a rebuild."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:  # an import needs the bar alone, and not all that a rebuild is made of
    from services.chassis.views.builds import Progress as Report


class Bar(AbstractContextManager["Bar"]):
    """A progress bar on stderr; says nothing when `quiet`."""

    def __init__(self, title: str, size: int, *, quiet: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True)
        self._title = title
        self._task = self._progress.add_task(title, total=max(size, 1))

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def at(self, done: int) -> None:
        """So much of `size` is done, in its unit."""
        self._progress.update(self._task, completed=done)

    def trouble(self, why: str | None) -> None:
        """Show in the title's place why nothing moves; None when it moves again."""
        self._progress.update(self._task, description=f"{why}，正在重试" if why else self._title)


@contextmanager
def progress(quiet: bool) -> Iterator["Report"]:
    """A bar for each subject, on stderr; nothing when `quiet`."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as bars:
        known: dict[str, TaskID] = {}

        def report(subject: str, position: int, upto: int) -> None:
            if subject not in known:
                known[subject] = bars.add_task(subject, total=upto)
            bars.update(known[subject], completed=position, total=upto)

        yield report
