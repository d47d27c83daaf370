"""A source and its reader on real servers: what tests of followers do their damage to."""

import asyncio
from dataclasses import dataclass

import asyncpg
from nats.aio.client import Client

from services.chassis.proof.views import reader
from services.chassis.runtime import Runtime
from services.chassis.views.builds import Rebuilt, rebuild
from services.chassis.views.view import View
from tests.support.counters import Count, post, toy
from tests.support.lab import Lab, eventually, log_of
from tests.support.stack import DatabaseUrls, TestNats

DURABLE = "reporting-statistics"


@dataclass
class Bureau:
    """A service of counters whose relay runs, and another one that follows it with one view."""

    lab: Lab
    nats: TestNats
    deployer: Client
    source: Runtime
    view: View
    poison: set[str]
    urls: DatabaseUrls
    watching: "asyncpg.Connection[asyncpg.Record]"

    async def replica(self) -> Runtime:
        """One more process of the following service."""
        client = await self.lab.bus(self.nats.connect("reporting"))
        return await self.lab.service(toy(self.view, name="reporting"), self.urls, client)

    async def count(self, times: int, counter: str | None = None) -> None:
        posts = [post(Count(counter=counter or f"c{n % 4}")) for n in range(times)]
        await asyncio.gather(*(self.source.committer.submit(one) for one in posts))

    async def tally(self) -> dict[str, tuple[int, int]]:
        async with self.watching.transaction():
            build = await self.watching.fetchval("select build from kernel.view_build where live")
            rows = await self.watching.fetch(f'select * from "{build}".tally')
        return {row["counter"]: (row["total"], row["events"]) for row in rows}

    async def position(self) -> int:
        place: int = await self.watching.fetchval(
            "select position from kernel.checkpoint where consumer = 'statistics'"
        )
        return place

    async def caught_up(self) -> None:
        """Until the view stands where the log ends."""

        async def complete() -> bool:
            return await self.position() == len(await log_of(self.source.pool))

        await eventually(complete, 20)

    async def is_exact(self, *, but: tuple[str, ...] = ()) -> None:
        """Every counted event is in the view once."""
        await self.caught_up()
        expected: dict[str, int] = {}
        for event in await log_of(self.source.pool):
            counter = event.stream.removeprefix("counter-")
            if event.type == "counted" and counter not in but:
                expected[counter] = expected.get(counter, 0) + 1
        assert await self.tally() == {counter: (times, times) for counter, times in expected.items()}

    async def rebuild(self) -> Rebuilt:
        owner = await self.lab.connection(self.urls.owner)
        pool = await self.lab.pool(self.urls.service, 2)
        return await rebuild(owner, "reporting", self.view, reader(self.view, pool, self.deployer), lambda *_: None)

    async def parked(self) -> list[tuple[int, str]]:
        rows = await self.watching.fetch("select position, stream from kernel.parked order by position")
        return [(row["position"], row["stream"]) for row in rows]
