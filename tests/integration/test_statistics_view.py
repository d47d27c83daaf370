"""The statistics view on a real PostgreSQL: every printed table, the trace of every cell, moments."""

from datetime import date, datetime, timedelta

import pytest

from contracts.language.periods import SHANGHAI
from contracts.reporting.tables import TraceEntry
from services.chassis.views.view import ALL
from services.reporting.forms.reading import shipped_forms
from services.reporting.statistics.view import STATISTICS, recount, settle
from services.reporting.tables.buckets import BREAKS, pieces
from services.reporting.tables.cut import Cut, read_cut
from services.reporting.tables.fill import fill
from services.reporting.tables.plain import table_csv
from services.reporting.tables.problems import Problem
from services.reporting.tables.trace import trace
from tests.support import oracle
from tests.support.ledger_events import ledger_events, ledger_rows
from tests.support.stack import DatabaseUrls
from tests.support.statistics_view import Connection, assert_traces_add_up, batches_of, figure, passing_build

EXPECTED = list(oracle.PERIODS)


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_a_printed_table_is_byte_for_byte_the_count_by_hand(ledger: Connection, form: str, period: str) -> None:
    table = await fill(ledger, shipped_forms()[form], "320404", period)
    assert table_csv(table) == oracle.table(ledger_rows(), form, period).encode()


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_the_facts_alone_give_the_same_table_as_the_cube(ledger: Connection, form: str, period: str) -> None:
    now = Cut(until=datetime(2100, 1, 1, tzinfo=SHANGHAI))
    table = await fill(ledger, shipped_forms()[form], "320404", period, cut=now)
    assert table_csv(table) == oracle.table(ledger_rows(), form, period).encode()


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_the_trace_of_every_cell_adds_up_to_the_cell(ledger: Connection, form: str, period: str) -> None:
    await assert_traces_add_up(ledger, shipped_forms()[form], "320404", period)


async def test_a_trace_adds_up_for_a_township_an_organisation_and_a_moment_too(ledger: Connection) -> None:
    form = shipped_forms()["half-month"]
    await assert_traces_add_up(ledger, form, "320404116", "2010-04A")
    await assert_traces_add_up(ledger, form, "320404116-C", "2010-04A")
    await assert_traces_add_up(ledger, form, "3204", "2010-04A", Cut({"intake": 3000, "casework": 100}))


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
    ledger_database: DatabaseUrls, form: str, period: str, row: int, column: str, summed: bool
) -> None:
    async with passing_build(ledger_database.owner, "paged", batches_of(list(ledger_events(ledger_rows())))) as view:
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
    ledger_database: DatabaseUrls, ledger: Connection
) -> None:
    live = await ledger.fetchval(STATISTICS.digest)
    events = list(ledger_events(ledger_rows()))
    by_source = [e for e in events if e.source == "intake"], [e for e in events if e.source == "casework"]
    batches = [*batches_of(by_source[0], 5000), *batches_of(by_source[1], 7)]
    async with passing_build(ledger_database.owner, "rebuilt", batches) as rebuilt:
        assert await rebuilt.fetchval(STATISTICS.digest) == live
        async with rebuilt.transaction():
            await recount(rebuilt)
        assert await rebuilt.fetchval(STATISTICS.digest) == live


@pytest.mark.parametrize("bite", [1, 700, ALL])
async def test_a_figure_is_the_same_before_after_and_amid_summing(
    ledger_database: DatabaseUrls, ledger: Connection, bite: int
) -> None:
    live = await ledger.fetchval(STATISTICS.digest)
    form, period = "half-month", "2010-04A"
    batches = batches_of(list(ledger_events(ledger_rows())))
    async with passing_build(ledger_database.owner, "other", batches) as other:
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
