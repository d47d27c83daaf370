"""Keeps the bus as declared: streams and durables come back by themselves after NATS lost its store."""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from deploy.local.nats import Bus, write_failed
from deploy.nats.streams import Change, PromiseLowered, declare, delete_damaged, missing

_EVERY_SECONDS = 2.0
_ROOM_BYTES = 64 * 1024 * 1024


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
            if await missing(client) or await delete_damaged(client):
                report(await declare(client))
        except (NatsError, OSError, TimeoutError, PromiseLowered):
            # Still missing then: `doctor` says so.
            continue


async def keep_writing(bus: Bus, pid: Callable[[], int | None]) -> None:
    """End a server that could not write once, when there is room again, until cancelled; the supervisor starts it anew.

    After a full disk nats-server goes on refusing messages for good, however much room there is.
    """
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        if shutil.disk_usage(bus.folder).free > _ROOM_BYTES and await write_failed(bus) and (running := pid()):
            os.kill(running, signal.SIGTERM)


async def _quietly(_: Exception) -> None:
    """Lost connections are the supervisor's news, not ours."""
