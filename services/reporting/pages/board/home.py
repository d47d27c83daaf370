"""The home page: what this is, what is due, the latest tables, and how the services are."""

import asyncio
from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response

from contracts.language.periods import Period, PeriodKind, containing
from services.chassis.clock import today
from services.chassis.service import Service, running
from services.reporting.forms.definition import Edition
from services.reporting.forms.reading import shipped_forms
from services.reporting.pages.board import neighbours, regions
from services.reporting.pages.site import PAGES, router
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables.places import Place, find_place

ROUTER = router()
LATEST = 4


@dataclass(frozen=True, slots=True)
class Latest:
    """A form as it is today, with its latest periods, the newest first."""

    form: Edition
    periods: tuple[Period, ...]


@ROUTER.get("/")
async def home(request: Request) -> Response:
    """Home."""
    service = running(request)
    states, agenda, (place, latest) = await asyncio.gather(
        neighbours.states(service), neighbours.agenda(service), _latest(service, request.cookies.get("region"))
    )
    return PAGES.page(request, "board/home.html", states=states, agenda=agenda, place=place, latest=latest)


async def _latest(service: Service, remembered: str | None) -> tuple[Place | None, list[Latest]]:
    """The division that the asker is likely to mean, and its latest tables: up to its last fact, or up to today."""
    async with service.read(STATISTICS.name) as connection:
        code = await regions.usual(connection, remembered)
        if code is None:
            return None, []
        place = await find_place(connection, code, today())
        span = await regions.span_of_facts(connection, code)
    last = min(span[1], today()) if span else today()
    return place, [Latest(form.edition_on(today()), _periods(form.period, last)) for form in shipped_forms().values()]


def _periods(kind: PeriodKind, last: date) -> tuple[Period, ...]:
    newest = containing(kind, last)
    found = [newest]
    while len(found) < LATEST:
        found.append(found[-1].previous)
    return tuple(found)
