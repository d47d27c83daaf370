"""One command, one committed reply: so many askers at once, over every door, beside a plain CRUD service."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg
import uvloop

from contracts.wire import subjects
from deploy.local.processes import Command, spawn, stop, wait_until
from tests.bench.clients import Answered, ask_http, ask_nats, http_request
from tests.bench.measuring import Readings, tree_seconds
from tests.bench.posts import draw
from tests.bench.servers import Servers, watching

AT_ONCE = 64
WARM = 256
"""Requests before the clock starts, so that the peer has its statements prepared as we have ours by then."""
PATH = "/api/intake/commands/record-activity"


def over_http(servers: Servers, count: int) -> Readings:
    """Straight to the service's socket."""
    return uvloop.run(_posted(servers, "http", str(servers.stack.state.sockets["intake"]), count))


def through_caddy(servers: Servers, count: int) -> Readings:
    """Through the front door, as a browser comes."""
    host, port = servers.stack.address.removeprefix("http://").split(":")
    return uvloop.run(_posted(servers, "caddy", (host, int(port)), count))


def over_nats(servers: Servers, count: int) -> Readings:
    """By request on the bus."""
    return uvloop.run(_requested(servers, count))


def crud(servers: Servers, count: int) -> Readings:
    """The peer: FastAPI and asyncpg, one row per request, uvicorn with uvloop and httptools, a pool of 16."""
    with _crud_service(servers) as (socket, url, pids):
        uvloop.run(_inserted(socket, url, pids, WARM))
        return uvloop.run(_inserted(socket, url, pids, count))


async def _posted(servers: Servers, name: str, where: str | tuple[str, int], count: int) -> Readings:
    posts = draw(count, activities_only=True)
    requests = [http_request("POST", PATH, post.body) for post in posts]
    async with watching(servers.stack.state) as watch:
        before, cpu = await watch.account(), tree_seconds(*watch.state.pids.values())
        answered = await ask_http(where, requests, AT_ONCE)
        _all_accepted(answered)
        assert await watch.account() == before.plus(posts)
        return answered.readings(name) | _cpu(name, tree_seconds(*watch.state.pids.values()) - cpu, count)


async def _requested(servers: Servers, count: int) -> Readings:
    posts = draw(count, activities_only=True)
    subject = subjects.command("intake", "record-activity")
    async with watching(servers.stack.state) as watch:
        before, cpu = await watch.account(), tree_seconds(*watch.state.pids.values())
        answered = await ask_nats(watch.bus, [(subject, post.body) for post in posts], AT_ONCE)
        _all_accepted(answered)
        assert await watch.account() == before.plus(posts)
        return answered.readings("nats") | _cpu("nats", tree_seconds(*watch.state.pids.values()) - cpu, count)


async def _inserted(socket: str, url: str, pids: Sequence[int], count: int) -> Readings:
    requests = [http_request("POST", "/activities", post.body) for post in draw(count, activities_only=True)]
    connection = await asyncpg.connect(url)
    before, cpu = await connection.fetchval("select count(*) from activity"), tree_seconds(*pids)
    answered = await ask_http(socket, requests, AT_ONCE)
    readings = answered.readings("crud") | _cpu("crud", tree_seconds(*pids) - cpu, count)
    assert await connection.fetchval("select count(*) from activity") == before + count
    await connection.close()
    return readings


def _cpu(name: str, seconds: float, requests: int) -> Readings:
    """CPU of the servers for each request, until all that follows from it is done."""
    return {f"{name}.cpu": (seconds / requests * 1e6, "µs/request")}


def _all_accepted(answered: Answered) -> None:
    assert all(json.loads(body)["status"] == "accepted" for body in answered.bodies)


@contextlib.contextmanager
def _crud_service(servers: Servers) -> Iterator[tuple[str, str, list[int]]]:
    """Its socket, its database, and the processes that do its work."""
    urls = servers.postgres.fresh_database("intake")
    socket = servers.folder / "crud.sock"
    command = Command(
        argv=[
            *(sys.executable, "-m", "uvicorn", "tests.bench.peers.crud:app", "--uds", str(socket)),
            *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
        ],
        log=servers.folder / "crud.log",
        environment={**os.environ, "CRUD_URL": urls.admin, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    process = spawn(command)
    try:
        if not wait_until(socket.exists, 30):
            raise RuntimeError(command.log.read_text("utf-8"))
        time.sleep(0.2)
        yield str(socket), urls.admin, [process.pid, servers.postgres_pid]
    finally:
        stop(process, command)
        socket.unlink(missing_ok=True)
        servers.postgres.drop_database(urls.name)
