"""The inbox of tasks: an inline view."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from contracts.notify import EVENTS
from contracts.notify.task import TaskOpened
from services.chassis.log.recorded import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, View

QUERIES = named(Path(__file__).with_name("inbox.sql"))


async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
    for event in events:
        task_id = UUID(event.stream.removeprefix("task-"))
        data = json.loads(event.data)
        if event.type == TaskOpened.type:
            await connection.execute(
                QUERIES.opened, task_id, data["kind"], data["title"], date.fromisoformat(data["due"]), data["about"],
                data["reason"], event.org, event.region,
            )  # fmt: skip
        else:
            await connection.execute(QUERIES.completed, task_id, data["by"], data["outcome"])


INBOX = View(
    name="tasks",
    version=1,
    sources=("notify",),
    tables=Path(__file__).with_name("inbox_tables.sql"),
    apply=apply,
    digest=QUERIES.digest,
    inline=True,
    types=frozenset(event.type for event in EVENTS),
)
