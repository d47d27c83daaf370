"""Order: of many commands none is done behind one whose outcome is not known."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any

import asyncpg
import pytest

from contracts.language.messages import Answer
from contracts.language.personal import Personal
from contracts.wire.event import Recorded
from services.chassis.commands.door import PORTION
from services.chassis.failures import Invalid, Unavailable
from services.chassis.ids import uuid7
from services.chassis.log.store import Connection
from tests.support.batches import in_one_batch
from tests.support.counters import Count, Note, post, tally, toy
from tests.support.lab import Lab, log_of


async def test_when_one_of_a_broken_batch_is_lost_none_behind_it_is_done(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = toy(tally(inline=True, poison={"poison"}))
    urls = await lab.database(definition)
    runtime = await lab.service(definition, urls)
    inline = runtime.committer._inline

    async def cancelled_once(connection: Connection, events: Sequence[Recorded]) -> None:
        await inline(connection, events)
        if [event.stream for event in events] == ["counter-lost"]:
            raise asyncpg.QueryCanceledError

    monkeypatch.setattr(runtime.committer, "_inline", cancelled_once)
    posts = [post(Count(counter=name)) for name in ("a", "poison", "lost", "b", "lost", "c")]
    first, bad, *rest = await in_one_batch(lab, urls, runtime, posts)
    assert isinstance(first, Answer) and isinstance(bad, ValueError)
    assert [type(outcome) for outcome in rest] == [Unavailable] * 4
    assert [event.stream for event in await log_of(runtime.pool)] == ["counter-before", "counter-a"]


async def test_many_are_done_in_their_order_and_none_behind_one_that_is_lost(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = await lab.service(toy())
    posts = [post(Count(counter="a", seen=0)), post(Count(counter="a", seen=5)), post(Count(counter="a", seen=1))]

    def no_post() -> Any:
        raise Invalid("invalid", "不对")

    outcomes = await runtime.door.do_all([*(partial(lambda one: one, one) for one in posts), no_post])
    assert [one.status for one in outcomes if isinstance(one, Answer)] == ["accepted", "refused", "accepted"]
    assert isinstance(outcomes[-1], Invalid) and len(outcomes) == 4

    enter = runtime.committer.enter
    behind = post(Count(counter="b"))

    async def lost(given: Any, **more: Any) -> "asyncio.Future[Answer]":
        if given.data.counter == "lost":
            raise asyncpg.QueryCanceledError
        return await enter(given, **more)

    monkeypatch.setattr(runtime.committer, "enter", lost)
    outcomes = await runtime.door.do_all([lambda: posts[0], lambda: post(Count(counter="lost")), lambda: behind])
    assert [type(one) for one in outcomes] == [Answer, asyncpg.QueryCanceledError]
    assert await runtime.door.receipt(behind.command_id) is None


@pytest.mark.parametrize("step", ["receipts", "keys"])
async def test_when_a_step_for_all_of_a_portion_fails_none_of_it_is_done_and_nothing_behind_it(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    runtime = await lab.service(toy())

    async def lost(*_: Any) -> Any:
        raise asyncpg.QueryCanceledError

    notes = [post(Note(counter="a", person=uuid7(), text=Personal("甲某"))) for _ in range(PORTION + 20)]
    if step == "receipts":
        monkeypatch.setattr(runtime.door, "_repeated_of", lost)
    else:
        monkeypatch.setattr(runtime.committer, "seal", lost)
    outcomes = await runtime.door.do_all([partial(lambda one: one, one) for one in notes])
    assert [type(one) for one in outcomes] == [asyncpg.QueryCanceledError]
    monkeypatch.undo()
    again = await runtime.door.do_all([partial(lambda one: one, one) for one in notes])
    assert [one.status for one in again if isinstance(one, Answer)] == ["accepted"] * len(notes)
    assert len(await log_of(runtime.pool)) == len(notes)


async def test_a_mistake_about_one_of_a_portion_does_not_hurt_the_others(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = await lab.service(toy())
    notes = [post(Note(counter=str(n), person=uuid7(), text=Personal("甲某"))) for n in range(5)]
    monkeypatch.setattr(Note, "key_subject", lambda note: None if note.counter == "2" else str(note.person))
    outcomes = await runtime.door.do_all([partial(lambda one: one, one) for one in notes])
    assert [isinstance(one, Answer) for one in outcomes] == [True, True, False, True, True]
