"""Followers: read another service's stream, in order, each event exactly once.

A follower works on a batch and moves its checkpoint in one transaction. The checkpoint moves by compare-and-set, from the
position that the follower believes to be its own. A message that is delivered twice is skipped, a missing one is asked
for again, and a second process on the same durable fails its compare-and-set and reads the checkpoint again. The durable
in the server is only a cursor: at every start it is reset to our checkpoint.

An event that fails at every try is parked, and the later events of its stream are parked behind it, in order; all other
events go on. `yingyuan rebuild` takes what is parked, once the cause is fixed.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import structlog
from asyncpg.pgproto.pgproto import UUID
from nats.aio.client import Client
from nats.aio.msg import Msg

from contracts.wire import envelope
from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES
from services.chassis.bus.leader import lead
from services.chassis.bus.linger import linger
from services.chassis.bus.messages import delivery, sequence
from services.chassis.bus.pull import Pull
from services.chassis.failures import PERMANENT, TRANSIENT, described
from services.chassis.log.store import Connection
from services.chassis.observability import telemetry

log = structlog.get_logger()

Take = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]


class LostPlace(Exception):
    """Our checkpoint is not what we thought, or a message is missing: start again from the checkpoint."""


@dataclass(frozen=True, slots=True)
class Following:
    """Who follows what: `consumer` is the reader's name in the checkpoint, `durable` the one declared in deploy/nats."""

    consumer: str
    source: str
    durable: str
    dense: bool = True
    """False where the durable filters by subject, so that sequences have holes."""


class Follower:
    """Runs one Following. `position` is the last event taken, as last known."""

    def __init__(
        self,
        service: str,
        following: Following,
        pool: asyncpg.Pool,
        client: Callable[[], Client],
        take: Take,
        batch: int,
    ) -> None:
        self._service = service
        self.following = following
        self._pool = pool
        self._client = client
        self._take = take
        self._batch = batch
        self._parked: set[str] = set()
        self._build = ""
        self._stopping = asyncio.Event()
        self._leading: Connection
        self.position = 0
        self.broken: str | None = None
        """Why it does not go on, in Chinese for the operator; None while all is well."""

    async def run(self) -> None:
        """Follow until `stop`."""
        while not self._stopping.is_set():
            try:
                async with lead(
                    self._pool, f"{self.following.consumer}/{self.following.source}", self._stopping
                ) as leading:
                    if leading:
                        await self._follow(leading)
            except LostPlace as error:
                log.info("follower finds its place again", consumer=self.following.consumer, reason=str(error))
                await self._pause(5 if self.broken else 0.1)
            except TRANSIENT as error:
                log.warning("follower interrupted", consumer=self.following.consumer, error=type(error).__name__)
                await self._pause(0.5)

    def stop(self) -> None:
        self._stopping.set()

    async def _follow(self, leading: Connection) -> None:
        f, client = self.following, self._client()
        # Every step is taken in the database session that holds the lead: a process that has lost the session, and does
        # not know it yet, cannot commit. Comparing positions is not enough: where sequences have holes, two leaders may
        # stand at the same one.
        self._leading = leading
        stream = f.source.upper()
        place = await self._pool.fetchrow(QUERIES.checkpoint, f.consumer, f.source)
        self.position, self._build, last = (
            (place["position"], place["build"], place["hash"]) if place else (0, "", None)
        )
        self._parked = {row["stream"] for row in await self._pool.fetch(QUERIES.parked_streams, f.consumer, f.source)}
        # From the last event taken, not from the next: the source must still hold what we read (see _same_source).
        await client.jsm(timeout=5).reset_consumer(stream, f.durable, seq=self.position + (last is None))
        pull = Pull(client, stream, f.durable, credit=2 * self._batch)
        await pull.open()
        try:
            delivered = 0
            while not self._stopping.is_set():
                messages = await pull.batch(self._batch, wait=1.0)
                if not messages:
                    if self._client() is not client or client.is_closed:
                        raise LostPlace("the connection is another one")
                    continue
                if [delivery(m) for m in messages] != list(range(delivered + 1, delivered + 1 + len(messages))):
                    raise LostPlace("a message was lost or delivered again")
                delivered += len(messages)
                if last is not None:
                    self._same_source(messages[0], last)
                    last = None
                await self._messages(messages)
                await client.publish(messages[-1].reply, b"+ACK")
                if self.following.dense:
                    await linger(len(messages), self._batch)
        finally:
            with contextlib.suppress(*TRANSIENT):
                await pull.close()

    def _same_source(self, first: Msg, last: bytes) -> None:
        """After a restore to an older point, one side may hold events that the other never had: then stop."""
        if (sequence(first), _link(first)) != (self.position, last):
            self.broken = (
                f"消息流 {self.following.source.upper()} 第 {self.position} 条与已处理的不是同一条：数据库或消息流可能恢复到了"
                "较早的时点。请核对备份；视图可用 yingyuan rebuild 重算"
            )
            log.error("not the source that was read", consumer=self.following.consumer, position=self.position)
            raise LostPlace("the source holds another event at our place")

    async def _messages(self, messages: list[Msg]) -> None:
        new = [m for m in messages if sequence(m) > self.position]
        if not new:
            return
        upto = sequence(new[-1])
        if self.following.dense and (sequence(new[0]) != self.position + 1 or upto - self.position != len(new)):
            raise LostPlace(f"expected {self.position + 1}, got {sequence(new[0])}")
        events = [event for m in new if (event := self._decode(m)) is not None]
        link = _link(new[-1])
        f = self.following
        places: dict[str, str | int] = {
            "consumer": f.consumer,
            "source": f.source,
            "first": sequence(new[0]),
            "last": upto,
        }
        with telemetry.TRACER.start_as_current_span("follow", attributes=places):
            await self._batch_or_singly(events, upto, link)
        telemetry.FOLDED.labels(self._service, f.consumer, f.source).inc(len(events))
        if events:
            age = (datetime.now(UTC) - events[-1].recorded_at).total_seconds()
            telemetry.LAG.labels(self._service, f.consumer, f.source).set(age)

    def _decode(self, message: Msg) -> Recorded | None:
        """The event in a message; None for a withheld one. A message that is no event of the log stops us, with an error."""
        try:
            event = envelope.from_message(message.headers, message.data, UUID)
            if event.position != sequence(message) or event.source != self.following.source:
                raise envelope.EnvelopeError("the position is not the sequence")
        except envelope.EnvelopeError as error:
            self.broken = f"消息流 {self.following.source.upper()} 第 {sequence(message)} 条不是事件表中的事件：请运行 yingyuan verify"
            log.error(
                "not an event of the log",
                consumer=self.following.consumer,
                sequence=sequence(message),
                error=str(error),
            )
            raise LostPlace("the stream is not the log") from error
        self.broken = None
        return None if isinstance(event, envelope.Withheld) else event

    async def _batch_or_singly(self, events: list[Recorded], upto: int, link: bytes) -> None:
        try:
            await self._step(events, upto, link)
        except PERMANENT as error:
            log.warning(
                "batch taken apart", consumer=self.following.consumer, events=len(events), error=type(error).__name__
            )
            for event in events:
                try:
                    await self._step([event], event.position, event.hash)
                except PERMANENT as poison:
                    await self._park(event, poison)
            if self.position < upto:
                await self._step([], upto, link)

    async def _step(self, events: list[Recorded], upto: int, link: bytes) -> None:
        """One transaction: the checkpoint moves, the events are taken, and those behind a parked event are parked."""
        f, connection = self.following, self._leading
        async with connection.transaction():
            moved = await connection.fetchrow(QUERIES.move_checkpoint, f.consumer, f.source, upto, self.position, link)
            if moved is None:
                if await connection.fetchrow(QUERIES.checkpoint, f.consumer, f.source) is None:
                    await connection.execute(QUERIES.start_checkpoint, f.consumer, f.source, "")
                    moved = await connection.fetchrow(
                        QUERIES.move_checkpoint, f.consumer, f.source, upto, self.position, link
                    )
                if moved is None:
                    raise LostPlace("somebody else moved our place")
            if moved["build"] != self._build:  # the rebuild has taken what was parked: read that again too
                raise LostPlace("the view was rebuilt")
            if self._parked:  # a replay may have taken some meanwhile
                parked = await connection.fetch(QUERIES.parked_streams, f.consumer, f.source)
                self._parked = {row["stream"] for row in parked}
                behind = [event for event in events if event.stream in self._parked]
                for event in behind:
                    await self._record_parked(connection, event, "behind a parked event of its stream")
                events = [event for event in events if event.stream not in self._parked]
            if events:
                if moved["build"]:
                    await connection.fetchval(QUERIES.search_path, moved["build"])
                await self._take(connection, events)
        self.position = upto

    async def _park(self, event: Recorded, error: Exception) -> None:
        f, connection = self.following, self._leading
        async with connection.transaction():
            place = (event.position, self.position, event.hash)
            if not await connection.fetchrow(QUERIES.move_checkpoint, f.consumer, f.source, *place):
                raise LostPlace("somebody else moved our place")
            await self._record_parked(connection, event, described(error))
        self.position = event.position
        self._parked.add(event.stream)
        log.error(
            "event parked", consumer=f.consumer, source=f.source, position=event.position, error=type(error).__name__
        )

    async def _record_parked(self, connection: Connection, event: Recorded, reason: str) -> None:
        f = self.following
        await connection.execute(QUERIES.park, f.consumer, f.source, event.position, event.stream, event.type, reason)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _link(message: Msg) -> bytes:
    """The link of the hash chain in a message's headers; empty for a message that is no event."""
    return bytes.fromhex((message.headers or {}).get(envelope.HASH, ""))
