"""Finding a division: by what was typed, or down the tree of the register."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import Request
from fastapi.responses import JSONResponse

from contracts.language.values import normal_region
from services.chassis.clock import today
from services.chassis.service import running
from services.chassis.sql import named
from services.chassis.views.view import Connection
from services.reporting.pages.site import router
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables.statements import READ

QUERIES = named(Path(__file__).with_name("regions.sql"))
ROUTER = router()
SHOWN = 20
_CODE_LAST = re.compile(r"(?:^|.*\s)(?P<code>[0-9]{2,12})")


@dataclass(frozen=True, slots=True)
class Division:
    """A division as it is listed; `within` are the names of its superiors."""

    code: str
    name: str
    within: str = ""
    divided: bool = False
    is_twin: bool = False
    """Whether another of those it is listed with has the same name: 小榄镇 as it was, and as it is since a merger."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a division stands in the tree: its superiors, itself last, and those under it (or else beside it)."""

    path: Sequence[Division]
    listed: Sequence[Division]
    beside: bool
    topmost: Sequence[Division]
    """Where every path begins."""


async def find(connection: Connection, typed: str, day: date, limit: int = SHOWN) -> list[Division]:
    """Divisions that `typed` may mean: a code or its beginning, a part of a name, or a name with its code."""
    typed = typed.strip()[:60]
    if not typed:
        return []
    match = _CODE_LAST.fullmatch(typed)
    code = _like(normal_region(match["code"])) + "%" if match else None
    name = None if match else f"%{_like(typed)}%"
    rows = await connection.fetch(QUERIES.find, code, name, day, typed, limit)
    return [Division(row["code"], row["name"], row["within"] or "") for row in rows]


async def branch(connection: Connection, code: str, day: date) -> Branch:
    """Where the division stands on a day; an unknown one, and '', stand above the topmost."""
    superiors = await connection.fetchval(READ.superiors, code, day) or []
    names = {row["code"]: row["name"] for row in await connection.fetch(QUERIES.named, superiors, day)}
    path = [Division(one, names.get(one, one)) for one in superiors]
    topmost = await _below(connection, None, day)
    listed = await _below(connection, code, day) if path else topmost
    beside = bool(path) and not listed
    if beside:
        listed = await _below(connection, path[-2].code, day) if len(path) > 1 else topmost
    return Branch(path, listed, beside, topmost)


async def usual(connection: Connection, remembered: str | None) -> str | None:
    """The division to begin with: the one last looked at, the one with the most facts, or a topmost one."""
    if remembered and await connection.fetchrow(READ.division, remembered, today()):
        return remembered
    busiest = await connection.fetchval(QUERIES.busiest)
    if busiest:
        return str(busiest)
    top = await _below(connection, None, today())
    return top[0].code if top else None


async def span_of_facts(connection: Connection, code: str) -> tuple[date, date] | None:
    """The first and last business day of a division's facts; None without any."""
    first, last = await connection.fetchval(QUERIES.first_day, code), await connection.fetchval(QUERIES.last_day, code)
    return (date.fromisoformat(str(first)), date.fromisoformat(str(last))) if first and last else None


@ROUTER.get("/board/regions")
async def suggest(request: Request, q: str = "") -> JSONResponse:
    """For the field of the board: what may be meant, as the field wants it written."""
    async with running(request).read(STATISTICS.name) as connection:
        found = await find(connection, q, today())
    return JSONResponse(
        [{"value": f"{one.name} {one.code}", "label": one.within} for one in found],
        headers={"cache-control": "no-cache"},
    )


async def _below(connection: Connection, parent: str | None, day: date) -> list[Division]:
    rows = await connection.fetch(READ.divisions_below, parent, day)
    named = Counter(row["name"] for row in rows)
    return [Division(row["code"], row["name"], divided=row["divided"], is_twin=named[row["name"]] > 1) for row in rows]


def _like(text: str) -> str:
    """Text that LIKE takes as it stands."""
    return re.sub(r"([\\%_])", r"\\\1", text)
