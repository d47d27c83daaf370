"""The trace of a cell (溯源): what it says, by which rule, and every fact behind it; counted anew, and compared."""

from dataclasses import dataclass

from fastapi import Request, Response

from contracts.language.periods import Period
from contracts.reporting.tables import Cell, Trace, TraceQuery
from services.chassis.service import running
from services.chassis.views.view import Connection
from services.reporting.forms.definition import Edition
from services.reporting.pages.board.addresses import Address
from services.reporting.pages.site import PAGES, router
from services.reporting.pages.words import rule
from services.reporting.statistics.view import STATISTICS
from services.reporting.tables import answers, counts
from services.reporting.tables.counts import FOR_EVER, Scope, Sums
from services.reporting.tables.cut import Cut
from services.reporting.tables.fill import DISTINCT, answer, question, read_period
from services.reporting.tables.places import Place, find_place
from services.reporting.tables.trace import find_column, find_row
from services.reporting.tables.trace import trace as read_trace

ROUTER = router()
PAGE = 50
FILE = 10_000
"""Entries that one answer of the JSON API holds."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the facts themselves come to, counted one by one and not from the cube: the cell must say the same."""

    facts: int
    listed: int
    """Entries in the list: every fact, or for a distinct count every name once."""
    cell: Cell

    @property
    def files(self) -> range:
        """Where each CSV file begins that together hold the whole list."""
        return range(0, self.listed, FILE)


@ROUTER.get("/board/{form}/{region}/{period}/trace")
async def trace(
    request: Request,
    form: str,
    region: str,
    period: str,
    row: int,
    column: str,
    as_of: str = "",
    optional: bool = False,
    offset: int = 0,
) -> Response:
    """The facts behind a cell, a page at a time."""
    service = running(request)
    query = TraceQuery(
        form=form, region=region, period=period, row=row, column=column, as_of=as_of or None, offset=offset, limit=PAGE
    )
    definition = answers.find_form(query.form)
    cut = await answers.cut_of(service, query.as_of)
    async with service.read(STATISTICS.name) as connection:
        found = await read_trace(
            connection, definition, query.region, query.period, query.row, query.column,
            cut=cut, as_of=query.as_of, offset=query.offset, limit=query.limit,
        )  # fmt: skip
        chosen = read_period(definition, found.period)
        edition = definition.edition_for(chosen)
        place = await find_place(connection, query.region, chosen.last_day)
        proof = await _prove(connection, edition, place, chosen, query, cut)
    here = Address(found.form, found.region, found.period, query.as_of or "", optional)
    asked = find_row(edition, found.row)
    return PAGES.page(
        request, "board/trace.html", trace=found, proof=proof, form=edition, period=chosen, place=place, here=here,
        rule=rule(edition, asked, find_column(edition, found.column), chosen), page=PAGE, file=FILE,
        measure=asked.measure, subtotal=_total(found),
    )  # fmt: skip


async def _prove(
    connection: Connection, form: Edition, place: Place, period: Period, query: TraceQuery, cut: Cut | None
) -> Proof:
    row, column = find_row(form, query.row), find_column(form, query.column)
    scope = Scope(place, cut or Cut(until=FOR_EVER))
    (cell,) = await answer(connection, scope, form, period, [(row, column)])
    asked = question(form, period, row, column, await counts.kinds(connection))
    kinds = sorted({*asked.kinds, *asked.of})
    sums = await counts.sums(connection, scope, kinds, [asked.days])
    facts = sum(sums.get((0, kind), Sums()).events for kind in kinds)
    return Proof(facts, cell.values[0] if row.measure in DISTINCT else facts, cell)


def _total(trace: Trace) -> tuple[int, ...]:
    """What the entries of this page add up to."""
    return tuple(sum(entry.counted[place] for entry in trace.entries) for place in range(len(trace.cell.values)))
