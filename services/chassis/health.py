"""Health, as three questions: does the event loop run (live), can the service work (ready), how far is it (progress)."""

import asyncio
import os
import sys
import threading
import time

import structlog

from services.chassis.runtime import Runtime

log = structlog.get_logger()

STALL_SECONDS = 20.0
"""If the event loop stands still for so long, the process ends itself, and the supervisor starts a new one."""


class Watchdog(threading.Thread):
    """A thread of its own: while the event loop stands still, nothing that runs on it can notice or report that."""

    def __init__(self, seconds: float = STALL_SECONDS) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._seconds = seconds
        self._beat = time.monotonic()

    async def beat(self) -> None:
        """Run on the loop for as long as the process lives."""
        while True:
            self._beat = time.monotonic()
            await asyncio.sleep(1)

    def run(self) -> None:
        while True:
            time.sleep(1)
            if time.monotonic() - self._beat > self._seconds:
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
