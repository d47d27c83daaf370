"""Replay: takes the events that a process manager had to park, once the cause is fixed.

The checkpoint of the process is locked for a portion at a time, so no later event of a parked stream can overtake: it is
parked behind, or comes after. What fails again stays parked, with the later events of its stream; the rest is taken. The
runner does the work, and because ids of commands are derived, nothing that was done before is done twice.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES
from services.chassis.failures import PERMANENT
from services.chassis.processes.runner import Runner

PORTION = 100
"""Events of one transaction. It must end before the database's time limit; what was taken by then stays taken."""

Find = Callable[[str, int], Awaitable[Recorded]]
"""find(source, position): one event of a log or a stream."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many were taken, and how many could not be."""

    taken: int
    left: int


async def replay(service: str, runner: Runner, pool: asyncpg.Pool, find: Find) -> Replayed:
    """Take what is parked for a process, in order."""
    name, taken, stuck = runner.process.name, 0, set[str]()
    async with pool.acquire() as connection:
        while True:
            async with connection.transaction():
                await connection.execute(QUERIES.hold_places, name)
                parked = await connection.fetch(QUERIES.parked, name)
                portion = [row for row in parked if row["stream"] not in stuck][:PORTION]
                if not portion:
                    return Replayed(taken, len(parked))
                for row in portion:
                    if row["stream"] in stuck:
                        continue
                    event = await find(row["source"], row["position"])
                    try:
                        await (runner.finish([event]) if row["source"] == service else runner.take(connection, [event]))
                    except PERMANENT:
                        stuck.add(row["stream"])
                        continue
                    await connection.execute(QUERIES.unpark, name, row["source"], row["position"])
                    taken += 1
