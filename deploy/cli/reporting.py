"""What `yingyuan report` does: asks the reporting service over the front door, and shows what it says."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from contracts.reporting.tables import Table, Trace, TraceEntry
from deploy.cli.catching_up import wait_for_statistics
from deploy.local.errors import OperatorError

PAGE = 10_000
"""Facts in one page of a trace."""
PAPER_WIDTH = 120
_TIMEOUT = httpx.Timeout(120.0, connect=5.0)


class NotReported(OperatorError):
    """The service has no answer, and says why."""


@contextmanager
def session(address: str, *, wait: bool) -> Iterator[httpx.Client]:
    """A connection to the stack; with `wait`, once its statistics have counted everything recorded so far."""
    with httpx.Client(base_url=address, timeout=_TIMEOUT, trust_env=False) as client:
        if wait:
            wait_for_statistics(client)
        yield client


def fetch_table(client: httpx.Client, form: str, region: str, period: str, format: str, as_of: str | None) -> bytes:
    """The table as the service renders it; NotReported with the service's reason."""
    return _get(client, _path(form, region, period), {"format": format, "as_of": as_of})


def fetch_trace(
    client: httpx.Client, form: str, region: str, period: str, row: int, column: str, as_of: str | None
) -> Trace:
    """The whole trace, all pages of it; NotReported with the service's reason."""
    path = f"{_path(form, region, period)}/trace"
    entries: list[TraceEntry] = []
    offset: int | None = 0
    while True:
        asked: dict[str, str | int | None] = {
            "row": row,
            "column": column,
            "as_of": as_of,
            "offset": offset,
            "limit": PAGE,
        }
        page = Trace.model_validate_json(_get(client, path, asked))
        entries += page.entries
        offset = page.next_offset
        if offset is None:
            return page.model_copy(update={"entries": tuple(entries), "offset": 0})


def show_table(content: bytes, output: Path | None) -> None:
    """Draw the table on the terminal (or into a file, without colours)."""
    table = Table.model_validate_json(content)
    grid = Grid()
    grid.add_column(table.item, no_wrap=True)
    for column in table.columns:
        grid.add_column(column.name, justify="right")
    for row in table.rows:
        grid.add_row(Text(row.name), *(cell.text for cell in row.cells))
    about = f"{table.region_name}（{table.region}）  {table.first_day} 至 {table.last_day}"
    about += f"  {table.due} 报送{table.receiver}"
    if table.as_of:
        about += f"  截至 {table.as_of}"
    # Where nobody looks (a file, a pipe) there is no window to fit into, and nothing may be cut off.
    console = Console(width=None if output is None and sys.stdout.isatty() else PAPER_WIDTH)
    with console.capture() as drawn:
        # Not as the grid's own title and caption: those are folded to its width.
        console.print(Text(f"{table.title}{table.subtitle}", style="bold"))
        console.print(Text(about))
        console.print(grid)
        console.print(Text(table.note))
    write(drawn.get().encode(), output)


def write(content: bytes, output: Path | None) -> None:
    """To the file, or to standard output, byte for byte."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise NotReported(f"写不了「{output}」：{error.strerror or error}。") from None


def _path(form: str, region: str, period: str) -> str:
    return "/api/reporting/forms/" + "/".join(quote(part, safe="") for part in (form, region, period))


def _get(client: httpx.Client, path: str, asked: Mapping[str, str | int | None]) -> bytes:
    try:
        answer = client.get(path, params={name: value for name, value in asked.items() if value is not None})
    except httpx.TransportError as error:
        raise NotReported(f"统计服务没有回应（{type(error).__name__}）。请运行 yingyuan doctor 查看原因。") from None
    if answer.status_code != httpx.codes.OK:
        raise NotReported(_reason(answer))
    return answer.content


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["reason"])
    except (ValueError, LookupError, TypeError):
        return f"统计服务出错（HTTP {answer.status_code}）。请运行 yingyuan doctor 查看原因。"
