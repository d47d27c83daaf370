"""The JSON API of tables: forms, filled forms in every format, traces, divisions."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from contracts.language.errors import explain
from contracts.language.periods import PeriodKind, containing
from contracts.language.values import normal_region
from contracts.reporting.tables import FormQuery, Refusal, Table, Trace, TraceQuery
from services.chassis.clock import today
from services.chassis.service import running
from services.reporting.forms.definition import Form
from services.reporting.forms.reading import shipped_forms
from services.reporting.tables import answers
from services.reporting.tables.page import POLICY, table_html
from services.reporting.tables.plain import table_csv, table_json, trace_csv, trace_json
from services.reporting.tables.problems import Problem
from services.reporting.tables.sheet import table_xlsx

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"


class EditionSummary(BaseModel):
    """An edition of a form (表式的一版) and its days in force; without a last one until further notice."""

    version: int
    title: str
    valid_from: date
    valid_to: date | None


class FormSummary(BaseModel):
    """A form that can be asked for, as it is today. `editions` are all there are and will be, in order of time."""

    name: str
    version: int
    title: str
    subtitle: str
    receiver: str
    period: PeriodKind
    current_period: str
    valid_from: date
    valid_to: date | None
    columns: list[str]
    optional_columns: list[str]
    rows: list[str]
    editions: list[EditionSummary]


class Division(BaseModel):
    """A division of the register; `divided` says whether there are others under it."""

    code: str
    name: str
    parent: str | None
    divided: bool


class _Explaining(APIRoute):
    """Answers a Problem with its status, code and reason."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # it is a coroutine
        handle = super().get_route_handler()

        async def explained(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                refusal = Refusal(code=problem.code, reason=problem.reason)
                return JSONResponse(refusal.model_dump(), problem.status)
            except ValidationError as error:
                return JSONResponse(Refusal(code="invalid", reason=explain(error)).model_dump(), 422)

        return explained


REFUSALS: dict[int | str, dict[str, Any]] = {404: {"model": Refusal}, 422: {"model": Refusal}, 503: {"model": Refusal}}

router = APIRouter(prefix="/api/reporting", tags=["tables"], route_class=_Explaining)

AsOf = Annotated[str | None, Query(description="日志位置或时间；不填为现在")]


@router.get("/forms", response_model=list[FormSummary])
async def forms() -> list[FormSummary]:
    """The forms there are, each in the edition in which the period that runs today is filled."""
    day = today()
    return [summary(form, day) for form in shipped_forms().values()]


@router.get("/forms/{form}/{region}/{period}", response_model=Table, responses=REFUSALS)
async def form(
    request: Request,
    form: str,
    region: str,
    period: str,
    as_of: AsOf = None,
    optional: bool = False,
    format: Literal["json", "csv", "html", "xlsx"] = "json",
) -> Response:
    """A form, filled, of a division or an organisation."""
    query = FormQuery(form=form, region=region, period=period, as_of=as_of, optional=optional)
    table = await answers.form_table(running(request), query)
    name = f"{table.form}-{table.region}-{table.period}"
    match format:
        case "csv":
            return _file(table_csv(table), CSV, f"{name}.csv")
        case "xlsx":
            return _file(table_xlsx(table), XLSX, f"{name}.xlsx")
        case "html":
            page = table_html(table, today())
            headers = {"Content-Security-Policy": POLICY}
            return Response(page, media_type="text/html; charset=utf-8", headers=headers)
        case "json":
            return Response(table_json(table), media_type=JSON)


@router.get("/forms/{form}/{region}/{period}/trace", response_model=Trace, responses=REFUSALS)
async def trace(
    request: Request,
    form: str,
    region: str,
    period: str,
    row: int,
    column: str,
    as_of: AsOf = None,
    offset: int = 0,
    limit: int = 1000,
    format: Literal["json", "csv"] = "json",
) -> Response:
    """A page of the facts behind a cell. The header `X-Next-Offset` says where the next page begins, if any."""
    query = TraceQuery(
        form=form, region=region, period=period, row=row, column=column, as_of=as_of, offset=offset, limit=limit
    )
    found = await answers.cell_trace(running(request), query)
    if format == "csv":
        response = _file(trace_csv(found), CSV, f"{found.form}-{found.region}-{found.period}-{row}.csv")
    else:
        response = Response(trace_json(found), media_type=JSON)
    if found.next_offset is not None:
        response.headers["X-Next-Offset"] = str(found.next_offset)
    return response


@router.get("/regions", response_model=list[Division])
async def regions(request: Request, parent: str | None = None) -> list[Division]:
    """The divisions directly under `parent`, or the topmost ones, as they are today."""
    code = normal_region(parent) if parent else None
    found = await answers.divisions(running(request), code, today())
    return [Division.model_validate(division) for division in found]


def summary(form: Form, today: date) -> FormSummary:
    """What the list of forms says of one on a Shanghai day."""
    edition = form.edition_on(today)
    return FormSummary(
        name=form.name,
        version=edition.version,
        title=edition.title,
        subtitle=edition.subtitle,
        receiver=edition.receiver,
        period=form.period,
        current_period=str(containing(form.period, today)),
        valid_from=edition.valid_from,
        valid_to=edition.valid_to,
        columns=[column.name for column in edition.columns if not column.optional],
        optional_columns=[column.name for column in edition.columns if column.optional],
        rows=[row.name for row in edition.rows],
        editions=[EditionSummary.model_validate(one, from_attributes=True) for one in form.editions],
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    # An organisation's code may be Chinese, which a header's plain form cannot hold.
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{plain}"'})
