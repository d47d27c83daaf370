"""The committer: every command counts once, is decided against the true state, and hurts no other."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest

from contracts.language.messages import Answer
from services.chassis.commands.batch import MAX_DATA_CHARACTERS
from services.chassis.failures import Unavailable
from services.chassis.ids import uuid7
from tests.support.batches import held, in_one_batch, waiting_for_the_head
from tests.support.counters import NOON, UNLUCKY, Begin, Count, Whisper, post, tally, toy
from tests.support.cutting import wire
from tests.support.lab import Lab, eventually, log_of


async def test_the_same_command_again_gives_the_same_answer_and_appends_nothing(lab: Lab) -> None:
    runtime = await lab.service(toy())
    command = post(Count(counter="a", by=2))
    first, again = await runtime.committer.submit(command), await runtime.committer.submit(command)
    assert (first.status, first.repeated, first.position, first.version) == ("accepted", False, 1, 1)
    assert again == first.model_copy(update={"repeated": True})
    assert await runtime.door.receipt(command.command_id) == again
    assert len(await log_of(runtime.pool)) == 1


async def test_a_refusal_is_remembered_even_when_the_rules_would_now_say_yes(lab: Lab) -> None:
    runtime = await lab.service(toy())
    early = post(Count(counter="a", seen=1))
    refused = await runtime.committer.submit(early)
    await runtime.committer.submit(post(Count(counter="a")))
    assert (refused.status, refused.code) == ("refused", "moved")
    assert await runtime.committer.submit(early) == refused.model_copy(update={"repeated": True})


CHANGES: tuple[dict[str, Any], ...] = (
    {"data": Count(counter="a", by=3)},
    {"data": Count(counter="b", by=2)},
    {"data": Begin(counter="a")},
    {"data": Begin(counter="b")},
    {"actor": "律015"},
    {"org": "320404117-C"},
    {"region": "320402"},
    {"occurred_at": NOON.replace(microsecond=1)},
)


async def test_the_same_id_with_another_body_is_refused_and_appends_nothing(lab: Lab) -> None:
    runtime = await lab.service(toy())
    command = post(Count(counter="a", by=2))
    await runtime.committer.submit(command)
    for changed in CHANGES:
        reused = await runtime.committer.submit(command.model_copy(update=changed))
        assert (reused.status, reused.code, reused.position) == ("refused", "command-reused", None)
        assert reused.reason and "编号" in reused.reason
    assert len(await log_of(runtime.pool)) == 1
    assert (await runtime.committer.submit(command)).status == "accepted"  # the first answer stands


async def test_a_command_sent_twenty_times_at_once_to_two_processes_counts_once(lab: Lab) -> None:
    urls = await lab.database(toy())
    one, two = await lab.service(toy(), urls), await lab.service(toy(), urls)
    command = post(Count(counter="a"))
    answers = await asyncio.gather(*((one, two)[n % 2].committer.submit(command) for n in range(20)))
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 19
    assert {(answer.status, answer.position, answer.version) for answer in answers} == {("accepted", 1, 1)}
    assert len(await log_of(one.pool)) == 1


async def test_in_one_batch_nobody_is_hurt_by_a_neighbour(lab: Lab) -> None:
    urls = await lab.database(toy())
    runtime = await lab.service(toy(), urls)
    done = post(Count(counter="old"))
    await runtime.committer.submit(done)
    good = [post(Count(counter=f"good-{n}")) for n in range(3)]
    answers = await in_one_batch(
        lab,
        urls,
        runtime,
        [
            good[0],
            post(Count(counter="a", by=-1)),
            post(Count(counter="a", by=UNLUCKY)),
            done,
            post(Count(counter="old", by=9), done.command_id),
            good[1],
            post(Begin(counter="old")),
            good[2],
        ],
    )
    first, refused, broken, repeated, reused, second, begun, third = answers
    assert [a.status for a in (first, second, third) if isinstance(a, Answer)] == ["accepted"] * 3
    assert isinstance(refused, Answer) and refused.code == "negative"
    assert isinstance(broken, ValueError)
    assert isinstance(repeated, Answer) and repeated.repeated and repeated.status == "accepted"
    assert isinstance(reused, Answer) and reused.code == "command-reused"
    assert isinstance(begun, Answer) and begun.code == "already-begun"
    assert [event.stream for event in await log_of(runtime.pool)] == [
        "counter-old",
        "counter-before",
        "counter-good-0",
        "counter-good-1",
        "counter-good-2",
    ]


async def test_commands_on_one_stream_in_one_batch_see_each_other(lab: Lab) -> None:
    urls = await lab.database(toy())
    runtime = await lab.service(toy(), urls)
    answers = await in_one_batch(lab, urls, runtime, [post(Count(counter="a", seen=n)) for n in (0, 1, 1, 2, 3)])
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [
        "accepted",
        "accepted",
        "refused",
        "accepted",
        "accepted",
    ]


async def test_a_command_whose_view_breaks_does_not_hurt_its_neighbours(lab: Lab) -> None:
    definition = toy(tally(inline=True, poison={"poison"}))
    urls = await lab.database(definition)
    runtime = await lab.service(definition, urls)
    good, bad, other = await in_one_batch(
        lab, urls, runtime, [post(Count(counter="a")), post(Count(counter="poison")), post(Count(counter="b"))]
    )
    assert isinstance(bad, ValueError)
    assert isinstance(good, Answer) and good.status == "accepted"
    assert isinstance(other, Answer) and other.status == "accepted"
    assert [event.stream for event in await log_of(runtime.pool)] == ["counter-before", "counter-a", "counter-b"]


async def test_two_processes_racing_on_one_stream_decide_every_command_against_the_true_state(lab: Lab) -> None:
    urls = await lab.database(toy())
    committers = [(await lab.service(toy(), urls)).committer for _ in range(2)]

    async def climb(committer: Any) -> int:
        taken = 0
        for step in range(25):
            taken += (await committer.submit(post(Count(counter="a", seen=step)))).status == "accepted"
        return taken

    steps = await asyncio.gather(*(climb(committer) for committer in committers))
    log = await log_of(await lab.pool(urls.service))
    assert sum(steps) == len(log) == 25
    assert [event.data for event in log] == [f'{{"by":1,"total":{n}}}' for n in range(1, 26)]


async def test_blind_additions_from_two_processes_are_all_counted(lab: Lab) -> None:
    urls = await lab.database(toy())
    committers = [(await lab.service(toy(), urls)).committer for _ in range(2)]
    await asyncio.gather(*(committers[n % 2].submit(post(Count(counter=f"c{n % 3}"))) for n in range(90)))
    log = await log_of(await lab.pool(urls.service))
    assert [event.position for event in log] == list(range(1, 91))
    for n in range(3):
        assert [e.version for e in log if e.stream == f"counter-c{n}"] == list(range(1, 31))
        assert [e.data for e in log if e.stream == f"counter-c{n}"][-1] == '{"by":1,"total":30}'


async def test_an_idle_committer_commits_at_once(lab: Lab) -> None:
    runtime = await lab.service(toy())
    await runtime.committer.submit(post(Count(counter="warm")))
    turns = 0

    async def count_timers() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.05)
            turns += 1

    timer = asyncio.create_task(count_timers())
    for n in range(5):  # one command, one commit: none of them has to wait for a second one
        await asyncio.wait_for(runtime.committer.submit(post(Count(counter=f"c{n}"))), 5)
    timer.cancel()
    assert len({event.recorded_at for event in await log_of(runtime.pool)}) == 6


async def test_an_event_too_large_for_the_bus_is_refused(lab: Lab) -> None:
    runtime = await lab.service(toy())
    answer = await runtime.committer.submit(post(Whisper(counter="a", secret="密" * MAX_DATA_CHARACTERS)))
    assert (answer.status, answer.code) == ("refused", "too-large")
    assert await log_of(runtime.pool) == []


async def test_after_a_killed_connection_the_caller_is_told_and_the_repeat_tells_the_truth(lab: Lab) -> None:
    urls = await lab.database(toy())
    runtime = await lab.service(toy(), urls)
    holder, admin = await held(lab, urls), await lab.connection(urls.admin)
    command = post(Count(counter="a"))
    waiting = asyncio.ensure_future(runtime.committer.submit(command))
    await waiting_for_the_head(holder)
    await admin.execute("select pg_terminate_backend(pid) from pg_locks where not granted")
    with pytest.raises(Unavailable):
        await waiting
    await holder.execute("rollback")
    answer = await runtime.committer.submit(command)
    assert (answer.status, answer.repeated) == ("accepted", False)
    assert len(await log_of(runtime.pool)) == 1


async def test_a_commit_whose_answer_was_lost_is_found_by_the_repeat(lab: Lab) -> None:
    urls = await lab.database(toy())
    with tempfile.TemporaryDirectory(prefix="yy-") as folder:
        async with wire(lab.postgres.server, Path(folder)) as (cable, near):
            pool = await lab.pool(urls.service, 1, host=str(near), port=5432)
            runtime = await lab.service(toy(), urls, pool=pool)
            await runtime.committer.submit(post(Begin(counter="warm")))  # the statement is prepared from here on

            async def back_in_the_pool() -> bool:
                return pool.get_idle_size() == 1

            await eventually(back_in_the_pool)
            command = post(Begin(counter="a"))
            cable.cut = True
            with pytest.raises(Unavailable):
                await runtime.committer.submit(command)
            cable.cut = False
            answer = await runtime.committer.submit(command)
    assert (answer.status, answer.repeated, answer.position) == ("accepted", True, 2)
    assert len(await log_of(await lab.pool(urls.service))) == 2


async def test_a_stopping_committer_finishes_what_waits_and_takes_no_more(lab: Lab) -> None:
    runtime = await lab.service(toy())
    waiting = [asyncio.ensure_future(runtime.committer.submit(post(Count(counter="a")))) for _ in range(5)]
    await asyncio.sleep(0)
    runtime.committer.stop()
    with pytest.raises(Unavailable):
        await runtime.committer.submit(post(Count(counter="a")))
    assert {answer.status for answer in await asyncio.gather(*waiting)} == {"accepted"}


async def test_a_caller_who_goes_away_takes_nothing_with_it(lab: Lab) -> None:
    runtime = await lab.service(toy())
    command = post(Count(counter="a"))
    gone = asyncio.ensure_future(runtime.committer.submit(command))
    await asyncio.sleep(0)
    gone.cancel()
    assert (await runtime.committer.submit(post(Count(counter="b"), uuid7()))).status == "accepted"
    assert (await runtime.committer.submit(command)).status == "accepted"
    assert sorted(event.stream for event in await log_of(runtime.pool)) == ["counter-a", "counter-b"]
