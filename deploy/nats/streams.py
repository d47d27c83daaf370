"""Declares the streams and durables of declared.json. Services bind to them by name and never create or change one.

Run by the launcher at every start and whenever something is missing, and by hand:
    python -m deploy.nats.streams --url nats://127.0.0.1:4222 --seed-file deployer.nk [--replicas 3]
"""

import argparse
import asyncio
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError


@dataclass(frozen=True)
class Durable:
    """A consumer that remembers where it is. `name` is <consuming service>-<view or process>."""

    name: str
    filters: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        """The service that consumes through it."""
        return self.name.partition("-")[0]


@dataclass(frozen=True)
class Stream:
    """A stream, the service whose relay alone writes it (None: terminals post to it), and who reads it."""

    name: str
    subjects: tuple[str, ...]
    owner: str | None
    durables: tuple[Durable, ...] = field(default=())


def _declared() -> tuple[Stream, ...]:
    """Written by `make docs` from what the services say they hear, so that a start need not import them all."""
    document = json.loads(Path(__file__).with_name("declared.json").read_text("utf-8"))
    return tuple(
        Stream(
            stream["name"],
            tuple(stream["subjects"]),
            stream["owner"],
            tuple(Durable(durable["name"], tuple(durable["filters"])) for durable in stream["durables"]),
        )
        for stream in document["streams"]
    )


STREAMS: Final = _declared()


class PromiseLowered(Exception):
    """A declaration would weaken what the bus already promises; nothing was changed."""


@dataclass(frozen=True)
class Change:
    """What was done to one stream or durable. `fields` maps a field to (before, after); empty when it was created."""

    name: str
    created: bool
    fields: dict[str, tuple[object, object]]

    def __str__(self) -> str:
        if self.created:
            return f"{self.name}: created"
        return f"{self.name}: " + ", ".join(f"{key} {old!r} -> {new!r}" for key, (old, new) in self.fields.items())


def stream_config(stream: Stream, replicas: int) -> StreamConfig:
    """What a stream promises: messages are kept for ever, none is deleted, and when the disk is full new ones are refused.

    The duplicate window is small on purpose. Message ids do not protect us (a sender could use an id first); the expected
    last sequence does.
    """
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_age=0,
        max_msgs=-1,
        max_bytes=-1,
        max_msgs_per_subject=-1,
        duplicate_window=120,
        num_replicas=replicas,
        deny_delete=True,
        deny_purge=True,
        allow_direct=True,
        allow_atomic=True,
    )


def consumer_config(durable: Durable) -> ConsumerConfig:
    """One reader at a time goes through the stream in order; `ack all` confirms a whole batch with its last message."""
    config = ConsumerConfig(
        durable_name=durable.name,
        ack_policy=AckPolicy.ALL,
        deliver_policy=DeliverPolicy.ALL,
        max_deliver=-1,
        ack_wait=30,
        max_ack_pending=20_000,
    )
    if len(durable.filters) == 1:
        config.filter_subject = durable.filters[0]
    elif durable.filters:
        config.filter_subjects = list(durable.filters)
    return config


async def declare(nc: Client, replicas: int = 1) -> list[Change]:
    """Create what is missing, change what differs, and say what was done; an empty list means all was as declared.

    Raises PromiseLowered before touching a stream that promises more than declared here.
    """
    js = nc.jetstream(timeout=5)
    changes: list[Change] = []
    for stream in STREAMS:
        changes += await _declare_stream(js, stream_config(stream, replicas))
        for durable in stream.durables:
            changes += await _declare_durable(js, stream.name, consumer_config(durable))
    return changes


async def missing(nc: Client) -> list[str]:
    """Names of streams and durables that are declared and not there."""
    js = nc.jetstream(timeout=5)
    absent: list[str] = []
    for stream in STREAMS:
        try:
            await js.stream_info(stream.name)
            present = {info.name for info in await js.consumers_info(stream.name)} if stream.durables else set()
        except NotFoundError:
            absent.append(stream.name)
            continue
        absent += [f"{stream.name}/{durable.name}" for durable in stream.durables if durable.name not in present]
    return absent


async def delete_damaged(nc: Client) -> list[str]:
    """Delete streams that have lost messages and can be written again from their owner's log; their names.

    Nobody may delete a message, so a hole is damage: one flipped bit cost a stream 752 of 1,115 messages at the next
    start, and its last sequence stayed. A sequence is never used a second time, so the stream must be written again from 1.
    """
    js = nc.jetstream(timeout=5)
    damaged = []
    for stream in STREAMS:
        if stream.owner:
            state = (await js.stream_info(stream.name)).state
            if state.messages != state.last_seq:
                await js.delete_stream(stream.name)
                damaged.append(stream.name)
    return damaged


async def _declare_stream(js: JetStreamContext, wanted: StreamConfig) -> list[Change]:
    assert wanted.name is not None
    try:
        existing = (await js.stream_info(wanted.name)).config
    except NotFoundError:
        await js.add_stream(wanted)
        return [Change(wanted.name, created=True, fields={})]
    fields = _differences(existing.as_dict(), wanted.as_dict())
    lowered = sorted(name for name, (old, new) in fields.items() if _is_weaker(name, old, new))
    if lowered:
        raise PromiseLowered(f"{wanted.name}: declared weaker than it is in {', '.join(lowered)}; nothing changed")
    if not fields:
        return []
    await js.update_stream(wanted)
    return [Change(wanted.name, created=False, fields=fields)]


async def _declare_durable(js: JetStreamContext, stream: str, wanted: ConsumerConfig) -> list[Change]:
    assert wanted.durable_name is not None
    name = f"{stream}/{wanted.durable_name}"
    try:
        existing = (await js.consumer_info(stream, wanted.durable_name)).config
    except NotFoundError:
        await js.add_consumer(stream, wanted)
        return [Change(name, created=True, fields={})]
    fields = _differences(_with_filters(existing), _with_filters(wanted))
    if not fields:
        return []
    if "filters" in fields:  # the server knows one filter and several by two names, and refuses both at once
        del fields["filters"]
        for key in ("filter_subject", "filter_subjects"):
            fields[key] = (getattr(existing, key), getattr(wanted, key))
    # What an operator has set beside (a number of replicas, a pause) stays: only declared fields are changed.
    await js.add_consumer(stream, replace(existing, **{key: getattr(wanted, key) for key in fields}))
    return [Change(name, created=False, fields=fields)]


def _with_filters(config: ConsumerConfig) -> dict[str, object]:
    """A durable's settings, with what it hears under one name; an empty list hears everything."""
    several = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
    settings = {
        key: value for key, value in config.as_dict().items() if key not in ("filter_subject", "filter_subjects")
    }
    return {**settings, "filters": sorted(several)}


def _differences(existing: dict[str, object], wanted: dict[str, object]) -> dict[str, tuple[object, object]]:
    """Declared fields that differ on the server; a field that is absent there counts as empty."""
    return {
        key: (existing.get(key), value)
        for key, value in wanted.items()
        if value is not None and existing.get(key) != value and (existing.get(key) or value)
    }


def _is_weaker(name: str, old: object, new: object) -> bool:
    """Whether changing this field of a stream would take away something that others rely on."""
    match name:
        case "deny_delete" | "deny_purge" | "allow_atomic" | "allow_direct":
            return bool(old) and not new
        case "num_replicas":
            return isinstance(old, int) and isinstance(new, int) and new < old
        case "retention" | "storage":
            return True
        case "subjects":
            return isinstance(old, list) and isinstance(new, list) and not set(old) <= set(new)
        case "max_age" | "max_msgs" | "max_bytes" | "max_msgs_per_subject":
            return isinstance(new, int | float) and new > 0
        case _:
            return False


async def _main() -> None:
    parser = argparse.ArgumentParser(description="Declare streams and durables; prints what changed.")
    parser.add_argument("--url", required=True, help="address of the NATS server")
    parser.add_argument("--seed-file", required=True, help="NKEY seed of the deployer")
    parser.add_argument("--replicas", type=int, default=1, help="copies of each stream (3 on three machines)")
    options = parser.parse_args()
    client = await nats.connect(options.url, nkeys_seed=options.seed_file, connect_timeout=5)
    try:
        changes = await declare(client, options.replicas)
        print("\n".join(str(change) for change in changes) or "nothing to change")
    finally:
        await client.close()


if __name__ == "__main__":
    asyncio.run(_main())
