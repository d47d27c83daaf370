"""Proof that no event was changed, added or taken away: positions, the hash chain, receipts."""

import asyncpg

from services.chassis.log import QUERIES, chain, store
from services.chassis.proof.finding import Finding
from services.chassis.views.builds import Progress

BATCH = 5000


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
