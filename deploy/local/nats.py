"""nats-server with JetStream on loopback, its configuration written at every start."""

import json
import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from deploy.local.binaries import nats_server
from deploy.local.files import write_private
from deploy.local.probe import get
from deploy.local.processes import Command
from deploy.local.secrets import DEPLOYER
from deploy.nats.permissions import accounts

# Below the range that Linux gives to outgoing connections: after a crash the port must still be free for us.
_PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Bus:
    """One NATS server. `folder` holds its configuration and JetStream store; both ports are on loopback."""

    folder: Path
    log: Path
    port: int
    monitor_port: int
    public_keys: dict[str, str]
    listen: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"


def free_port() -> int:
    """A loopback port nobody listens on now."""
    for candidate in SystemRandom().sample(_PORTS, 200):
        if port_is_free(candidate):
            return candidate
    raise OSError("no free loopback port between 20000 and 32000")


def port_is_free(port: int) -> bool:
    """Whether 127.0.0.1:port can be listened on."""
    with socket.socket() as probe:
        # As servers do, so that old connections of a server that has just stopped (TIME_WAIT) do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def prepare(bus: Bus) -> None:
    """Write the server's configuration."""
    bus.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(bus.folder / "nats-server.conf", configuration(bus))


def configuration(bus: Bus) -> str:
    """The server's configuration.

    sync_interval: with the default (two minutes) a power cut lost 2,000 of 2,200 acknowledged messages and used their
    sequence numbers again; with `always` it lost none of 4,062.
    """
    return f"""\
# Written at every start from deploy/local/nats.py; changes here do not last.
server_name: yingyuan
host: {bus.listen}
port: {bus.port}
http: {bus.listen}:{bus.monitor_port}
max_payload: 1MB
max_connections: 256
write_deadline: 10s
ping_interval: 20s
jetstream {{
  store_dir: {json.dumps(str(bus.folder), ensure_ascii=False)}
  sync_interval: always
  max_memory_store: 64MB
}}
{accounts(bus.public_keys, DEPLOYER)}"""


def command(bus: Bus, inherit: tuple[int, ...] = ()) -> Command:
    """The server itself. If the launcher is gone it gets SIGKILL at once: two servers on one store would destroy it."""
    return Command(
        argv=[str(nats_server()), "--config", str(bus.folder / "nats-server.conf")],
        log=bus.log,
        environment={"PATH": os.defpath, "GOMEMLIMIT": "160MiB"},
        stop_signal=signal.SIGTERM,
        death_signal=signal.SIGKILL,
        inherit=inherit,
    )


async def is_healthy(bus: Bus) -> bool:
    """Whether the server accepts clients and has recovered its streams."""
    try:
        status, _ = await get(bus.monitor_port, "/healthz?js-enabled-only=true")
    except (OSError, TimeoutError):
        return False
    return status == 200


async def write_failed(bus: Bus) -> bool:
    """Whether the server says that a stream could not be written; it says so until it is started again."""
    try:
        status, body = await get(bus.monitor_port, "/healthz")
    except (OSError, TimeoutError):
        return False
    return status != 200 and b"write error" in body
