"""The nemesis: does to a stack what a plan says, one fault after the other, and heals it at the end."""

import asyncio
import contextlib
import subprocess
from collections import Counter
from collections.abc import Callable
from random import Random

import asyncpg
import psutil
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError

from tests.chaos.disk import Disk
from tests.chaos.schedule import Fault
from tests.chaos.stack import NotUp, Stack, connect

NOTHING_TO_HIT = (
    NotUp,
    psutil.Error,
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    NatsError,
    JetStreamError,
)
"""How a fault fails that comes while an earlier one still lasts."""


class Nemesis:
    """`done` counts faults by kind; `missed` those that found nothing to hit."""

    def __init__(self, stack: Stack, disk: Disk | None) -> None:
        self._stack = stack
        self._disk = disk
        self._endings: set[asyncio.Task[None]] = set()
        self.done: Counter[str] = Counter()
        self.missed: list[str] = []

    async def run(self, plan: list[Fault]) -> None:
        """Do the plan; a fault that takes long makes the later ones late, and none is left out."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for fault in plan:
            await asyncio.sleep(max(0.0, began + fault.at - loop.time()))
            try:
                await self._stack.still_up()
                await self._do(fault)
                self.done[fault.kind] += 1
            except NOTHING_TO_HIT as error:
                self.missed.append(f"{fault.kind} {fault.target}: {type(error).__name__} {error}")

    async def heal(self) -> None:
        """End everything that lasts."""
        if self._endings:
            await asyncio.wait(self._endings, timeout=30)
        self._stack.resume()
        self._stack.end_seconds()
        if self._disk:
            self._disk.empty()
        await self._stack.still_up()

    async def _do(self, fault: Fault) -> None:
        stack = self._stack
        match fault.kind:
            case "kill-launcher":
                await stack.kill_launcher()
                await stack.up_again()
            case "pause":
                paused = await stack.pause(fault.target)
                self._later(fault.seconds, lambda: stack.resume(paused))
            case "wipe-bus":
                await self._while_bus_is_dead(stack.wipe_bus)
            case "bit-flip":
                await self._while_bus_is_dead(lambda: _flip(stack, fault))
            case "second-process":
                second = await stack.second(fault.target)
                self._later(10 + fault.seconds * 2, lambda: stack.end_seconds(second))
            case "reset-durable" | "delete-durable":
                await _durable(stack, fault)
            case "cut-connections":
                await _cut_connections(stack, fault.target)
            case "power-cut":
                await self._cut_power()
            case "disk-full":
                assert self._disk is not None
                self._disk.fill()
                await asyncio.sleep(2 + fault.seconds)
                self._disk.empty()
            case _:
                await stack.kill(fault.target)

    async def _while_bus_is_dead(self, work: Callable[[], None]) -> None:
        bus = await self._stack.part("nats")
        with self._stack.launcher_blind():
            bus.kill()
            # a zombie until the launcher sees again; its files are closed all the same
            await _until(lambda: bus.status() == psutil.STATUS_ZOMBIE)
            work()

    async def _cut_power(self) -> None:
        assert self._disk is not None
        self._disk.cut_power()
        self._stack.resume()
        await self._stack.kill_all()
        for _ in range(100):  # a process in its last moments may still hold the mount
            with contextlib.suppress(subprocess.CalledProcessError):
                await asyncio.to_thread(self._disk.power_on)
                break
            await asyncio.sleep(0.2)
        await self._stack.up_again()

    def _later(self, seconds: float, end: Callable[[], None]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            end()

        task = asyncio.create_task(wait())
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)


async def _durable(stack: Stack, fault: Fault) -> None:
    stream, durable = fault.target.split("/")
    client = await connect(stack.state)
    try:
        manager = client.jsm(timeout=5)
        if fault.kind == "delete-durable":
            await manager.delete_consumer(stream, durable)
        else:
            await manager.reset_consumer(stream, durable, seq=1)
    finally:
        await client.close()


async def _cut_connections(stack: Stack, service: str) -> None:
    """The owner may end the sessions of its service's role only as a member of it; the superuser always may."""
    password = (stack.data / "secrets" / "postgres.password").read_text()
    url = stack.state.databases[service].owner_url.partition("?")[2]
    connection = await asyncpg.connect(f"postgresql://postgres@/{service}?{url}", password=password, timeout=10)
    try:
        await connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", service)
    finally:
        await connection.close()


def _flip(stack: Stack, fault: Fault) -> None:
    files = [file for file in stack.block_files(fault.target) if file.stat().st_size]
    if not files:
        raise NotUp(f"{fault.target} has no messages on disk yet")
    file = Random(fault.place).choice(files)
    content = bytearray(file.read_bytes())
    where = int(fault.place * len(content))
    content[where] ^= 1 << int(fault.seconds * 100) % 8
    file.write_bytes(content)


async def _until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
