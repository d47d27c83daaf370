"""The statistics view on a real PostgreSQL: every printed table, the trace of every cell, moments, a third form."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from contracts.periods import SHANGHAI
from services.chassis.recorded import Recorded
from services.reporting.forms.definition import Form, Measure, read_form, shipped_forms
from services.reporting.problems import Problem
from services.reporting.statistics.view import STATISTICS, fold, recount
from services.reporting.tables.cut import Cut, read_cut
from services.reporting.tables.fill import fill
from services.reporting.tables.plain import table_csv
from services.reporting.tables.trace import trace
from tests.support.ledger_events import LEDGER, ledger_events, ledger_rows, recorded, register_of_changzhou, registered
from tests.support.stack import DatabaseUrls, TestPostgres, in_own_loop

Connection = asyncpg.Connection
HALF_MONTHS = ["2010-03A", "2010-03B", "2010-04A", "2010-05B"]
MONTHS = ["2010-04", "2010-05"]
EXPECTED = [("half-month", p) for p in HALF_MONTHS] + [("month", p) for p in MONTHS]
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


async def _build(url: str, schema: str, batches: Sequence[Sequence[Recorded]]) -> Connection:
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE SCHEMA {schema}")
    await connection.execute(f"SET search_path = {schema}")
    await connection.execute(STATISTICS.tables.read_text("utf-8"))
    for batch in batches:
        async with connection.transaction():
            await fold(connection, batch)
    return connection


def _batches(events: Sequence[Recorded], size: int = 1000) -> list[Sequence[Recorded]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


@pytest.fixture(scope="module")
def database(postgres: TestPostgres) -> Iterator[DatabaseUrls]:
    """The whole ledger, folded once."""
    urls = postgres.fresh_database("reporting")

    async def load() -> None:
        connection = await _build(urls.owner, "ledger", _batches(list(ledger_events(ledger_rows()))))
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
async def empty(database: DatabaseUrls) -> AsyncIterator[Connection]:
    connection = await _build(database.owner, "empty", [])
    yield connection
    await connection.execute("DROP SCHEMA empty CASCADE")
    await connection.close()


@pytest.fixture
def third_form(tmp_path: Path) -> Form:
    path = tmp_path / "quarter-review.toml"
    path.write_text(THIRD_FORM, encoding="utf-8")
    return read_form(path)


async def _folded(connection: Connection, events: Sequence[Recorded]) -> None:
    async with connection.transaction():
        await fold(connection, events)


async def _cell(connection: Connection, region: str, row: int, *, period: str = "2010-04A", column: int = 0) -> str:
    table = await fill(connection, shipped_forms()["half-month"], region, period, optional=True)
    return table.rows[row - 1].cells[column].text


def consultation(source_position: int, region: str, day: str = "2010-04-02T10:00", **more: str) -> Recorded:
    data = {"provider": "lawyer", "worker": "律001", "channel": "visit", "quantity": 1, "people": 1}
    when = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    return recorded("intake", source_position, "consultation-recorded", data, day=when, region=region, **more)


def aid_case(position: int, region: str, event_type: str = "case-registered", **more: object) -> Recorded:
    data = {"provider": "lawyer", "worker": "律001", "people": 1, "grouped": False, **more}
    when = datetime(2010, 4, 2, 10, tzinfo=SHANGHAI)
    return recorded("casework", position, event_type, data, day=when, region=region)


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_a_printed_table_is_byte_for_byte_what_the_independent_program_computed(
    ledger: Connection, form: str, period: str
) -> None:
    table = await fill(ledger, shipped_forms()[form], "320404", period)
    assert table_csv(table) == (LEDGER / f"expected-{form}-{period}.csv").read_bytes()


@pytest.mark.parametrize(("form", "period"), EXPECTED)
async def test_the_facts_alone_give_the_same_table_as_the_cube(ledger: Connection, form: str, period: str) -> None:
    now = Cut(until=datetime(2100, 1, 1, tzinfo=SHANGHAI))
    table = await fill(ledger, shipped_forms()[form], "320404", period, cut=now)
    assert table_csv(table) == (LEDGER / f"expected-{form}-{period}.csv").read_bytes()


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
    assert len(found.entries) == 111
    assert len({entry.subject for entry in found.entries}) == 111
    visits = sum(1 + len(entry.further_events) for entry in found.entries)
    assert visits > 111


async def test_a_trace_comes_in_pages(ledger: Connection) -> None:
    form = shipped_forms()["month"]
    whole = await trace(ledger, form, "320404", "2010-04", 2, "数量")
    first = await trace(ledger, form, "320404", "2010-04", 2, "数量", limit=200)
    assert first.next_offset == 200
    second = await trace(ledger, form, "320404", "2010-04", 2, "数量", offset=200, limit=200)
    assert second.next_offset is None
    assert first.entries + second.entries == whole.entries


async def test_a_city_sums_its_districts_and_townships_sum_to_the_district(ledger: Connection) -> None:
    district = await fill(ledger, shipped_forms()["half-month"], "320404", "2010-04A")
    city = await fill(ledger, shipped_forms()["half-month"], "3204", "2010-04A")
    assert [row.cells for row in city.rows] == [row.cells for row in district.rows]
    consultations = [await _cell(ledger, town, 5) for town in [f"32040400{n}" for n in range(1, 8)] + ["320404116"]]
    assert sum(map(int, consultations)) == district.rows[4].cells[0].values[0]


async def test_a_rebuild_and_a_recount_give_the_digest_of_the_live_view(
    database: DatabaseUrls, ledger: Connection
) -> None:
    live = await ledger.fetchval(STATISTICS.digest)
    events = list(ledger_events(ledger_rows()))
    by_source = [e for e in events if e.source == "intake"], [e for e in events if e.source == "casework"]
    rebuilt = await _build(database.owner, "rebuilt", [*_batches(by_source[0], 5000), *_batches(by_source[1], 7)])
    try:
        assert await rebuilt.fetchval(STATISTICS.digest) == live
        async with rebuilt.transaction():
            await recount(rebuilt)
        assert await rebuilt.fetchval(STATISTICS.digest) == live
    finally:
        await rebuilt.execute("DROP SCHEMA rebuilt CASCADE")
        await rebuilt.close()


async def test_a_digest_tells_one_changed_figure(empty: Connection) -> None:
    await _folded(empty, [*register_of_changzhou(), consultation(12, "320404001")])
    before = await empty.fetchval(STATISTICS.digest)
    await empty.execute("UPDATE cube SET people = people + 1 WHERE bucket = 2010")
    assert await empty.fetchval(STATISTICS.digest) != before


async def test_as_of_a_position_counts_no_later_fact_of_any_service(ledger: Connection) -> None:
    async def recorded_at(position: int) -> datetime | None:
        return await ledger.fetchval("SELECT recorded_at FROM fact WHERE source = 'intake' AND position = $1", position)

    cut = await read_cut("300", recorded_at)
    assert cut is not None
    found = await trace(ledger, shipped_forms()["half-month"], "320404", "2010-05B", 7, "累计", cut=cut)
    assert found.entries
    assert {e.source for e in found.entries} == {"intake", "casework"}
    assert all(e.position <= 300 for e in found.entries)


async def test_a_township_directly_under_its_city_counts_there(empty: Connection) -> None:
    zhongshan = [registered(1, "44", None), registered(2, "4420", "44", "中山市"), registered(3, "442000001", "4420")]
    await _folded(empty, [*zhongshan, consultation(4, "442000001"), consultation(5, "4420")])
    assert await _cell(empty, "442000001", 5) == "1"
    assert await _cell(empty, "4420", 5) == "2"
    assert await _cell(empty, "442000", 5) == "2"
    assert await _cell(empty, "44", 5) == "2"


async def test_a_zone_counts_under_its_superior_whatever_its_code_begins_with(empty: Connection) -> None:
    zone = [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "320499400", "3204")]
    await _folded(empty, [*zone, consultation(4, "320499400")])
    assert await _cell(empty, "3204", 5) == "1"


async def test_a_division_that_moves_keeps_its_history(empty: Connection) -> None:
    register = [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "3205", "32")]
    moves = [
        registered(4, "320499", "3204", valid_to="2010-03-31"),
        registered(5, "320499", "3205", valid_from="2010-04-01"),
    ]
    facts = [consultation(6, "320499", "2010-03-31T23:59"), consultation(7, "320499", "2010-04-01T00:00")]
    await _folded(empty, [*register, *moves, *facts])
    assert await _cell(empty, "3204", 5, period="2010-03B") == "1"
    assert await _cell(empty, "3204", 5) == "0"
    assert await _cell(empty, "3205", 5) == "1"
    assert await _cell(empty, "320499", 5, column=3) == "2"


async def test_a_corrected_register_moves_what_was_counted(empty: Connection) -> None:
    await _folded(empty, [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "3205", "32")])
    await _folded(empty, [registered(4, "320499", "3204"), registered(5, "320499001", "320499")])
    await _folded(empty, [consultation(6, "320499001")])
    await _folded(empty, [registered(7, "320499", "3205")])
    assert await _cell(empty, "3204", 5) == "0"
    assert await _cell(empty, "3205", 5) == "1"
    assert await _cell(empty, "32", 5) == "1"


async def test_an_event_of_intake_from_a_division_nobody_registered_is_refused(empty: Connection) -> None:
    await _folded(empty, register_of_changzhou())
    with pytest.raises(ValueError, match="999999"):
        await _folded(empty, [consultation(12, "320404001"), consultation(13, "999999")])
    assert await empty.fetchval("SELECT count(*) FROM fact") == 0


async def test_a_case_may_arrive_before_its_division_and_counts_once_it_is_registered(empty: Connection) -> None:
    await _folded(empty, register_of_changzhou())
    await _folded(empty, [aid_case(1, "320404001"), aid_case(2, "320404900")])
    assert await _cell(empty, "320404", 10) == "1"
    await _folded(empty, [registered(12, "320404900", "320404")])
    assert await _cell(empty, "320404", 10) == "2"
    assert await _cell(empty, "320404900", 10) == "1"


async def test_a_case_counts_when_first_assigned_and_not_again_when_reassigned(empty: Connection) -> None:
    events = [
        aid_case(n, "320404001", "case-assigned", firm="F1", counted=counted) for n, counted in ((1, True), (2, False))
    ]
    reported = recorded(
        "intake", 12, "aid-case-reported", {"provider": "lawyer", "worker": "律001"}, region="320404001"
    )
    await _folded(empty, [*register_of_changzhou(), *events, reported])
    assert await _cell(empty, "320404", 10) == "1"


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2010-04-15T23:59:59.999999", "2010-04A"),
        ("2010-04-16T00:00:00", "2010-04B"),
        ("2010-12-31T23:59:59.999", "2010-12B"),
        ("2011-01-01T00:00:00", "2011-01A"),
    ],
)
async def test_an_event_at_the_border_counts_on_its_shanghai_day(empty: Connection, moment: str, period: str) -> None:
    await _folded(empty, [*register_of_changzhou(), consultation(12, "320404001", moment)])
    assert await _cell(empty, "320404", 5, period=period) == "1"


async def test_an_organisation_may_have_the_code_of_its_division(empty: Connection) -> None:
    await _folded(empty, [*register_of_changzhou(), consultation(12, "320404001", org="320404")])
    assert await _cell(empty, "320404", 5) == "1"


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
    rows = [row for form in shipped_forms().values() for row in form.rows if row.measure is Measure.WORKERS]
    assert {matter for row in rows for matter in row.matters} <= kept


async def test_a_late_fact_shows_now_and_not_as_of_before(empty: Connection) -> None:
    await _folded(empty, [*register_of_changzhou(), consultation(12, "320404001"), consultation(13, "320404001")])
    recorded_first = await empty.fetchval("SELECT recorded_at FROM fact WHERE position = 12")
    form = shipped_forms()["half-month"]
    before = await fill(empty, form, "320404", "2010-04A", cut=Cut(until=recorded_first + timedelta(milliseconds=1)))
    assert before.rows[4].cells[0].text == "1"
    assert await _cell(empty, "320404", 5) == "2"
