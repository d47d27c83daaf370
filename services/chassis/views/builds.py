"""Builds of views: made beside the live one, put in its place in one transaction, compared by digest."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import asyncpg
import structlog

from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES as BUS_QUERIES
from services.chassis.failures import DATABASE_FAILURES
from services.chassis.ids import uuid7
from services.chassis.log import QUERIES as LOG_QUERIES
from services.chassis.log.store import Connection, head
from services.chassis.views import QUERIES
from services.chassis.views.sources import from_table
from services.chassis.views.view import ALL, View

log = structlog.get_logger()

SETTLE_SECONDS = 2.0
"""Between two settlings of a live view."""

SETTLE_ROWS = 50_000
"""Settled in one transaction of a live view."""

OLD_READERS_SECONDS = 60
"""How long a rebuild waits for transactions that still read the old build."""

Read = Callable[[str, int, int], AsyncIterator[list[Recorded]]]
"""read(source, after, upto): the events of a log in order, from after+1 to upto, in batches."""

Progress = Callable[[str, int, int], None]
"""progress(source, position, upto)"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild: `digest` of the new build at `positions`, and `before`, that of the old build there."""

    view: str
    positions: dict[str, int]
    digest: str
    before: str | None

    @property
    def same(self) -> bool:
        return self.before is None or self.digest == self.before


async def ensure_live(owner: Connection, service_role: str, view: View) -> None:
    """Make the first build of a view, or the first of a new version. An inline view is folded again at once; for one that
    follows other services' streams `yingyuan rebuild` is needed, which may read those from their beginning."""
    live = await owner.fetchval(QUERIES.live_build, view.name)
    if live is None:
        async with owner.transaction():
            build = await _create(owner, service_role, view)
            await owner.execute(QUERIES.live, build)
            for source in view.sources:
                await owner.execute(BUS_QUERIES.start_checkpoint, view.name, source, build)
    elif view.is_built_as(live):
        return
    elif view.inline:
        await rebuild(owner, service_role, view, partial(from_table, owner), lambda *_: None)
    else:
        raise RuntimeError(f"视图 {view.name} 的结构已更新，请先运行 yingyuan rebuild {service_role} {view.name}")


async def outdated(connection: Connection, views: Sequence[View]) -> list[str]:
    """The views whose live build is of another version than the code: their service cannot start."""
    builds = [(view, await connection.fetchval(QUERIES.live_build, view.name)) for view in views]
    return [view.name for view, live in builds if live and not view.is_built_as(live)]


async def fold_inline(connection: Connection, views: Sequence[View], events: Sequence[Recorded]) -> None:
    """Fold new events into the inline views, in the append's transaction: its lock on log_head keeps other writers out."""
    for view in views:
        if wanted := view.of_interest(events):
            build = await connection.fetchval(QUERIES.live_build, view.name)
            await connection.fetchval(BUS_QUERIES.search_path, build)
            await view.apply(connection, wanted)


class Settler:
    """Settles the live build of a view again and again."""

    def __init__(self, pool: asyncpg.Pool, view: View) -> None:
        self._pool = pool
        self.view = view
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Settle until `stop`."""
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), SETTLE_SECONDS)
            try:
                async with self._pool.acquire() as connection, connection.transaction():
                    await connection.fetchval(QUERIES.search_live, self.view.name)
                    await settle(connection, self.view, SETTLE_ROWS)
            except DATABASE_FAILURES as error:
                log.warning("view not settled", view=self.view.name, error=type(error).__name__)

    def stop(self) -> None:
        self._stopping.set()


async def settle(connection: Connection, view: View, most: int) -> None:
    """Settle at most so many rows of the build that the connection's search_path names."""
    if view.settle is not None:
        await view.settle(connection, most)


async def rebuild(owner: Connection, service_role: str, view: View, read: Read, progress: Progress) -> Rebuilt:
    """Fold a new build beside the live one, then make it the live one. Readers and writers go on until the last moment."""
    await _clear(owner, view)
    async with owner.transaction():
        build = await _create(owner, service_role, view)
    reached = dict.fromkeys(view.sources, 0)
    for _ in range(2):  # the second round takes what came in during the first, so that the locks below are short
        for source, upto in (await _live_positions(owner, view)).items():
            reached[source] = await _fold(owner, view, build, read, source, reached[source], upto, progress)
    async with owner.transaction():
        await owner.fetchval(BUS_QUERIES.search_path, build)
        await settle(owner, view, ALL)
    async with owner.transaction():
        await owner.execute(LOG_QUERIES.hold_head if view.inline else "select 1")
        await owner.execute("select 1 from kernel.checkpoint where consumer = $1 for update", view.name)
        for source, upto in (await _live_positions(owner, view)).items():
            reached[source] = await _fold(owner, view, build, read, source, reached[source], upto, progress)
        old = await owner.fetchval(QUERIES.retire_build, view.name)
        same_shape = old is not None and view.is_built_as(old)
        before = await digest(owner, view, old) if same_shape else None
        result = Rebuilt(view.name, reached, await digest(owner, view, build), before)
        await owner.execute(QUERIES.live, build)
        for source, position in reached.items():
            await owner.execute(QUERIES.place_checkpoint, view.name, source, position, build)
        await owner.execute(BUS_QUERIES.unpark_all, view.name)
    if await _readers_gone(owner):
        await _clear(owner, view)
    return result


async def check(owner: Connection, service_role: str, view: View, read: Read, progress: Progress) -> Rebuilt:
    """Fold a new build, up to where the live one stands, compare the digests, and drop it again."""
    async with owner.transaction(isolation="repeatable_read", readonly=True):
        live = await owner.fetchval(QUERIES.live_build, view.name)
        positions = await _live_positions(owner, view)
        before = await digest(owner, view, live)
    async with owner.transaction():
        build = await _create(owner, service_role, view)
    try:
        for source, upto in positions.items():
            await _fold(owner, view, build, read, source, 0, upto, progress)
        return Rebuilt(view.name, positions, await digest(owner, view, build), before)
    finally:
        await _drop(owner, build)


async def digest(connection: Connection, view: View, build: str) -> str:
    """One text for the whole content of a build."""
    async with connection.transaction():
        await connection.fetchval(BUS_QUERIES.search_path, build)
        return str(await connection.fetchval(view.digest))


async def _live_positions(owner: Connection, view: View) -> dict[str, int]:
    if view.inline:
        return {view.sources[0]: (await head(owner)).position}
    return {source: await owner.fetchval(BUS_QUERIES.checkpoint, view.name, source) or 0 for source in view.sources}


async def _fold(
    owner: Connection, view: View, build: str, read: Read, source: str, after: int, upto: int, progress: Progress
) -> int:
    if after >= upto:
        return after
    async for events in read(source, after, upto):
        async with owner.transaction():
            await owner.fetchval(BUS_QUERIES.search_path, build)
            if wanted := view.of_interest(events):
                await view.apply(owner, wanted)
        if events:
            progress(source, events[-1].position, upto)
    return upto


async def _create(owner: Connection, service_role: str, view: View) -> str:
    """A new schema with the view's empty tables; the service may read and write them, the auditor read them."""
    build = f"{view.prefix}{uuid7().hex[:12]}_{uuid7().hex[-4:]}"
    await owner.execute(f'create schema "{build}"')
    await owner.fetchval(BUS_QUERIES.search_path, build)
    await owner.execute(view.tables)
    await owner.execute(f'grant usage on schema "{build}" to "{service_role}", auditor')
    await owner.execute(f'grant select, insert, update, delete on all tables in schema "{build}" to "{service_role}"')
    await owner.execute(f'grant usage on all sequences in schema "{build}" to "{service_role}"')
    await owner.execute(f'grant select on all tables in schema "{build}" to auditor')
    await owner.execute(f'grant execute on all functions in schema "{build}" to auditor')
    await owner.execute(QUERIES.new_build, view.name, build)
    await owner.execute("set local search_path to default")
    return build


async def _readers_gone(owner: Connection) -> bool:
    """Whether every transaction that may still read the old build has ended. A transaction that looked up the build's name
    before the switch would find its tables gone. If one does not end in time, the next rebuild drops the old build."""
    begun = await _transactions(owner)
    for _ in range(10 * OLD_READERS_SECONDS):
        if not begun & await _transactions(owner):
            return True
        await asyncio.sleep(0.1)
    return False


async def _transactions(owner: Connection) -> set[str]:
    return {row["virtualtransaction"] for row in await owner.fetch(QUERIES.transactions)}


async def _clear(owner: Connection, view: View) -> None:
    """Drop builds that nobody reads."""
    for row in await owner.fetch(QUERIES.dead_builds, view.name):
        await _drop(owner, row["build"])


async def _drop(owner: Connection, build: str) -> None:
    async with owner.transaction():
        await owner.execute(f'drop schema if exists "{build}" cascade')
        await owner.execute(QUERIES.drop_build, build)
