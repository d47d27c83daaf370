"""Forms of any making, on the whole ledger: other rows and periods, editions, running totals from any day."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from contracts.language.codes import Matter
from contracts.language.periods import PeriodKind, periods
from services.chassis.views.view import ALL
from services.reporting.forms.definition import Form
from services.reporting.statistics.view import settle
from services.reporting.tables.cut import Cut
from services.reporting.tables.fill import fill
from tests.support import oracle
from tests.support.forms import TRAININGS, edition, form
from tests.support.ledger_events import ledger_events, ledger_rows
from tests.support.stack import DatabaseUrls
from tests.support.statistics_view import Connection, assert_traces_add_up, batches_of, passing_build

REVIEW = form(
    period="quarter",
    columns=[{"name": "全部"}, {"name": "律师", "providers": ["lawyer"]}],
    rows=[
        {"name": "咨询人员(人)", "measure": "workers", "matters": ["consultation"]},
        {
            "name": "电话咨询率", "measure": "ratio", "matters": ["consultation"], "channels": ["phone"],
            "of": {"matters": ["consultation"]},
        },
        {"name": "登记条数", "measure": "events", "matters": ["training", "slogan"]},
        {
            "name": "张贴率", "measure": "ratio", "matters": ["slogan"],
            "of": {"matters": ["media"], "grouped": True},
        },
    ],
)  # fmt: skip

# What each row of EVERY_MEASURE shows, in the words of the ledger's columns.
MEASURED = {
    ("subjects", "enterprise-visit"): "对象",
    ("workers", "government-adviser"): "人员",  # kept beside the sums
    ("workers", "consultation"): "人员",  # not kept
    ("quantity", "consultation"): "数量",
    ("pair", "training"): "双数",
    ("money", "enterprise-loss"): "金额",
}
EVERY_MEASURE = [
    {"name": f"{measure} {matter}", "measure": measure, "matters": [matter]} for measure, matter in MEASURED
]

CHANGE = date(2010, 5, 1)
OLD = edition(
    name="halves", period="half-month", title="旧表", valid_to=date(2010, 4, 30), cumulative_from=date(2010, 3, 8),
    columns=[{"name": "本期"}, {"name": "累计", "cumulative": True}],
)  # fmt: skip
NEW = OLD.model_copy(
    update={
        "version": 2, "title": "新表", "valid_from": CHANGE, "valid_to": None,
        "rows": (*edition(rows=[TRAININGS]).rows, *OLD.rows),
    }
)  # fmt: skip
HALVES = Form((OLD, NEW))
ROWS = ledger_rows()


@pytest.fixture
async def summed(ledger_database: DatabaseUrls) -> AsyncIterator[Connection]:
    """The statistics of the ledger, all facts summed."""
    async with passing_build(ledger_database.owner, "summed", batches_of(list(ledger_events(ROWS)))) as view:
        async with view.transaction():
            await settle(view, ALL)
        yield view


def counted(first: date, last: date, measure: str, matter: str) -> str:
    """A figure counted from the ledger's rows, the plain way."""
    rows = [row for row in ROWS if first <= date.fromisoformat(row["日期"]) <= last]
    return oracle.cell(rows, measure, (Matter(matter).label,))


async def test_a_form_of_other_rows_and_periods_needs_no_code(ledger: Connection) -> None:
    table = await fill(ledger, REVIEW, "320404", "2010-Q2")
    rows = [r for r in ROWS if date.fromisoformat(r["日期"]) >= date(2010, 4, 1) and r["事项"] == "法律咨询"]
    by_phone = sum(int(r["数量"]) for r in rows if r["渠道"] == "电话")
    assert table.rows[0].cells[0].values == (len({r["人员"] for r in rows}),)
    assert table.rows[1].cells[0].values == (by_phone, sum(int(r["数量"]) for r in rows))
    assert table.rows[3].cells[0].text == "—"
    await assert_traces_add_up(ledger, REVIEW, "320404", "2010-Q2")


@pytest.mark.parametrize("begun", [None, date(2010, 3, 8), date(2010, 3, 11), date(2010, 4, 16), date(2010, 5, 22)])
async def test_a_running_total_from_any_day_is_right_in_periods_of_any_kind(
    summed: Connection, begun: date | None
) -> None:
    columns = [{"name": "本期"}, {"name": "累计", "cumulative": True}]
    for kind in PeriodKind:
        asked = form(period=kind, cumulative_from=begun, columns=columns, rows=EVERY_MEASURE)
        for period in periods(kind, date(2010, 3, 1), date(2010, 6, 30)):
            since = begun if begun and begun <= period.last_day else date(period.last_day.year, 1, 1)
            table = await fill(summed, asked, "320404", str(period))
            assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
                tuple(counted(first, period.last_day, shown, matter) for first in (period.first_day, since))
                for (_, matter), shown in MEASURED.items()
            ], (kind, period)


async def test_the_trace_of_a_running_total_from_any_day_adds_up(summed: Connection) -> None:
    columns = [{"name": "累计", "cumulative": True}]
    asked = form(period="year", cumulative_from=date(2010, 3, 11), columns=columns, rows=EVERY_MEASURE)
    await assert_traces_add_up(summed, asked, "320404", "2010")


@pytest.mark.parametrize(
    ("period", "version", "title", "rows"),
    [
        ("2010-02B", 1, "旧表", ["咨询(次)"]),
        ("2010-04B", 1, "旧表", ["咨询(次)"]),
        ("2010-05A", 2, "新表", ["培训(次/人次)", "咨询(次)"]),
        ("2011-01A", 2, "新表", ["培训(次/人次)", "咨询(次)"]),
    ],
)
@pytest.mark.parametrize("cut", [None, Cut({"intake": 3000, "casework": 100})], ids=["now", "as-of-before"])
async def test_a_new_edition_shows_from_its_first_period_on_as_of_whatever_moment(
    ledger: Connection, period: str, version: int, title: str, rows: list[str], cut: Cut | None
) -> None:
    table = await fill(ledger, HALVES, "320404", period, cut=cut)
    assert (table.version, table.title, [row.name for row in table.rows]) == (version, title, rows)
    await assert_traces_add_up(ledger, HALVES, "320404", period, cut)


async def test_a_running_total_goes_on_across_editions_also_of_a_row_that_the_one_before_had_not(
    summed: Connection,
) -> None:
    table = await fill(summed, HALVES, "320404", "2010-05A")
    first, last = date(2010, 3, 8), date(2010, 5, 15)
    assert [row.cells[1].text for row in table.rows] == [
        counted(first, last, "双数", "training"),
        counted(first, last, "数量", "consultation"),
    ]
    assert table.rows[0].cells[0].text == counted(CHANGE, last, "双数", "training") != table.rows[0].cells[1].text


async def test_a_running_total_begins_anew_where_the_new_edition_says_so(summed: Connection) -> None:
    anew = Form((OLD, NEW.model_copy(update={"cumulative_from": CHANGE})))
    table = await fill(summed, anew, "320404", "2010-05B")
    assert table.rows[1].cells[1].text == counted(CHANGE, date(2010, 5, 31), "数量", "consultation")
