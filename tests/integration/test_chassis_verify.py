"""Proof: whatever somebody with every right changes in the log, the stream or a view, `verify` finds and names."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import asyncpg
import pytest
from nats.aio.client import Client

from contracts.wire import envelope, subjects
from contracts.wire.event import Recorded
from services.chassis.bus.messages import message
from services.chassis.proof.finding import Finding
from services.chassis.proof.log import verify_log, verify_receipts
from services.chassis.proof.stream import verify_stream
from services.chassis.proof.views import verify_views
from services.chassis.runtime import Runtime
from tests.support.bus import length, wiped
from tests.support.counters import Count, Whisper, post, tally, toy
from tests.support.lab import Lab, eventually, log_of, superuser
from tests.support.stack import DatabaseUrls, TestNats

VIEW = tally(inline=True)
EVENTS = 12


@dataclass
class Evidence:
    lab: Lab
    urls: DatabaseUrls
    runtime: Runtime

    async def log(self) -> Finding:
        return await verify_log(self.runtime.pool, "intake", lambda *_: None)

    async def stream(self, client: Client) -> Finding:
        public = {event.type for event in self.runtime.definition.events}
        return await verify_stream(self.runtime.pool, client, "intake", public, lambda *_: None)

    async def views(self, client: Client) -> list[Finding]:
        owner = await self.lab.connection(self.urls.owner)
        looking = verify_views(owner, self.runtime.pool, client, "intake", [VIEW], lambda *_: None)
        return [finding async for finding in looking]


@pytest.fixture
async def evidence(lab: Lab) -> Evidence:
    urls = await lab.database(toy(VIEW))
    runtime = await lab.service(toy(VIEW), urls)
    for n in range(EVENTS):
        await runtime.committer.submit(post(Whisper(counter="w", secret="s") if n == 5 else Count(counter=f"c{n % 2}")))
    return Evidence(lab, urls, runtime)


@pytest.fixture
async def deployer(lab: Lab, nats_server: TestNats, evidence: Evidence) -> AsyncIterator[Client]:
    nats_server.reset_streams()
    client = await lab.bus(nats_server.connect())
    evidence.runtime.client = await lab.bus(nats_server.connect("intake"))
    running = lab.start(evidence.runtime.relay)

    async def relayed() -> bool:
        return await length(client) == EVENTS

    await eventually(relayed)
    await lab.stop(evidence.runtime.relay, running)
    yield client


async def test_what_nobody_touched_is_in_order(evidence: Evidence, deployer: Client) -> None:
    for finding in (await evidence.log(), await evidence.stream(deployer), *await evidence.views(deployer)):
        assert (finding.wrong, finding.count) == (None, EVENTS)


TAMPERED = {
    "one byte of the data": (
        """update kernel.event set data = replace(data::text, '"by":1', '"by":2')::json where position = 4""",
        4,
    ),
    "a blank in the data": ("update kernel.event set data = (data::text || ' ')::json where position = 4", 4),
    "the stream": ("update kernel.event set stream = 'counter-x' where position = 4", 4),
    "the version": ("update kernel.event set version = 99 where position = 4", 4),
    "the event id": ("update kernel.event set event_id = gen_random_uuid() where position = 4", 4),
    "the type": ("update kernel.event set type = 'noted' where position = 4", 4),
    "the schema": ("update kernel.event set schema = 2 where position = 4", 4),
    "the business time": (
        "update kernel.event set occurred_at = occurred_at + interval '1 microsecond' where position = 4",
        4,
    ),
    "the time of recording": (
        "update kernel.event set recorded_at = recorded_at - interval '1 microsecond' where position = 4",
        4,
    ),
    "the actor": ("update kernel.event set actor = '律015' where position = 4", 4),
    "the organisation": ("update kernel.event set org = 'x' where position = 4", 4),
    "the region": ("update kernel.event set region = '320402' where position = 4", 4),
    "the command": ("update kernel.event set command_id = gen_random_uuid() where position = 4", 4),
    "the correlation": ("update kernel.event set correlation_id = gen_random_uuid() where position = 4", 4),
    "the causation": ("update kernel.event set causation_id = gen_random_uuid() where position = 4", 4),
    "the link": ("update kernel.event set hash = sha256(hash) where position = 4", 4),
    "an event in the middle is gone": ("delete from kernel.event where position = 4", 4),
    "the first is gone": ("delete from kernel.event where position = 1", 1),
    "the tail is gone": ("delete from kernel.event where position > 9", 10),
    "everything is gone": ("delete from kernel.event", 1),
    "two events changed places": (
        "update kernel.event set position = -position where position in (4, 5);"
        "update kernel.event set position = case position when -4 then 5 else 4 end where position < 0",
        4,
    ),
    "an event was smuggled in behind the end": (
        "insert into kernel.event select position + 1, stream, version + 1, gen_random_uuid(), type, schema,"
        " occurred_at, recorded_at, actor, org, region, command_id, correlation_id, causation_id, data, hash"
        " from kernel.event where position = 12",
        13,
    ),
    "the end's link": ("update kernel.log_head set hash = sha256(hash)", 12),
}


async def test_whatever_a_superuser_changes_in_the_log_is_found_at_its_place(evidence: Evidence) -> None:
    async with superuser(evidence.urls) as admin:
        await admin.execute("create table public.whole as select * from kernel.event")
        await admin.execute("create table public.head as select * from kernel.log_head")
        found = {}
        for what, (statement, position) in TAMPERED.items():
            await admin.execute(statement)
            finding = await evidence.log()
            found[what] = finding.position if finding.wrong else None, position
            await admin.execute("delete from kernel.event; insert into kernel.event select * from public.whole")
            await admin.execute("delete from kernel.log_head; insert into kernel.log_head select * from public.head")
    assert {what: at for what, at in found.items() if at[0] != at[1]} == {}
    assert (await evidence.log()).wrong is None


async def test_a_log_that_is_being_written_is_in_order(evidence: Evidence) -> None:
    writing = asyncio.create_task(busy(evidence.runtime))
    for _ in range(10):
        assert (await evidence.log()).wrong is None
    await writing


async def busy(runtime: Runtime) -> None:
    for n in range(60):
        await runtime.committer.submit(post(Count(counter=f"b{n}")))


async def test_a_shortened_log_with_a_repaired_end_is_found_by_the_stream(evidence: Evidence, deployer: Client) -> None:
    async with superuser(evidence.urls) as admin:
        await admin.execute("delete from kernel.event where position > 9")
        await admin.execute(
            "update kernel.log_head set position = 9, hash = (select hash from kernel.event where position = 9)"
        )
    assert (await evidence.log()).wrong is None
    finding = await evidence.stream(deployer)
    assert finding.wrong and finding.position == 10


async def write_again(client: Client, events: list[Recorded]) -> None:
    """A stream as somebody with the deployer's rights would forge it."""
    await wiped(client)
    for event in events:
        if event.type == "whispered":
            subject, headers, body = subjects.withheld("intake"), envelope.withheld_headers(event), b""
        else:
            subject = subjects.event("intake", "counter", event.type)
            headers, body = envelope.to_headers(event), event.data.encode()
        await client.jetstream().publish(subject, body, headers=headers)


FORGED = {
    "body": {"data": '{"by":9,"total":9}'},
    "region": {"region": "320402"},
    "org": {"org": "x"},
    "actor": {"actor": "律015"},
    "type": {"type": "noted"},
    "stream": {"stream": "counter-x"},
    "version": {"version": 77},
    "schema": {"schema": 2},
    "hash": {"hash": bytes(32)},
}


async def test_a_changed_message_in_the_stream_is_found_at_its_place(evidence: Evidence, deployer: Client) -> None:
    log = await log_of(evidence.runtime.pool)
    missed = []
    for what, change in FORGED.items():
        await write_again(deployer, [replace(event, **change) if event.position == 4 else event for event in log])  # type: ignore[arg-type]  # one field each
        finding = await evidence.stream(deployer)
        if not finding.wrong or finding.position != 4:
            missed.append((what, finding))
    assert missed == []
    await write_again(deployer, log)
    assert (await evidence.stream(deployer)).wrong is None


async def test_a_withheld_event_that_says_something_is_found(evidence: Evidence, deployer: Client) -> None:
    log = await log_of(evidence.runtime.pool)
    await wiped(deployer)
    for event in log[:6]:
        headers = envelope.withheld_headers(event) if event.type == "whispered" else envelope.to_headers(event)
        await deployer.jetstream().publish("intake.counter.counted", event.data.encode(), headers=headers)
    finding = await evidence.stream(deployer)
    assert finding.wrong and finding.position == 6


async def test_a_message_too_many_is_found(evidence: Evidence, deployer: Client) -> None:
    await deployer.jetstream().publish("intake.counter.counted", b"{}")
    finding = await evidence.stream(deployer)
    assert finding.wrong and finding.position == EVENTS + 1


@pytest.mark.parametrize(
    "statement", ["update tally set total = total + 1 where counter = 'c1'", "delete from tally where counter = 'c1'"]
)
async def test_a_changed_row_in_a_view_is_found(evidence: Evidence, deployer: Client, statement: str) -> None:
    admin = await asyncpg.connect(evidence.urls.admin)
    build = await admin.fetchval("select build from kernel.view_build where live")
    await admin.execute(f'set search_path = "{build}"; {statement}')
    await admin.close()
    [finding] = await evidence.views(deployer)
    assert finding.wrong and "yingyuan rebuild intake tally" in finding.wrong
    owner = await evidence.lab.connection(evidence.urls.owner)
    assert await owner.fetchval("select count(*) from kernel.view_build") == 1  # the fresh fold is gone again


async def test_a_public_event_replaced_by_a_withheld_one_is_found(evidence: Evidence, deployer: Client) -> None:
    public = {event.type for event in evidence.runtime.definition.events}
    await wiped(deployer)
    for event in await log_of(evidence.runtime.pool):
        subject, headers, body = message("intake", public - {event.type} if event.position == 4 else public, event)
        await deployer.jetstream().publish(subject, body, headers=headers)
    finding = await evidence.stream(deployer)
    assert finding.wrong and finding.position == 4


async def test_a_receipt_that_does_not_fit_the_log_is_found(evidence: Evidence) -> None:
    assert (await verify_receipts(evidence.runtime.pool, "intake")).wrong is None
    async with superuser(evidence.urls) as connection:
        await connection.execute("update kernel.receipt set version = version + 1 where position = 3")
    assert (await verify_receipts(evidence.runtime.pool, "intake")).wrong == "1 张回执与事件不符，0 条事件没有回执"
    async with superuser(evidence.urls) as connection:
        await connection.execute("delete from kernel.receipt where position = 3")
    assert (await verify_receipts(evidence.runtime.pool, "intake")).wrong == "0 张回执与事件不符，1 条事件没有回执"
