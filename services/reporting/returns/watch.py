"""Sees to it that every return that is owed is expected: for each unit and period with facts, and for this period.

It follows the facts, not the bus: what is new since its last look, in one query. Asking twice is harmless, a return is
expected once.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from contracts.language.messages import Post
from contracts.reporting.returns import ExpectReturn
from services.chassis.bus import QUERIES as BUS_QUERIES
from services.chassis.clock import today
from services.chassis.failures import DATABASE_FAILURES, Unavailable
from services.chassis.ids import derived
from services.chassis.service import Service
from services.chassis.sql import named
from services.chassis.views import QUERIES as VIEWS_QUERIES
from services.chassis.views.view import Connection
from services.reporting.forms.reading import shipped_forms
from services.reporting.returns.expected import expected_returns
from services.reporting.statistics.view import ALL_FACTS_SECONDS, STATISTICS
from services.reporting.statistics.view import QUERIES as STATISTICS_QUERIES

log = structlog.get_logger()
OWED = named(Path(__file__).with_name("owed.sql"))

CONSUMER = "returns"
LOOK_SECONDS = 2.0
"""Between two looks."""


async def watch(service: Service) -> None:
    """Look, and look again, until cancelled."""
    looked_on: date | None = None
    while True:
        try:
            for source in STATISTICS.sources:
                await _look(service, source)
            day = today()
            if day != looked_on:
                await _look_at_the_calendar(service, day)
                looked_on = day
        except (*DATABASE_FAILURES, Unavailable) as error:
            log.warning("returns interrupted", error=type(error).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def _look(service: Service, source: str) -> None:
    """The returns that follow from the facts since the last look."""
    build = await service.pool.fetchval(VIEWS_QUERIES.live_build, STATISTICS.name)
    place = await service.pool.fetchrow(BUS_QUERIES.checkpoint, CONSUMER, source)
    # A build that is made anew may hold facts at places behind ours, which the one before it had to set aside.
    after = place["position"] if place and place["build"] == build else 0
    async with service.read(STATISTICS.name) as connection:
        upto = await connection.fetchval(OWED.folded, source) or 0
        if upto <= after:
            return
        await connection.fetchrow(STATISTICS_QUERIES.take_time)
        found = await connection.fetch(OWED.new_days, source, after, upto, timeout=ALL_FACTS_SECONDS)
        names = await _names(connection) if found else {}
    await _expect(service, ((row["day"], row["path"]) for row in found), names)
    await service.pool.execute(VIEWS_QUERIES.place_checkpoint, CONSUMER, source, upto, build)


async def _look_at_the_calendar(service: Service, today: date) -> None:
    """This period is owed by every unit that has ever had figures, also by one that has none this time."""
    async with service.read(STATISTICS.name) as connection:
        await connection.fetchrow(STATISTICS_QUERIES.take_time)
        paths = [row["path"] for row in await connection.fetch(OWED.active, today, timeout=ALL_FACTS_SECONDS)]
        names = await _names(connection)
    await _expect(service, ((today, path) for path in paths), names)


async def _names(connection: Connection) -> dict[str, str]:
    return {row["code"]: row["name"] for row in await connection.fetch(OWED.names)}


async def _expect(service: Service, found: Iterable[tuple[date, list[str]]], names: Mapping[str, str]) -> None:
    posts = [
        Post[ExpectReturn](
            command_id=derived("return", command.form, command.unit, command.period),
            actor="process:returns",
            org=command.unit,
            region=command.unit,
            occurred_at=datetime.combine(command.first_day, datetime.min.time(), UTC),
            data=command,
        )
        for command in expected_returns(found, shipped_forms().values(), names)
    ]
    await asyncio.gather(*map(service.give, posts))
