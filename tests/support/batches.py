"""Commands that meet in one batch: the head of the log is held until all of them wait."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

from contracts.language.messages import Answer
from services.chassis.log import QUERIES
from services.chassis.runtime import Runtime
from tests.support.counters import Count, post
from tests.support.lab import Lab, eventually
from tests.support.stack import DatabaseUrls


async def held(lab: Lab, urls: DatabaseUrls) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection that holds the end of the log: nobody appends until it is closed."""
    owner = await lab.connection(urls.owner)
    await owner.execute("begin")
    await owner.fetchrow(QUERIES.hold_head)
    return owner


async def in_one_batch(
    lab: Lab, urls: DatabaseUrls, runtime: Runtime, posts: Sequence[Any]
) -> list[Answer | Exception]:
    """Send posts while the committer is held up by an earlier command, so that it takes them together."""
    holder = await held(lab, urls)
    first = asyncio.ensure_future(runtime.committer.submit(post(Count(counter="before"))))
    await waiting_for_the_head(holder)
    rest = [asyncio.ensure_future(runtime.committer.submit(p)) for p in posts]
    await asyncio.sleep(0)
    await holder.execute("rollback")
    await first
    return list(await asyncio.gather(*rest, return_exceptions=True))  # type: ignore[arg-type]  # none of them is a BaseException


async def waiting_for_the_head(watcher: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Until somebody waits for the end of the log."""

    async def waits() -> bool:
        return bool(await watcher.fetchval("select exists (select from pg_locks where not granted)"))

    await eventually(waits)
