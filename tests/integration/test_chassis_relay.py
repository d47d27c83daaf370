"""The relay: sequence n of the stream is position n of the log, whatever happens in between."""

import asyncio
import json
from dataclasses import replace

import pytest
from nats.aio.client import Client

from contracts.wire import envelope, subjects
from contracts.wire.envelope import Withheld
from contracts.wire.event import Recorded
from services.chassis.bus import relay
from services.chassis.bus.messages import message
from services.chassis.bus.relay import BATCH, Relay
from services.chassis.runtime import Runtime
from tests.support.bus import length, messages, own_nats, wiped
from tests.support.counters import ACTOR, Count, Whisper, post, toy
from tests.support.lab import Lab, eventually, log_of, superuser
from tests.support.stack import TestNats


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen relay looks again after 0.2 s, not after 5."""
    monkeypatch.setattr(relay, "RECHECK_SECONDS", 0.2)


@pytest.fixture
async def deployer(lab: Lab, nats_server: TestNats) -> Client:
    """The deployer's connection to a bus with empty streams."""
    nats_server.reset_streams()
    return await lab.bus(nats_server.connect())


@pytest.fixture
async def intake(lab: Lab, nats_server: TestNats, deployer: Client) -> Runtime:
    """A service of counters with its own rights on the bus; its relay does not run yet."""
    return await lab.service(toy(), client=await lab.bus(nats_server.connect("intake")))


async def count(runtime: Runtime, times: int) -> None:
    await asyncio.gather(*(runtime.committer.submit(post(Count(counter=f"c{n % 5}"))) for n in range(times)))


async def relayed(runtime: Runtime, client: Client, seconds: float = 15) -> None:
    """Until the stream is as long as the log."""

    async def complete() -> bool:
        return await length(client) == len(await log_of(runtime.pool))

    await eventually(complete, seconds)


async def same_as_the_log(runtime: Runtime, client: Client) -> None:
    log = await log_of(runtime.pool)
    held = await messages(client)
    assert [(head.position, head.event_id, head.hash, seq) for head, _, seq in held] == [
        (event.position, event.event_id, event.hash, event.position) for event in log
    ]
    assert [body for _, body, _ in held] == [b"" if e.type == "whispered" else e.data.encode() for e in log]


def another_relay(runtime: Runtime, client: Client) -> Relay:
    return Relay(
        "intake", runtime.pool, lambda: client, [event.type for event in runtime.definition.events], asyncio.Event()
    )


async def forge(client: Client, event: Recorded) -> None:
    """Put a message into the stream that the relay did not put there."""
    subject = subjects.event("intake", "counter", event.type)
    ack = await client.jetstream().publish(subject, event.data.encode(), headers=envelope.to_headers(event))
    assert ack.seq == event.position


async def test_the_sequence_in_the_stream_is_the_position_in_the_log(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    await count(intake, BATCH + 30)  # more than one atomic batch
    lab.start(intake.relay)
    await relayed(intake, deployer)
    await count(intake, 1)  # and one alone
    await relayed(intake, deployer)
    await same_as_the_log(intake, deployer)
    assert intake.relay.published == BATCH + 31


async def test_an_event_keeps_everything_about_it_on_its_way(lab: Lab, intake: Runtime, deployer: Client) -> None:
    await intake.committer.submit(post(Count(counter="中吴-1"), correlation_id=post(Count(counter="x")).command_id))
    lab.start(intake.relay)
    await relayed(intake, deployer)
    [event] = await log_of(intake.pool)
    [(held, body, _)] = await messages(deployer)
    assert isinstance(held, Recorded)
    assert held.actor == ACTOR == "律014"
    assert held == event
    assert body.decode() == event.data


async def test_a_withheld_event_holds_its_place_and_says_nothing(lab: Lab, intake: Runtime, deployer: Client) -> None:
    for command in (Count(counter="a"), Whisper(counter="a", secret="canary"), Count(counter="a")):
        await intake.committer.submit(post(command))
    lab.start(intake.relay)
    await relayed(intake, deployer)
    _, (head, body, sequence), _ = await messages(deployer)
    assert isinstance(head, Withheld)
    assert (body, sequence, head.position) == (b"", 2, 2)
    raw = await deployer.jetstream().get_msg("INTAKE", 2)
    assert raw.subject == "intake.internal.withheld"
    for word in ("canary", "whispered", "counter", "%E5%BE%8B014", "320404"):
        assert word not in json.dumps(raw.headers)


async def test_a_relay_goes_on_where_the_stream_ends(lab: Lab, intake: Runtime, deployer: Client) -> None:
    first = lab.start(intake.relay)
    await count(intake, 40)
    await relayed(intake, deployer)
    await lab.stop(intake.relay, first)
    await count(intake, 40)
    lab.start(another_relay(intake, intake.bus()))
    await relayed(intake, deployer)
    await same_as_the_log(intake, deployer)


async def test_two_relays_at_once_are_harmless(
    lab: Lab, intake: Runtime, deployer: Client, nats_server: TestNats
) -> None:
    await count(intake, 300)
    for _ in range(2):
        lab.start(another_relay(intake, await lab.bus(nats_server.connect("intake"))))
    for _ in range(5):
        await count(intake, 60)
    await relayed(intake, deployer)
    await same_as_the_log(intake, deployer)


async def test_a_wiped_stream_is_written_again_from_the_log(lab: Lab, intake: Runtime, deployer: Client) -> None:
    lab.start(intake.relay)
    await count(intake, 60)
    await relayed(intake, deployer)
    await wiped(deployer)
    await count(intake, 60)
    await relayed(intake, deployer)
    await same_as_the_log(intake, deployer)


async def test_a_stream_wiped_while_nobody_writes_is_noticed(lab: Lab, intake: Runtime, deployer: Client) -> None:
    lab.start(intake.relay)
    await count(intake, 20)
    await relayed(intake, deployer)
    await wiped(deployer)
    await relayed(intake, deployer)
    await same_as_the_log(intake, deployer)


async def test_a_bus_that_is_killed_under_load_loses_and_doubles_nothing(lab: Lab) -> None:
    with own_nats() as bus:
        deployer = await lab.bus(bus.server.connect(max_reconnect_attempts=-1, reconnect_time_wait=0.1))
        client = await lab.bus(bus.server.connect("intake", max_reconnect_attempts=-1, reconnect_time_wait=0.1))
        runtime = await lab.service(toy(), client=client)
        running = lab.start(runtime.relay)
        for _ in range(2):
            writing = asyncio.create_task(count(runtime, 400))
            await asyncio.sleep(0.05)
            await asyncio.to_thread(bus.kill)
            await asyncio.to_thread(bus.start)
            await writing
        await relayed(runtime, deployer, 30)
        await same_as_the_log(runtime, deployer)
        await lab.stop(runtime.relay, running)


async def frozen(runtime: Runtime) -> str:
    async def holds() -> bool:
        return runtime.relay.frozen is not None

    await eventually(holds)
    assert runtime.relay.frozen
    return runtime.relay.frozen


async def test_a_stream_longer_than_the_log_stops_the_relay_until_it_is_repaired(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    await count(intake, 1)
    [event] = await log_of(intake.pool)
    await forge(deployer, event)
    await forge(deployer, replace(event, position=2, version=2))  # what a database restored to an older point has lost
    lab.start(intake.relay)
    assert "比事件表长" in await frozen(intake)
    await count(intake, 1)  # new events now take the numbers of lost ones: still nothing is published

    async def differs() -> bool:
        return "不一致" in str(intake.relay.frozen)

    await eventually(differs)
    assert await length(deployer) == 2
    await wiped(deployer)
    await relayed(intake, deployer)
    assert intake.relay.frozen is None
    await same_as_the_log(intake, deployer)


async def test_another_event_at_the_end_of_the_stream_stops_the_relay(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    await count(intake, 3)
    first, second, _ = await log_of(intake.pool)
    await forge(deployer, first)
    await forge(deployer, replace(second, hash=first.hash))
    lab.start(intake.relay)
    assert "第 2 条与事件表不一致" in await frozen(intake)
    await asyncio.sleep(0.3)
    assert await length(deployer) == 2


async def test_a_database_restored_to_an_older_point_freezes_and_thaws_when_it_is_whole_again(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    urls = await lab.database(toy())
    restored = await lab.service(toy(), urls, client=intake.bus())
    running = lab.start(restored.relay)
    await count(restored, 5)
    await relayed(restored, deployer)
    async with superuser(urls) as admin:
        await admin.execute("create table public.lost as select * from kernel.event where position > 3")
        await admin.execute("delete from kernel.event where position > 3")
    await lab.stop(restored.relay, running)
    later = another_relay(restored, restored.bus())
    lab.start(later)

    async def is_frozen() -> bool:
        return later.frozen is not None

    await eventually(is_frozen)
    async with superuser(urls) as admin:
        await admin.execute("insert into kernel.event select * from public.lost")

    async def thawed() -> bool:
        return later.frozen is None

    await eventually(thawed)


async def test_a_frozen_relay_looks_again_now_and_then_and_does_not_spin(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    await count(intake, 1)
    [event] = await log_of(intake.pool)
    await forge(deployer, replace(event, hash=bytes(32)))
    lab.start(intake.relay)
    await frozen(intake)
    await count(intake, 1)  # an append wakes the relay: once
    asked = intake.bus().stats["out_msgs"]
    await asyncio.sleep(0.5)
    assert intake.bus().stats["out_msgs"] - asked < 10


@pytest.mark.parametrize("headers", [None, {"Nats-Msg-Id": "1"}, {"ce-id": "x"}])
async def test_what_is_no_event_at_the_end_of_the_stream_stops_the_relay_and_not_the_service(
    lab: Lab, intake: Runtime, deployer: Client, headers: dict[str, str] | None
) -> None:
    await count(intake, 2)
    first, _ = await log_of(intake.pool)
    await forge(deployer, first)
    await deployer.jetstream().publish("intake.counter.counted", b"\xff\xfe", headers=headers)
    running = lab.start(intake.relay)
    assert "不是事件表中的事件" in await frozen(intake)
    assert not running.done()


async def test_a_body_that_is_no_text_stops_nothing_but_is_not_the_log(
    lab: Lab, intake: Runtime, deployer: Client
) -> None:
    await count(intake, 2)
    first, second = await log_of(intake.pool)
    await forge(deployer, first)
    _, headers, _ = message("intake", {"counted"}, replace(second, hash=first.hash))
    await deployer.jetstream().publish("intake.counter.counted", b"\xff\xfe", headers=headers)
    running = lab.start(intake.relay)
    assert "第 2 条与事件表不一致" in await frozen(intake)
    assert not running.done()
