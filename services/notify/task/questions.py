"""Questions to notify over the bus: `query.notify.tasks`, what is due next."""

import json
from datetime import timedelta

from services.chassis.clock import today
from services.chassis.doors.answers import as_json
from services.chassis.service import Service
from services.notify.task.inbox import SOON
from services.notify.task.view import QUERIES, TASKS

MOST = 50


async def tasks(service: Service, body: bytes) -> bytes:
    """`query.notify.tasks`: {"limit": n} asks for {"counts": [{kind, late, soon, later}], "first": [task, …]}.

    `first` are the n most pressing tasks. `soon` is due today or within SOON days; a task's `days_left` is negative
    when it is late. Nothing personal.
    """
    asked = json.loads(body or b"{}")
    limit = max(0, min(int(asked.get("limit", 5)), MOST))
    day = today()
    async with service.read(TASKS.name) as connection:
        counts = await connection.fetch(QUERIES.open_by_kind, day, day + timedelta(days=SOON))
        first = await connection.fetch(QUERIES.open_between, None, None, None, limit, 0)
    return as_json(
        {
            "counts": [dict(row) for row in counts],
            "first": [{**row, "days_left": (row["due"] - day).days} for row in first],
        }
    )
