"""The board (报表): any form of any division or organisation for any period; every figure leads to its trace."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from contracts.explained import Explained
from contracts.periods import Period, PeriodKind, containing, parse_period
from contracts.reporting.v1 import FormQuery
from services.chassis.pages.troubles import Trouble
from services.chassis.runtime import Runtime
from services.reporting import answering
from services.reporting.forms.definition import Form, shipped_forms
from services.reporting.pages import regions
from services.reporting.pages.site import PAGES, router
from services.reporting.pages.words import period_name, today
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables.fill import fill, read_period
from services.reporting.tables.page import filled_head

ROUTER = router()
YEAR_SECONDS = 366 * 24 * 3600
NO_REGIONS = Trouble(404, "还没有行政区划", "系统里还没有登记任何地区，所以没有报表可看。", "请先运行 yingyuan regions import 导入区划。")


@dataclass(frozen=True, slots=True)
class Picker:
    """The years to choose from, and the periods of the year that is shown."""

    years: tuple[int, ...]
    year: int
    parts: tuple[Period, ...]
    """Periods of one year; any year has the same, so they are chosen by what follows the year."""


@ROUTER.get("/board")
async def choose(
    request: Request, form: str = "", region: str = "", period: str = "", year: str = "", part: str = "", as_of: str = ""
) -> Response:
    """Where the form at the head of the board leads: to the table that was chosen, or to a choice of divisions."""
    runtime: Runtime = request.app.state.runtime
    definition = answering.find_form(form or next(iter(shipped_forms())))
    async with runtime.read(STATISTICS.name) as connection:
        code: str | None
        if region.strip():
            code, meant = await _meant(connection, region)
        else:
            code, meant = await regions.usual(connection, request.cookies.get("region")), []
            if code is None:
                raise NO_REGIONS
        span = await regions.span_of_facts(connection, code) if code else None
    if year and part:
        period = part if part == "-" else f"{year}{part}"
        period = year if part == "-" else period
    elif not period:
        period = str(containing(definition.period, min(span[1], today()) if span else today()))
    chosen = read_period(definition, period)
    if code is None:
        return PAGES.page(request, "which.html", typed=region, meant=meant, form=definition, period=chosen, as_of=as_of, address=address)
    return RedirectResponse(address(definition.name, code, str(chosen), as_of), 303)
