"""The inbox of applications: an inline view, so that what was just received stands there at once."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from services.chassis.log.recorded import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, View

QUERIES = named(Path(__file__).with_name("inbox_queries.sql"))


async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
    for event in events:
        data = json.loads(event.data)
        if event.type == "application-received":
            await connection.execute(
                QUERIES.received,
                UUID(event.stream.removeprefix("application-")),
                UUID(data["applicant"]),
                event.org,
                event.region,
                data["matter"],
                event.occurred_at,
                date.fromisoformat(data["decide_by"]),
            )
        elif event.type in ("application-granted", "application-refused"):
            status = event.type.removeprefix("application-")
            await connection.execute(QUERIES.decided, UUID(data["application"]), status, data["document"])


INBOX = View(
    name="applications",
    version=1,
    sources=("intake",),
    tables=Path(__file__).with_name("inbox.sql"),
    apply=apply,
    digest=QUERIES.digest,
    inline=True,
    types=frozenset({"application-received", "application-granted", "application-refused"}),
)
