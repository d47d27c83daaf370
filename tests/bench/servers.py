"""What the benchmarks run against: a whole stack as an operator starts it, and a PostgreSQL of the same settings for
limits and peers. Started when first asked for, stopped at the end.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import asyncpg
from nats.aio.client import Client

from deploy.local.state import StackState
from deploy.local.streams_watch import connect
from tests.bench.posts import DISTRICT, STREETS, Sent
from tests.support.launched import Launched, launched
from tests.support.stack import TestPostgres, embedded_postgres, in_own_loop

PATIENCE = 600.0
"""Seconds until a log must have been counted; how fast it should be is not for an assertion to say."""

Connection = asyncpg.Connection


class Servers:
    """`folder` holds all data and is removed at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open = contextlib.ExitStack()

    @cached_property
    def stack(self) -> Launched:
        """Four services, PostgreSQL, NATS and Caddy, the sample's regions known to all."""
        started = self._open.enter_context(launched(self.folder / "stack"))
        in_own_loop(lambda: _regions_known(started.state))
        return started

    @cached_property
    def postgres(self) -> TestPostgres:
        """A PostgreSQL by itself, with the stack's settings."""
        return self._open.enter_context(embedded_postgres(self.folder / "alone"))

    @property
    def postgres_pid(self) -> int:
        """The process of that PostgreSQL."""
        host = self.postgres.server.host
        return int((Path(host).parent / "data" / "postmaster.pid").read_text("ascii").partition("\n")[0])

    def close(self) -> None:
        self._open.close()


@contextlib.contextmanager
def servers() -> Iterator[Servers]:
    """Servers in a folder of their own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yy-bench-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user and has to pass through
    (folder / "alone").mkdir(mode=0o711)
    made = Servers(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Account:
    """What the stack holds: intake's log and receipts, its stream, and what the district's sums say."""

    head: int
    receipts: int
    refused: int
    streamed: int
    counted: int
    quantity: int

    def plus(self, posts: list[Sent]) -> "Account":
        """What it must hold once these posts are through."""
        n = len(posts)
        return Account(
            self.head + n, self.receipts + n, self.refused, self.streamed + n,
            self.counted + n, self.quantity + sum(post.quantity for post in posts),
        )  # fmt: skip


@dataclass
class Watch:
    """Eyes on a stack: `bus` is the deployer's, the databases are seen as the auditor."""

    state: StackState
    bus: Client
    intake: Connection
    reporting: Connection

    async def head(self) -> int:
        return int(await self.intake.fetchval("select position from kernel.log_head"))

    async def counted_to(self) -> int:
        """The last event of intake that counts in every figure."""
        query = "select position from kernel.checkpoint where consumer = 'statistics' and source = 'intake'"
        return int(await self.reporting.fetchval(query) or 0)

    async def build(self) -> str:
        """The schema of the live statistics."""
        return str(
            await self.reporting.fetchval("select build from kernel.view_build where view = 'statistics' and live")
        )

    async def until_counted(self, position: int, pause: float = 0.01) -> None:
        """Wait until everything up to a position of intake's log counts in every figure."""
        async with asyncio.timeout(PATIENCE):
            while await self.counted_to() < position:
                await asyncio.sleep(pause)

    async def until_summed(self) -> None:
        """Wait until no fact is counted one by one any more: what a fold leaves for later is part of its cost."""
        build = await self.build()
        query = f"""
            select bool_or((select max(position) from {build}.fact where source = summed.source) > upto) from {build}.summed
        """
        async with asyncio.timeout(PATIENCE):
            while await self.reporting.fetchval(query):
                await asyncio.sleep(0.05)

    async def until_streamed(self, position: int) -> None:
        """Wait until intake's stream holds everything up to a position."""
        async with asyncio.timeout(PATIENCE):
            while (await self.bus.jsm().stream_info("INTAKE")).state.last_seq < position:
                await asyncio.sleep(0.01)

    async def account(self) -> Account:
        """What is there, once the statistics have taken all of the log."""
        head = await self.head()
        await self.until_counted(head)
        build = await self.build()
        query = f"""
            select coalesce(sum(count), 0) n, coalesce(sum(quantity), 0) q
            from {build}.cube_now as cube join {build}.place on place.id = cube.place where code = $1 and bucket < 10000
        """
        sums = await self.reporting.fetchrow(query, DISTRICT)
        assert sums is not None
        return Account(
            head,
            await self.intake.fetchval("select count(*) from kernel.receipt"),
            await self.intake.fetchval("select count(*) from kernel.refused_post"),
            (await self.bus.jsm().stream_info("INTAKE")).state.last_seq,
            int(sums["n"]),
            int(sums["q"]),
        )

    @contextlib.asynccontextmanager
    async def paused(self, stream: str, durable: str) -> AsyncIterator[None]:
        """Nothing is delivered through a durable, so that what is sent piles up before it."""
        await self.bus.jsm().pause_consumer(stream, durable, pause_until="2100-01-01T00:00:00Z")
        try:
            yield
        finally:
            await self.bus.jsm().resume_consumer(stream, durable)


@contextlib.asynccontextmanager
async def watching(state: StackState) -> AsyncIterator[Watch]:
    """Connections for looking, closed afterwards."""
    bus = await connect(state.nats_url, state.deployer_seed_file)
    intake = await asyncpg.connect(state.databases["intake"].auditor_url)
    reporting = await asyncpg.connect(state.databases["reporting"].auditor_url)
    try:
        yield Watch(state, bus, intake, reporting)
    finally:
        await reporting.close()
        await intake.close()
        await bus.close()


async def _regions_known(state: StackState) -> None:
    async with watching(state) as watch, asyncio.timeout(PATIENCE):
        place = f"select count(*) from {await watch.build()}.place where code = any($1::text[])"
        while await watch.reporting.fetchval(place, [DISTRICT, *STREETS]) <= len(STREETS):
            await asyncio.sleep(0.05)
