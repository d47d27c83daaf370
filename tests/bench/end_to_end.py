"""From a post on the bus to the cube: all services as real processes, nothing lost, every event accounted for."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import uvloop

from tests.bench.measuring import Readings, percentile, tree_seconds
from tests.bench.posts import Sent, draw, publish
from tests.bench.servers import Servers, Watch, watching

TICK = 0.002


def fed(servers: Servers, count: int) -> Readings:
    """The clock starts with the first post sent and stops when the last one is in the cube."""
    return uvloop.run(_fed(servers, draw(count)))


def backlog(servers: Servers, count: int) -> Readings:
    """All posts are on the bus before the clock starts, with the first in the log; what the pipeline does without a sender."""
    return uvloop.run(_backlog(servers, draw(count)))


def projection(servers: Servers, count: int) -> Readings:
    """Reporting alone: so many events of intake's stream into facts, exactly once; the clock starts with the first batch."""
    return uvloop.run(_projection(servers, draw(count)))


def lag(servers: Servers, count: int, rate: int) -> Readings:
    """Single posts at a steady rate; for each, the time until it is in the cube."""
    return uvloop.run(_lag(servers, draw(count), rate))


def fill(servers: Servers, events: int) -> None:
    """Post until intake's log holds so many events."""
    uvloop.run(_fill(servers, events))


async def _fed(servers: Servers, posts: list[Sent]) -> Readings:
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        cpu, began = _Cpu.of(watch), time.perf_counter()
        await publish(watch.bus, posts)
        sender = time.process_time() - cpu.sender
        await watch.until_counted(before.head + len(posts))
        seconds = time.perf_counter() - began
        await watch.until_summed()
        readings = cpu.readings("e2e", len(posts))
        assert await watch.account() == before.plus(posts), "posts were lost, doubled or miscounted"
    return {"e2e": (len(posts) / seconds, "events/s"), "e2e.cpu/sender": (sender / len(posts) * 1e6, "µs"), **readings}


async def _backlog(servers: Servers, posts: list[Sent]) -> Readings:
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        async with watch.paused("POSTS", "intake-posts"):
            await publish(watch.bus, posts)
        cpu = _Cpu.of(watch)
        first = await _moved(watch.head, before.head)
        began = time.perf_counter()
        await watch.until_counted(before.head + len(posts))
        seconds = time.perf_counter() - began
        await watch.until_summed()
        readings = cpu.readings("backlog", len(posts))
        assert await watch.account() == before.plus(posts), "posts were lost, doubled or miscounted"
    return {"backlog": ((before.head + len(posts) - first) / seconds, "events/s"), **readings}


async def _projection(servers: Servers, posts: list[Sent]) -> Readings:
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        async with watch.paused("INTAKE", "reporting-statistics"):
            await publish(watch.bus, posts)
            await watch.until_streamed(before.head + len(posts))
            behind = await watch.counted_to()  # what was asked for before the pause may still have been delivered in it
        first = await _moved(watch.counted_to, behind)
        began = time.perf_counter()
        await watch.until_counted(before.head + len(posts))
        seconds = time.perf_counter() - began
        assert await watch.account() == before.plus(posts), "events were lost, doubled or miscounted"
    return {"projection": ((before.head + len(posts) - first) / seconds, "events/s")}


async def _moved(place: Callable[[], Awaitable[int]], start: int) -> int:
    """The place it has moved to from its start. A consumer that was paused delivers nothing until it is asked again, which
    may be five seconds later: the clock starts when it does."""
    while (now := await place()) == start:
        await asyncio.sleep(TICK)
    return now


async def _lag(servers: Servers, posts: list[Sent], rate: int) -> Readings:
    async with watching(servers.stack.state) as watch:
        before = await watch.account()
        sent: list[float] = []
        latencies: list[float] = []

        async def send() -> None:
            began = time.perf_counter()
            for n, post in enumerate(posts):
                while n > (time.perf_counter() - began) * rate:
                    await asyncio.sleep(TICK)
                sent.append(time.perf_counter())
                await watch.bus.publish(post.subject, post.body)

        sending = asyncio.create_task(send())
        # One sender, one durable, one committer: the posts come into the log in the order in which they were sent.
        while len(latencies) < len(posts):
            counted, now = await watch.counted_to() - before.head, time.perf_counter()
            latencies += [now - moment for moment in sent[len(latencies) : counted]]
            await asyncio.sleep(TICK)
        await sending
        assert await watch.account() == before.plus(posts), "posts were lost, doubled or miscounted"
    return {
        "lag.p50": (percentile(latencies, 0.5) * 1000, "ms"),
        "lag.p99": (percentile(latencies, 0.99) * 1000, "ms"),
    }


async def _fill(servers: Servers, events: int) -> None:
    async with watching(servers.stack.state) as watch:
        while (head := await watch.head()) < events:
            await publish(watch.bus, posts := draw(min(20_000, events - head)))
            await watch.until_counted(head + len(posts))


@dataclass(frozen=True, slots=True)
class _Cpu:
    """CPU seconds of the stack's processes at a moment, and our own."""

    pids: dict[str, int]
    seconds: dict[str, float]
    sender: float

    @classmethod
    def of(cls, watch: Watch) -> "_Cpu":
        pids = watch.state.pids
        return cls(pids, {name: tree_seconds(pid) for name, pid in pids.items()}, time.process_time())

    def readings(self, name: str, events: int) -> Readings:
        """Microseconds of CPU per event since then: of each process, and of all (the sender is not among them)."""
        used = {part: (tree_seconds(pid) - self.seconds[part]) / events * 1e6 for part, pid in self.pids.items()}
        shares: Readings = {f"{name}.cpu/{part}": (micros, "µs") for part, micros in sorted(used.items())}
        return {f"{name}.cpu": (sum(used.values()), "µs/event"), **shares}
