"""The questions that reporting answers, whichever way they come (HTTP, request on the bus)."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from nats.errors import NoRespondersError

from contracts.reporting.tables import FormQuery, Table, Trace, TraceQuery
from services.chassis.service import Service
from services.reporting.forms.definition import Form
from services.reporting.forms.reading import shipped_forms
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables.cut import Cut, read_cut
from services.reporting.tables.fill import fill
from services.reporting.tables.problems import Problem, not_found
from services.reporting.tables.statements import READ
from services.reporting.tables.trace import trace


async def form_table(service: Service, query: FormQuery) -> Table:
    """The form, filled; Problem when something in the question is unknown."""
    form = find_form(query.form)
    cut = await cut_of(service, query.as_of)
    async with service.read(STATISTICS.name) as connection:
        return await fill(
            connection, form, query.region, query.period, cut=cut, as_of=query.as_of, optional=query.optional
        )


async def cell_trace(service: Service, query: TraceQuery) -> Trace:
    """A page of the facts behind a cell; Problem when something in the question is unknown."""
    form = find_form(query.form)
    cut = await cut_of(service, query.as_of)
    async with service.read(STATISTICS.name) as connection:
        return await trace(
            connection,
            form,
            query.region,
            query.period,
            query.row,
            query.column,
            cut=cut,
            as_of=query.as_of,
            offset=query.offset,
            limit=query.limit,
        )


async def divisions(service: Service, parent: str | None, day: date) -> list[Mapping[str, object]]:
    """The divisions directly under `parent` on a day (None: the topmost): code, name, parent, divided."""
    async with service.read(STATISTICS.name) as connection:
        return [dict(row) for row in await connection.fetch(READ.divisions_below, parent, day)]


def find_form(name: str) -> Form:
    """The form of this name; Problem 404 when there is none."""
    forms = shipped_forms()
    if name not in forms:
        raise not_found("unknown-form", f"没有这张报表，现有报表为 {'、'.join(forms)}")
    return forms[name]


async def cut_of(service: Service, as_of: str | None) -> Cut | None:
    """What `as_of` means; a log position is looked up with intake. Problem when it means nothing or nobody says."""

    async def recorded_at(position: int) -> datetime | None:
        try:
            reply = json.loads(
                await service.ask("query.intake.recorded-at", json.dumps({"position": position}).encode())
            )
        except (TimeoutError, NoRespondersError, ConnectionError):
            raise Problem(503, "intake-away", "受理服务暂时没有回应，请稍后再试，或改用时间表示截至时点") from None
        text = reply.get("recorded_at")
        return None if text is None else datetime.fromisoformat(text)

    return await read_cut(as_of, recorded_at)
