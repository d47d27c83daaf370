"""Keeps the parts of a stack running: starts them in order, restarts what dies, stops them in reverse."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from deploy.local.errors import OperatorError
from deploy.local.parts import Died, Event, Healthy, NotReady, Part
from deploy.local.processes import last_lines, rotate, spawn, stop

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 10.0
# A part that was healthy for so long works. If it dies later, its deaths are counted from one again.
_STABLE_SECONDS = 1.0
_TRIES_BEFORE_FIRST_HEALTH = 5
_TRIES_ONCE_HEALTHY = 4
_PROBE_SECONDS = 0.03
# How long a part may take to become healthy, and how long the start waits for one that is not essential.
_HEALTHY_WITHIN_SECONDS = 90.0
_WITHOUT_AFTER_SECONDS = 45.0
_LOG_CHECK_SECONDS = 10.0
_ASK_SECONDS = 2.0
"""Between two questions to a part that runs."""


class StartFailed(OperatorError):
    """A part did not come up at the stack's start."""


@dataclass
class _Running:
    """What the supervisor knows of a part."""

    part: Part
    healthy: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Healthy, or no longer waited for at the start."""
    process: subprocess.Popen[bytes] | None = None
    deaths_in_a_row: int = 0
    was_healthy: bool = False


class Supervisor:
    """Runs `stages` of parts: any may start as soon as what it needs is up; they are stopped last stage first."""

    def __init__(self, stages: Sequence[Sequence[Part]], report: Callable[[Event], None]) -> None:
        self._stages = [[_Running(part) for part in stage] for stage in stages]
        self._report = report
        self._all = {running.part.name: running for stage in self._stages for running in stage}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of the parts that run, by name."""
        return {
            name: running.process.pid
            for name, running in self._all.items()
            if running.process is not None and running.process.returncode is None
        }

    async def start(self) -> None:
        """Start everything; returns when every part is healthy for the first time, or is not essential and takes too long.
        Raises StartFailed."""
        self._tasks = [asyncio.create_task(self._keep(running)) for running in self._all.values()]
        self._tasks.append(asyncio.create_task(self._rotate_logs()))
        all_settled = asyncio.create_task(self._all_settled())
        try:
            await asyncio.wait([all_settled, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            self._raise_failures()
        finally:
            all_settled.cancel()

    async def watch(self) -> None:
        """Keep restarting until cancelled; ends only by the failure of the supervisor itself."""
        await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        self._raise_failures()

    async def stop(self) -> None:
        """Stop everything, last stage first, the parts of a stage at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stage in reversed(self._stages):
            await asyncio.gather(
                *(
                    asyncio.to_thread(stop, running.process, running.part.command)
                    for running in stage
                    if running.process is not None
                )
            )

    async def _all_settled(self) -> None:
        for running in self._all.values():
            await running.settled.wait()

    def _go_on_without(self, running: _Running) -> None:
        if not running.settled.is_set():
            running.settled.set()
            self._report(NotReady(running.part))

    def _raise_failures(self) -> None:
        for task in self._tasks:
            if task.done():
                task.result()

    async def _keep(self, running: _Running) -> None:
        for needed in running.part.needs:
            await self._all[needed].healthy.wait()
        while True:
            reason = await self._live_once(running)
            running.deaths_in_a_row += 1
            if not running.was_healthy and running.deaths_in_a_row >= _TRIES_BEFORE_FIRST_HEALTH:
                if running.part.essential:
                    raise StartFailed(_why(running.part, f"连续 {running.deaths_in_a_row} 次没有启动成功"))
                self._go_on_without(running)
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (running.deaths_in_a_row - 1))
            self._report(Died(running.part, reason, pause))
            await asyncio.sleep(pause)

    async def _live_once(self, running: _Running) -> str:
        """One life of a part, from preparation to its end; why it ended.

        A failure while preparing ends the start of the stack, but never a stack that was up: somebody may make room on a
        full disk.
        """
        wanted = time.monotonic()
        try:
            await running.part.prepare()
            running.process = spawn(running.part.command)
        except (OperatorError, OSError) as error:
            if running.part.essential and not running.was_healthy:
                raise StartFailed(f"{running.part.label} 无法启动：{error}") from error
            return f"无法启动：{error}"
        ended = asyncio.create_task(_exit_code(running.process))
        try:
            if await self._becomes_healthy(running, ended):
                self._report(Healthy(running.part, time.monotonic() - wanted, again=running.was_healthy))
                running.was_healthy = True
                running.healthy.set()
                running.settled.set()
                await asyncio.wait([ended], timeout=_STABLE_SECONDS)
                if not ended.done():
                    running.deaths_in_a_row = 0
                if await self._falls_silent(running.part, ended):
                    running.process.kill()  # nothing softer reaches a process that is stopped
                    await ended
                    return f"{running.part.silence:.0f} 秒没有应答，已强行结束"
            return _ending(await ended)
        finally:
            ended.cancel()

    async def _becomes_healthy(self, running: _Running, ended: "asyncio.Task[int]") -> bool:
        """Wait until the part is healthy or ends. If neither happens in time it is killed; at its first start, the start
        fails, or goes on without it."""
        is_awaited = running.part.essential or running.was_healthy
        seconds = _HEALTHY_WITHIN_SECONDS if is_awaited else _WITHOUT_AFTER_SECONDS
        deadline = time.monotonic() + seconds
        failures = 0
        while not ended.done():
            if await running.part.is_healthy():
                error = await _unless_ended(running.part.once_healthy(), ended)
                if error is None:
                    return not ended.done()
                failures += 1
                # One failure may mean no more than that the part is about to end.
                if failures >= _TRIES_ONCE_HEALTHY and not running.was_healthy:
                    raise StartFailed(f"{running.part.label} 没有准备好：{error}") from error
                await asyncio.wait([ended], timeout=_FIRST_PAUSE)
            if time.monotonic() > deadline:
                if not running.part.essential and not running.was_healthy:  # it runs, and /ready says what it lacks
                    self._go_on_without(running)
                    deadline = float("inf")
                    continue
                if not running.was_healthy:
                    raise StartFailed(_why(running.part, f"{seconds:.0f} 秒内没有就绪"))
                assert running.process is not None
                running.process.kill()
                return False
            await asyncio.wait([ended], timeout=_PROBE_SECONDS)
        return False

    async def _falls_silent(self, part: Part, ended: "asyncio.Task[int]") -> bool:
        """Ask a part again and again; whether it has stopped answering. False when it ends by itself."""
        clock = asyncio.get_running_loop().time
        heard = asked = clock()
        while not ended.done():
            await asyncio.wait([ended], timeout=_ASK_SECONDS)
            if clock() - asked > part.silence:  # it was we who stood still: the machine slept, or is overloaded
                heard = clock()
            asked = clock()
            if not ended.done() and await part.answers():
                heard = clock()
            if clock() - heard > part.silence:
                return not ended.done()
        return False

    async def _rotate_logs(self) -> None:
        while True:
            for running in self._all.values():
                with contextlib.suppress(OSError):  # a full disk: the next look may find room
                    rotate(running.part.command.log)
            await asyncio.sleep(_LOG_CHECK_SECONDS)


def _why(part: Part, what: str) -> str:
    lines = "\n".join(f"    {line}" for line in last_lines(part.command.log))
    return f"{part.label} {what}。日志 {part.command.log} 的末尾：\n{lines}"


async def _exit_code(process: subprocess.Popen[bytes]) -> int:
    """Wait for the process to end, without a thread and without polling."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    handle = os.pidfd_open(process.pid)
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    return process.wait()


async def _unless_ended(work: Awaitable[None], ended: "asyncio.Task[int]") -> Exception | None:
    """Do `work`, and cancel it when the process that it needs ends; the error that it failed with, if any."""
    doing = asyncio.ensure_future(work)
    await asyncio.wait([doing, ended], return_when=asyncio.FIRST_COMPLETED)
    if not doing.done():
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return None
    error = doing.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return error


def _ending(code: int) -> str:
    """An exit code in words; a negative one is a signal."""
    if code >= 0:
        return f"意外退出（代码 {code}）"
    try:
        return f"被信号 {signal.Signals(-code).name} 终止"
    except ValueError:
        return f"被信号 {-code} 终止"
