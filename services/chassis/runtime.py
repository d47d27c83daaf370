"""A service at work: its pool, its connection to the bus, its committer, relay and followers."""

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import asyncpg
import structlog
from faststream.nats import NatsBroker
from nats.aio.client import Client

from contracts.language.messages import Answer, Post
from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES as BUS_QUERIES
from services.chassis.bus.follower import Follower, Following, Take
from services.chassis.bus.posts import Posts
from services.chassis.bus.relay import Relay
from services.chassis.commands.committer import Committer, Inline
from services.chassis.commands.door import Door
from services.chassis.log.store import Connection, head
from services.chassis.observability import telemetry
from services.chassis.privacy.keys import Keys
from services.chassis.privacy.sealer import ERASED_EVENT, Sealer, erase
from services.chassis.processes.runner import Runner
from services.chassis.service import ServiceDefinition
from services.chassis.settings import Settings
from services.chassis.views import QUERIES as VIEWS_QUERIES
from services.chassis.views.builds import Settler, fold_inline
from services.chassis.views.view import View

log = structlog.get_logger()

T = TypeVar("T")


class Runtime:
    """Built once per process by app.py. Routes, questions and look-ups see it as a `Service`, and no more of it."""

    def __init__(
        self, definition: ServiceDefinition, settings: Settings, pool: asyncpg.Pool, broker: NatsBroker
    ) -> None:
        self.definition = definition
        self.name = definition.name
        self.pool = pool
        self.broker = broker
        self.client: Client | None = None
        self._kept: dict[Callable[[], Any], Any] = {}
        self.sealer = Sealer(pool, Keys(settings.keys_dir))
        self._runners = [Runner(self.name, process, definition.commands) for process in definition.processes]
        self.committer = committer_of(definition, self._runners, pool, self.sealer, settings.batch)
        prepare = {command: partial(lookup, self) for command, lookup in definition.lookups.items()}
        self.door = Door(definition.open, self.committer, pool, prepare)
        self.relay = Relay(
            self.name, pool, self.bus, [event.type for event in definition.events], self.committer.appended
        )
        self.followers = [*self._view_followers(4 * settings.batch), *self._process_followers()]
        self.settlers = [Settler(pool, view) for view in definition.views if view.settle]
        self.posts = Posts(self.door, f"{self.name}-posts", self.bus, settings.batch) if definition.posted else None
        for runner in self._runners:
            runner.bind(self.committer, pool)

    def bus(self) -> Client:
        """The connection; an error until there is one."""
        if self.client is None:
            raise ConnectionError("the bus is not connected yet")
        return self.client

    def tasks(self) -> dict[str, Callable[[], Any]]:
        """What runs all the time, by name. The committer is not among them: it outlives them."""
        running: dict[str, Callable[[], Any]] = {"relay": self.relay.run}
        for follower in self.followers:
            running[f"follow {follower.following.consumer}/{follower.following.source}"] = follower.run
        for runner in self._runners:
            running[f"deadlines {runner.process.name}"] = runner.watch_deadlines
        for settler in self.settlers:
            running[f"settle {settler.view.name}"] = settler.run
        if self.posts:
            running["posts"] = self.posts.run
        return running

    def stop(self) -> None:
        """Ask everything but the committer to end after its present step."""
        self.relay.stop()
        for follower in self.followers:
            follower.stop()
        for runner in self._runners:
            runner.stop()
        for settler in self.settlers:
            settler.stop()
        if self.posts:
            self.posts.stop()

    @contextlib.asynccontextmanager
    async def read(self, view: str) -> AsyncIterator[Connection]:
        """A read-only transaction, one snapshot, in which names without a schema mean the live build of `view`."""
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.fetchval(VIEWS_QUERIES.search_live, view)
            yield connection

    async def give(self, post: Post[Any]) -> Answer:
        """Give a command in the service's own name, a closed one too; Unavailable when its outcome is not known."""
        return await self.committer.submit(post)

    def keep(self, make: Callable[[], T]) -> T:
        """What `make` made for this service, as long as it runs."""
        if make not in self._kept:
            self._kept[make] = make()
        kept: T = self._kept[make]
        return kept

    async def ask(self, subject: str, body: bytes, wait: float = 2.0) -> bytes:
        """Ask another service; TimeoutError or nats.errors.NoRespondersError when nobody answers."""
        return (await self.bus().request(subject, body, timeout=wait)).data

    async def progress(self) -> dict[str, Any]:
        """How far log, stream and readers are, in events."""
        end = (await head(self.pool)).position
        places = {
            (row["consumer"], row["source"]): row["position"] for row in await self.pool.fetch(BUS_QUERIES.checkpoints)
        }
        consumers = {}
        for follower in self.followers:
            f = follower.following
            info = await self.bus().jsm(timeout=2).consumer_info(f.source.upper(), f.durable)
            consumers[f"{f.source}/{f.consumer}"] = {
                "position": places.get((f.consumer, f.source), 0),
                "pending": info.num_pending,
                "unconfirmed": info.num_ack_pending,
                "broken": follower.broken,
            }
        if self.posts:
            info = await self.bus().jsm(timeout=2).consumer_info("POSTS", f"{self.name}-posts")
            consumers["posts/posts"] = {"pending": info.num_pending, "unconfirmed": info.num_ack_pending}
        parked = await self.pool.fetchval(BUS_QUERIES.parked_count)
        telemetry.PARKED.labels(self.name).set(parked)
        return {
            "service": self.name,
            "pid": os.getpid(),
            "head": end,
            "published": self.relay.published,
            "frozen": self.relay.frozen,
            "consumers": consumers,
            "parked": parked,
        }

    def _view_followers(self, batch: int) -> list[Follower]:
        return [
            Follower(
                self.name,
                Following(view.name, source, f"{self.name}-{view.name}"),
                self.pool,
                self.bus,
                _taking(view),
                batch,
            )
            for view in self.definition.views
            if not view.inline
            for source in view.sources
        ]

    def _process_followers(self) -> list[Follower]:
        return [
            Follower(
                self.name,
                Following(runner.process.name, source, f"{self.name}-{runner.process.name}", dense=False),
                self.pool, self.bus, runner.take, 200,
            )
            for runner in self._runners
            for source in runner.process.sources
        ]  # fmt: skip


def _taking(view: View) -> Take:
    async def take(connection: Connection, events: Sequence[Recorded]) -> None:
        if wanted := view.of_interest(events):
            await view.apply(connection, wanted)

    return take


def committer_of(
    definition: ServiceDefinition, runners: Sequence[Runner], pool: asyncpg.Pool, sealer: Sealer, batch: int
) -> Committer:
    """A committer that knows everything the service decides; `runners` are its process managers."""
    inline = [view for view in definition.views if view.inline]
    return Committer(
        definition.name,
        pool,
        [*definition.deciders, *(runner.decider for runner in runners)],
        sealer,
        _inline(inline),
        {ERASED_EVENT, *(event.type for view in inline for event in view.folds)},
        batch,
    )


def _inline(views: list[View]) -> Inline:
    """What happens in the transaction of an append: inline views are folded, erased persons lose their keys."""

    async def fold(connection: Connection, events: Sequence[Recorded]) -> None:
        await fold_inline(connection, views, events)
        for event in events:
            if event.type == ERASED_EVENT:
                await erase(connection, event.stream.partition("-")[2])

    return fold
