"""The applications at the aid centre's window: an inline view, so that what was just received stands there at once."""

from pathlib import Path
from uuid import UUID

from contracts.intake.application import ApplicationGranted, ApplicationReceived, ApplicationRefused
from contracts.wire.event import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, Folds, View, one_by_one

HERE = Path(__file__).parent
QUERIES = named(HERE / "queries.sql")


async def received(connection: Connection, recorded: Recorded, event: ApplicationReceived) -> None:
    await connection.execute(
        QUERIES.received, UUID(recorded.stream.removeprefix("application-")), event.applicant, recorded.org,
        recorded.region, event.matter, recorded.occurred_at, event.decide_by,
    )  # fmt: skip


async def granted(connection: Connection, recorded: Recorded, event: ApplicationGranted) -> None:
    await connection.execute(QUERIES.decided, event.application, "granted", event.document)


async def refused(connection: Connection, recorded: Recorded, event: ApplicationRefused) -> None:
    await connection.execute(QUERIES.decided, event.application, "refused", event.document)


FOLDS: Folds = {ApplicationReceived: received, ApplicationGranted: granted, ApplicationRefused: refused}

APPLICATIONS = View(
    name="applications",
    version=1,
    sources=("intake",),
    folder=HERE,
    apply=one_by_one(FOLDS),
    folds=tuple(FOLDS),
    ignores=("activity", "consultation", "region", "subject"),
    inline=True,
)
