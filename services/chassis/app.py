"""Runs a service: one process, one loop, everything started in order and stopped in reverse."""

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import structlog
import uvicorn
import uvloop
from faststream.nats import NatsBroker, NatsNKey
from faststream.nats.opentelemetry import NatsTelemetryMiddleware
from nats.js.errors import NotFoundError

from services.chassis.doors.application import application
from services.chassis.doors.gate import Gate
from services.chassis.doors.http import HotPath
from services.chassis.doors.requests import answer_commands, answer_questions
from services.chassis.health import Health, Watchdog
from services.chassis.migrate import migrate
from services.chassis.observability import logs, telemetry
from services.chassis.privacy import QUERIES
from services.chassis.privacy.keys import Keys
from services.chassis.runtime import Runtime
from services.chassis.service import ServiceDefinition
from services.chassis.settings import Settings
from services.chassis.views.builds import ensure_live

log = structlog.get_logger()


def run(definition: ServiceDefinition) -> None:
    """Run until SIGTERM or SIGINT. Exits with an error when it cannot go on; a supervisor starts it again."""
    settings = Settings()
    logs.configure(definition.name, settings.log_level)
    telemetry.configure_tracing(definition.name)
    # Messages have no reference cycles: Python's search for them, every 700 new objects, finds nothing and cost a tenth of
    # the CPU under load.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    uvloop.run(_run(definition, settings))


async def _run(definition: ServiceDefinition, settings: Settings) -> None:
    await _prepare_database(definition, settings)
    pool = await asyncpg.create_pool(
        settings.database_url,
        min_size=2,
        max_size=8 + 2 * len(definition.views) + len(definition.processes),
        command_timeout=60,
    )
    broker = _broker(definition, settings)
    runtime = Runtime(definition, settings, pool, broker)
    app = application(definition)
    app.state.service, app.state.health, app.state.progress = runtime, Health(runtime), runtime.progress
    watchdog = Watchdog()
    watchdog.start()
    server = _server(Gate(HotPath(app, runtime), f"/api/{definition.name}/commands"), settings)
    beat = asyncio.create_task(watchdog.beat())
    committing = asyncio.create_task(runtime.committer.run())
    work = asyncio.create_task(_work(runtime, app.state.health))
    serving = asyncio.create_task(server.serve())
    await asyncio.wait({serving, work, committing}, return_when=asyncio.FIRST_COMPLETED)
    crashed = [task for task in (work, committing) if task.done()]
    server.should_exit = True
    await serving
    runtime.stop()
    if not crashed:
        with contextlib.suppress(asyncio.CancelledError):
            work.cancel("stop")
            await work
    runtime.committer.stop()
    await asyncio.wait({committing}, timeout=20)
    await broker.stop()
    beat.cancel()
    await asyncio.wait_for(pool.close(), 10)
    for task in crashed:
        log.error("the service cannot go on", task=task.get_name(), exc_info=task.exception())
    if crashed:
        sys.exit(1)


async def _work(runtime: Runtime, health: Health) -> None:
    """Connect, wait for streams and durables, then run every part; ends only by cancellation or a crash."""
    runtime.client = await runtime.broker.connect()
    await answer_commands(runtime, runtime.client)
    answer_questions(runtime, runtime.broker, runtime.definition.questions, health, runtime.definition.title)
    await runtime.broker.start()
    await _streams_exist(runtime)
    parts = [asyncio.create_task(part(), name=name) for name, part in runtime.tasks().items()]
    beginnings = [part.started for part in runtime.definition.slices if part.started]
    parts += [asyncio.create_task(started(runtime), name="started") for started in beginnings]
    health.started = True
    log.info("ready")
    try:
        endless = set(parts)
        while endless:
            done, endless = await asyncio.wait(endless, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception():
                    log.error("a part of the service ended", task=task.get_name(), exc_info=task.exception())
                    raise RuntimeError(task.get_name())
    except asyncio.CancelledError:
        runtime.stop()
        for part in parts:
            if part.get_name() == "started":
                part.cancel()
        await asyncio.wait(parts, timeout=15)
        raise


async def _prepare_database(definition: ServiceDefinition, settings: Settings) -> None:
    role = definition.name
    run = await migrate(settings.migrator_url, role, definition.migrations)
    if run:
        log.info("migrated", migrations=len(run))
    owner = await asyncpg.connect(settings.migrator_url)
    try:
        await owner.execute("select pg_advisory_lock(7231)")
        if await owner.fetchval(QUERIES.needs_keys) and not Keys.are_kept(settings.keys_dir):
            raise RuntimeError(f"密钥文件夹 {settings.keys_dir} 里缺少密钥，已停止：请从单独的备份中取回，切勿新建")
        for view in definition.views:
            await ensure_live(owner, role, view)
    finally:
        await owner.close()


async def _streams_exist(runtime: Runtime) -> None:
    """Wait until the streams and durables exist. They are declared from outside (deploy/nats/streams.py)."""
    jsm = runtime.bus().jsm(timeout=5)
    wanted: list[tuple[str, str | None]] = [(runtime.name.upper(), None)]
    wanted += [(f.following.source.upper(), f.following.durable) for f in runtime.followers]
    for stream, durable in wanted:
        while True:
            try:
                await (jsm.consumer_info(stream, durable) if durable else jsm.stream_info(stream))
                break
            except (NotFoundError, TimeoutError):
                await asyncio.sleep(0.1)


def _broker(definition: ServiceDefinition, settings: Settings) -> NatsBroker:
    async def closed() -> None:
        # nats-py never connects again after this, and FastStream's loops would run without pause and without result: end
        # the process, and the supervisor starts a new one
        if not stopping.is_set():
            sys.stderr.write(
                '{"event": "the connection to the bus is closed: ending the process", "level": "critical"}\n'
            )
            os._exit(71)

    stopping = asyncio.Event()
    broker = _Broker(
        settings.nats_url,
        name=definition.name,
        security=NatsNKey.from_file(str(settings.nkey_seed_file)),
        inbox_prefix=f"_INBOX_{definition.name}",
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        ping_interval=5,
        max_outstanding_pings=3,
        pending_size=64 * 1024 * 1024,
        graceful_timeout=20.0,
        closed_cb=closed,
        error_cb=_bus_error,
        logger=None,
        middlewares=(NatsTelemetryMiddleware(),),
    )
    broker.stopping = stopping
    return broker


class _Broker(NatsBroker):
    """Knows when its connection is closed on purpose."""

    stopping: asyncio.Event

    async def stop(self, *args: Any, **options: Any) -> None:
        self.stopping.set()
        await super().stop(*args, **options)


async def _bus_error(error: Exception) -> None:
    log.warning("bus error", error=type(error).__name__, reason=str(error)[:200] if "ermission" in str(error) else None)


class _Server(uvicorn.Server):
    """uvicorn without its signal handling, which ends the process before the commands under way are committed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for wanted in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(wanted, self._end)
        yield

    def _end(self) -> None:
        self.should_exit = True


def _server(app: Any, settings: Settings) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        uds=str(bound_socket(settings.http_socket)),
        loop="none",
        http="httptools",
        log_config=None,
        access_log=False,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=10,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
    )
    return _Server(config)


def bound_socket(path: Path) -> Path:
    """The unix socket to listen on. A socket file that a killed process left behind is removed."""
    path.unlink(missing_ok=True)
    return path
