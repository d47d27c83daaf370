"""One command, one committed reply: so many askers at once, over every door, beside a plain CRUD service."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import uvloop

from contracts import subjects
from deploy.local.processes import Command, spawn, stop, wait_until
from tests.bench.clients import Answered, ask_http, ask_nats, http_request
from tests.bench.measuring import Readings
from tests.bench.posts import draw
from tests.bench.servers import Servers, watching

AT_ONCE = 64
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
    with _crud_service(servers) as (socket, url):
        return uvloop.run(_inserted(socket, url, count))


async def _posted(servers: Servers, name: str, where: str | tuple[str, int], count: int) -> Readings:
    posts = draw(count, activities_only=True)
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        answered = await ask_http(where, [http_request("POST", PATH, post.body) for post in posts], AT_ONCE)
        _all_accepted(answered)
        assert await watch.account() == before.plus(posts)
    return answered.readings(name)


async def _requested(servers: Servers, count: int) -> Readings:
    posts = draw(count, activities_only=True)
    subject = subjects.command("intake", "record-activity")
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        answered = await ask_nats(watch.bus, [(subject, post.body) for post in posts], AT_ONCE)
        _all_accepted(answered)
        assert await watch.account() == before.plus(posts)
    return answered.readings("nats")


async def _inserted(socket: str, url: str, count: int) -> Readings:
    requests = [http_request("POST", "/activities", post.body) for post in draw(count, activities_only=True)]
    answered = await ask_http(socket, requests, AT_ONCE)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select count(*) from activity") == count
    await connection.close()
    return answered.readings("crud")


def _all_accepted(answered: Answered) -> None:
    assert all(json.loads(body)["status"] == "accepted" for body in answered.bodies)


@contextlib.contextmanager
def _crud_service(servers: Servers) -> Iterator[tuple[str, str]]:
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
        yield str(socket), urls.admin
    finally:
        stop(process, command)
        socket.unlink(missing_ok=True)
        servers.postgres.drop_database(urls.name)
