"""Keeps the bus as declared: streams and durables come back by themselves after NATS lost its store."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.nats.streams import Change, PromiseLowered, declare, missing

_EVERY_SECONDS = 2.0


async def connect(url: str, seed_file: Path) -> Client:
    """The deployer's connection; it outlives any outage of the server."""
    return await nats.connect(
        url,
        nkeys_seed=str(seed_file),
        name="launcher",
        connect_timeout=2,
        max_reconnect_attempts=-1,
        reconnect_time_wait=0.2,
        error_cb=_quietly,
    )


async def keep_declared(client: Client, report: Callable[[list[Change]], None]) -> None:
    """Declare again what is missing, until cancelled. While NATS is down there is nothing to ask; try again."""
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        try:
            if await missing(client):
                report(await declare(client))
        except (NatsError, OSError, TimeoutError, PromiseLowered):
            # Still missing then: `doctor` says so.
            continue


async def _quietly(_: Exception) -> None:
    """Lost connections are the supervisor's news, not ours."""
