"""The list of cases: an inline view, so that a case stands there as soon as it is opened or assigned."""

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from contracts.casework import EVENTS
from services.chassis.log.recorded import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, View

QUERIES = named(Path(__file__).with_name("list.sql"))


async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
    for event in events:
        case_id = UUID(event.stream.removeprefix("case-"))
        data = json.loads(event.data)
        match event.type:
            case "case-opened" | "case-registered":
                status = "open" if event.type == "case-opened" else "registered"
                await connection.execute(
                    QUERIES.received, case_id, data["entry"], status, event.org, event.region,
                    data.get("provider"), data.get("worker"), event.occurred_at,
                )  # fmt: skip
            case "case-assigned":
                await connection.execute(QUERIES.assigned, case_id, data["firm"], data["provider"], data["worker"])
            case "case-closed":
                await connection.execute(QUERIES.closed, case_id, data["result"])


CASES = View(
    name="cases",
    version=1,
    sources=("casework",),
    tables=Path(__file__).with_name("list_tables.sql"),
    apply=apply,
    digest=QUERIES.digest,
    inline=True,
    types=frozenset(event.type for event in EVENTS),
)
