"""Proof that nothing was changed: the hash chain, the stream against the log, every view against a fresh fold."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

import asyncpg
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from services.chassis.bus.messages import message, sequence
from services.chassis.log import QUERIES, chain, store
from services.chassis.views.builds import Progress, Read, check
from services.chassis.views.sources import events_from_stream, from_stream, from_table
from services.chassis.views.view import View

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `wrong` says in Chinese what is not as it should be; None when all is well."""

    subject: str
    count: int
    wrong: str | None = None
    position: int | None = None


async def verify_log(pool: asyncpg.Pool, service: str, progress: Progress) -> Finding:
    """Walk the log: positions dense, every link right, the end where log_head says it is."""
    link, expected = chain.GENESIS, 1
    head = await store.head(pool)
    subject = f"{service} 事件表"
    while expected <= head.position:
        async with pool.acquire() as connection:
            events = await store.tail(connection, service, expected - 1, min(BATCH, head.position - expected + 1))
        if not events:
            return Finding(
                subject, expected - 1, f"第 {expected} 条起的事件不见了，应到第 {head.position} 条", expected
            )
        for event in events:
            if event.position != expected:
                return Finding(subject, expected - 1, f"第 {expected} 条事件不见了", expected)
            link = chain.link(link, event)
            if link != event.hash:
                return Finding(
                    subject, expected, f"第 {expected} 条事件与哈希链不符：这条或之前的内容被改动过", expected
                )
            expected += 1
        progress(subject, expected - 1, head.position)
    if link != head.hash:
        return Finding(subject, expected - 1, "事件表末尾的哈希与记录的不符：末尾的事件被删改过", expected - 1)
    beyond = await pool.fetchval(QUERIES.beyond_head)
    if beyond is not None:
        return Finding(subject, expected - 1, f"第 {beyond} 条起的事件不是由本系统登记的", beyond)
    return Finding(subject, expected - 1)


async def verify_stream(
    pool: asyncpg.Pool, client: Client, service: str, public: Collection[str], progress: Progress
) -> Finding:
    """Walk the stream: every message is what the relay makes of the event at its sequence; none is missing or too much."""
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


async def verify_receipts(pool: asyncpg.Pool, service: str) -> Finding:
    """Every receipt names the last event of its command, and every event's command has a receipt."""
    subject = f"{service} 回执"
    row = await pool.fetchrow(QUERIES.unreceipted)
    assert row is not None  # an aggregate always gives a row
    wrong = (
        f"{row['misfits']} 张回执与事件不符，{row['orphans']} 条事件没有回执"
        if row["misfits"] or row["orphans"]
        else None
    )
    return Finding(subject, row["receipts"], wrong)


async def verify_views(
    owner: asyncpg.Connection,
    pool: asyncpg.Pool,
    client: Client,
    service: str,
    views: Sequence[View],
    progress: Progress,
) -> AsyncIterator[Finding]:
    """Fold every view anew, up to where the live one stands, and compare digests."""
    for view in views:
        subject = f"{service} 视图 {view.name}"
        try:
            result = await check(owner, service, view, reader(view, pool, client), progress)
        except (ValueError, LookupError, asyncpg.PostgresError) as error:
            yield Finding(subject, 0, f"无法从事件重算：{type(error).__name__}: {str(error)[:200]}")
            continue
        wrong = None if result.same else "与从事件重算的结果不一致，请运行 yingyuan rebuild " + f"{service} {view.name}"
        yield Finding(subject, sum(result.positions.values()), wrong)


def reader(view: View, pool: asyncpg.Pool, client: Client) -> Read:
    """How to read what a view is folded from: its own log from the table, another service's from its stream."""
    return partial(from_table, pool) if view.inline else partial(events_from_stream, client)
