"""The statistics view on a real PostgreSQL: every printed table, the trace of every cell, moments, a third form."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from contracts.language.periods import SHANGHAI
from contracts.reporting.tables import TraceEntry
from services.chassis.log.recorded import Recorded
from services.chassis.views.view import ALL
from services.reporting.forms.definition import Form, Measure
from services.reporting.forms.reading import read_edition, shipped_forms
from services.reporting.problems import Problem
from services.reporting.statistics.view import STATISTICS, recount, settle
from services.reporting.tables.buckets import BREAKS, pieces
from services.reporting.tables.cut import Cut, read_cut
from services.reporting.tables.fill import fill
from services.reporting.tables.plain import table_csv
from services.reporting.tables.trace import trace
from tests.support import oracle
from tests.support.ledger_events import ledger_events, ledger_rows
from tests.support.stack import DatabaseUrls, TestPostgres, in_own_loop
from tests.support.statistics_view import Connection, build, figure, passing_build

EXPECTED = list(oracle.PERIODS)
THIRD_FORM = """
name = "quarter-review"
version = 1
valid_from = 2010-01-01
title = "季度表"
item = "指标"
receiver = "市局"
period = "quarter"
due_days_after = 5
columns = [{ name = "全部" }, { name = "律师", providers = ["lawyer"] }]

[[rows]]
name = "咨询人员(人)"
measure = "workers"
matters = ["consultation"]

[[rows]]
name = "电话咨询率"
measure = "ratio"
matters = ["consultation"]
channels = ["phone"]
of = { matters = ["consultation"] }

[[rows]]
name = "登记条数"
measure = "events"
matters = ["training", "slogan"]

[[rows]]
name = "张贴率"
measure = "ratio"
matters = ["slogan"]
of = { matters = ["media"], grouped = true }
"""
ODD_FORM = """
name = "since-the-eleventh"
version = 1
valid_from = 2010-01-01
title = "累计表"
item = "指标"
receiver = "市局"
period = "year"
due_days_after = 5
cumulative_from = 2010-03-11
columns = [{ name = "累计", cumulative = true }]

[[rows]]
name = "走访企业(家)"
measure = "subjects"
matters = ["enterprise-visit"]

[[rows]]
name = "提供法律咨询(次)"
measure = "quantity"
matters = ["consultation"]
"""


def _batches(events: Sequence[Recorded], size: int = 1000) -> list[Sequence[Recorded]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


@pytest.fixture(scope="module")
def database(postgres: TestPostgres) -> Iterator[DatabaseUrls]:
    """The whole ledger, folded once."""
    urls = postgres.fresh_database("reporting")

    async def load() -> None:
        connection = await build(urls.owner, "ledger", _batches(list(ledger_events(ledger_rows()))))
        await connection.close()

    in_own_loop(load)
    yield urls
    postgres.drop_database(urls.name)


@pytest.fixture
async def ledger(database: DatabaseUrls) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.owner)
    await connection.execute("SET search_path = ledger")
    yield connection
    await connection.close()


@pytest.fixture
def third_form(tmp_path: Path) -> Form:
    path = tmp_path / "quarter-review.toml"
    path.write_text(THIRD_FORM, encoding="utf-8")
    return Form((read_edition(path),))


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_a_printed_table_is_byte_for_byte_the_count_by_hand(ledger: Connection, form: str, period: str) -> None:
    table = await fill(ledger, shipped_forms()[form], "320404", period)
    assert table_csv(table) == oracle.table(ledger_rows(), form, period).encode()


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_the_facts_alone_give_the_same_table_as_the_cube(ledger: Connection, form: str, period: str) -> None:
    now = Cut(until=datetime(2100, 1, 1, tzinfo=SHANGHAI))
    table = await fill(ledger, shipped_forms()[form], "320404", period, cut=now)
    assert table_csv(table) == oracle.table(ledger_rows(), form, period).encode()


async def _check_trace(connection: Connection, form: Form, region: str, period: str, cut: Cut | None = None) -> None:
    table = await fill(connection, form, region, period, cut=cut, optional=True)
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            found = await trace(connection, form, region, period, row.number, column.name, cut=cut)
            assert found.cell == cell
            width = len(cell.values)
            assert tuple(sum(e.counted[n] for e in found.entries) for n in range(width)) == cell.values
            assert len({(e.source, e.position) for e in found.entries}) == len(found.entries)


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_the_trace_of_every_cell_adds_up_to_the_cell(ledger: Connection, form: str, period: str) -> None:
    await _check_trace(ledger, shipped_forms()[form], "320404", period)


async def test_a_trace_adds_up_for_a_township_an_organisation_and_a_moment_too(ledger: Connection) -> None:
    form = shipped_forms()["half-month"]
    await _check_trace(ledger, form, "320404116", "2010-04A")
    await _check_trace(ledger, form, "320404116-C", "2010-04A")
    await _check_trace(ledger, form, "3204", "2010-04A", Cut({"intake": 3000, "casework": 100}))


async def test_a_distinct_cell_lists_each_enterprise_once_with_its_further_events(ledger: Connection) -> None:
    found = await trace(ledger, shipped_forms()["half-month"], "320404", "2010-05B", 1, "累计")
    visited = {entry.subject for entry in found.entries}
    assert len(visited) == len(found.entries) > 50
    visits = sum(1 + len(entry.further_events) for entry in found.entries)
    assert visits > len(visited)


async def test_a_trace_comes_in_pages(ledger: Connection) -> None:
    form = shipped_forms()["month"]
    whole = await trace(ledger, form, "320404", "2010-04", 2, "数量")
    first = await trace(ledger, form, "320404", "2010-04", 2, "数量", limit=200)
    assert first.next_offset == 200
    second = await trace(ledger, form, "320404", "2010-04", 2, "数量", offset=200, limit=1000)
    assert second.next_offset is None
    assert first.entries + second.entries == whole.entries


@pytest.mark.parametrize("summed", [False, True])
@pytest.mark.parametrize(("form", "period", "row", "column"), [
    ("half-month", "2010-05B", 5, "累计"),
    ("half-month", "2010-04A", 5, "律师"),
    ("month", "2010-05", 3, "数量"),
])  # fmt: skip
async def test_pages_of_any_length_hold_every_entry_once_and_in_order(
    database: DatabaseUrls, form: str, period: str, row: int, column: str, summed: bool
) -> None:
    async with passing_build(database.owner, "paged", _batches(list(ledger_events(ledger_rows())))) as view:
        if summed:
            async with view.transaction():
                await settle(view, 700)
        asked = (view, shipped_forms()[form], "3204", period, row, column)
        whole = (await trace(*asked)).entries
        assert len(whole) > 90
        for length in (7, 30, len(whole) - 1, len(whole)):
            found: list[TraceEntry] = []
            while (page := await trace(*asked, offset=len(found), limit=length)).next_offset:
                found += page.entries
                assert page.next_offset == len(found)
            assert (*found, *page.entries) == whole
        assert (await trace(*asked, offset=len(whole), limit=5)).entries == ()


async def test_a_city_sums_its_districts_and_townships_sum_to_the_district(ledger: Connection) -> None:
    district = await fill(ledger, shipped_forms()["half-month"], "320404", "2010-04A")
    city = await fill(ledger, shipped_forms()["half-month"], "3204", "2010-04A")
    assert [row.cells for row in city.rows] == [row.cells for row in district.rows]
    consultations = [await figure(ledger, town, 5) for town in [f"32040400{n}" for n in range(1, 8)] + ["320404116"]]
    assert sum(map(int, consultations)) == district.rows[4].cells[0].values[0]


async def test_a_rebuild_and_a_recount_give_the_digest_of_the_live_view(
    database: DatabaseUrls, ledger: Connection
) -> None:
    live = await ledger.fetchval(STATISTICS.digest)
    events = list(ledger_events(ledger_rows()))
    by_source = [e for e in events if e.source == "intake"], [e for e in events if e.source == "casework"]
    batches = [*_batches(by_source[0], 5000), *_batches(by_source[1], 7)]
    async with passing_build(database.owner, "rebuilt", batches) as rebuilt:
        assert await rebuilt.fetchval(STATISTICS.digest) == live
        async with rebuilt.transaction():
            await recount(rebuilt)
        assert await rebuilt.fetchval(STATISTICS.digest) == live


@pytest.mark.parametrize("bite", [1, 700, ALL])
async def test_a_figure_is_the_same_before_after_and_amid_summing(
    database: DatabaseUrls, ledger: Connection, bite: int
) -> None:
    live = await ledger.fetchval(STATISTICS.digest)
    form, period = "half-month", "2010-04A"
    batches = _batches(list(ledger_events(ledger_rows())))
    async with passing_build(database.owner, "other", batches) as other:
        for _ in range(3):
            async with other.transaction():
                await settle(other, bite)
            for place in ("320404", "320404116"):
                want = await fill(ledger, shipped_forms()[form], place, period, optional=True)
                assert await fill(other, shipped_forms()[form], place, period, optional=True) == want
            assert await other.fetchval(STATISTICS.digest) == live
        summed = "SELECT sum(count) FROM cube WHERE bucket < 10000 AND place IN (SELECT path[1] FROM route)"
        facts = await other.fetch("SELECT count(*) FROM fact GROUP BY source")
        assert await other.fetchval(summed) == sum(min(3 * bite, facts_of_a_log) for (facts_of_a_log,) in facts)


async def test_odd_days_are_counted_from_facts_and_agree_with_the_whole(ledger: Connection, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(ODD_FORM, encoding="utf-8")
    form = Form((read_edition(path),))
    table = await fill(ledger, form, "320404", "2010")
    wanted = [row for row in ledger_rows() if date.fromisoformat(row["日期"]) >= date(2010, 3, 11)]
    visits = {row["对象"] for row in wanted if row["事项"] == "走访企业"}
    assert table.rows[0].cells[0].values == (len(visits),)
    assert table.rows[1].cells[0].values == (sum(int(r["数量"]) for r in wanted if r["事项"] == "法律咨询"),)
    await _check_trace(ledger, form, "320404", "2010")


async def test_parts_of_months_are_the_same_in_the_view_and_in_questions(ledger: Connection) -> None:
    for day, part in await ledger.fetch(
        "SELECT day::date, part_of(day::date) FROM generate_series(DATE '2010-01-01', '2012-12-31', '1 day') AS day"
    ):
        month = day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        low, high = pieces(month).ranges[0]
        assert low <= part <= high and part <= int(day.strftime("%Y%m%d"))
        begins = date(part // 10000, part // 100 % 100, part % 100)
        assert pieces((begins, month[1])).odd == [] and pieces((begins, day)).ranges[:1] in ([], [(part, part)])
    ever = await ledger.fetch("SELECT DISTINCT bucket FROM seen_now WHERE bucket < 0")
    assert {date(-bucket // 10000, -bucket // 100 % 100, -bucket % 100) for (bucket,) in ever} == set(BREAKS)


async def test_as_of_a_position_counts_no_later_fact_of_any_service(ledger: Connection) -> None:
    async def recorded_at(position: int) -> datetime | None:
        return await ledger.fetchval("SELECT recorded_at FROM fact WHERE source = 'intake' AND position = $1", position)

    cut = await read_cut("300", recorded_at)
    assert cut is not None
    found = await trace(ledger, shipped_forms()["half-month"], "320404", "2010-05B", 7, "累计", cut=cut)
    assert found.entries
    assert {e.source for e in found.entries} == {"intake", "casework"}
    assert all(e.position <= 300 for e in found.entries)


async def test_an_unknown_place_is_said_to_be_unknown(ledger: Connection) -> None:
    with pytest.raises(Problem) as problem:
        await fill(ledger, shipped_forms()["month"], "110101", "2010-04")
    assert problem.value.status == 404


async def test_a_third_form_needs_no_code(ledger: Connection, third_form: Form) -> None:
    table = await fill(ledger, third_form, "320404", "2010-Q2")
    rows = [r for r in ledger_rows() if date.fromisoformat(r["日期"]) >= date(2010, 4, 1) and r["事项"] == "法律咨询"]
    workers = {r["人员"] for r in rows}
    by_phone = sum(int(r["数量"]) for r in rows if r["渠道"] == "电话")
    assert table.rows[0].cells[0].values == (len(workers),)
    assert table.rows[1].cells[0].values == (by_phone, sum(int(r["数量"]) for r in rows))
    assert table.rows[3].cells[0].text == "—"
    await _check_trace(ledger, third_form, "320404", "2010-Q2")


async def test_workers_that_shipped_forms_count_are_kept_for_quick_counting(ledger: Connection) -> None:
    kept = {row["matter"] for row in await ledger.fetch("SELECT matter FROM worker_counted")}
    rows = [
        row
        for form in shipped_forms().values()
        for one in form.editions
        for row in one.rows
        if row.measure is Measure.WORKERS
    ]
    assert {matter for row in rows for matter in row.matters} <= kept
