"""Caddy on one loopback address in front of the services' sockets."""

import os
from dataclasses import dataclass
from pathlib import Path

import deploy.caddy
from deploy.local.binaries import caddy
from deploy.local.probe import get
from deploy.local.processes import Command

_CADDYFILE = Path(deploy.caddy.__path__[0]) / "Caddyfile"


@dataclass(frozen=True)
class FrontDoor:
    """`folder` is Caddy's own; `sockets` are where the services listen, by service."""

    folder: Path
    log: Path
    port: int
    sockets: dict[str, Path]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def command(door: FrontDoor, inherit: tuple[int, ...] = ()) -> Command:
    """The server itself."""
    upstreams = {f"YINGYUAN_{service.upper()}": f"unix/{path}" for service, path in door.sockets.items()}
    return Command(
        argv=[str(caddy()), "run", "--adapter", "caddyfile", "--config", str(_CADDYFILE)],
        log=door.log,
        environment={
            "PATH": os.defpath,
            "HOME": str(door.folder),
            "GOMEMLIMIT": "96MiB",
            "YINGYUAN_SITE": f"http://:{door.port}",
            "YINGYUAN_BIND": "127.0.0.1",
            "YINGYUAN_HOSTS": "127.0.0.1 localhost",
            "YINGYUAN_CADDY_DATA": str(door.folder),
            **upstreams,
        },
        inherit=inherit,
    )


async def is_open(port: int) -> bool:
    """Whether it answers. The services behind it have health checks of their own."""
    try:
        # Under a foreign name it refuses at once. A path whose service is down it would try for seconds.
        status, _ = await get(port, "/", host="nobody.invalid")
    except (OSError, TimeoutError):
        return False
    return status == 421
