"""The event table as Python sees it: one way in, a few ways to read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg

from services.chassis.chain import digest
from services.chassis.recorded import Recorded
from services.chassis.sql import QUERIES

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class Conflict(Exception):
    """Somebody else appended to one of the streams, or one of the commands has been done already."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before it has a place."""

    stream: str
    version: int
    event_id: UUID
    type: str
    schema: int
    occurred_at: datetime
    actor: str
    org: str
    region: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    data: str


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """What became of a command; `last` is the ordinal of its last event in the append, 0 when it made none."""

    command_id: UUID
    request: bytes
    stream: str
    version: int
    last: int
    code: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Append:
    """What one transaction adds to the log."""

    expected: dict[str, int] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    receipts: list[NewReceipt] = field(default_factory=list)


async def append(connection: Connection, new: Append) -> tuple[int, datetime]:
    """Append all or nothing; the position before the first new event and the time of recording. Raises Conflict."""
    events, receipts = new.events, new.receipts
    try:
        row = await connection.fetchrow(
            QUERIES.append,
            list(new.expected),
            list(new.expected.values()),
            [e.stream for e in events],
            [e.version for e in events],
            [e.event_id for e in events],
            [e.type for e in events],
            [e.schema for e in events],
            [e.occurred_at for e in events],
            [e.actor for e in events],
            [e.org for e in events],
            [e.region for e in events],
            [e.command_id for e in events],
            [e.correlation_id for e in events],
            [e.causation_id for e in events],
            [e.data for e in events],
            [digest(e) for e in events],
            [r.command_id for r in receipts],
            [r.request for r in receipts],
            [r.stream for r in receipts],
            [r.version for r in receipts],
            [r.last for r in receipts],
            [r.code for r in receipts],
            [r.reason for r in receipts],
        )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(error.constraint_name or "") from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == "ES001":
            raise Conflict("expected version") from error
        raise
    assert row is not None  # a function with OUT parameters always gives its row
    return row["base"], row["stamp"]


async def load(connection: Connection, source: str, streams: Iterable[str]) -> dict[str, list[Recorded]]:
    """The events of some streams, each in order; a stream without events is missing."""
    found: dict[str, list[Recorded]] = defaultdict(list)
    for row in await connection.fetch(QUERIES.load, list(streams)):
        found[row["stream"]].append(Recorded(source, *row.values()))
    return found


async def tail(connection: Connection, source: str, after: int, limit: int) -> list[Recorded]:
    """The next events after a position, in log order, without gaps."""
    return [Recorded(source, *row.values()) for row in await connection.fetch(QUERIES.tail, after, limit)]


async def made_by(connection: Connection, source: str, commands: Sequence[UUID]) -> list[Recorded]:
    """The events that some commands made, in log order."""
    return [Recorded(source, *row.values()) for row in await connection.fetch(QUERIES.by_command, list(commands))]

