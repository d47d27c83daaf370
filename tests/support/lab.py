"""A laboratory for the chassis: real servers, pools and parts that end with the test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from faststream.nats import NatsBroker
from nats.aio.client import Client

from contracts.wire.event import Recorded
from services.chassis.log.store import tail
from services.chassis.migrate import migrate
from services.chassis.runtime import Runtime
from services.chassis.service import ServiceDefinition
from services.chassis.settings import Settings
from services.chassis.views.builds import ensure_live
from tests.support.stack import DatabaseUrls, TestPostgres


class Part(Protocol):
    """What runs until it is told to stop: a relay, a follower, a committer, posts."""

    async def run(self) -> None: ...
    def stop(self) -> None: ...


class Lab:
    """What one test has opened; `close` ends it all in reverse."""

    def __init__(self, postgres: TestPostgres, folder: Path) -> None:
        self.postgres = postgres
        self.folder = folder
        self._open = contextlib.AsyncExitStack()

    async def database(self, definition: ServiceDefinition) -> DatabaseUrls:
        """A fresh database with the chassis's tables and the live views of `definition`."""
        urls = self.postgres.fresh_database(definition.name)
        self._open.callback(self.postgres.drop_database, urls.name)
        await migrate(urls.owner, definition.name, definition.migrations)
        owner = await self.connection(urls.owner)
        for view in definition.views:
            await ensure_live(owner, definition.name, view)
        return urls

    async def connection(self, url: str) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await asyncpg.connect(url)
        self._open.callback(connection.terminate)
        return connection

    async def pool(self, url: str, size: int = 6, **more: Any) -> asyncpg.Pool:
        pool = await asyncpg.create_pool(url, min_size=1, max_size=size, **more)
        self._open.callback(pool.terminate)
        return pool

    async def bus(self, connecting: Awaitable[Client]) -> Client:
        """A connection to the bus, closed with the test."""
        client = await connecting
        self._open.push_async_callback(closed, client)
        return client

    async def service(
        self,
        definition: ServiceDefinition,
        urls: DatabaseUrls | None = None,
        client: Client | None = None,
        *,
        batch: int = 1000,
        pool: asyncpg.Pool | None = None,
        keys: str = "keys",
    ) -> Runtime:
        """A service whose committer runs; its other parts are started by the test that is about them."""
        urls = urls or await self.database(definition)
        settings = Settings(
            database_url=urls.service,
            migrator_url=urls.owner,
            nats_url="nats://none",
            nkey_seed_file=self.folder / "none",
            http_socket=self.folder / "none.sock",
            keys_dir=self.folder / keys,
            batch=batch,
        )
        runtime = Runtime(definition, settings, pool or await self.pool(urls.service), NatsBroker("nats://none"))
        runtime.client = client
        self.start(runtime.committer)
        return runtime

    def start(self, part: Part) -> "asyncio.Task[None]":
        """Run a part until the test ends, or until `stop`."""
        task = asyncio.create_task(part.run())
        self._open.push_async_callback(self.stop, part, task)
        return task

    async def stop(self, part: Part, task: "asyncio.Task[None]") -> None:
        """Ask a part to end, and see that it does. A part that crashed fails the test."""
        part.stop()
        try:
            await asyncio.wait_for(asyncio.shield(task), 10)
        except asyncio.CancelledError:
            if not task.cancelled():  # it is the test itself that is being cancelled
                raise

    async def close(self) -> None:
        await self._open.aclose()


async def closed(client: Client) -> None:
    """Close a connection. If its server is gone and a cancellation is lost (see `killed`), it would try for ever."""
    await client.close()
    for task in asyncio.all_tasks():
        if getattr(task.get_coro(), "__qualname__", "") == "Client._attempt_reconnect":
            await killed(task)


async def killed(task: "asyncio.Task[Any]") -> None:
    """End a part without asking it, and again if needed: `asyncio.wait_for` of Python 3.11 may lose a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)


async def eventually(holds: Callable[[], Awaitable[bool]], seconds: float = 15.0) -> None:
    """Wait until `holds` says yes; AssertionError when it does not in time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not await holds():
                await asyncio.sleep(0.02)
            return
    raise AssertionError("what was waited for did not happen in time")


async def log_of(pool: asyncpg.Pool) -> list[Recorded]:
    """The whole log."""
    return await tail(pool, "intake", 0, 1_000_000)


@contextlib.asynccontextmanager
async def superuser(urls: DatabaseUrls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection that may do anything to the database, and that no trigger stops."""
    connection = await asyncpg.connect(urls.admin)
    try:
        await connection.execute("set session_replication_role = replica")
        yield connection
    finally:
        await connection.close()
