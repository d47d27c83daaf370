"""Posts a ledger (台账): rows of a file to posts, answers to a tally."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer
import uvloop

from deploy.cli.shared.bars import Bar
from deploy.cli.shared.sender import Outgoing, Sender, Verdict
from deploy.cli.shared.tally import Refused, Tally
from deploy.local.errors import OperatorError
from services.chassis.sheets.table import Row, Unreadable
from services.intake.ledger.entries import Refusal, read_entry
from services.intake.ledger.file import open_ledger

Key = tuple[int, str]
"""Line and 编号 of an entry."""


def post_ledger(file: Path, address: str, tally: Tally, *, quiet: bool) -> None:
    """Post every entry of the file to the stack at `address`; every row is counted in `tally`, as it is settled.

    OperatorError when the file cannot be read, NotSent when the service stays silent: `tally` says how far it came.
    """
    try:
        table = open_ledger(file)
    except Unreadable as error:
        raise OperatorError(str(error)) from None
    for warning in table.warnings:
        typer.echo(f"注意：{warning}", err=True)

    def settle(entry: Key, verdict: Verdict) -> None:
        line, number = entry
        if verdict.status == "accepted":
            tally.accepted += 1
        elif verdict.status == "repeated":
            tally.repeated += 1
        else:
            tally.refused.append(Refused(line, number, _reason(number, verdict)))

    with Bar("导入台账", table.size, quiet=quiet) as bar:
        sender = Sender(f"{address}/api/intake/commands", settle, bar.trouble)
        uvloop.run(sender.run(_outgoing(table.rows, tally, bar)))


def _outgoing(rows: Iterator[Row], tally: Tally, bar: Bar) -> Iterator[Outgoing[Key]]:
    """The posts of the rows; a row that makes none is refused here and now."""
    now = datetime.now(UTC)
    for count, row in enumerate(rows):
        entry = read_entry(row, now)
        if isinstance(entry, Refusal):
            tally.refused.append(Refused(entry.line, entry.number, entry.reason))
        else:
            key = entry.post.command_id
            # The id chooses the lane: two entries under one number are answered in the order of their lines.
            yield Outgoing((entry.line, entry.number), key, entry.command, entry.body(), lane=key.int)
        if count % 100 == 0:
            bar.at(row.at)


def _reason(number: str, verdict: Verdict) -> str:
    """The service speaks of commands; the person here knows the ledger's numbers."""
    if verdict.code == "command-reused":
        return f"编号「{number[:64]}」已登记过，内容不同；原来的登记没有变。如需更正，请另用新编号登记"
    return verdict.reason or ""
