"""Views: folded anew beside the live one, put in its place at once, and the same whatever way they were built."""

import asyncio
import json
from dataclasses import replace

import asyncpg
import pytest

from services.chassis.proof.views import reader
from services.chassis.runtime import Runtime
from services.chassis.views import QUERIES, sources
from services.chassis.views.builds import Rebuilt, ensure_live, outdated, rebuild
from services.chassis.views.view import View
from tests.support.counters import Count, post, tally, toy
from tests.support.lab import Lab, log_of
from tests.support.stack import DatabaseUrls


async def count(runtime: Runtime, times: int) -> None:
    await asyncio.gather(*(runtime.committer.submit(post(Count(counter=f"c{n % 3}"))) for n in range(times)))


async def rebuilt(lab: Lab, urls: DatabaseUrls, runtime: Runtime, view: View) -> Rebuilt:
    owner = await lab.connection(urls.owner)
    result = await rebuild(owner, "intake", view, reader(view, runtime.pool, runtime.client), lambda *_: None)  # type: ignore[arg-type]  # an inline view needs no bus
    await owner.close()
    return result


async def shown(runtime: Runtime) -> dict[str, int]:
    async with runtime.read("tally") as connection:
        return {row["counter"]: row["total"] for row in await connection.fetch("select * from tally")}


async def builds(lab: Lab, urls: DatabaseUrls) -> int:
    """Schemas of the view, live or not."""
    owner = await lab.connection(urls.owner)
    found: int = await owner.fetchval("select count(*) from pg_namespace where nspname like 'tally_v%'")
    await owner.close()
    return found


async def is_exact(runtime: Runtime) -> None:
    expected: dict[str, int] = {}
    for event in await log_of(runtime.pool):
        counter = event.stream.removeprefix("counter-")
        expected[counter] = json.loads(event.data)["total"]
    assert await shown(runtime) == expected


async def test_an_inline_view_shows_what_was_just_answered(lab: Lab) -> None:
    runtime = await lab.service(toy(tally(inline=True)))
    for n in range(1, 6):
        await runtime.committer.submit(post(Count(counter="a")))
        assert await shown(runtime) == {"a": n}


async def test_a_rebuild_under_load_gives_the_same_digest_and_readers_never_see_less(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 60)
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            await count(runtime, 7)

    async def read() -> int:
        seen, looks = 60, 0
        while not over.is_set():
            total = sum((await shown(runtime)).values())
            assert total >= seen
            seen, looks = total, looks + 1
        return looks

    busy = [asyncio.create_task(write()), asyncio.create_task(write())]
    watching = asyncio.create_task(read())
    for _ in range(3):
        result = await rebuilt(lab, urls, runtime, view)
        assert result.same and result.before is not None
    over.set()
    await asyncio.gather(*busy)
    assert await watching > 3
    await is_exact(runtime)


async def test_a_reader_who_began_before_the_switch_reads_on_undisturbed(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 3)
    async with runtime.read("tally") as early:
        building = asyncio.create_task(rebuilt(lab, urls, runtime, view))
        await asyncio.wait({building}, timeout=1.5)
        assert len(await early.fetch("select * from tally")) == 3
        assert len(await shown(runtime)) == 3
    assert (await building).same


async def test_a_reader_in_the_middle_of_reading_does_not_hold_up_the_service(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 3)
    async with runtime.read("tally") as slow:
        before = await slow.fetch("select * from tally order by counter")
        building = asyncio.create_task(rebuilt(lab, urls, runtime, view))
        await asyncio.wait({building}, timeout=1.5)
        await asyncio.wait_for(count(runtime, 3), 5)
        assert await slow.fetch("select * from tally order by counter") == before
    await building
    await is_exact(runtime)


async def test_builds_that_nobody_reads_are_cleared(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 3)
    for _ in range(3):
        await rebuilt(lab, urls, runtime, view)
    assert await builds(lab, urls) == 1


async def test_a_rebuild_that_fails_leaves_the_live_view_as_it_is_and_the_next_one_clears_up(lab: Lab) -> None:
    poison: set[str] = set()
    view = tally(inline=True, poison=poison)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 30)
    poison.add("c1")
    with pytest.raises(ValueError, match="poison"):
        await rebuilt(lab, urls, runtime, view)
    poison.clear()
    await is_exact(runtime)
    await count(runtime, 3)
    assert (await rebuilt(lab, urls, runtime, view)).same
    await is_exact(runtime)
    assert await builds(lab, urls) == 1


async def test_batches_of_any_size_give_the_same_digest(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 50)
    digests = set()
    for size in (1, 7, 5000):
        monkeypatch.setattr(sources, "BATCH", size)
        digests.add((await rebuilt(lab, urls, runtime, view)).digest)
    assert len(digests) == 1


async def test_a_rebuild_tells_when_the_live_view_was_wrong_and_mends_it(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 9)
    async with runtime.pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('search_path', build, true) from kernel.view_build where live")
        await connection.execute("update tally set total = total + 1 where counter = 'c1'")
    assert not (await rebuilt(lab, urls, runtime, view)).same
    await is_exact(runtime)


async def test_a_new_version_of_an_inline_view_is_folded_when_the_service_starts(lab: Lab) -> None:
    view = tally(inline=True)
    urls = await lab.database(toy(view))
    owner = await lab.connection(urls.owner)
    runtime = await lab.service(toy(view), urls)
    await count(runtime, 3)
    await ensure_live(owner, "intake", replace(view, version=2))
    assert (await owner.fetchval(QUERIES.live_build, view.name)).startswith("tally_v2_")
    await count(runtime, 2)
    await is_exact(runtime)


async def test_a_new_version_of_a_view_of_other_services_asks_for_a_rebuild_in_words(lab: Lab) -> None:
    view = tally()
    urls = await lab.database(toy(view))
    owner = await lab.connection(urls.owner)
    assert await outdated(owner, [view]) == []
    assert await outdated(owner, [replace(view, version=2)]) == ["tally"]
    with pytest.raises(RuntimeError, match="yingyuan rebuild intake tally"):
        await ensure_live(owner, "intake", replace(view, version=2))


async def test_a_reader_of_a_view_cannot_write(lab: Lab) -> None:
    runtime = await lab.service(toy(tally(inline=True)))
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with runtime.read("tally") as connection:
            await connection.execute("delete from tally")
