"""The system under test: `yingyuan up` as an operator starts it, and the handles by which it can be hurt."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TypeVar

import nats
import psutil
from nats.aio.client import Client as Bus

from deploy.local.errors import OperatorError
from deploy.local.nats import free_port
from deploy.local.processes import Command, last_lines, spawn
from deploy.local.state import StackState, load_state

PROGRAM = (sys.executable, "-m", "deploy.cli.main")
START_SECONDS = 180.0
T = TypeVar("T")


class NotUp(Exception):
    """The stack, or a part of it, is not there in time."""


class Stack:
    """One stack on `data`, started again on the same port. `trouble` collects what a start should never do."""

    def __init__(self, data: Path, outside: Path) -> None:
        self.data = data
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.trouble: list[str] = []
        self._outside = outside
        self._launcher: subprocess.Popen[bytes] | None = None
        self._seconds: dict[str, subprocess.Popen[bytes]] = {}
        self._paused: list[psutil.Process] = []

    @property
    def state(self) -> StackState:
        """What the running stack tells; NotUp while it starts or stops."""
        try:
            return load_state(self.data)
        except (OperatorError, OSError, ValueError) as error:
            raise NotUp(str(error)) from error

    async def up(self) -> float:
        """Start the launcher and wait until it says that all is ready; the seconds that took."""
        began = time.monotonic()
        # In this thread: the launcher is told to end when the thread that started it does.
        self._launcher = spawn(
            Command(
                argv=[*PROGRAM, "up", "--data", str(self.data), "--port", str(self.port)],
                log=self._outside / "launcher.log",
                environment={**os.environ, "PYTHONUNBUFFERED": "1"},
                death_signal=signal.SIGTERM,
            )
        )
        while time.monotonic() - began < START_SECONDS:
            with contextlib.suppress(NotUp):
                if self.state.pid == self._launcher.pid:
                    return time.monotonic() - began
            if self._launcher.poll() is not None:
                raise NotUp("\n".join(last_lines(self._outside / "launcher.log", 12)))
            await asyncio.sleep(0.1)
        raise NotUp(f"not ready after {START_SECONDS:.0f} s")

    async def up_again(self) -> None:
        """Start after a crash. A start that fails is trouble, even when the next one succeeds."""
        for attempt in range(3):
            try:
                await self.up()
                return
            except NotUp as error:
                self.trouble.append(f"start {attempt + 1} after a crash failed: {error}")
                await self.kill_all()
        raise NotUp("three starts in a row failed")

    async def still_up(self) -> None:
        """Start a launcher again that ended by itself, which it never should."""
        assert self._launcher is not None
        if self._launcher.poll() is not None:
            end = " / ".join(last_lines(self._outside / "launcher.log", 6))
            self.trouble.append(f"the launcher ended by itself ({self._launcher.returncode}): {end}")
            await self.kill_all()
            await self.up_again()

    async def stop(self) -> int:
        """Stop in good order; the launcher's exit code."""
        assert self._launcher is not None
        self._launcher.send_signal(signal.SIGINT)
        return await asyncio.to_thread(self._launcher.wait, 120)

    async def part(self, name: str, patience: float = 60.0) -> psutil.Process:
        """The process of a part ("launcher" included), once it runs."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            await self.still_up()
            assert self._launcher is not None
            if name == "launcher":
                return psutil.Process(self._launcher.pid)
            with contextlib.suppress(NotUp, KeyError, psutil.Error):
                process = psutil.Process(self.state.pids[name])
                if process.ppid() == self._launcher.pid and process.status() != psutil.STATUS_ZOMBIE:
                    return process
            await asyncio.sleep(0.05)
        raise NotUp(f"{name} does not run")

    async def kill(self, name: str) -> None:
        """SIGKILL a part with all it started."""
        for process in _tree(await self.part(name)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    async def kill_launcher(self) -> None:
        """SIGKILL the launcher alone; what it started has to notice."""
        process = await self.part("launcher")
        self.resume()
        self.end_seconds()
        process.kill()
        assert self._launcher is not None
        await asyncio.to_thread(self._launcher.wait, 10)

    async def kill_all(self) -> None:
        """SIGKILL everything at once, as the end of power does, and wait until it is gone."""
        assert self._launcher is not None
        self.end_seconds()
        victims: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            victims = _tree(psutil.Process(self._launcher.pid))
        for process in victims:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self._launcher.poll() is None:
            await asyncio.to_thread(self._launcher.wait, 20)
        await asyncio.to_thread(psutil.wait_procs, victims, 20)
        self._paused.clear()

    @contextlib.contextmanager
    def launcher_blind(self) -> Iterator[None]:
        """The launcher sees nothing of what happens meanwhile."""
        assert self._launcher is not None
        self._launcher.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._launcher.send_signal(signal.SIGCONT)

    async def pause(self, name: str) -> list[psutil.Process]:
        """SIGSTOP a part (the launcher alone, PostgreSQL with all its backends); give the result to `resume`."""
        process = await self.part(name)
        processes = [process] if name == "launcher" else _tree(process)
        for one in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.suspend()
        self._paused += processes
        return processes

    def resume(self, processes: list[psutil.Process] | None = None) -> None:
        """SIGCONT these, or all that are paused."""
        for process in processes if processes is not None else list(self._paused):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()
            if process in self._paused:
                self._paused.remove(process)

    async def second(self, service: str) -> subprocess.Popen[bytes]:
        """A second process of a service beside the first: same database, same bus, a socket of its own."""
        environment = (await self.part(service)).environ()
        socket = self._outside / f"{service}-{len(self._seconds)}.sock"
        environment["YINGYUAN_HTTP_SOCKET"] = str(socket)
        process = spawn(
            Command(
                argv=[*PROGRAM, "serve", service],
                log=self.state.logs / f"{service}-second.log",
                environment=environment,
            )
        )
        self._seconds[str(process.pid)] = process
        return process

    def end_seconds(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """SIGKILL this second process, or all."""
        for one in [process] if process else list(self._seconds.values()):
            if one.poll() is None:
                one.kill()
            one.wait()
            self._seconds.pop(str(one.pid), None)

    def wipe_bus(self) -> None:
        """Delete all that JetStream stored. Call it while the bus is dead and the launcher blind."""
        shutil.rmtree(self.data / "nats" / "jetstream")

    def block_files(self, stream: str) -> list[Path]:
        """The files in which a stream's messages lie."""
        return sorted((self.data / "nats" / "jetstream").glob(f"*/streams/{stream}/msgs/*.blk"))

    async def command(self, *arguments: str, seconds: float = 300.0) -> tuple[int, str]:
        """Run a `yingyuan` command beside the stack: exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            *arguments,
            env={**os.environ, "YINGYUAN_DATA": str(self.data)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(process.communicate(), seconds)
        return process.returncode or 0, output.decode(errors="replace")


async def connect(state: StackState) -> Bus:
    """The deployer's connection to the bus. When it breaks it is gone: who wants another connects again, knowing it."""
    return await nats.connect(
        state.nats_url,
        nkeys_seed=str(state.deployer_seed_file),
        name="chaos",
        connect_timeout=5,
        allow_reconnect=False,
        error_cb=_quietly,
    )


async def alone(work: Coroutine[object, object, T], seconds: float = 8.0) -> T:
    """Await `work` of the bus's client in a task of its own. TimeoutError when it takes longer.

    When a connection breaks, the client cancels what waits on it, or leaves it waiting for ever: neither is to reach
    who called.
    """
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        task.cancel()
        raise TimeoutError
    if task.cancelled():
        raise ConnectionError("the connection broke")
    return task.result()


async def _quietly(_: Exception) -> None:
    """A lost connection shows where it is used."""


def _tree(process: psutil.Process) -> list[psutil.Process]:
    """A process and all below it, the process first, so that it can start nothing more."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return [process, *process.children(recursive=True)]
    return [process]
