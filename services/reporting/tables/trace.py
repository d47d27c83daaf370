"""Trace (溯源): the facts behind a cell, which add up to it, and their events."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

import asyncpg

from contracts.language.codes import Channel, Code, Matter, Provider
from contracts.language.money import yuan
from contracts.language.periods import SHANGHAI
from contracts.reporting.tables import Trace, TraceEntry
from services.chassis.views.view import Connection
from services.reporting.forms.definition import Column, Edition, Form, Measure, Row
from services.reporting.tables import counts
from services.reporting.tables.buckets import Days, parts, steps
from services.reporting.tables.counts import Scope, Sums
from services.reporting.tables.cut import Cut
from services.reporting.tables.fill import DISTINCT, Question, answer, counted, question, read_period
from services.reporting.tables.places import find_place
from services.reporting.tables.problems import not_found
from services.reporting.tables.statements import READ


async def trace(
    connection: Connection,
    form: Form,
    region: str,
    period_text: str,
    row_number: int,
    column_name: str,
    *,
    cut: Cut | None = None,
    as_of: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Trace:
    """A page of the facts behind a cell, by business time (`limit` None: all of them); the cell is of the same edition as in
    the table of the period.

    A sum lists every fact; a distinct count every name once, by its first fact. Problem when there is no such cell.
    """
    period = read_period(form, period_text)
    edition = form.edition_for(period)
    row, column = find_row(edition, row_number), find_column(edition, column_name)
    place = await find_place(connection, region, period.last_day)
    scope = Scope(place, cut)
    (cell,) = await answer(connection, scope, edition, period, [(row, column)])
    asked = question(edition, period, row, column, await counts.kinds(connection))
    rows = await _facts(connection, scope, asked, offset, None if limit is None else limit + 1)
    has_more = limit is not None and len(rows) > limit
    return Trace(
        form=form.name,
        region=place.code,
        period=str(period),
        row=row_number,
        row_name=row.name,
        column=column.name,
        as_of=as_of,
        cell=cell,
        entries=tuple(_entry(asked, fact) for fact in rows[:limit]),
        offset=offset,
        next_offset=offset + len(rows) - 1 if has_more else None,
    )


def find_row(edition: Edition, number: int) -> Row:
    """The row of this number, counted from 1; Problem 404 when the edition has none."""
    if not 1 <= number <= len(edition.rows):
        raise not_found("unknown-row", f"这张表没有第 {number} 行，行次为 1 到 {len(edition.rows)}")
    return edition.rows[number - 1]


def find_column(edition: Edition, name: str) -> Column:
    """The column of this name; Problem 404 when the edition has none."""
    for column in edition.columns:
        if column.name == name:
            return column
    raise not_found("unknown-column", f"这张表没有这一栏，栏目为{'、'.join(c.name for c in edition.columns)}")


async def _facts(
    connection: Connection, scope: Scope, asked: Question, offset: int, limit: int | None
) -> list[asyncpg.Record]:
    if asked.measure in DISTINCT:
        arguments = (*scope.arguments, asked.every_kind, *asked.days, limit, offset)
        return await connection.fetch(READ.names_of_cell, *arguments, asked.measure is Measure.WORKERS)
    days = asked.days
    if limit is not None and scope.is_in_cube:
        for cut_up in steps, parts:
            if spans := cut_up(days):
                days, offset = await _days_of_page(connection, scope, asked, spans, offset, limit)
    return await connection.fetch(READ.facts_of_cell, *scope.arguments, asked.every_kind, *days, limit, offset)


async def _days_of_page(
    connection: Connection, scope: Scope, asked: Question, spans: Sequence[Days], offset: int, limit: int
) -> tuple[Days, int]:
    """The spans in which a page lies, and how far into them it begins: its facts are found without reading all others."""
    sums = await counts.sums(connection, scope, asked.every_kind, spans)
    facts = [sum(sums[n, kind].events for kind in asked.every_kind if (n, kind) in sums) for n in range(len(spans))]
    upto = list(accumulate(facts))
    first = min(bisect_right(upto, offset), len(spans) - 1)
    last = min(bisect_left(upto, offset + limit), len(spans) - 1)
    return (spans[first][0], spans[last][1]), offset - (upto[first] - facts[first])


def _entry(asked: Question, fact: asyncpg.Record) -> TraceEntry:
    sums = Sums(1, fact["quantity"], fact["people"], fact["money"] or 0)
    return TraceEntry(
        source=fact["source"],
        position=fact["position"],
        event_id=fact["event_id"],
        stream=fact["stream"],
        number=fact["number"],
        day=fact["day"],
        time=fact["occurred_at"].astimezone(SHANGHAI).strftime("%H:%M:%S"),
        org=fact["org"],
        region=fact["region"],
        worker=fact["worker"],
        provider=_label(Provider, fact["provider"]),
        matter=_label(Matter, fact["matter"]),
        channel=_label(Channel, fact["channel"]) if fact["channel"] else None,
        quantity=fact["quantity"],
        people=fact["people"],
        money=fact["money"],
        yuan=None if fact["money"] is None else yuan(fact["money"]),
        subject=fact["subject"],
        campaign=fact["campaign"],
        counted=counted(asked, fact["kind"], sums),
        further_events=tuple(fact["further_events"]),
    )


def _label(table: type[Code], code: str) -> str:
    return next(member.label for member in table if member == code)
