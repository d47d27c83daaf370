"""What `yingyuan report` shows: a table drawn on the terminal, or bytes as they come, there or in a file."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from contracts.reporting.tables import Table
from deploy.cli.report.client import NotReported

PAPER_WIDTH = 120


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
