"""Appending alone: our append with its promises, beside rows put into a plain table as fast as one connection can."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import uvloop

from contracts.intake import COMMANDS
from contracts.wire.event import NewEvent, Recorded
from services.chassis.commands.committer import Committer
from services.chassis.commands.door import Door
from services.chassis.ids import uuid7
from services.chassis.log import store
from services.chassis.log.store import Append, NewReceipt
from services.chassis.migrate import migrate
from services.chassis.privacy.keys import Keys
from services.chassis.privacy.sealer import Sealer
from services.intake.activity.decider import ACTIVITY
from services.intake.consultation.decider import CONSULTATION
from tests.bench.measuring import Readings
from tests.bench.posts import Sent, draw
from tests.bench.servers import Servers

ROWS = 1000
"""In one transaction, for us and for the limit."""

INSERT = """
insert into plain (stream_id, version, event_id, type, occurred_at, correlation_id, causation_id, data)
select * from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::timestamptz[],
                     $6::uuid[], $7::uuid[], $8::jsonb[])
"""


def limit(servers: Servers, count: int) -> Readings:
    """asyncpg, one connection, unnest of 1,000 rows per transaction, the columns made before the clock starts."""
    return uvloop.run(_limit(servers, count))


def append(servers: Servers, count: int) -> Readings:
    """`store.append` of 1,000 one-event commands per transaction: versions checked, receipts, hash chain."""
    return uvloop.run(_append(servers, count))


def commit(servers: Servers, count: int) -> Readings:
    """The whole committer: bytes in, validated, decided, appended, every command answered."""
    return uvloop.run(_commit(servers, count))


async def _limit(servers: Servers, count: int) -> Readings:
    urls = servers.postgres.fresh_database("intake")
    connection = await asyncpg.connect(urls.admin)
    await connection.execute(Path(__file__).with_name("limit.sql").read_text("utf-8"))
    insert = await connection.prepare(INSERT)
    batches = [_columns(draw(n)) for n in _sizes(count)]
    began = time.perf_counter()
    for columns in batches:
        await insert.fetch(*columns)
    seconds = time.perf_counter() - began
    assert await connection.fetchval("select count(*) from plain") == count
    await connection.close()
    servers.postgres.drop_database(urls.name)
    return {"limit": (count / seconds, "rows/s")}


async def _append(servers: Servers, count: int) -> Readings:
    urls = servers.postgres.fresh_database("intake")
    await migrate(urls.owner, "intake", ())
    connection = await asyncpg.connect(urls.service)
    batches = [_events(draw(n)) for n in _sizes(count)]
    began = time.perf_counter()
    for batch in batches:
        await store.append(connection, batch)
    seconds = time.perf_counter() - began
    assert await connection.fetchval("select position from kernel.log_head") == count
    assert await connection.fetchval("select count(*) from kernel.receipt") == count
    await connection.close()
    servers.postgres.drop_database(urls.name)
    return {"append": (count / seconds, "events/s")}


async def _commit(servers: Servers, count: int) -> Readings:
    urls = servers.postgres.fresh_database("intake")
    await migrate(urls.owner, "intake", ())
    pool = await asyncpg.create_pool(urls.service, min_size=2, max_size=4)
    keys = Keys(Path(tempfile.mkdtemp(dir=servers.folder)))
    committer = Committer("intake", pool, [ACTIVITY, CONSULTATION], Sealer(pool, keys), _no_views, [], ROWS)
    door = Door(COMMANDS, committer, pool, {})
    running = asyncio.create_task(committer.run())
    posts = draw(count)
    began = time.perf_counter()
    for first in range(0, count, 2 * ROWS):
        batch = posts[first : first + 2 * ROWS]
        answers = await asyncio.gather(*[await committer.enter(door.read(post.command, post.body)) for post in batch])
        assert all(answer.status == "accepted" for answer in answers)
    seconds = time.perf_counter() - began
    committer.stop()
    await running
    assert await pool.fetchval("select position from kernel.log_head") == count
    await pool.close()
    servers.postgres.drop_database(urls.name)
    return {"commit": (count / seconds, "commands/s")}


async def _no_views(_connection: store.Connection, _events: Sequence[Recorded]) -> None:
    """The benchmark's commands make no event that an inline view takes."""


def _sizes(count: int) -> list[int]:
    return [min(ROWS, count - first) for first in range(0, count, ROWS)]


def _columns(posts: list[Sent]) -> list[Sequence[object]]:
    now, ids = datetime.now(UTC), [uuid4() for _ in posts]
    n = len(posts)
    streams = [f"activity-{one}" for one in ids]
    return [streams, [1] * n, ids, ["activity-recorded"] * n, [now] * n, ids, ids, [_data(post) for post in posts]]


def _events(posts: list[Sent]) -> Append:
    now, new = datetime.now(UTC), Append()
    for n, post in enumerate(posts, 1):
        one: UUID = uuid4()
        stream = f"activity-{one}"
        data, kind = _data(post), "activity-recorded"
        new.events.append(
            NewEvent(stream, 1, uuid7(), kind, 1, now, "律033", post.org, post.org[:-2], one, one, one, data)
        )
        new.receipts.append(NewReceipt(one, one.bytes * 2, stream, 1, n))
    return new


def _data(post: Sent) -> str:
    """The event's part of a post's body, as JSON text: the same for the limit and for us."""
    return post.body[post.body.index(b'"data": ') + 8 : -1].decode()
