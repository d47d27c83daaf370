"""Questions to notify over HTTP: the inbox."""

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from contracts.notify.task import TaskKind
from services.chassis.clock import today
from services.chassis.service import running
from services.notify.task.view import QUERIES, TASKS

ROUTER = APIRouter(prefix="/api/notify", tags=["tasks"])


class TaskLine(BaseModel):
    """A task in the inbox. `days_left` is negative when it is late."""

    task_id: UUID
    kind: str
    title: str
    due: date
    days_left: int
    about: str
    reason: str
    org: str
    region: str
    status: str
    completed_by: str | None
    outcome: str | None


class TaskCount(BaseModel):
    """How much of a kind is open and late."""

    kind: str
    open: int
    late: int


@ROUTER.get("/tasks")
async def tasks(
    request: Request,
    status: Literal["open", "completed"] | None = "open",
    kind: TaskKind | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[TaskLine]:
    """The inbox, the most pressing first."""
    day = today()
    async with running(request).read(TASKS.name) as connection:
        rows = await connection.fetch(QUERIES.listed, status, kind, max(1, min(limit, 500)), max(0, offset))
    return [TaskLine.model_validate({**row, "days_left": (row["due"] - day).days}) for row in rows]


@ROUTER.get("/tasks/counts")
async def counts(request: Request) -> list[TaskCount]:
    """How much is open and late, by kind."""
    async with running(request).read(TASKS.name) as connection:
        return [TaskCount.model_validate(dict(row)) for row in await connection.fetch(QUERIES.counts, today())]
