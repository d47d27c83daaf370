"""The event table as Python sees it: one way in, a few ways to read."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import asyncpg

from contracts.wire.event import NewEvent, Recorded
from services.chassis.log import QUERIES
from services.chassis.log.chain import digest, micros

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


_RS = "\x1e"
"""Separates the values of a column; see services/chassis/migrations/0002_before_append.sql."""


class Conflict(Exception):
    """Somebody else appended to one of the streams, or one of the commands has been done already."""


@dataclass(slots=True)
class NewReceipt:
    """What became of a command. `last` is the ordinal of its last event in the append; 0 when it made none."""

    command_id: UUID
    request: bytes
    stream: str
    version: int
    last: int
    code: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Append:
    """What one transaction adds to the log: events in order, each stream's from its next version on."""

    events: list[NewEvent] = field(default_factory=list)
    receipts: list[NewReceipt] = field(default_factory=list)


async def append(connection: Connection, new: Append) -> tuple[int, datetime]:
    """Append all or nothing; the position before the first new event and the time of recording. Raises Conflict."""
    events = new.events
    done = [r for r in new.receipts if r.last]
    eventless = [r for r in new.receipts if not r.last]
    try:
        row = await connection.fetchrow(
            QUERIES.append,
            _RS.join([e.stream for e in events]),
            _RS.join([str(e.version) for e in events]),
            [e.event_id for e in events],
            _RS.join([e.type for e in events]),
            _RS.join([str(e.schema) for e in events]),
            _RS.join([str(micros(e.occurred_at)) for e in events]),
            _RS.join([e.actor for e in events]),
            _RS.join([e.org for e in events]),
            _RS.join([e.region for e in events]),
            [e.command_id for e in events],
            [None if e.correlation_id is e.command_id else e.correlation_id for e in events],
            [None if e.causation_id is e.command_id else e.causation_id for e in events],
            _RS.join([e.data for e in events]),
            b"".join([digest(e) for e in events]),
            [r.command_id for r in done],
            b"".join([r.request for r in done]),
            _RS.join([str(r.last) for r in done]),
            json.dumps([_eventless(r) for r in eventless]) if eventless else None,
        )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(error.constraint_name or "") from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == "ES001":
            raise Conflict("expected version") from error
        raise
    assert row is not None  # a function with OUT parameters always gives its row
    return row["base"], row["stamp"]


def _eventless(r: NewReceipt) -> dict[str, object]:
    return {
        "command_id": str(r.command_id), "request": r.request.hex(), "stream": r.stream, "version": r.version,
        "code": r.code, "reason": r.reason,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log."""

    position: int
    hash: bytes


async def head(connection: "Connection | asyncpg.Pool") -> Head:
    """Where the log ends now."""
    row = await connection.fetchrow(QUERIES.head)
    assert row is not None  # the table has one row
    return Head(row["position"], row["hash"])


async def load(connection: Connection, source: str, streams: Iterable[str]) -> dict[str, list[Recorded]]:
    """The events of some streams, each in order; a stream without events is missing."""
    found: dict[str, list[Recorded]] = defaultdict(list)
    for row in await connection.fetch(QUERIES.load, list(streams)):
        found[row["stream"]].append(Recorded(*row.values(), source=source))
    return found


async def tail(connection: "Connection | asyncpg.Pool", source: str, after: int, limit: int) -> list[Recorded]:
    """The next events after a position, in log order, without gaps."""
    return [Recorded(*row.values(), source=source) for row in await connection.fetch(QUERIES.tail, after, limit)]


async def made_by(connection: Connection, source: str, commands: Sequence[UUID]) -> list[Recorded]:
    """The events that some commands made, in log order."""
    return [
        Recorded(*row.values(), source=source) for row in await connection.fetch(QUERIES.by_command, list(commands))
    ]
