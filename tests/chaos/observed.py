"""What the stack holds in the end, read past its services: event tables, streams, facts, files."""

import asyncio
import contextlib
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
from nats.aio.client import Client as Bus

from tests.chaos.schedule import SERVICES
from tests.chaos.stack import NotUp, Stack, connect


@dataclass(frozen=True)
class Event:
    """A row of an event table; `about` is the `about` of a task, else ''."""

    position: int
    stream: str
    version: int
    event_id: str
    type: str
    command_id: str
    org: str
    about: str = ""


@dataclass
class Observed:
    """Everything by service, where it is a dictionary."""

    events: dict[str, list[Event]] = field(default_factory=dict)
    messages: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """(stream sequence, event id) of every message, in the order of delivery."""
    parked: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] | None = None
    """Sum of quantities by matter over the clients' organisations; None where no statistics view is live."""


async def quiet(stack: Stack, patience: float) -> float | None:
    """Wait until nobody has anything left to do, twice in a row: seconds waited, None when that does not come true."""
    loop = asyncio.get_running_loop()
    began, last = loop.time(), None
    async with httpx.AsyncClient(base_url=stack.address, timeout=20, trust_env=False) as http:
        while loop.time() - began < patience:
            await stack.still_up()
            now = await _heads(http)
            if now is not None and now == last:
                return loop.time() - began
            last = now
            await asyncio.sleep(0.5)
    return None


async def where_it_hangs(stack: Stack) -> dict[str, object]:
    """Every service's own account of its progress, for the report of a run that does not come to rest."""
    found: dict[str, object] = {}
    async with httpx.AsyncClient(base_url=stack.address, timeout=20, trust_env=False) as http:
        for service in SERVICES:
            try:
                found[service] = (await http.get(f"/health/{service}/progress")).json()
                found[f"{service} ready"] = (await http.get(f"/health/{service}/ready")).json()
            except (httpx.HTTPError, ValueError) as error:
                found[service] = repr(error)
    return found


async def _heads(http: httpx.AsyncClient) -> dict[str, int] | None:
    """The end of every log, when all of it is published and every reader has taken all it will be given."""
    progress = {}
    for service in SERVICES:
        try:
            response = await http.get(f"/health/{service}/progress")
            progress[service] = response.json()
            if response.status_code != 200:
                return None
        except (httpx.HTTPError, ValueError):
            return None
    heads = {service: int(found["head"]) for service, found in progress.items()}
    for found in progress.values():
        if found["published"] != found["head"] or found["frozen"]:
            return None
        for consumer in found["consumers"].values():
            if consumer["pending"] or consumer["unconfirmed"]:
                return None
        for name, consumer in found["consumers"].items():
            source = name.partition("/")[0]
            if name.endswith("/statistics") and consumer["position"] != heads[source]:
                return None
    return heads


async def observe(stack: Stack) -> Observed:
    """Read all of it; the stack is quiet."""
    observed, state = Observed(), stack.state
    bus = await connect(state)
    try:
        for service in SERVICES:
            connection = await asyncpg.connect(state.databases[service].auditor_url, timeout=20)
            try:
                observed.events[service] = await _events(connection)
                observed.parked[service] = await connection.fetchval("select count(*) from kernel.parked")
                if service == "reporting":
                    observed.facts = await _facts(connection)
            finally:
                await connection.close()
            observed.messages[service] = await _messages(bus, service.upper())
    finally:
        await bus.close()
    return observed


async def _events(connection: asyncpg.Connection) -> list[Event]:
    rows = await connection.fetch(
        "select position, stream, version, event_id, type, command_id, org, data from kernel.event order by position"
    )
    return [
        Event(
            row["position"], row["stream"], row["version"], str(row["event_id"]), row["type"], str(row["command_id"]),
            row["org"], json.loads(row["data"]).get("about", ""),
        )
        for row in rows
    ]  # fmt: skip


async def _facts(connection: asyncpg.Connection) -> dict[str, int] | None:
    build = await connection.fetchval("select build from kernel.view_build where view = 'statistics' and live")
    if build is None:
        return None
    rows = await connection.fetch(
        f'select k.matter, sum(f.quantity) as quantity from "{build}".fact f join "{build}".kind k on k.id = f.kind'
        " where f.org like 'chaos-%' group by k.matter"
    )
    return {row["matter"]: row["quantity"] for row in rows}


async def _messages(bus: Bus, stream: str) -> list[tuple[int, str]]:
    """Every message, in order, as an ordered consumer gets them."""
    manager = bus.jetstream(timeout=10)
    last = (await manager.stream_info(stream)).state.last_seq
    found: list[tuple[int, str]] = []
    subscription = await manager.subscribe(f"{stream.lower()}.>", stream=stream, ordered_consumer=True)
    try:
        while len(found) < last:
            message = await subscription.next_msg(timeout=10)
            found.append((message.metadata.sequence.stream, (message.headers or {}).get("ce-id", "")))
    except TimeoutError:
        pass  # what is missing is for the check to say
    finally:
        with contextlib.suppress(Exception):
            await subscription.unsubscribe()
    return found


def files_with(folder: Path, texts: set[str]) -> list[str]:
    """Files below `folder` that hold one of the texts, sockets and the like left out."""
    result = subprocess.run(
        ["grep", "--recursive", "--text", "--files-with-matches", "--fixed-strings", "--devices=skip", "--file=-", "."],
        cwd=folder,
        input="\n".join(sorted(texts)).encode(),
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    if result.returncode not in (0, 1):
        raise NotUp(f"the search for canaries failed: {result.stderr.decode()}")
    return sorted(result.stdout.decode().splitlines())
