"""The watch over returns, on the real statistics: what facts make due is expected once, and nothing is passed over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from contracts.reporting.returns import ReturnExpected
from contracts.wire.event import Recorded
from services.chassis.runtime import Runtime
from services.chassis.views import QUERIES
from services.chassis.views.builds import rebuild
from services.reporting.main import SERVICE
from services.reporting.returns.watch import watch
from services.reporting.statistics.view import STATISTICS
from tests.support.lab import Lab, eventually
from tests.support.ledger_events import register_of_changzhou
from tests.support.stack import DatabaseUrls
from tests.support.statistics_view import consultation

REGISTER = register_of_changzhou()
AT = len(REGISTER) + 1


async def expected(runtime: Runtime) -> list[str]:
    """The half-monthly tables that are owed: whatever other forms there are, they are expected alike."""
    rows = await runtime.pool.fetch("select data::text from kernel.event order by position")
    found = [ReturnExpected.model_validate_json(row["data"]) for row in rows]
    return sorted(f"{one.unit} {one.period}" for one in found if one.form == "half-month")


async def rebuilt(lab: Lab, urls: DatabaseUrls, intake: Sequence[Recorded]) -> None:
    """Make the view anew from a log of intake as it is now."""

    async def read(source: str, after: int, upto: int) -> AsyncIterator[list[Recorded]]:
        yield [event for event in intake if source == "intake" and after < event.position <= upto]

    await rebuild(await lab.connection(urls.owner), "reporting", STATISTICS, read, lambda *_: None)


async def test_what_was_set_aside_makes_its_returns_due_once_it_is_taken(lab: Lab) -> None:
    urls = await lab.database(SERVICE)
    runtime = await lab.service(SERVICE, urls)
    taken = [*REGISTER, consultation(AT + 1, "320404001", "2010-04-20T10:00")]
    await runtime.pool.execute(QUERIES.place_checkpoint, STATISTICS.name, "intake", AT + 1, await live(runtime))
    await rebuilt(lab, urls, taken)
    watching = asyncio.create_task(watch(runtime))
    first = ["320404 2010-04B"]

    async def holds(wanted: list[str]) -> bool:
        return [one for one in await expected(runtime) if " 2010-" in one] == wanted

    try:
        await eventually(lambda: holds(first))
        await rebuilt(lab, urls, [*taken, consultation(AT, "320404002", "2010-06-02T10:00")])
        await eventually(lambda: holds([*first, "320404 2010-06A"]))
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def live(runtime: Runtime) -> str:
    return str(await runtime.pool.fetchval(QUERIES.live_build, STATISTICS.name))
