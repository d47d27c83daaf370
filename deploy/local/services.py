"""The four services as processes of this machine: what each is given, and when it is ready."""

import os
import sys
from pathlib import Path

from deploy.local.layout import Layout
from deploy.local.nats import Bus
from deploy.local.postgres import Server
from deploy.local.probe import get
from deploy.local.processes import Command
from deploy.local.secrets import Secrets

_PREFIX = "YINGYUAN_"


def command(
    service: str, layout: Layout, server: Server, bus: Bus, secrets: Secrets, inherit: tuple[int, ...] = ()
) -> Command:
    """`yingyuan serve <service>` with its settings in the environment."""
    return Command(
        argv=[sys.executable, "-m", "deploy.cli.main", "serve", service],
        log=layout.logs / f"{service}.log",
        environment={
            **_passed_on(),
            "YINGYUAN_DATABASE_URL": server.url(service, service),
            "YINGYUAN_MIGRATOR_URL": server.url(f"{service}_owner", service),
            "YINGYUAN_NATS_URL": bus.url,
            "YINGYUAN_NKEY_SEED_FILE": str(secrets.seed_files[service]),
            "YINGYUAN_HTTP_SOCKET": str(layout.service_socket(service)),
            "YINGYUAN_KEYS_DIR": str(layout.keys(service)),
        },
        # Longer than a service itself waits for requests that it is still answering (20 s).
        stop_within=30.0,
        inherit=inherit,
    )


def forget_socket(socket: Path) -> None:
    """Remove the socket of a process that is gone, so that nobody waits for an answer there."""
    socket.unlink(missing_ok=True)


async def is_ready(socket: Path) -> bool:
    """Whether the service says that it can do its work."""
    try:
        status, _ = await get(socket, "/ready")
    except (OSError, TimeoutError):
        return False
    return status == 200


def _passed_on() -> dict[str, str]:
    """What of our own environment a service gets: its optional settings, and telemetry's."""
    chosen = {name: value for name, value in os.environ.items() if name.startswith((_PREFIX, "OTEL_", "PYTHON"))}
    return {
        "YINGYUAN_LOG_LEVEL": "info",
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        # Few malloc arenas: with one for each thread, memory that was used once is rarely given back.
        "MALLOC_ARENA_MAX": "2",
        **chosen,
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }
