"""Keeps the bus as declared: streams and durables are made again after NATS has lost its store."""

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

_CHECK_SECONDS = 2.0
_ROOM_BYTES = 64 * 1024 * 1024


async def connect(url: str, seed_file: Path) -> Client:
    """The deployer's connection. After an outage of the server it connects again by itself."""
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
    """Declare again what is missing, until cancelled. While NATS is down it cannot be asked; try again."""
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        try:
            if await missing(client) or await delete_damaged(client):
                report(await declare(client))
        except (NatsError, OSError, TimeoutError, PromiseLowered):
            # What is missing stays missing: `doctor` says so.
            continue


async def keep_writing(bus: Bus, pid: Callable[[], int | None]) -> None:
    """When there is room again, end a server that once could not write, and the supervisor starts it again; until cancelled.

    After a full disk nats-server refuses messages until it is restarted, however much room there is by then.
    """
    while True:
        await asyncio.sleep(_CHECK_SECONDS)
        if shutil.disk_usage(bus.folder).free > _ROOM_BYTES and await write_failed(bus) and (running := pid()):
            os.kill(running, signal.SIGTERM)


async def _quietly(_: Exception) -> None:
    """A lost connection is not reported here: the supervisor reports that the server died."""
