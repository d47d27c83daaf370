"""Filling a form: every cell from one reading of the cube (or of the facts, as of a moment)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from contracts.language.explained import Explained
from contracts.language.money import wan_yuan
from contracts.language.periods import Period, parse_period
from contracts.reporting.tables import Cell, Table, TableColumn, TableRow
from services.chassis.views.view import Connection
from services.reporting.forms.definition import Column, Edition, Filter, Form, Measure, Row
from services.reporting.tables import counts
from services.reporting.tables.buckets import Days
from services.reporting.tables.counts import Kind, Names, Scope, Sums
from services.reporting.tables.cut import Cut
from services.reporting.tables.places import find_place
from services.reporting.tables.problems import malformed

DISTINCT = frozenset({Measure.SUBJECTS, Measure.WORKERS})


@dataclass(frozen=True, slots=True)
class Question:
    """What one cell asks: some kinds over some days; `of` are the kinds of the whole where it is a share."""

    measure: Measure
    days: Days
    kinds: tuple[int, ...]
    of: tuple[int, ...]
    are_workers_kept: bool

    @property
    def every_kind(self) -> list[int]:
        """Ids of the kinds of all facts that bear on it."""
        return sorted({*self.kinds, *self.of})

    @property
    def names(self) -> Names:
        """The distinct count it asks for."""
        by_worker = self.measure is Measure.WORKERS
        return Names(self.kinds, by_worker, self.days, is_kept=self.are_workers_kept or not by_worker)


async def fill(
    connection: Connection,
    form: Form,
    region: str,
    period_text: str,
    *,
    cut: Cut | None = None,
    as_of: str | None = None,
    optional: bool = False,
) -> Table:
    """The form of a division or organisation for a period, in the edition that the period is filled in; Problem when there
    is no such place or period.

    `connection` reads the statistics view, in one snapshot. `cut` is what `as_of`, as the asker wrote it, means.
    """
    period = read_period(form, period_text)
    place = await find_place(connection, region, period.last_day)
    edition = form.edition_for(period)
    columns = edition.shown(optional)
    cells = await answer(
        connection, Scope(place, cut), edition, period, [(r, c) for r in edition.rows for c in columns]
    )
    width = len(columns)
    return Table(
        form=form.name,
        version=edition.version,
        title=edition.title,
        subtitle=edition.subtitle,
        head=edition.head,
        item=edition.item,
        printed_item=edition.item if edition.printed_item is None else edition.printed_item,
        note=edition.note,
        receiver=edition.receiver,
        region=place.code,
        region_name=place.name,
        period=str(period),
        first_day=period.first_day,
        last_day=period.last_day,
        due=period.due(edition.due_days_after),
        as_of=as_of,
        columns=tuple(TableColumn(name=c.name, printed=c.printed or (c.name,)) for c in columns),
        rows=tuple(
            TableRow(
                number=number + 1,
                name=row.name,
                aliases=row.aliases,
                printed=row.printed or (row.name,),
                cells=tuple(cells[number * width : (number + 1) * width]),
            )
            for number, row in enumerate(edition.rows)
        ),
    )


def read_period(form: Form, text: str) -> Period:
    """The period of the form that `text` names; Problem 422 with the right way to write it."""
    try:
        return parse_period(form.period, text)
    except Explained as error:
        raise malformed("bad-period", str(error)) from None


async def answer(
    connection: Connection, scope: Scope, edition: Edition, period: Period, asked: Sequence[tuple[Row, Column]]
) -> list[Cell]:
    """The cells that are asked for, in their order."""
    every = await counts.kinds(connection)
    days = {column.name: edition.days(column, period) for _, column in asked}
    questions = [_question(row, column, days[column.name], every) for row, column in asked]
    spans = sorted({q.days for q in questions if q.measure not in DISTINCT})
    wanted = sorted({kind for q in questions for kind in q.every_kind})
    sums = await counts.sums(connection, scope, wanted, spans)
    names = [q for q in questions if q.measure in DISTINCT]
    distinct = iter(await counts.distinct(connection, scope, [q.names for q in names]))
    return [
        cell(q.measure, (next(distinct),) if q.measure in DISTINCT else _added(q, spans.index(q.days), sums))
        for q in questions
    ]


def question(
    edition: Edition, period: Period, row: Row, column: Column, every: Mapping[str, Sequence[Kind]]
) -> Question:
    """What the cell of a row and a column asks."""
    return _question(row, column, edition.days(column, period), every)


def _question(row: Row, column: Column, days: Days, every: Mapping[str, Sequence[Kind]]) -> Question:
    kinds = _kinds(row, column, every)
    whole = _kinds(row.of, column, every) if row.of else ()
    return Question(
        row.measure,
        days,
        tuple(kind.id for kind in kinds),
        tuple(kind.id for kind in whole),
        are_workers_kept=all(kind.workers_kept for kind in kinds),
    )


def counted(asked: Question, kind: int, sums: Sums) -> tuple[int, ...]:
    """What facts of one kind add to each value of a cell that is not a distinct count."""
    match asked.measure:
        case Measure.QUANTITY:
            return (sums.quantity,)
        case Measure.EVENTS:
            return (sums.events,)
        case Measure.PAIR:
            return sums.quantity, sums.people
        case Measure.MONEY:
            return (sums.money,)
        case Measure.RATIO:
            return sums.quantity * (kind in asked.kinds), sums.quantity * (kind in asked.of)
        case Measure.SUBJECTS | Measure.WORKERS:
            return (1,)


def cell(measure: Measure, values: tuple[int, ...]) -> Cell:
    """A cell of these values with its text."""
    match measure:
        case Measure.PAIR:
            text = f"{values[0]}/{values[1]}"
        case Measure.MONEY:
            text = wan_yuan(values[0])
        case Measure.RATIO:
            text = _percent(*values)
        case _:
            text = str(values[0])
    return Cell(values=values, text=text)


def _added(asked: Question, span: int, sums: Mapping[tuple[int, int], Sums]) -> tuple[int, ...]:
    parts = [counted(asked, kind, sums.get((span, kind), Sums())) for kind in asked.every_kind]
    width = 2 if asked.measure in (Measure.PAIR, Measure.RATIO) else 1
    return tuple(sum(part[place] for part in parts) for place in range(width))


def _kinds(wanted: Filter, column: Column, every: Mapping[str, Sequence[Kind]]) -> tuple[Kind, ...]:
    return tuple(
        kind
        for matter in wanted.matters
        for kind in every.get(matter, ())
        if (not column.providers or kind.provider in column.providers) and wanted.takes(kind.channel, kind.grouped)
    )


def _percent(part: int, whole: int) -> str:
    if whole == 0:
        return "—"
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.01'), ROUND_HALF_EVEN)}%"
