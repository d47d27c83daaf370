"""The board (报表): any form of any division or organisation for any period; every figure leads to its trace."""

import re
from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from contracts.language.periods import Period, containing, periods
from contracts.reporting.tables import FormQuery
from services.chassis.clock import today
from services.chassis.pages.error_page import ErrorPage, NoPage
from services.chassis.service import running
from services.chassis.views.view import Connection
from services.reporting.forms.definition import Edition, Form
from services.reporting.forms.reading import shipped_forms
from services.reporting.pages.board import regions
from services.reporting.pages.board.addresses import Address
from services.reporting.pages.board.regions import Division
from services.reporting.pages.site import PAGES, router
from services.reporting.pages.words import part_days
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables import answers
from services.reporting.tables.fill import fill, read_period
from services.reporting.tables.page import filled_head
from services.reporting.tables.places import find_place
from services.reporting.tables.problems import Problem, not_found

ROUTER = router()
ONE_YEAR = 366 * 24 * 3600
NO_REGIONS = ErrorPage(
    404,
    "还没有行政区划",
    "系统里还没有登记任何地区，所以没有报表可看。",
    "请系统管理员先用 yingyuan regions import 导入区划。",
)


@dataclass(frozen=True, slots=True)
class Picker:
    """The years to choose from, and the parts of one of them, each with its text: every year has the same parts."""

    years: tuple[tuple[str, str], ...]
    year: str
    parts: tuple[tuple[str, str], ...]
    part: str


@ROUTER.get("/board")
async def choose(
    request: Request,
    form: str = "",
    region: str = "",
    period: str = "",
    year: str = "",
    part: str = "",
    as_of: str = "",
) -> Response:
    """Where the choice at the head of the board leads: to a table, or to a list when several divisions may be meant."""
    service = running(request)
    definition = answers.find_form(form or next(iter(shipped_forms())))
    async with service.read(STATISTICS.name) as connection:
        if region.strip():
            meant = await _meant(connection, region.strip())
        else:
            usual = await regions.usual(connection, request.cookies.get("region"))
            meant = [Division(usual, "")] if usual else []
            if usual is None:
                raise NoPage(NO_REGIONS)
        span = await regions.span_of_facts(connection, meant[0].code)
    latest = containing(definition.period, min(span[1], today()) if span else today())
    chosen = read_period(definition, (f"{year}{part}" if year else period) or str(latest))
    found = [(one, Address(definition.name, one.code, str(chosen), as_of.strip())) for one in meant]
    if len(found) == 1:
        return RedirectResponse(found[0][1].board, 303)
    return PAGES.page(
        request,
        "board/which_region.html",
        typed=region,
        found=found,
        form=definition.edition_for(chosen),
        period=chosen,
    )


@ROUTER.get("/board/{form}/{region}/{period}")
async def board(
    request: Request, form: str, region: str, period: str, as_of: str = "", optional: bool = False
) -> Response:
    """A form, filled."""
    service = running(request)
    query = FormQuery(form=form, region=region, period=period, as_of=as_of or None, optional=optional)
    definition = answers.find_form(query.form)
    cut = await answers.cut_of(service, query.as_of)
    async with service.read(STATISTICS.name) as connection:
        table = await fill(
            connection, definition, query.region, query.period, cut=cut, as_of=query.as_of, optional=optional
        )
        branch = await regions.branch(connection, table.region, today())
        span = await regions.span_of_facts(connection, table.region)
    chosen = read_period(definition, table.period)
    here = Address(table.form, table.region, table.period, query.as_of or "", optional)
    response = PAGES.page(
        request, "board/table.html", table=table, form=definition.edition_for(chosen), period=chosen, here=here,
        branch=branch, picker=_picker(definition, chosen, span), kinds=_kinds(here, chosen),
        head=[text + beside for text, beside in zip(table.head, filled_head(table, today()), strict=True)],
    )  # fmt: skip
    response.set_cookie("region", table.region, max_age=ONE_YEAR, httponly=True, samesite="lax")
    return response


async def _meant(connection: Connection, typed: str) -> list[Division]:
    """The divisions (or the organisation) that may be meant, at least one. A code that is known means itself."""
    last = re.split(r"\s+", typed)[-1]
    for code in dict.fromkeys((typed, last)):
        try:
            place = await find_place(connection, code, today())
            return [Division(place.code, place.name)]
        except Problem:
            continue
    found = await regions.find(connection, typed, today())
    exact = [one for one in found if one.name == typed]
    if not found:
        raise not_found("unknown-region", f"没有找到「{typed[:30]}」：请换一个名称，或输入区划代码、单位代码")
    return exact if len(exact) == 1 else found


def _kinds(here: Address, period: Period) -> list[tuple[Edition, Address]]:
    """Every form, for the same place and about the same time."""
    shown = [
        (form, period if form.name == here.form else containing(form.period, period.last_day))
        for form in shipped_forms().values()
    ]
    return [(form.edition_for(one), here.moved(form=form.name, period=str(one))) for form, one in shown]


def _picker(form: Form, chosen: Period, span: tuple[date, date] | None) -> Picker:
    shown = int(str(chosen)[:4])
    first = min(span[0].year if span else form.editions[0].valid_from.year, shown)
    last = max(today().year, shown)
    within = periods(form.period, date(shown, 1, 1), date(shown, 12, 31))
    return Picker(
        years=tuple((str(year), f"{year}年") for year in range(last, first - 1, -1)),
        year=str(shown),
        parts=tuple((_part(p), f"{p.part}（{part_days(p)}）") for p in within if str(p).startswith(f"{shown:04}")),
        part=_part(chosen),
    )


def _part(period: Period) -> str:
    """A period without its year: `-03B`."""
    return str(period)[4:]
