"""The list of cases: an inline view, so that a case stands there as soon as it is opened or assigned."""

from pathlib import Path
from uuid import UUID

from contracts.casework.case import CaseAssigned, CaseClosed, CaseOpened, CaseRegistered
from contracts.wire.event import Recorded
from services.chassis.sql import named
from services.chassis.views.view import Connection, Folds, View, one_by_one

HERE = Path(__file__).parent
QUERIES = named(HERE / "queries.sql")


def _case(recorded: Recorded) -> UUID:
    return UUID(recorded.stream.removeprefix("case-"))


async def opened(connection: Connection, recorded: Recorded, event: CaseOpened) -> None:
    await connection.execute(
        QUERIES.received, _case(recorded), event.entry, "open", recorded.org, recorded.region, None, None,
        recorded.occurred_at,
    )  # fmt: skip


async def registered(connection: Connection, recorded: Recorded, event: CaseRegistered) -> None:
    await connection.execute(
        QUERIES.received, _case(recorded), event.entry, "registered", recorded.org, recorded.region, event.provider,
        event.worker, recorded.occurred_at,
    )  # fmt: skip


async def assigned(connection: Connection, recorded: Recorded, event: CaseAssigned) -> None:
    await connection.execute(QUERIES.assigned, _case(recorded), event.firm, event.provider, event.worker)


async def closed(connection: Connection, recorded: Recorded, event: CaseClosed) -> None:
    await connection.execute(QUERIES.closed, _case(recorded), event.result)


FOLDS: Folds = {CaseOpened: opened, CaseRegistered: registered, CaseAssigned: assigned, CaseClosed: closed}

CASES = View(
    name="cases",
    version=1,
    sources=("casework",),
    folder=HERE,
    apply=one_by_one(FOLDS),
    folds=tuple(FOLDS),
    inline=True,
)
