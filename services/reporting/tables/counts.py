"""Counting: from the cube and the facts not in it yet, or from facts alone (as of a moment, for an organisation)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import add
from typing import NamedTuple

import asyncpg

from services.chassis.views.view import Connection
from services.reporting.tables.buckets import Days, pieces, prefixes
from services.reporting.tables.cut import Cut
from services.reporting.tables.places import Place
from services.reporting.tables.statements import READ

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)


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
    found: dict[tuple[int, int], Sums] = {}
    from_facts: list[tuple[int, Days]] = list(enumerate(spans))
    rows: list[asyncpg.Record] = []
    if scope.is_in_cube:
        parts = [(number, pieces(days)) for number, days in enumerate(spans)]
        ranges = [(number, low, high) for number, part in parts for low, high in part.ranges]
        whole = [(number, *part.days) for number, part in parts if part.days]
        rows = await connection.fetch(
            READ.sums_of_division, scope.place.division, *_columns(ranges, 3), *_columns(whole, 3)
        )
        from_facts = [(number, days) for number, part in parts for days in part.odd]
    if from_facts:
        columns = _columns(((number, *days) for number, days in from_facts), 3)
        rows += await connection.fetch(READ.sums_from_facts, *scope.arguments, wanted, *columns)
    for span, kind, *values in rows:
        found[span, kind] = Sums(*map(add, found.get((span, kind), Sums()), values))
    return found


async def distinct(connection: Connection, scope: Scope, wanted: Sequence[Names]) -> list[int]:
    """How many distinct names each of `wanted` has."""
    found = [0] * len(wanted)
    from_facts: list[tuple[int, Names]] = []
    from_cube: list[tuple[int, Names]] = []
    for cell, names in enumerate(wanted):
        is_in_cube = scope.is_in_cube and names.is_kept and not pieces(names.days).odd
        (from_cube if is_in_cube else from_facts).append((cell, names))
    kept = [(cell, kind, names) for cell, names in from_cube for kind in names.kinds]
    ranges = [(cell, kind, names.by_worker, *part) for cell, kind, names in kept for part in prefixes(names.days)]
    days = [(cell, kind, names.by_worker, *names.days) for cell, kind, names in kept]
    if ranges:
        columns = (*_columns(ranges, 6), *_columns(days, 5))
        for row in await connection.fetch(READ.names_of_division, scope.place.division, *columns):
            found[row["cell"]] = row["names"]
    for cell, names in from_facts:
        asked = [(cell, kind, names.by_worker, *names.days) for kind in names.kinds]
        for row in await connection.fetch(READ.names_from_facts, *scope.arguments, *_columns(asked, 5)):
            found[row["cell"]] = row["names"]
    return found


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """Rows as columns, for unnest."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
