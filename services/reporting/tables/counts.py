"""Counting: from the cube, or from the facts where the cube cannot answer (as of a moment, for an organisation)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from services.chassis.views import Connection
from services.reporting.tables.cut import Cut
from services.reporting.tables.places import Place
from services.reporting.tables.statements import READ

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)

Days = tuple[date, date]
"""First and last day, both included."""


class Kind(NamedTuple):
    """What a fact can be filtered by, under its id in this build of the view."""

    id: int
    matter: str
    channel: str
    provider: str
    grouped: bool
    workers_kept: bool
    """Whether distinct workers can be counted from the cube's side."""


class Sums(NamedTuple):
    """What some facts add up to. Money is in 分."""

    events: int = 0
    quantity: int = 0
    people: int = 0
    money: int = 0


class Names(NamedTuple):
    """A distinct count that is wanted: of workers or subjects, in some kinds, over some days."""

    kinds: tuple[int, ...]
    by_worker: bool
    days: Days
    is_kept: bool
    """Whether its names are kept beside the cube; else they are counted from the facts."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, and as far as the log had come (None: all of them)."""

    place: Place
    cut: Cut | None

    @property
    def is_in_cube(self) -> bool:
        return self.cut is None and self.place.division is not None

    @property
    def arguments(self) -> tuple[object, ...]:
        """The first five arguments of every statement over facts."""
        cut = self.cut or Cut(until=FOR_EVER)
        return self.place.division, self.place.org, list(cut.positions), list(cut.positions.values()), cut.until


async def kinds(connection: Connection) -> Mapping[str, Sequence[Kind]]:
    """Every combination there is, by matter; a few hundred at most."""
    found: dict[str, list[Kind]] = {}
    for row in await connection.fetch(READ.kinds):
        found.setdefault(row["matter"], []).append(Kind(*row))
    return found


async def sums(
    connection: Connection, scope: Scope, wanted: Sequence[int], spans: Sequence[Days]
) -> Mapping[tuple[int, int], Sums]:
    """Sums by (number of the span, kind) of the kinds `wanted`; what is missing is zero."""
    if scope.is_in_cube:
        ranges = [(number, low, high) for number, days in enumerate(spans) for low, high in buckets(days)]
        rows = await connection.fetch(READ.sums_from_cube, scope.place.division, *_columns(ranges, 3))
    else:
        ranges_of_days = [(number, first, last) for number, (first, last) in enumerate(spans)]
        rows = await connection.fetch(READ.sums_from_facts, *scope.arguments, wanted, *_columns(ranges_of_days, 3))
    return {
        (row["span"], row["kind"]): Sums(row["events"], row["quantity"], row["people"], row["money"]) for row in rows
    }


async def distinct(connection: Connection, scope: Scope, wanted: Sequence[Names]) -> list[int]:
    """How many distinct names each of `wanted` has."""
    found = [0] * len(wanted)
    from_facts: list[tuple[int, Names]] = []
    from_cube: list[tuple[int, Names]] = []
    for cell, names in enumerate(wanted):
        (from_cube if scope.is_in_cube and names.is_kept else from_facts).append((cell, names))
    ranges = [
        (cell, kind, names.by_worker, low, high)
        for cell, names in from_cube
        for kind in names.kinds
        for low, high in buckets(names.days)
    ]
    if ranges:
        for row in await connection.fetch(READ.names_from_cube, scope.place.division, *_columns(ranges, 5)):
            found[row["cell"]] = row["names"]
    for cell, names in from_facts:
        asked = [(cell, kind, names.by_worker, *names.days) for kind in names.kinds]
        for row in await connection.fetch(READ.names_from_facts, *scope.arguments, *_columns(asked, 5)):
            found[row["cell"]] = row["names"]
    return found


@lru_cache(maxsize=1024)
def buckets(days: Days) -> Sequence[tuple[int, int]]:
    """Ranges of buckets that make up the days: whole years, whole months, single days (see the table `cube`).

    Years are `2010`, months `201003`, days `20100308`; neighbours of one grain are one range.
    """
    joined: list[tuple[int, int]] = []
    for bucket in _pieces(*days):
        if joined and _follows(joined[-1][1], bucket):
            joined[-1] = (joined[-1][0], bucket)
        else:
            joined.append((bucket, bucket))
    return joined


def _follows(bucket: int, other: int) -> bool:
    """Whether no bucket of another grain or gap lies between: both years, or months of a year, or days of a month."""
    return len(str(bucket)) == len(str(other)) and (other < 10_000 or bucket // 100 == other // 100)


def _pieces(first: date, last: date) -> Iterator[int]:
    """The bucket of every whole year, whole month and single day from first to last."""
    day = first
    while day <= last:
        if (day.month, day.day) == (1, 1) and date(day.year, 12, 31) <= last:
            yield day.year
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and (month_end := _month_end(day)) <= last:
            yield day.year * 100 + day.month
            day = month_end + timedelta(days=1)
        else:
            yield (day.year * 100 + day.month) * 100 + day.day
            day += timedelta(days=1)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """Rows as columns, for unnest."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
