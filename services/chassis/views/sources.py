"""Reading whole logs: from the event table, or from a JetStream stream where the log is another service's."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import asyncpg
from asyncpg.pgproto.pgproto import UUID
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from contracts.wire import envelope
from contracts.wire.event import Recorded
from services.chassis.bus.messages import sequence
from services.chassis.bus.pull import Pull
from services.chassis.log import store

BATCH = 5000


async def from_table(
    database: "store.Connection | asyncpg.Pool", service: str, after: int, upto: int
) -> AsyncIterator[list[Recorded]]:
    """The events of the service's own log from after+1 to upto, in batches."""
    while after < upto:
        events = await store.tail(database, service, after, min(BATCH, upto - after))
        if not events:
            raise ValueError(f"事件表到 {after} 为止，缺少到 {upto} 的事件")
        after = events[-1].position
        yield events


async def from_stream(client: Client, source: str, after: int, upto: int) -> AsyncGenerator[list[Msg]]:
    """The messages of a stream, in batches without holes. Needs the right to make consumers (the deployer's)."""
    stream = source.upper()
    js = client.jetstream(timeout=10)
    config = ConsumerConfig(
        ack_policy=AckPolicy.NONE, deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=after + 1,
        mem_storage=True, inactive_threshold=60.0,
    )  # fmt: skip
    info = await js.add_consumer(stream, config)
    pull = Pull(client, stream, info.name, credit=BATCH)
    await pull.open()
    try:
        while after < upto:
            messages = await pull.batch(BATCH, wait=10.0)
            if not messages:
                raise ValueError(f"消息流 {stream} 到 {after} 为止，缺少到 {upto} 的消息")
            wanted = [m for m in messages if sequence(m) <= upto]
            if not wanted or [sequence(m) for m in wanted] != list(range(after + 1, after + 1 + len(wanted))):
                raise ValueError(f"消息流 {stream} 在 {after} 之后不连续")
            after += len(wanted)
            yield wanted
    finally:
        await pull.close()
        await js.delete_consumer(stream, info.name)


async def events_from_stream(client: Client, source: str, after: int, upto: int) -> AsyncGenerator[list[Recorded]]:
    """The published events of a stream as a view takes them. The next batch is read while one is worked on."""
    async with aclosing(_events(client, source, after, upto)) as batches:
        following = asyncio.ensure_future(anext(batches, None))
        try:
            while (batch := await following) is not None:
                following = asyncio.ensure_future(anext(batches, None))
                yield batch
        finally:
            following.cancel()
            await asyncio.wait({following})


async def _events(client: Client, source: str, after: int, upto: int) -> AsyncGenerator[list[Recorded]]:
    async with aclosing(from_stream(client, source, after, upto)) as batches:
        async for batch in batches:
            events = [envelope.from_message(message.headers, message.data, UUID) for message in batch]
            yield [event for event in events if isinstance(event, Recorded)]


async def event_in_stream(client: Client, source: str, position: int) -> Recorded:
    """One published event. Needs the right to read the stream (the deployer's); ValueError when it is not there."""
    async with aclosing(_events(client, source, position - 1, position)) as batches:
        async for batch in batches:
            if batch:
                return batch[0]
    raise ValueError(f"消息流 {source.upper()} 第 {position} 条不是公开的事件")
