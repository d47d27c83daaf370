"""The tasks: an inline view."""

from pathlib import Path
from uuid import UUID

from contracts.notify.task import TaskCompleted, TaskOpened
from contracts.wire.event import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, Folds, View, one_by_one

HERE = Path(__file__).parent
QUERIES = named(HERE / "queries.sql")


def _task(recorded: Recorded) -> UUID:
    return UUID(recorded.stream.removeprefix("task-"))


async def opened(connection: Connection, recorded: Recorded, event: TaskOpened) -> None:
    await connection.execute(
        QUERIES.opened, _task(recorded), event.kind, event.title, event.due, event.about, event.reason, recorded.org,
        recorded.region,
    )  # fmt: skip


async def completed(connection: Connection, recorded: Recorded, event: TaskCompleted) -> None:
    await connection.execute(QUERIES.completed, _task(recorded), event.by, event.outcome)


FOLDS: Folds = {TaskOpened: opened, TaskCompleted: completed}

TASKS = View(
    name="tasks", version=1, sources=("notify",), folder=HERE, apply=one_by_one(FOLDS), folds=tuple(FOLDS), inline=True
)
