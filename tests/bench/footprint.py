"""How fast a stack is there, and how much memory it takes when nobody asks anything of it."""

import contextlib
import shutil
import time

import psutil
import uvloop

from tests.bench.measuring import Readings
from tests.bench.servers import Servers, watching
from tests.support.launched import launched

MEGABYTE = 1024 * 1024
QUIET_SECONDS = 240.0


def start(servers: Servers, _: int) -> Readings:
    """`yingyuan up` on an empty folder, and again on what it left: seconds until it says its address."""
    data = servers.folder / "fresh"
    with launched(data) as first:
        seconds = first.seconds
    with launched(data) as again:
        further = again.seconds
    shutil.rmtree(data)
    return {"start.first": (seconds, "s"), "start.again": (further, "s")}


def memory(servers: Servers, seconds: float) -> Readings:
    """The launcher and everything below it, after so many seconds of rest.

    PSS divides what several processes share (PostgreSQL's buffers, Python's libraries) among them, so that the sum is
    what the machine would get back; USS leaves the shared part out; RSS counts it once for every process.
    """
    events = uvloop.run(_settled(servers))
    time.sleep(seconds)
    state = servers.stack.state
    parts = {name: _memory(pid, everything=True) for name, pid in state.pids.items()}
    parts["launcher"] = _memory(state.pid, everything=False)
    pss, uss, rss = (sum(part[n] for part in parts.values()) / MEGABYTE for n in range(3))
    shares: Readings = {f"memory/{name}": (part[0] / MEGABYTE, "MB PSS") for name, part in sorted(parts.items())}
    return {
        "memory": (pss, "MB PSS"),
        "memory.uss": (uss, "MB USS"),
        "memory.rss": (rss, "MB RSS"),
        "memory.events": (events, ""),
        **shares,
    }


def _memory(pid: int, *, everything: bool) -> tuple[int, int, int]:
    """PSS, USS, RSS of a process (and of everything below it)."""
    pss = uss = rss = 0
    process = psutil.Process(pid)
    for one in [process, *(process.children(recursive=True) if everything else [])]:
        with contextlib.suppress(psutil.NoSuchProcess):
            used = one.memory_full_info()
            pss, uss, rss = pss + used.pss, uss + used.uss, rss + used.rss
    return pss, uss, rss


async def _settled(servers: Servers) -> int:
    async with watching(servers.stack.state) as watch:
        return (await watch.account()).head
