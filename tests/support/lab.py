"""A laboratory for the chassis: a toy service of counters, and real servers, pools and parts that end with the test."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar, Protocol
from uuid import UUID

import asyncpg
from faststream.nats import NatsBroker
from nats.aio.client import Client

from contracts.language.messages import Command, Event, Post
from contracts.language.values import Personal, Sealed
from contracts.wire.event import NewEvent, Recorded
from services.chassis.decider import Decider, Outcome, Refused
from services.chassis.ids import uuid7
from services.chassis.log.store import tail
from services.chassis.migrate import migrate
from services.chassis.runtime import Runtime
from services.chassis.service import ServiceDefinition, Slice
from services.chassis.settings import Settings
from services.chassis.sql import named
from services.chassis.views.builds import ensure_live
from services.chassis.views.view import Connection, View
from services.intake.subject.decider import SUBJECT
from tests.support.stack import DatabaseUrls, TestPostgres

NOON = datetime(2010, 3, 18, 4, 0, tzinfo=UTC)
"""Noon in Shanghai on a day of the source documents."""
ACTOR, ORG, REGION = "律014", "320404116-C", "320404"


class Counted(Event):
    """A counter went up."""

    type: ClassVar[str] = "counted"
    stream_type: ClassVar[str] = "counter"

    by: int
    total: int


class Noted(Event):
    """Something personal was written down."""

    type: ClassVar[str] = "noted"
    stream_type: ClassVar[str] = "counter"

    text: Sealed


class Whispered(Event):
    """Something its service keeps to itself."""

    type: ClassVar[str] = "whispered"
    stream_type: ClassVar[str] = "counter"

    secret: str


class Count(Command):
    """Add to a counter, when it stands at `seen` (None: wherever it stands)."""

    name: ClassVar[str] = "count"

    counter: str
    by: int = 1
    seen: int | None = None


class Begin(Command):
    """Start a counter; the decider says that it begins its stream."""

    name: ClassVar[str] = "begin"

    counter: str


class Note(Command):
    """Write something personal down beside a counter."""

    name: ClassVar[str] = "note"

    counter: str
    person: UUID
    text: Personal

    def key_subject(self) -> str | None:
        return str(self.person)


class Whisper(Command):
    name: ClassVar[str] = "whisper"

    counter: str
    secret: str


UNLUCKY = 13
"""Counting by this is a mistake in the toy's rules: its decider raises."""


def _begin(total: int | None, command: Begin, at: datetime) -> Outcome:
    return Refused("already-begun", "计数器已经开始") if total is not None else [Counted(by=0, total=0)]


def _count(total: int | None, command: Count, at: datetime) -> Outcome:
    if command.by == UNLUCKY:
        raise ValueError("an unlucky number")
    if command.by < 0:
        return Refused("negative", "只能增加")
    if command.seen is not None and command.seen != (total or 0):
        return Refused("moved", "计数器已有变化")
    return [Counted(by=command.by, total=(total or 0) + command.by)]


def _note(total: int | None, command: Note, at: datetime) -> Outcome:
    assert command.text.sealed is not None  # the committer seals
    return [Noted(text=command.text.sealed)]


COUNTER: Decider[int | None] = Decider(
    stream_type="counter",
    key=attrgetter("counter"),
    initial=None,
    rules={
        Count: _count,
        Begin: _begin,
        Note: _note,
        Whisper: lambda total, command, at: [Whispered(secret=command.secret)],
    },
    folds={
        Counted: lambda total, event: event.total,
        Noted: lambda total, event: total or 0,
        Whispered: lambda total, event: total or 0,
    },
    begins=(Begin,),
)
COMMANDS: tuple[type[Command], ...] = (Count, Begin, Note, Whisper)

TALLY = Path(__file__).with_name("tally")
TALLIED = named(TALLY / "queries.sql").tallied


def tally(name: str = "tally", *, inline: bool = False, poison: Collection[str] = ()) -> View:
    """Sums what was counted, folded from intake's events. Counters in `poison` (it may change) cannot be folded."""

    async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
        for event in events:
            counter = event.stream.removeprefix("counter-")
            if counter in poison:
                raise ValueError(f"{counter} is poison")
            await connection.execute(TALLIED, counter, json.loads(event.data)["by"])

    return View(name, 1, ("intake",), TALLY, apply, folds=(Counted,), inline=inline)


def toy(*views: View, name: str = "intake", **more: Any) -> ServiceDefinition:
    """A service of counters under the name of a real one, whose roles and streams it uses."""
    return ServiceDefinition(
        name=name,
        title="试验",
        commands=(*COMMANDS, *SUBJECT.rules),
        events=(Counted, Noted, *SUBJECT.folds),
        slices=(Slice(deciders=(COUNTER, SUBJECT), views=views, **more),),
    )


def post(data: Command, command_id: UUID | None = None, **more: Any) -> Post[Any]:
    """A post as a terminal sends it."""
    given = {"actor": ACTOR, "org": ORG, "region": REGION, "occurred_at": NOON, **more}
    return Post[Any](command_id=command_id or uuid7(), data=data, **given)


def new_event(stream: str, version: int, **more: Any) -> NewEvent:
    """An event for the append function itself."""
    one = uuid7()
    event = NewEvent(
        stream, version, uuid7(), "counted", 1, NOON, ACTOR, ORG, REGION, one, one, one, '{"by": 1, "total": 1}'
    )
    return replace(event, **more)


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
        await migrate(urls.owner, definition.name, [definition.migrations] if definition.migrations else [])
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
