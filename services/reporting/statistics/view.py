"""The `statistics` view: folds the events of intake and casework into facts, and sums these in bulk (see tables.sql).

In which divisions a fact counts follows from the register as it is now and from the fact's own day, never from the order
in which events of two services arrive: so a rebuild equals the live view. A question counts the facts that are not summed
yet one by one: a figure is as fresh as the facts.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from contracts.casework.case import CaseAssigned, CaseRegistered
from contracts.intake.activity import ActivityRecorded
from contracts.intake.consultation import ConsultationRecorded
from contracts.intake.region import RegionRegistered
from contracts.language.messages import Event
from contracts.wire.event import Recorded
from services.chassis.sql import named
from services.chassis.views.view import ALL, Connection, View

HERE = Path(__file__).parent
QUERIES = named(HERE / "queries.sql")

# Without intake's aid-case-reported: casework registers that case, and so it counts once.
COUNTED: Mapping[str, tuple[type[Event], ...]] = {
    "intake": (ConsultationRecorded, ActivityRecorded),
    "casework": (CaseRegistered, CaseAssigned),
}
"""The events that make facts, by the service that publishes them."""
COUNTABLE = frozenset((source, event.type) for source, events in COUNTED.items() for event in events)
REGISTER = ("intake", RegionRegistered.type)
ALL_FACTS_SECONDS = 3600.0
"""Time limit of a statement that reads all facts: longer than ten million facts take on a slow machine."""


async def fold(connection: Connection, batch: Sequence[Recorded]) -> None:
    """Fold a batch in. ValueError for an event of intake whose division intake itself never registered."""
    await connection.execute(QUERIES.hold)
    await _register(connection, [event for event in batch if (event.source, event.type) == REGISTER])
    by_source: dict[str, list[Recorded]] = defaultdict(list)
    for event in batch:
        if (event.source, event.type) in COUNTABLE:
            by_source[event.source].append(event)
    for source, events in by_source.items():
        await _count(connection, source, events)


async def settle(connection: Connection, most: int) -> None:
    """Add facts that are not summed yet to the sums, at most so many of each log."""
    await connection.execute(QUERIES.hold_sums)
    for source, after, upto in await connection.fetch(QUERIES.unsummed, most):
        for step in (QUERIES.wait_if_nowhere, QUERIES.add_sums, QUERIES.add_names):
            await connection.execute(step, source, after, upto, timeout=ALL_FACTS_SECONDS)
        await connection.execute(QUERIES.move_sums, source, upto)


async def recount(connection: Connection) -> None:
    """Make all sums again from the facts, each in one pass."""
    await connection.fetchrow(QUERIES.take_time)
    await connection.execute(QUERIES.hold_sums)
    await connection.execute(QUERIES.forget_sums, timeout=ALL_FACTS_SECONDS)
    await settle(connection, ALL)


async def _count(connection: Connection, source: str, events: Sequence[Recorded]) -> None:
    unknown = await connection.fetchval(
        QUERIES.keep_facts,
        source,
        [e.position for e in events],
        [e.stream for e in events],
        [e.event_id for e in events],
        [e.type for e in events],
        [e.occurred_at for e in events],
        [e.recorded_at for e in events],
        [e.org for e in events],
        [e.region for e in events],
        [e.data for e in events],
    )
    if unknown and source == REGISTER[0]:
        raise ValueError(f"nobody registered {', '.join(unknown)}")


async def _register(connection: Connection, events: Sequence[Recorded]) -> None:
    if not events:
        return
    await connection.execute(QUERIES.hold_sums)  # so that no fact is summed by a route that is about to change
    codes = sorted({json.loads(event.data)["code"] for event in events})
    await connection.execute(QUERIES.register_regions, [e.position for e in events], [e.data for e in events])
    await connection.execute(QUERIES.place_regions, codes)
    drawn = await connection.fetchrow(QUERIES.reroute, codes)
    assert drawn is not None  # an aggregate always gives a row
    await connection.execute(
        QUERIES.draw_routes, drawn["codes"], drawn["first_days"], drawn["last_days"], drawn["paths"]
    )
    # A division that has other superiors now may have facts in the sums, and facts may have waited for a new one. Both are
    # rare (a merger, a corrected register). To move facts from some sums to others would be a second way to count, so all
    # sums are made again.
    await connection.execute(QUERIES.wait_if_counted, drawn["lost"])
    if await connection.fetchval(QUERIES.is_waited_for, drawn["codes"] + drawn["lost"]):
        await recount(connection)


STATISTICS = View(
    name="statistics",
    version=3,
    sources=("intake", "casework"),
    folder=HERE,
    apply=fold,
    settle=settle,
    folds=(*COUNTED["intake"], *COUNTED["casework"], RegionRegistered),
    ignores=("aid-case-reported", "application", "subject", "case-opened", "case-closed"),
)
