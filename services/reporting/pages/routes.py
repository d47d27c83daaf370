"""Every page of reporting, to be the last of the service's routers: what no other route takes ends here."""

from fastapi import APIRouter, Request, Response

from services.chassis.pages.error_page import NOT_FOUND, NoPage
from services.chassis.pages.parts_page import parts_router
from services.reporting.pages.board import home, regions, table, trace
from services.reporting.pages.site import ASSETS, PAGES, router

_NOWHERE = router()


@_NOWHERE.get("/{path:path}")
async def nowhere(request: Request, path: str) -> Response:
    """The front door sends here whatever no service has."""
    raise NoPage(NOT_FOUND)


ROUTERS: tuple[APIRouter, ...] = (
    ASSETS.router(),
    home.ROUTER,
    regions.ROUTER,
    table.ROUTER,
    trace.ROUTER,
    parts_router(PAGES),
    _NOWHERE,
)
