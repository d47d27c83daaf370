"""One at a time: of several processes of a service, one follows a stream, the others stand by.

The lead is a session-level advisory lock on a connection of its own. A leader that dies loses its session, and with it the
lock. A leader that only hangs does no harm, because every step also moves the checkpoint by compare-and-set.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg

from services.chassis.failures import DATABASE_FAILURES
from services.chassis.log.store import Connection


@contextlib.asynccontextmanager
async def lead(pool: asyncpg.Pool, role: str, stopping: asyncio.Event) -> "AsyncIterator[Connection | None]":
    """Hold the lead in `role`; waits for it. Gives None when it is time to stop."""
    async with pool.acquire() as connection:
        while not stopping.is_set():
            if await connection.fetchval("select pg_try_advisory_lock(hashtextextended($1, 7231))", role):
                try:
                    yield connection
                finally:
                    with contextlib.suppress(*DATABASE_FAILURES):
                        await connection.execute("select pg_advisory_unlock(hashtextextended($1, 7231))", role)
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), 1.0)
        yield None
