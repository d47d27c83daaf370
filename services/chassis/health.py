"""Health in three questions: does the loop turn (live), can it work (ready), does it get on (progress)."""

import asyncio
import os
import sys
import threading
import time

import structlog

from services.chassis.runtime import Runtime

log = structlog.get_logger()

PATIENCE = 20.0
"""Seconds without a turn of the loop after which the process ends itself, for the supervisor to start it anew."""


class Watchdog(threading.Thread):
    """A thread, because a probe inside a frozen loop can neither answer nor complain."""

    def __init__(self, patience: float = PATIENCE) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._patience = patience
        self._beat = time.monotonic()

    async def beat(self) -> None:
        """Run on the loop for as long as the process lives."""
        while True:
            self._beat = time.monotonic()
            await asyncio.sleep(1)

    def run(self) -> None:
        while True:
            time.sleep(1)
            if time.monotonic() - self._beat > self._patience:
                sys.stderr.write('{"event": "the loop stands still: ending the process", "level": "critical"}\n')
                os._exit(70)


class Health:
    """Ready: database, bus, every stream and durable, nothing frozen."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.started = False

    async def problems(self) -> list[str]:
        """What keeps the service from working, in Chinese; empty when it is ready."""
        found = [] if self.started else ["正在启动"]
        runtime = self._runtime
        try:
            async with asyncio.timeout(2):
                await runtime.pool.fetchval("select 1")
        except Exception as error:
            found.append(f"数据库无法访问({type(error).__name__})")
        try:
            async with asyncio.timeout(3):
                await runtime.bus().jsm(timeout=2).stream_info(runtime.name.upper())
                for follower in runtime.followers:
                    f = follower.following
                    await runtime.bus().jsm(timeout=2).consumer_info(f.source.upper(), f.durable)
        except Exception as error:
            found.append(f"消息总线不可用或缺少消息流({type(error).__name__})")
        if runtime.relay.frozen:
            found.append(runtime.relay.frozen)
        found += [follower.broken for follower in runtime.followers if follower.broken]
        return found
