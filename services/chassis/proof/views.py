"""Proof that every view is what a fresh fold of its events gives."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

import asyncpg
from nats.aio.client import Client

from services.chassis.proof.finding import Finding
from services.chassis.views.builds import Progress, Read, check
from services.chassis.views.sources import events_from_stream, from_table
from services.chassis.views.view import View


async def verify_views(
    owner: asyncpg.Connection,
    pool: asyncpg.Pool,
    client: Client,
    service: str,
    views: Sequence[View],
    progress: Progress,
) -> AsyncIterator[Finding]:
    """Fold every view again, up to where the live one stands, and compare digests."""
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
