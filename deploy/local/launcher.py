"""Puts the whole stack together on this machine: the composition root of `yingyuan up`."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

from nats.aio.client import Client

from deploy import SERVICES
from deploy.local import caddy, nats, postgres, probe, services
from deploy.local.errors import OperatorError
from deploy.local.layout import Layout
from deploy.local.locks import Locks, acquire
from deploy.local.parts import Event, Part
from deploy.local.screen import Screen
from deploy.local.secrets import DEPLOYER, Secrets, load_or_create
from deploy.local.state import DatabaseUrls, StackState, remove_state, save_state
from deploy.local.streams_watch import connect, keep_declared, keep_writing
from deploy.local.supervisor import Supervisor
from deploy.nats.streams import declare

_LABELS = {
    "intake": "受理服务 intake",
    "casework": "办案服务 casework",
    "reporting": "统计服务 reporting",
    "notify": "提醒服务 notify",
}


class PortTaken(OperatorError):
    """The wanted address is in use."""


@dataclass(frozen=True)
class Stack:
    """Everything about one stack that is known before its first process starts."""

    layout: Layout
    locks: Locks
    secrets: Secrets
    cluster: postgres.Cluster
    bus: nats.Bus
    door: caddy.FrontDoor

    @property
    def inherit(self) -> tuple[int, ...]:
        return (self.locks.parts,)


OnceReady = Callable[[str, Path], str]
"""Given the address and the data folder, does something and says what."""


def run(data: Path, port: int, screen: Screen, once_ready: OnceReady | None = None) -> None:
    """Run a stack until it is told to stop (Ctrl-C, SIGTERM, SIGHUP). Raises OperatorError when it cannot.

    `port` 0 takes any free one. `once_ready` is called beside it, in a thread, when everything is up.
    """
    started = time.monotonic()
    os.umask(0o077)
    layout = Layout.of(data)
    try:
        layout.create()
        stack = _assemble(layout, acquire(layout), port)
        remove_state(layout)
    except OSError as error:
        raise OperatorError(f"无法使用数据文件夹 {layout.data}：{error.strerror}（{error.filename}）。") from error
    screen.starting(str(layout.data))
    asyncio.run(_run(stack, screen, started, once_ready))


def _assemble(layout: Layout, locks: Locks, port: int) -> Stack:
    if port and not nats.port_is_free(port):
        raise PortTaken(f"端口 {port} 已被别的程序占用。请用 --port 换一个，例如 --port {port + 1}。")
    secrets = load_or_create(layout.secrets)
    return Stack(
        layout=layout,
        locks=locks,
        secrets=secrets,
        cluster=postgres.Cluster(layout.postgres, layout.postgres_run, layout.logs / "postgres.log", secrets.passwords),
        bus=nats.Bus(layout.nats, layout.logs / "nats.log", nats.free_port(), nats.free_port(), secrets.public_keys),
        door=caddy.FrontDoor(
            layout.caddy,
            layout.logs / "caddy.log",
            port or nats.free_port(),
            {service: layout.service_socket(service) for service in SERVICES},
        ),
    )


async def _run(stack: Stack, screen: Screen, started: float, once_ready: OnceReady | None) -> None:
    stop_wanted = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop_wanted.set)
    up = False

    def report(event: Event) -> None:
        screen.event(event)
        if up:
            # A full disk must not end a stack that can go on as soon as there is room: until then the old state stays.
            with contextlib.suppress(OSError):
                save_state(stack.layout, _state(stack, supervisor))

    supervisor = Supervisor(_stages(stack), report)
    try:
        if not await _unless(stop_wanted, supervisor.start()):
            return
        up = True
        save_state(stack.layout, _state(stack, supervisor))
        screen.ready(stack.door.address, time.monotonic() - started, str(stack.layout.data))
        async with _deployer(stack) as client:
            beside = [
                asyncio.create_task(keep_declared(client, screen.redeclared)),
                asyncio.create_task(keep_writing(stack.bus, lambda: supervisor.pids.get("nats"))),
            ]
            if once_ready:
                beside.append(asyncio.create_task(_say(once_ready, stack, screen)))
            await _unless(stop_wanted, supervisor.watch())
            for task in beside:
                task.cancel()
    finally:
        screen.stopping()
        remove_state(stack.layout)
        await supervisor.stop()
        stack.layout.remove_sockets()
        screen.stopped()


async def _say(once_ready: OnceReady, stack: Stack, screen: Screen) -> None:
    try:
        screen.note(await asyncio.to_thread(once_ready, stack.door.address, stack.layout.data))
    except OperatorError as error:
        screen.note(str(error))


async def _unless(stop_wanted: asyncio.Event, work: Coroutine[object, object, None]) -> bool:
    """Do `work` unless told to stop first; whether it was done. Its errors are ours."""
    doing, stopping = asyncio.create_task(work), asyncio.create_task(stop_wanted.wait())
    try:
        await asyncio.wait([doing, stopping], return_when=asyncio.FIRST_COMPLETED)
        if stopping.done():
            return False
        await doing
        return True
    finally:
        doing.cancel()
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError, OperatorError):
            await doing


@contextlib.asynccontextmanager
async def _deployer(stack: Stack) -> AsyncIterator[Client]:
    client = await connect(stack.bus.url, stack.secrets.seed_files[DEPLOYER])
    try:
        yield client
    finally:
        await client.close()


def _stages(stack: Stack) -> list[list[Part]]:
    foundation = [_postgres_part(stack), _nats_part(stack)]
    front = Part(
        name="caddy",
        label="入口 Caddy",
        command=caddy.command(stack.door, stack.inherit),
        is_healthy=lambda: caddy.is_open(stack.door.port),
        answers=lambda: caddy.is_open(stack.door.port),
    )
    return [foundation, [_service_part(stack, service) for service in SERVICES], [front]]


def _postgres_part(stack: Stack) -> Part:
    async def prepare() -> None:
        await asyncio.to_thread(postgres.prepare, stack.cluster, stack.inherit)

    async def is_healthy() -> bool:
        return await asyncio.to_thread(postgres.accepts_connections, stack.cluster.server)

    async def declare_roles() -> None:
        await asyncio.to_thread(postgres.declare_roles, stack.cluster.server)

    return Part(
        name="postgres",
        label="数据库 PostgreSQL",
        command=postgres.command(stack.cluster, stack.inherit),
        is_healthy=is_healthy,
        answers=lambda: postgres.answers(stack.cluster.server),
        silence=15.0,
        prepare=prepare,
        once_healthy=declare_roles,
    )


def _nats_part(stack: Stack) -> Part:
    async def prepare() -> None:
        nats.prepare(stack.bus)

    async def declare_streams() -> None:
        async with _deployer(stack) as client:
            await declare(client)

    return Part(
        name="nats",
        label="消息总线 NATS",
        command=nats.command(stack.bus, stack.inherit),
        is_healthy=lambda: nats.is_healthy(stack.bus),
        answers=lambda: probe.answers(stack.bus.monitor_port, "/varz"),
        silence=12.0,
        prepare=prepare,
        once_healthy=declare_streams,
    )


def _service_part(stack: Stack, service: str) -> Part:
    socket = stack.layout.service_socket(service)

    async def prepare() -> None:
        services.forget_socket(socket)

    return Part(
        name=service,
        label=_LABELS[service],
        command=services.command(service, stack.layout, stack.cluster.server, stack.bus, stack.secrets, stack.inherit),
        is_healthy=lambda: services.is_ready(socket),
        answers=lambda: probe.answers(socket, "/live"),
        prepare=prepare,
        needs=("postgres", "nats"),
        essential=False,
    )


def _state(stack: Stack, supervisor: Supervisor) -> StackState:
    server = stack.cluster.server
    return StackState(
        address=stack.door.address,
        pid=os.getpid(),
        nats_url=stack.bus.url,
        nats_monitor_port=stack.bus.monitor_port,
        deployer_seed_file=stack.secrets.seed_files[DEPLOYER],
        databases={
            service: DatabaseUrls(
                service_url=server.url(service, service),
                owner_url=server.url(f"{service}_owner", service),
                auditor_url=server.url("auditor", service),
            )
            for service in SERVICES
        },
        sockets=dict(stack.door.sockets),
        keys={service: stack.layout.keys(service) for service in SERVICES},
        logs=stack.layout.logs,
        pids=supervisor.pids,
    )
