"""Followers: every event of another service's log is taken exactly once, in order, whatever the bus does."""

import asyncio

import pytest
from faststream.nats import JStream, NatsBroker, NatsNKey, PullSub

from contracts.wire import envelope, subjects
from deploy.nats.streams import declare
from services.chassis.bus import pull as pull_module
from services.chassis.bus.follower import Follower
from services.chassis.bus.pull import Pull
from services.chassis.runtime import Runtime
from tests.support.bureau import DURABLE, Bureau
from tests.support.bus import length, wiped
from tests.support.counters import Whisper, new_event, post, tally, toy
from tests.support.lab import Lab, eventually, killed, log_of
from tests.support.stack import TestNats


@pytest.fixture
async def bureau(lab: Lab, nats_server: TestNats) -> Bureau:
    nats_server.reset_streams()
    deployer = await lab.bus(nats_server.connect())
    source = await lab.service(toy(), client=await lab.bus(nats_server.connect("intake")))
    lab.start(source.relay)
    poison: set[str] = set()
    view = tally("statistics", poison=poison)
    urls = await lab.database(toy(view, name="reporting"))
    return Bureau(lab, nats_server, deployer, source, view, poison, urls, await lab.connection(urls.service))


def follower(runtime: Runtime) -> Follower:
    [one] = runtime.followers
    return one


async def test_every_event_is_taken_once_and_withheld_ones_only_move_the_place(bureau: Bureau) -> None:
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(50)
    await bureau.source.committer.submit(post(Whisper(counter="a", secret="s")))
    await bureau.count(50)
    await bureau.is_exact()


async def test_a_durable_set_back_to_the_beginning_changes_nothing(bureau: Bureau) -> None:
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(60)
    await bureau.caught_up()
    for _ in range(2):
        await bureau.deployer.jsm().reset_consumer("INTAKE", DURABLE, seq=1)
        await bureau.count(20)
        await bureau.is_exact()


async def test_a_lost_durable_is_taken_up_again(bureau: Bureau) -> None:
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(30)
    await bureau.caught_up()
    await bureau.deployer.jetstream().delete_consumer("INTAKE", DURABLE)
    await bureau.count(30)
    await declare(bureau.deployer)
    await bureau.is_exact()


async def test_a_stream_that_was_wiped_and_written_again_changes_nothing(bureau: Bureau) -> None:
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(30)
    await bureau.caught_up()
    await wiped(bureau.deployer)
    await bureau.count(30)
    await bureau.is_exact()


async def test_a_follower_killed_at_any_moment_takes_nothing_twice(bureau: Bureau) -> None:
    for n in range(6):
        running = bureau.lab.start(follower(await bureau.replica()))
        await bureau.count(25)
        await asyncio.sleep(0.013 * n)
        await killed(running)
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.is_exact()


async def test_events_that_a_stranger_took_from_the_durable_are_asked_for_again(bureau: Bureau) -> None:
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(10)
    await bureau.caught_up()
    stranger = await bureau.deployer.jetstream().pull_subscribe_bind(DURABLE, "INTAKE")
    for _ in range(3):
        asking = asyncio.create_task(stranger.fetch(5, timeout=1))
        await asyncio.sleep(0.05)
        await bureau.count(10)
        for message in await asyncio.gather(asking, return_exceptions=True):
            if isinstance(message, list) and message:
                await message[-1].ack()  # the durable now believes that we have them
        await bureau.is_exact()


async def test_a_second_replica_takes_over_when_the_leaders_connection_dies(bureau: Bureau) -> None:
    one, two = await bureau.replica(), await bureau.replica()
    bureau.lab.start(follower(one))
    await bureau.count(20)
    await bureau.caught_up()
    bureau.lab.start(follower(two))
    admin = await bureau.lab.connection(bureau.urls.admin)
    leaders = (
        "select pid from pg_locks join pg_database d on d.oid = database"
        " where locktype = 'advisory' and granted and datname = current_database()"
    )
    for _ in range(3):
        leader = await admin.fetchval(leaders)
        await admin.execute("select pg_terminate_backend($1)", leader)
        await bureau.count(20)

        async def handed_over(old: int = leader) -> bool:
            return await admin.fetchval(leaders) not in (None, old)

        await eventually(handed_over)
        await bureau.is_exact()


async def test_two_followers_that_both_believe_to_lead_take_nothing_twice(bureau: Bureau) -> None:
    one, two = await bureau.replica(), await bureau.replica()
    await bureau.count(40)
    both = []
    for runtime in (one, two):
        connection = await bureau.lab.connection(bureau.urls.service)
        both.append(asyncio.create_task(follower(runtime)._follow(connection)))  # neither has asked for the lead
    await bureau.count(40)
    await asyncio.wait(both, timeout=1)
    for task in both:
        await killed(task)
    bureau.lab.start(follower(one))
    await bureau.is_exact()


async def test_a_poison_event_parks_with_the_later_events_of_its_stream_and_the_rest_flows(bureau: Bureau) -> None:
    bureau.poison.add("bad")
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(1, "bad")
    await bureau.count(5)
    await bureau.count(2, "bad")
    await bureau.count(5)
    await bureau.is_exact(but=("bad",))
    assert await bureau.parked() == [(1, "counter-bad"), (7, "counter-bad"), (8, "counter-bad")]


async def test_what_is_parked_stays_so_for_a_follower_that_starts_again(bureau: Bureau) -> None:
    bureau.poison.add("bad")
    first = follower(await bureau.replica())
    running = bureau.lab.start(first)
    await bureau.count(1, "bad")
    await bureau.caught_up()
    await bureau.lab.stop(first, running)
    bureau.poison.clear()  # fixed, but the first event of the stream has not been taken
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(1, "bad")
    await bureau.caught_up()
    assert await bureau.parked() == [(1, "counter-bad"), (2, "counter-bad")]
    assert await bureau.tally() == {}


async def test_a_rebuild_takes_what_was_parked_and_the_stream_flows_again(bureau: Bureau) -> None:
    bureau.poison.add("bad")
    bureau.lab.start(follower(await bureau.replica()))
    await bureau.count(2, "bad")
    await bureau.count(5)
    await bureau.caught_up()
    bureau.poison.clear()
    await bureau.rebuild()
    assert await bureau.parked() == []
    await bureau.count(2, "bad")
    await bureau.is_exact()
    assert await bureau.parked() == []


async def test_a_mistake_of_any_kind_in_a_view_parks_and_does_not_end_the_follower(bureau: Bureau) -> None:
    runtime = await bureau.replica()

    async def mistaken(*_: object) -> None:
        raise AttributeError("a view that was written in haste")

    one = follower(runtime)
    one._take = mistaken
    running = bureau.lab.start(one)
    await bureau.count(2)
    await bureau.caught_up()
    assert not running.done()
    assert len(await bureau.parked()) == 2


async def test_a_message_that_is_not_in_the_log_stops_the_follower_aloud(bureau: Bureau) -> None:
    one = follower(await bureau.replica())
    bureau.lab.start(one)
    await bureau.count(3)
    await bureau.caught_up()
    event = new_event("counter-a", 1)
    headers = envelope.to_headers((await log_of(bureau.source.pool))[0])  # position 1 where 4 should be
    await bureau.deployer.publish(subjects.event("intake", "counter", "counted"), event.data.encode(), headers=headers)

    async def complains() -> bool:
        return one.broken is not None

    await eventually(complains)
    assert one.broken and "第 4 条" in one.broken
    assert await length(bureau.deployer) == 4
    assert await bureau.position() == 3


async def test_a_message_behind_an_expired_request_is_asked_for_at_once(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull_module, "EXPIRES_SECONDS", 0.2)
    pull = Pull(await bureau.lab.bus(bureau.nats.connect("reporting")), "INTAKE", DURABLE)
    await pull.open()
    async with asyncio.timeout(30):
        assert await pull.batch(10, wait=60) == []  # nothing came; the server has forgotten the request
        await bureau.count(1)
        while not (messages := await pull.batch(10, wait=60)):
            pass
    assert [message.headers[envelope.POSITION] for message in messages if message.headers] == ["1"]


async def test_control_a_faststream_subscriber_with_the_default_policy_loses_a_message(bureau: Bureau) -> None:
    js = bureau.deployer.jetstream()
    await js.add_stream(name="CONTROL", subjects=["control.>"])
    broker = NatsBroker(bureau.nats.url, security=NatsNKey.from_file(str(bureau.nats.deployer_seed)), logger=None)
    seen: list[str] = []

    @broker.subscriber(
        "control.x",
        stream=JStream("CONTROL", declare=False),
        durable="control",
        pull_sub=PullSub(batch_size=1, timeout=0.2),
    )
    async def handle(body: str) -> None:
        first = body not in seen
        seen.append(body)
        if body == "two" and first:
            raise ConnectionError("the database was away for a moment")

    try:
        await broker.start()
        for body in (b"one", b"two", b"three"):
            await js.publish("control.x", body)

        async def all_gone() -> bool:
            info = await js.consumer_info("CONTROL", "control")
            return len(seen) >= 3 and (info.num_pending, info.num_ack_pending) == (0, 0)

        await eventually(all_gone)
        assert seen == ["one", "two", "three"]  # two failed once, and nobody will ever bring it again
    finally:
        await broker.stop()
        await js.delete_stream("CONTROL")


async def test_a_source_restored_to_an_older_point_stops_the_follower_and_a_rebuild_mends_it(bureau: Bureau) -> None:
    first = await bureau.replica()
    task = bureau.lab.start(follower(first))
    await bureau.count(30)
    await bureau.caught_up()
    await bureau.lab.stop(follower(first), task)
    # The other service's database goes back to its beginning, and its stream is written again from what is there now.
    older = await bureau.lab.service(toy(), client=await bureau.lab.bus(bureau.nats.connect("intake")))
    bureau.source.relay.stop()
    await wiped(bureau.deployer)
    bureau.source = older
    bureau.lab.start(older.relay)
    await bureau.count(40)
    second = await bureau.replica()
    bureau.lab.start(follower(second))

    async def stopped() -> bool:
        return follower(second).broken is not None

    await eventually(stopped)
    assert "不是同一条" in str(follower(second).broken)
    assert await bureau.position() == 30
    await bureau.rebuild()
    await bureau.is_exact()
