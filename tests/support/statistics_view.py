"""A build of the statistics view by itself, for tests of what it counts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from contracts.language.periods import SHANGHAI
from contracts.wire.event import Recorded
from services.reporting.forms.definition import Form
from services.reporting.forms.reading import shipped_forms
from services.reporting.statistics.view import STATISTICS, fold
from services.reporting.tables.cut import Cut
from services.reporting.tables.fill import fill
from services.reporting.tables.trace import trace
from tests.support.ledger_events import recorded

Connection = asyncpg.Connection


async def build(url: str, schema: str, batches: Sequence[Sequence[Recorded]]) -> Connection:
    """A connection whose search_path is a new build in `schema`, with the batches folded in."""
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {schema}")
    await connection.execute(f"SET search_path = {schema}")
    await connection.execute(STATISTICS.tables)
    for batch in batches:
        async with connection.transaction():
            await fold(connection, batch)
    return connection


@asynccontextmanager
async def passing_build(url: str, schema: str, batches: Sequence[Sequence[Recorded]] = ()) -> AsyncIterator[Connection]:
    """Like `build`, and gone afterwards."""
    connection = await build(url, schema, batches)
    try:
        yield connection
    finally:
        await connection.execute(f"DROP SCHEMA {schema} CASCADE")
        await connection.close()


async def folded(connection: Connection, events: Sequence[Recorded]) -> None:
    """Fold one batch in, in a transaction of its own."""
    async with connection.transaction():
        await fold(connection, events)


def batches_of(events: Sequence[Recorded], size: int = 1000) -> list[Sequence[Recorded]]:
    """The events in batches, in their order."""
    return [events[start : start + size] for start in range(0, len(events), size)]


async def assert_traces_add_up(
    connection: Connection, form: Form, region: str, period: str, cut: Cut | None = None
) -> None:
    """Every cell of the table is the sum of its trace, which lists no fact twice."""
    table = await fill(connection, form, region, period, cut=cut, optional=True)
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            found = await trace(connection, form, region, period, row.number, column.name, cut=cut)
            assert (found.row_name, found.cell) == (row.name, cell)
            width = len(cell.values)
            assert tuple(sum(e.counted[n] for e in found.entries) for n in range(width)) == cell.values
            assert len({(e.source, e.position) for e in found.entries}) == len(found.entries)


async def figure(
    connection: Connection,
    region: str,
    row: int,
    *,
    form: str = "half-month",
    period: str = "2010-04A",
    column: int = 0,
) -> str:
    """One figure of a table, the half-monthly one if no other is named, as it is printed; `column` counts from 0."""
    table = await fill(connection, shipped_forms()[form], region, period, optional=True)
    return table.rows[row - 1].cells[column].text


def consultation(source_position: int, region: str, day: str = "2010-04-02T10:00", **more: str) -> Recorded:
    """A consultation given on a day (Shanghai time)."""
    data = {"provider": "lawyer", "worker": "律001", "channel": "visit", "quantity": 1, "people": 1}
    when = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return recorded("intake", source_position, "consultation-recorded", data, day=when, region=region, **more)


def aid_case(position: int, region: str, event_type: str = "case-registered", **more: object) -> Recorded:
    """A legal-aid case of 2 April 2010."""
    data = {"provider": "lawyer", "worker": "律001", "people": 1, "grouped": False, **more}
    when = datetime(2010, 4, 2, 10, tzinfo=SHANGHAI)
    return recorded("casework", position, event_type, data, day=when, region=region)
