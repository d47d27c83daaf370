"""Durable posts: what a terminal leaves on the bus becomes a command, counts once, and never vanishes silently."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

import pytest
from nats.aio.client import Client

from contracts.intake.activity import RecordActivity
from contracts.intake.consultation import RecordConsultation
from contracts.intake.region import RegisterRegion
from contracts.language.codes import Channel, Matter, Provider
from contracts.language.messages import Answer, Command, Event
from contracts.wire import subjects
from services.chassis.decider import Decider, Outcome
from services.chassis.ids import uuid7
from services.chassis.runtime import Runtime
from services.chassis.service import ServiceDefinition, Slice
from services.intake.main import SERVICE
from tests.support.counters import ORG, post
from tests.support.lab import Lab, eventually, killed, log_of
from tests.support.stack import DatabaseUrls, TestNats


@pytest.fixture
async def urls(lab: Lab) -> DatabaseUrls:
    return await lab.database(SERVICE)


@pytest.fixture
async def terminal(lab: Lab, nats_server: TestNats) -> Client:
    nats_server.reset_streams()
    return await lab.bus(nats_server.connect())


@pytest.fixture
async def intake(lab: Lab, urls: DatabaseUrls, nats_server: TestNats, terminal: Client) -> Runtime:
    """The intake service; its posts are not taken yet."""
    runtime = await lab.service(SERVICE, urls, await lab.bus(nats_server.connect("intake")))
    await runtime.committer.submit(post(RegisterRegion(code="320404", region_name="钟楼区")))
    return runtime


def consultation(**more: Any) -> RecordConsultation:
    given = {
        "consultation_id": uuid7(),
        "provider": Provider.LAWYER,
        "worker": "律014",
        "channel": Channel.VISIT,
        **more,
    }
    return RecordConsultation(**given)


def activity() -> RecordActivity:
    return RecordActivity(activity_id=uuid7(), matter=Matter.TRAINING, provider=Provider.LAWYER, worker="律014")


async def leave(
    terminal: Client, command: Command, command_id: UUID | None = None, org: str = ORG, **more: Any
) -> UUID:
    """Put a command on the bus in the name of ORG, to the address of `org`; gives its id."""
    one = post(command, command_id, **more)
    body = one.model_dump_json(exclude_none=True, context={"reveal": True})
    await terminal.jetstream().publish(subjects.post(org, command.name), body.encode())
    return one.command_id


async def all_taken(terminal: Client) -> None:
    """Until the last post on the bus is acknowledged. (That none is pending may be said before a new one is noticed.)"""
    last = (await terminal.jetstream().stream_info("POSTS")).state.last_seq

    async def nothing_left() -> bool:
        info = await terminal.jetstream().consumer_info("POSTS", "intake-posts")
        return info.ack_floor is not None and info.ack_floor.stream_seq == last

    await eventually(nothing_left)


async def recorded(runtime: Runtime) -> list[UUID]:
    """The commands that consultations and activities came from, in order."""
    return [
        e.command_id for e in await log_of(runtime.pool) if e.type in ("consultation-recorded", "activity-recorded")
    ]


async def receipt(runtime: Runtime, command_id: UUID) -> Answer:
    """What became of a post, as its terminal asks."""
    answer = await runtime.door.receipt(command_id)
    assert answer is not None
    return answer


async def test_posts_become_commands_in_their_order(lab: Lab, intake: Runtime, terminal: Client) -> None:
    assert intake.posts
    lab.start(intake.posts)
    sent = [await leave(terminal, activity() if n % 2 else consultation()) for n in range(20)]
    await all_taken(terminal)
    assert await recorded(intake) == sent
    assert {(await receipt(intake, one)).status for one in sent} == {"accepted"}


async def test_posts_left_while_nobody_was_there_are_taken_later(lab: Lab, intake: Runtime, terminal: Client) -> None:
    sent = [await leave(terminal, consultation()) for _ in range(20)]
    assert intake.posts
    lab.start(intake.posts)
    await all_taken(terminal)
    assert await recorded(intake) == sent


async def test_a_post_repeated_up_to_twenty_times_counts_once(lab: Lab, intake: Runtime, terminal: Client) -> None:
    assert intake.posts
    commands = [(consultation(), uuid7()) for _ in range(20)]
    for times in range(20):  # the first is sent once, the last twenty times, all mixed
        for command, command_id in commands[times:]:
            await leave(terminal, command, command_id)
    lab.start(intake.posts)
    await all_taken(terminal)
    assert sorted(await recorded(intake)) == sorted(command_id for _, command_id in commands)


async def test_what_cannot_become_a_command_is_noted_with_its_reason_and_nothing_is_held_up(
    lab: Lab, intake: Runtime, terminal: Client
) -> None:
    assert intake.posts
    js, address = terminal.jetstream(), subjects.post(ORG, "record-consultation")
    no_worker = post(consultation()).model_dump(mode="json", exclude_none=True)
    del no_worker["data"]["worker"]
    broken = uuid7()
    for body in (
        b"",
        b"not json",
        b"[]",
        b'{"command_id": 7}',
        b"\xff\xfe",
        f'{{"command_id": "{broken}", "org": "{ORG}"}}'.encode(),
    ):
        await js.publish(address, body)
    foreign = await leave(terminal, consultation(), org="320404117-C")
    foreign_and_broken, nobodys = uuid7(), uuid7()
    await js.publish(address, f'{{"command_id": "{foreign_and_broken}", "org": "320404117-C"}}'.encode())
    await js.publish(address, f'{{"command_id": "{nobodys}"}}'.encode())
    unknown_region = await leave(terminal, consultation(), region="110000")
    future = await leave(terminal, consultation(), occurred_at=datetime.now(UTC) + timedelta(days=1))
    unset = uuid7()
    no_time = post(consultation()).model_dump(mode="json", exclude_none=True)
    no_time |= {"command_id": str(unset), "occurred_at": "0001-01-01T00:00:00+08:00"}
    await js.publish(address, json.dumps(no_time).encode())
    personal = await leave(terminal, consultation(note="邻居漏水"))
    good = await leave(terminal, consultation())
    lab.start(intake.posts)
    await all_taken(terminal)
    assert await recorded(intake) == [good]
    codes = {
        broken: "invalid",
        unset: "invalid",
        unknown_region: "unknown-region",
        future: "future",
        personal: "personal",
    }
    for command_id, code in codes.items():
        answer = await receipt(intake, command_id)
        assert (answer.status, answer.code) == ("refused", code)
        assert answer.reason and any("一" <= sign <= "鿿" for sign in answer.reason)
    # Noted without its id: a post in another's name, or in nobody's, must not answer for a command of somebody else's.
    for command_id in (foreign, foreign_and_broken, nobodys):
        assert await intake.door.receipt(command_id) is None
    assert await intake.pool.fetchval("select count(*) from kernel.refused_post where code = 'foreign-org'") == 1
    assert await intake.pool.fetchval("select count(*) from kernel.refused_post") == 13
    assert "漏水" not in str(await intake.pool.fetch("select * from kernel.refused_post"))


async def test_a_post_that_was_corrected_counts_under_its_old_id(lab: Lab, intake: Runtime, terminal: Client) -> None:
    assert intake.posts
    lab.start(intake.posts)
    command, command_id = consultation(), uuid7()
    await leave(terminal, command, command_id, region="110000")
    await all_taken(terminal)
    assert (await receipt(intake, command_id)).code == "unknown-region"
    await leave(terminal, command, command_id)
    await all_taken(terminal)
    assert (await receipt(intake, command_id)).status == "accepted"


async def test_a_refusal_by_the_rules_is_a_receipt_too(lab: Lab, intake: Runtime, terminal: Client) -> None:
    assert intake.posts
    lab.start(intake.posts)
    one = consultation()
    await leave(terminal, one)
    second = await leave(terminal, one)  # the same consultation under another command id
    await all_taken(terminal)
    assert (await receipt(intake, second)).code == "already-recorded"
    reused = await leave(terminal, consultation(), second)
    await all_taken(terminal)
    assert (await receipt(intake, reused)).code == "already-recorded"  # the first answer stands
    assert len(await recorded(intake)) == 1


async def test_a_crash_between_commit_and_acknowledgement_repeats_harmlessly(
    lab: Lab, urls: DatabaseUrls, nats_server: TestNats, intake: Runtime, terminal: Client
) -> None:
    sent = []
    for n in range(5):
        replica = await lab.service(SERVICE, urls, await lab.bus(nats_server.connect("intake")))
        assert replica.posts
        running = lab.start(replica.posts)
        sent += [await leave(terminal, consultation()) for _ in range(15)]
        await asyncio.sleep(0.01 * n)
        await killed(running)
    await terminal.jsm().reset_consumer("POSTS", "intake-posts", seq=1)  # as if not one had been acknowledged
    assert intake.posts
    lab.start(intake.posts)

    async def complete() -> bool:
        return len(await recorded(intake)) == len(sent)

    await eventually(complete)
    await all_taken(terminal)
    assert await recorded(intake) == sent


class Odd(Command):
    """A command under a name that may be posted, whose rule raises for the odd ones."""

    name: ClassVar[str] = "record-activity"
    may_be_left: ClassVar[bool] = True

    number: int


class Even(Event):
    type: ClassVar[str] = "activity-recorded"
    stream_type: ClassVar[str] = "activity"


def _decide(state: None, command: Odd, at: datetime) -> Outcome:
    if command.number % 2:
        raise AttributeError("a rule written in haste")
    return [Even()]


ODD: Decider[None] = Decider("activity", attrgetter("number"), None, {Odd: _decide}, {Even: lambda state, event: None})


async def test_a_post_that_breaks_a_rule_is_noted_under_its_id_and_holds_up_nothing(
    lab: Lab, nats_server: TestNats, terminal: Client
) -> None:
    definition = ServiceDefinition("intake", "试验", (Odd,), (Even,), (Slice(deciders=(ODD,)),))
    runtime = await lab.service(definition, client=await lab.bus(nats_server.connect("intake")))
    assert runtime.posts
    running = lab.start(runtime.posts)
    sent = [await leave(terminal, Odd(number=n)) for n in range(4)]
    await all_taken(terminal)
    assert not running.done()
    assert await recorded(runtime) == [sent[0], sent[2]]
    assert [(await receipt(runtime, sent[n])).code for n in (1, 3)] == ["broken", "broken"]
