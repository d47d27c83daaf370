"""Process managers: every input moves them once, every output is done once, deadlines fire whatever was down."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.language.messages import Answer
from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES
from services.chassis.failures import Unavailable
from services.chassis.processes import replay as replay_module
from services.chassis.processes.process import StepTaken
from services.chassis.processes.replay import Replayed, replay
from services.chassis.processes.runner import Runner
from services.chassis.runtime import Runtime
from tests.support.counters import NOON, UNLUCKY, Count, post, toy
from tests.support.lab import Lab, eventually, log_of
from tests.support.stack import TestNats
from tests.support.wishes import OVERDUE, SERVICE, happened


def runner(runtime: Runtime) -> Runner:
    return runtime._runners[0]


async def take(runtime: Runtime, *events: Recorded) -> None:
    async with runtime.pool.acquire() as connection:
        await runner(runtime).take(connection, events)


async def counted(runtime: Runtime) -> dict[str, list[int]]:
    """What the process has had counted: by counter, in order."""
    found: dict[str, list[int]] = {}
    for event in await log_of(runtime.pool):
        if event.type == "counted":
            found.setdefault(event.stream.removeprefix("counter-"), []).append(json.loads(event.data)["by"])
    return found


async def deadlines(runtime: Runtime) -> int:
    left: int = await runtime.pool.fetchval("select count(*) from kernel.deadline")
    return left


class Watch:
    """The deadlines of a process as a part that runs."""

    def __init__(self, runtime: Runtime) -> None:
        self.run, self.stop = runner(runtime).watch_deadlines, runner(runtime).stop


async def test_an_input_moves_its_instance_once_and_its_outputs_are_done_once(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    event = happened(1, outputs=[2, 3])
    for _ in range(3):
        await take(runtime, event)
    await asyncio.gather(*(take(runtime, event) for _ in range(3)))
    assert await counted(runtime) == {"out-0": [2], "out-1": [3]}
    assert [e.type for e in await log_of(runtime.pool)].count("step-taken") == 1


async def test_two_processes_taking_the_same_input_do_its_outputs_once(lab: Lab) -> None:
    urls = await lab.database(SERVICE)
    one, two = await lab.service(SERVICE, urls), await lab.service(SERVICE, urls)
    events = [happened(n, outputs=[1, 1]) for n in range(1, 6)]
    await asyncio.gather(take(one, *events), take(two, *events))
    assert await counted(one) == {"out-0": [1] * 5, "out-1": [1] * 5}


async def test_an_output_is_traced_to_its_input(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    event = happened(1, outputs=[1])
    await take(runtime, event)
    step, output = await log_of(runtime.pool)
    assert (output.causation_id, output.correlation_id) == (event.event_id, event.correlation_id)
    assert (output.actor, output.org, output.region, output.occurred_at) == (
        "process:returns",
        event.org,
        event.region,
        NOON,
    )
    assert StepTaken.model_validate_json(step.data).input.event_id == event.event_id


class Cut:
    """A committer whose process dies at a certain command, once."""

    def __init__(self, committer: Any, at: int) -> None:
        self._committer, self._left = committer, at

    async def submit(self, given: Any, **more: Any) -> Answer:
        self._left -= 1
        if self._left == 0:
            raise Unavailable("the process died here")
        answer: Answer = await self._committer.submit(given, **more)
        return answer


@pytest.mark.parametrize("at", [1, 2, 3, 4])
async def test_a_process_cut_off_between_a_step_and_its_outputs_does_each_once_when_run_again(
    lab: Lab, at: int
) -> None:
    runtime = await lab.service(SERVICE)
    events = [happened(1, outputs=[1, 2]), happened(2, outputs=[3])]
    runner(runtime)._committer = Cut(runtime.committer, at)  # type: ignore[assignment]  # it answers as a committer does
    with pytest.raises(Unavailable):
        await take(runtime, *events)
    await take(runtime, *events)
    assert await counted(runtime) == {"out-0": [1, 3], "out-1": [2]}


async def test_a_follower_waits_out_a_committer_that_cannot_answer(lab: Lab, nats_server: TestNats) -> None:
    nats_server.reset_streams()
    deployer = await lab.bus(nats_server.connect())
    await deployer.jetstream().delete_consumer("REPORTING", "notify-returns")  # declared for one type; ours is another
    await deployer.jetstream().add_consumer("REPORTING", durable_name="notify-returns", ack_policy="all")
    source = await lab.service(replace(toy(), name="reporting"), client=await lab.bus(nats_server.connect("reporting")))
    lab.start(source.relay)
    runtime = await lab.service(SERVICE, client=await lab.bus(nats_server.connect("notify")))
    runner(runtime)._committer = Cut(runtime.committer, 1)  # type: ignore[assignment]  # it answers as a committer does
    [follower] = runtime.followers
    running = lab.start(follower)
    await source.committer.submit(post(Count(counter="a")))

    async def taken() -> bool:
        return len(await log_of(runtime.pool)) == 1

    await eventually(taken)
    assert not running.done()
    nats_server.reset_streams()


async def test_a_deadline_fires_once_and_only_when_it_is_due(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    lab.start(Watch(runtime))
    soon, never = datetime.now(UTC) + timedelta(seconds=0.3), datetime.now(UTC) + timedelta(days=1)
    await take(runtime, happened(1, deadlines={"soon/1": soon, "never/1": never}))
    assert await counted(runtime) == {}

    async def fired() -> bool:
        return await deadlines(runtime) == 1

    await eventually(fired)
    assert await counted(runtime) == {"soon/1-fired": [1]}


async def test_deadlines_missed_during_an_outage_fire_once_afterwards(lab: Lab) -> None:
    urls = await lab.database(SERVICE)
    runtime = await lab.service(SERVICE, urls)
    for n in range(1, 6):
        await take(runtime, happened(n, f"counter-{n}", deadlines={f"d{n}/1": OVERDUE}))
    assert await counted(runtime) == {}  # nobody watches
    for replica in (await lab.service(SERVICE, urls), await lab.service(SERVICE, urls)):
        lab.start(Watch(replica))

    async def fired() -> bool:
        return await deadlines(runtime) == 0

    await eventually(fired)
    assert await counted(runtime) == {f"d{n}/1-fired": [1] for n in range(1, 6)}


async def test_an_input_taken_again_does_not_fire_its_deadline_again(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    lab.start(Watch(runtime))
    event = happened(1, deadlines={"d/1": OVERDUE})

    async def fired() -> bool:
        return await deadlines(runtime) == 0

    for _ in range(2):
        await take(runtime, event)
        await eventually(fired)
    assert await counted(runtime) == {"d/1-fired": [1]}


async def test_a_deadline_that_was_moved_fires_at_its_new_time_alone(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    await take(runtime, happened(1, deadlines={"d/1": OVERDUE}))
    await take(runtime, happened(2, deadlines={"d/1": datetime.now(UTC) + timedelta(days=1)}))
    lab.start(Watch(runtime))
    await asyncio.sleep(0.3)
    assert await counted(runtime) == {}
    assert await deadlines(runtime) == 1


async def test_a_refused_output_is_an_error_of_its_input(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    with pytest.raises(ValueError, match="count was refused: negative"):
        await take(runtime, happened(1, outputs=[-1]))


async def test_an_input_that_cannot_be_taken_leaves_no_step(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    with pytest.raises(KeyError):
        await take(runtime, happened(1, broken=True))
    assert await log_of(runtime.pool) == []


@pytest.mark.parametrize("by", [-1, UNLUCKY])
async def test_a_deadline_whose_output_is_refused_or_breaks_parks_and_the_others_fire(lab: Lab, by: int) -> None:
    runtime = await lab.service(SERVICE)
    await take(runtime, happened(1, "counter-1", deadlines={f"bad/{by}": OVERDUE}))
    await take(runtime, happened(2, "counter-2", deadlines={"good/1": OVERDUE + timedelta(days=1)}))
    watching = lab.start(Watch(runtime))

    async def fired() -> bool:
        return await counted(runtime) == {"good/1-fired": [1]}

    await eventually(fired)
    assert not watching.done()

    async def parked() -> bool:
        return await deadlines(runtime) == 0

    await eventually(parked)
    [row] = await runtime.pool.fetch("select * from kernel.parked")
    assert (row["consumer"], row["source"], row["stream"]) == ("returns", "notify", "returns-counter-1")


async def test_a_deadline_the_rules_cannot_take_stays_and_the_others_fire(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    await take(runtime, happened(1, "counter-1", deadlines={"bad/no-number": OVERDUE}))
    await take(runtime, happened(2, "counter-2", deadlines={"good/1": OVERDUE + timedelta(days=1)}))
    watching = lab.start(Watch(runtime))

    async def fired() -> bool:
        return await counted(runtime) == {"good/1-fired": [1]} and await deadlines(runtime) == 1

    await eventually(fired)
    assert not watching.done()


async def test_two_steps_of_one_instance_see_each_other(lab: Lab) -> None:
    runtime = await lab.service(SERVICE)
    await take(runtime, *(happened(n, outputs=[n]) for n in range(1, 5)))
    steps = [event for event in await log_of(runtime.pool) if event.type == "step-taken"]
    assert [step.version for step in steps] == [1, 2, 3, 4]
    assert {step.stream for step in steps} == {"returns-counter-x"}


@pytest.mark.parametrize("portion", [1, 2, 100])
async def test_what_was_parked_is_taken_in_order_once_its_cause_is_fixed(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    runtime = await lab.service(SERVICE)
    parked = [
        happened(1, "counter-1", outputs=[-1]),
        happened(2, "counter-1", outputs=[2]),
        happened(3, "counter-2", outputs=[3]),
    ]
    for event in parked:
        await runtime.pool.execute(
            QUERIES.park, "returns", "reporting", event.position, event.stream, event.type, "said no"
        )
    found = {event.position: event for event in parked}

    async def find(source: str, position: int) -> Recorded:
        assert source == "reporting"
        return found[position]

    monkeypatch.setattr(replay_module, "PORTION", portion)
    assert await replay("notify", runner(runtime), runtime.pool, find) == Replayed(taken=1, left=2)
    assert await counted(runtime) == {"out-0": [3]}
    found[1] = happened(1, "counter-1", outputs=[1])
    assert await replay("notify", runner(runtime), runtime.pool, find) == Replayed(taken=2, left=0)
    assert await counted(runtime) == {"out-0": [3, 1, 2]}
    assert await runtime.pool.fetchval(QUERIES.parked_count) == 0
