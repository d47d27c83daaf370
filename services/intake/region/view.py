"""The divisions that intake knows: an inline view."""

import json
from collections.abc import Sequence
from pathlib import Path

from contracts.intake.region import RegionRegistered
from contracts.wire.event import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, View

HERE = Path(__file__).parent
QUERIES = named(HERE / "queries.sql")


async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
    """The whole batch in one statement: a national register has forty thousand divisions."""
    latest = {event.stream: json.loads(event.data) for event in events}
    rows = list(latest.values())
    await connection.execute(
        QUERIES.keep, [r["code"] for r in rows], [r["name"] for r in rows], [r.get("parent") for r in rows]
    )


REGIONS = View(
    name="regions",
    version=1,
    sources=("intake",),
    folder=HERE,
    apply=apply,
    folds=(RegionRegistered,),
    ignores=("activity", "application", "consultation", "subject"),
    inline=True,
)
