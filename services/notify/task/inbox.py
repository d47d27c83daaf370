"""The tasks as people meet them: late, soon, later, done."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.language.codes import TaskOutcome
from contracts.notify.task import TaskKind
from services.chassis.views.view import Connection
from services.notify.task.view import QUERIES

SOON = 7
"""Days ahead that count as soon."""

KINDS: Mapping[TaskKind, str] = {"return-due": "报送报表", "return-visit": "回访受援人"}

_RETURN = re.compile(r"return-(?P<form>[a-z][a-z0-9-]*)-(?P<unit>[0-9]+)-(?P<period>[0-9]{4}[0-9A-Z-]*)")
"""The stream of a return: its form, unit and period."""


class When(StrEnum):
    """A section of the inbox."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


TITLES = {When.LATE: "已逾期", When.SOON: f"{SOON} 日内到期", When.LATER: "以后到期", When.DONE: "已办结"}


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the page shows it. `days_left` is negative when it is late; `by` and `outcome` say how it was done."""

    task_id: UUID
    kind: str
    title: str
    due: date
    days_left: int
    about: str
    reason: str
    org: str
    region: str
    by: str | None = None
    outcome: str | None = None

    @property
    def table(self) -> str | None:
        """The page of the table that is owed; None for a task of another kind."""
        owed = _RETURN.fullmatch(self.about)
        return f"/board/{owed['form']}/{owed['unit']}/{owed['period']}" if owed else None


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the inbox: how much there is, and a page of it."""

    when: When
    title: str
    count: int
    tasks: Sequence[Task]


async def counts(connection: Connection, kind: TaskKind | None, day: date) -> dict[When, int]:
    """How much is in each section, of a kind or of all."""
    rows = await connection.fetch(QUERIES.open_by_kind, day, day + timedelta(days=SOON))
    wanted = [row for row in rows if kind in (None, row["kind"])]
    found = {when: sum(row[when.value] for row in wanted) for when in (When.LATE, When.SOON, When.LATER)}
    return {**found, When.DONE: await connection.fetchval(QUERIES.done_count, kind)}


async def section(
    connection: Connection, when: When, kind: TaskKind | None, day: date, limit: int, offset: int
) -> Sequence[Task]:
    """A page of a section, the most pressing first."""
    if when is When.DONE:
        rows = await connection.fetch(QUERIES.done, kind, limit, offset)
    else:
        first, last = _days(when, day)
        rows = await connection.fetch(QUERIES.open_between, kind, first, last, limit, offset)
    return [_task(dict(row), day) for row in rows]


async def find(connection: Connection, task_id: UUID, day: date) -> Task | None:
    """One task; None when there is none of this id."""
    row = await connection.fetchrow(QUERIES.one, task_id)
    return None if row is None else _task(dict(row), day)


def _days(when: When, day: date) -> tuple[date | None, date | None]:
    match when:
        case When.LATE:
            return None, day - timedelta(days=1)
        case When.SOON:
            return day, day + timedelta(days=SOON)
        case _:
            return day + timedelta(days=SOON + 1), None


def _task(row: dict[str, Any], day: date) -> Task:
    row.pop("status", None)
    by = row.pop("completed_by", None)
    outcome = row.pop("outcome", None)
    said = next((one.label for one in TaskOutcome if one == outcome), None)
    return Task(by=by, outcome=said, days_left=(row["due"] - day).days, **row)
