"""A data folder as a release left it, laid out from the text in tests/data/upgrade."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import nats as nats_client
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, ConsumerInfo, StreamConfig

from deploy import SERVICES
from deploy.definitions import definition_of
from deploy.local import nats, postgres
from deploy.local.files import write_private
from deploy.local.layout import Layout
from deploy.local.secrets import DEPLOYER, Secrets, load_or_create
from services.chassis.views.builds import digest
from tests.support.stack import in_own_loop, running

DATA = Path(__file__).parents[1] / "data" / "upgrade"

Waiting = tuple[str, dict[str, Any]]
"""A durable post that nobody has taken yet: its subject and what is in it."""


@dataclass(frozen=True)
class Durable:
    """How a durable stands: when it was made, what it hears (nothing: everything), up to where it was confirmed."""

    created: str
    subjects: frozenset[str]
    confirmed: int

    @classmethod
    def of(cls, info: ConsumerInfo) -> "Durable":
        config = info.config
        subjects = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
        return cls(str(info.created), frozenset(subjects), info.ack_floor.stream_seq if info.ack_floor else 0)


@dataclass(frozen=True)
class Remains:
    """What tells something that went on from something that was made anew, by service or by stream."""

    migrations: dict[str, dict[str, datetime]]
    builds: dict[str, dict[str, str]]
    places: dict[str, int]
    """By service, reader and source: up to where each reader of other logs has come."""
    streams: dict[str, str]
    durables: dict[str, Durable]


def held(name: str) -> Any:
    """What one of the JSON files holds."""
    text = (DATA / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)


def lay_out(data: Path, waiting: Sequence[Waiting]) -> tuple[Remains, dict[str, dict[str, str]]]:
    """Make the data folder; what there is in it, and the digests that the views of today find in the builds of then."""
    layout = Layout.of(data)
    layout.create()
    secrets = load_or_create(layout.secrets)
    for service, keys in held("keys.json").items():
        for name, key in keys.items():
            write_private(layout.keys(service) / name, bytes.fromhex(key))
    cluster = postgres.Cluster(layout.postgres, layout.postgres_run, layout.logs / "postgres.log", secrets.passwords)
    postgres.prepare(cluster)
    bus = nats.Bus(layout.nats, layout.logs / "nats.log", nats.free_port(), nats.free_port(), secrets.public_keys)
    nats.prepare(bus)
    with (
        running(postgres.command(cluster), lambda: postgres.accepts_connections(cluster.server)),
        running(nats.command(bus), lambda: in_own_loop(lambda: nats.is_healthy(bus))),
    ):
        postgres.declare_roles(cluster.server)
        postgres.run_sql(cluster.server, DATA / "restore.sql", {}, {})
        auditors = {service: cluster.server.url("auditor", service) for service in SERVICES}
        owners = {service: cluster.server.url(f"{service}_owner", service) for service in SERVICES}
        left = in_own_loop(lambda: _fill(bus.url, secrets, auditors, waiting))
        return left, in_own_loop(lambda: _all_digests(owners))


async def _fill(url: str, secrets: Secrets, auditors: dict[str, str], waiting: Sequence[Waiting]) -> Remains:
    client = await nats_client.connect(url, nkeys_seed=str(secrets.seed_files[DEPLOYER]))
    try:
        await _restore_bus(client)
        for subject, post in waiting:
            await client.jetstream().publish(subject, json.dumps(post).encode())
        return await remains(client, auditors)
    finally:
        await client.close()


async def remains(client: Client, auditors: dict[str, str]) -> Remains:
    """Look at databases and bus; `client` is the deployer's."""
    migrations, builds, places = {}, {}, {}
    for service, url in auditors.items():
        connection = await asyncpg.connect(url)
        migrations[service] = dict(await connection.fetch("select name, applied_at from public.migration"))
        builds[service] = dict(await connection.fetch("select build, view from kernel.view_build where live"))
        for row in await connection.fetch("select * from kernel.checkpoint where position > 0"):
            places[f"{service}/{row['consumer']}/{row['source']}"] = row["position"]
        await connection.close()
    streams, durables = {}, {}
    for stream in await client.jetstream().streams_info():
        name = str(stream.config.name)
        streams[name] = str(stream.created)
        for info in await client.jetstream().consumers_info(name):
            durables[f"{name}/{info.name}"] = Durable.of(info)
    return Remains(migrations, builds, places, streams, durables)


async def _all_digests(owners: dict[str, str]) -> dict[str, dict[str, str]]:
    return {service: await _digests(service, owner) for service, owner in owners.items()}


async def _digests(service: str, owner: str) -> dict[str, str]:
    """What the views of today find, once the service's migrations have run; all of it is taken back."""
    definition = definition_of(service)
    connection = await asyncpg.connect(owner)
    transaction = connection.transaction()
    await transaction.start()
    for file in sorted(file for folder in definition.migrations for file in folder.glob("*.sql")):
        await connection.execute(file.read_text("utf-8"))
    builds = dict(await connection.fetch("select view, build from kernel.view_build where live"))
    found = {view.name: await digest(connection, view, builds[view.name]) for view in definition.views}
    await transaction.rollback()
    await connection.close()
    return found


async def _restore_bus(client: Client) -> None:
    """Streams, messages and durables as they were, each durable confirmed up to where it was."""
    js = client.jetstream()
    bus = held("bus.json")
    for stream in bus.values():
        await js.add_stream(StreamConfig.from_response(stream["config"]))
    for message in held("messages.jsonl"):
        await js.publish(message["subject"], message["data"].encode(), headers=message["headers"] or None)
    for name, stream in bus.items():
        for durable in stream["durables"]:
            await js.add_consumer(name, ConsumerConfig.from_response(durable["config"]))
            reading = await js.pull_subscribe_bind(durable["config"]["durable_name"], name)
            reached = 0
            while reached < durable["confirmed"]:
                [message] = await reading.fetch(1, timeout=5)
                reached = message.metadata.sequence.stream
                await message.ack_sync()
            await reading.unsubscribe()
