"""Proof that a stream holds what its service's log holds."""

from collections.abc import Collection
from contextlib import aclosing

import asyncpg
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from services.chassis.bus.messages import message, sequence
from services.chassis.log import store
from services.chassis.proof.finding import Finding
from services.chassis.views.builds import Progress
from services.chassis.views.sources import from_stream


async def verify_stream(
    pool: asyncpg.Pool, client: Client, service: str, public: Collection[str], progress: Progress
) -> Finding:
    """Walk the stream: every message is what the relay makes of the event at its sequence; none is missing or added."""
    subject = f"{service} 消息流"
    try:
        last = (await client.jetstream(timeout=10).stream_info(service.upper())).state.last_seq
    except NotFoundError:
        return Finding(subject, 0, "消息流不存在：请确认 yingyuan up 正在运行，它会重建")
    end = (await store.head(pool)).position
    if last > end:
        return Finding(subject, last, f"消息流有 {last} 条，事件表只有 {end} 条", end + 1)
    try:
        async with aclosing(from_stream(client, service, 0, last)) as batches:
            async for batch in batches:
                events = await store.tail(pool, service, sequence(batch[0]) - 1, len(batch))
                for event, found in zip(events, batch, strict=True):
                    if not _is(found, message(service, public, event)):
                        return Finding(
                            subject, event.position, f"第 {event.position} 条消息与事件表不一致", event.position
                        )
                progress(subject, sequence(batch[-1]), last)
    except ValueError as error:
        return Finding(subject, last, str(error))
    return Finding(subject, last)


def _is(found: Msg, wanted: tuple[str, dict[str, str], bytes]) -> bool:
    subject, headers, body = wanted
    said = {name: value for name, value in (found.headers or {}).items() if name.startswith("ce-")}
    return (found.subject, said, found.data) == (subject, headers, body)
