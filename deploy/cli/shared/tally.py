"""The tally of an import: what became of every row, told on the screen, as JSON and as a list of refusals."""

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.cli.shared.sender import NotSent
from deploy.local.errors import OperatorError

SHOWN = 50
"""Refusals in the table on the screen; more go to a file, on request."""


@dataclass(frozen=True, slots=True, order=True)
class Refused:
    """One line that was not taken: its line in the file, its 编号 (or code) and why, in Chinese."""

    line: int
    number: str
    reason: str


@dataclass(slots=True)
class Tally:
    """Every row ends up in exactly one of the three."""

    accepted: int = 0
    repeated: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.accepted + self.repeated + len(self.refused)

    def as_json(self) -> str:
        """`{"accepted": n, "repeated": n, "refused": [{"line": n, "number": …, "reason": …}]}`, refusals by line."""
        refused = [{"line": r.line, "number": r.number, "reason": r.reason} for r in sorted(self.refused)]
        return json.dumps(
            {"accepted": self.accepted, "repeated": self.repeated, "refused": refused}, ensure_ascii=False
        )

    @property
    def exit_code(self) -> int:
        """0 when every row was taken, now or before; 2 when some were refused."""
        return 2 if self.refused else 0


def summary(tally: Tally, things: str) -> str:
    """The result in one sentence; `things` is what was imported, such as 条登记."""
    refused = len(tally.refused)
    if tally.total == 0:
        return f"文件里只有表头，没有一{things}。"
    if tally.repeated == tally.total:
        return f"全部 {tally.total} {things}都已登记过，没有变化。"
    if tally.accepted == tally.total:
        return f"全部 {tally.total} {things}都已收下。"
    words = [f"收下 {tally.accepted} {things}"]
    if tally.repeated:
        words.append(f"{tally.repeated} {things}以前已登记过（没有变化）")
    if refused:
        words.append(f"{refused} {things}没有收下")
    return "，".join(words) + "。"


def show(tally: Tally, things: str, columns: tuple[str, str, str]) -> None:
    """The summary, and below it the refusals, the first fifty in full."""
    console = Console()
    console.print(Text(summary(tally, things)))
    if not tally.refused:
        return
    table = Table(*columns, show_lines=False)
    for refused in sorted(tally.refused)[:SHOWN]:
        table.add_row(Text(str(refused.line)), Text(refused.number[:40]), Text(refused.reason))
    console.print(table)


def write_refused(path: Path, refused: Sequence[Refused], columns: tuple[str, str, str]) -> None:
    """All refusals as a CSV for a spreadsheet (UTF-8 with BOM, so that Excel reads it)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows((r.line, harmless(r.number), harmless(r.reason)) for r in sorted(refused))


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP ASVS 5.0 1.2.10): what came from a file may be an attack."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")) else text


@contextmanager
def interrupted(tally: Tally) -> Iterator[None]:
    """An import that stops half way, by Ctrl-C or for want of an answer, says where it stands and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise OperatorError(f"已中断。{_so_far(tally)}") from None
    except NotSent as error:
        raise OperatorError(f"{error}\n{_so_far(tally)}") from None


def _so_far(tally: Tally) -> str:
    return (
        f"到现在为止收下 {tally.accepted} 条，以前已登记 {tally.repeated} 条，没有收下 {len(tally.refused)} 条。"
        "再运行一次同样的命令就会接着做完，已收下的不会重复计数。"
    )
