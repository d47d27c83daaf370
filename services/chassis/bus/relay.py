"""The relay: carries a service's log into its JetStream stream, where sequence n holds position n, always.

The stream's own last sequence is the checkpoint. Position n is published with the demand that the stream ends at n-1,
so a lost, doubled or reordered event is impossible and two relays at once are harmless: one is refused and reads again.
Batches are atomic: with `sync_interval: always`, 500 events cost a handful of fsyncs.

What is in the stream is never trusted: at every start, and after every error, the id and hash of its last message are
compared with the log. If they differ, or the stream is longer than the log (a database restored to an older point),
nothing is published and the service says so until somebody decides. A stream that was wiped is written again from
position 1.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Collection

import asyncpg
import nats.errors
import structlog
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from contracts.wire import envelope
from contracts.wire.event import Recorded
from services.chassis.bus.linger import linger
from services.chassis.bus.messages import message
from services.chassis.bus.wire import publish_all
from services.chassis.failures import DATABASE_FAILURES
from services.chassis.ids import uuid7
from services.chassis.log import QUERIES, store
from services.chassis.observability import telemetry

log = structlog.get_logger()

BATCH = 500
"""JetStream takes at most 1,000 messages in an atomic batch."""
BATCH_BYTES = 4 * 1024 * 1024
POLL_SECONDS = 0.25
"""Between two looks at the log when nobody wakes us: another process of the service may have appended."""
IDLE_CHECK_SECONDS = 2.0
"""Between two looks at the stream while there is nothing to publish: so a wiped store is noticed without a new event."""
RECHECK_SECONDS = 5.0
"""Between two looks at a stream that disagrees with the log: somebody may have repaired it."""


class Frozen(Exception):
    """Stream and log disagree. To publish more would hide the difference."""


class Uncertain(Exception):
    """What the stream holds is not known for sure: read it again."""


class Relay:
    """One per service process. `published` is the stream's last sequence as last seen."""

    def __init__(
        self,
        service: str,
        pool: asyncpg.Pool,
        client: Callable[[], Client],
        public: Collection[str],
        wake: asyncio.Event,
    ) -> None:
        self._service = service
        self._stream = service.upper()
        self._pool = pool
        self._client = client
        self._public = frozenset(public)
        self._wake = wake
        self._ending = asyncio.Event()
        self.published = 0
        self.frozen: str | None = None
        """Why nothing is published, in Chinese for the operator; None while all is well."""

    async def run(self) -> None:
        """Relay until `stop`."""
        while not self._ending.is_set():
            try:
                await self._resume()
                await self._relay()
            except Frozen as error:
                self._freeze(str(error))
                await self._rest(RECHECK_SECONDS)
            except Uncertain as error:
                log.info("relay reads its stream again", service=self._service, reason=str(error))
                await self._rest(0.05)
            except NotFoundError:
                await self._rest(0.5)
            except (nats.errors.Error, *DATABASE_FAILURES) as error:
                log.warning("relay interrupted", service=self._service, error=type(error).__name__)
                await self._rest(0.5)

    def stop(self) -> None:
        self._ending.set()
        self._wake.set()

    def _freeze(self, reason: str) -> None:
        if self.frozen != reason:
            log.error("relay frozen", service=self._service, reason=reason)
        self.frozen = reason
        telemetry.RELAY_FROZEN.labels(self._service).set(1)

    async def _resume(self) -> None:
        """Find where to go on, and check that the stream holds our log."""
        info = await self._client().jetstream(timeout=5).stream_info(self._stream)
        self.published = info.state.last_seq
        if info.state.messages != self.published:  # nothing is ever deleted: the store is damaged
            raise Frozen(
                f"消息流 {self._stream} 缺了 {self.published - info.state.messages} 条：存储受损。删去重建后，内容由事件表补齐"
            )
        await self._guard()
        if self.frozen:
            log.info("relay thawed", service=self._service)
        self.frozen = None
        telemetry.RELAY_FROZEN.labels(self._service).set(0)

    async def _guard(self) -> None:
        if self.published == 0:
            return
        ours = await self._pool.fetchrow(QUERIES.link_at, self.published)
        if ours is None:
            raise Frozen(
                f"消息流 {self._stream} 已有 {self.published} 条，比事件表长：数据库可能恢复到了较早的时点。已停止转发，请核对备份后处理"
            )
        message = await self._client().jetstream(timeout=5).get_msg(self._stream, self.published)
        try:  # its envelope alone: a body that cannot be read is for `verify` to find
            theirs = envelope.from_message(message.headers, b"")
        except envelope.EnvelopeError:
            raise Frozen(
                f"消息流 {self._stream} 第 {self.published} 条不是事件表中的事件。已停止转发，请运行 yingyuan verify 查看"
            ) from None
        if (theirs.event_id, theirs.hash) != (ours["event_id"], ours["hash"]):
            raise Frozen(
                f"消息流 {self._stream} 第 {self.published} 条与事件表不一致。已停止转发，请运行 yingyuan verify 查看"
            )

    async def _relay(self) -> None:
        """Publish what is in the log and not yet in the stream, as long as it is certain what the stream holds."""
        checked = asyncio.get_running_loop().time()
        async with self._pool.acquire() as connection:
            while not self._ending.is_set():
                self._wake.clear()
                events = await store.tail(connection, self._service, self.published, BATCH)
                if events:
                    await self._batch(_within(events, BATCH_BYTES))
                    continue
                now = asyncio.get_running_loop().time()
                if now - checked > IDLE_CHECK_SECONDS:
                    checked = now
                    info = await self._client().jetstream(timeout=5).stream_info(self._stream)
                    if not info.state.last_seq == info.state.messages == self.published:
                        raise Uncertain("the stream has another length")
                await self._pause(POLL_SECONDS)

    async def _batch(self, events: list[Recorded]) -> None:
        places = {"first": events[0].position, "last": events[-1].position}
        with telemetry.TRACER.start_as_current_span("publish", attributes=places):
            await self._publish(events)
        telemetry.RELAY_DISTANCE.labels(self._service).set(0 if len(events) < BATCH else len(events))
        await linger(len(events), BATCH)

    async def _publish(self, events: list[Recorded]) -> None:
        """Publish all of them or none, directly after the last message of the stream."""
        client = self._client()
        messages = [message(self._service, self._public, event) for event in events]
        last = len(messages)
        messages[0][1]["Nats-Expected-Last-Sequence"] = str(events[0].position - 1)
        if last > 1:
            batch_id = uuid7().hex
            for n, (_, headers, _) in enumerate(messages, 1):
                headers["Nats-Batch-Id"] = batch_id
                headers["Nats-Batch-Sequence"] = str(n)
            messages[-1][1]["Nats-Batch-Commit"] = "1"
            await publish_all(client, messages[:-1])
        subject, headers, body = messages[-1]
        reply = await client.request(subject, body, timeout=10, headers=headers)
        answer = json.loads(reply.data)
        if "error" in answer:
            raise Uncertain(str(answer["error"].get("description")))
        if answer["seq"] != events[-1].position:
            raise Frozen(f"消息流 {self._stream} 的序号与事件表不一致。已停止转发，请运行 yingyuan verify 查看")
        self.published = answer["seq"]
        telemetry.RELAYED.labels(self._service).inc(last)

    async def _pause(self, seconds: float) -> None:
        if not self._ending.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), seconds)

    async def _rest(self, seconds: float) -> None:
        """Wait after an error. Unlike `_pause`, an append does not end it: under load the relay would ask without pause."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)


def _within(events: list[Recorded], size: int) -> list[Recorded]:
    """As many of the first events as fit; always at least one."""
    taken = 0
    for n, event in enumerate(events):
        taken += len(event.data) * 3 + 1024
        if n and taken > size:
            return events[:n]
    return events
