"""Tables and traces as files: exact, printable, and harmless in a spreadsheet."""

import csv
import io
from datetime import date
from uuid import UUID

from python_calamine import CalamineWorkbook

from contracts.reporting.tables import Cell, Table, TableColumn, TableRow, Trace, TraceEntry
from services.reporting.forms.definition import Measure
from services.reporting.tables.fill import cell
from services.reporting.tables.page import POLICY, table_html
from services.reporting.tables.plain import table_csv, trace_csv
from services.reporting.tables.sheet import table_xlsx


def row(number: int, name: str, *cells: Cell) -> TableRow:
    return TableRow(number=number, name=name, aliases=(), printed=(name,), cells=cells)


def table(**changed: object) -> Table:
    columns = (TableColumn(name="律师", printed=("律师",)), TableColumn(name="累计", printed=("累", "计")))
    rows = (
        row(1, "咨询(次)", cell(Measure.QUANTITY, (3,)), cell(Measure.QUANTITY, (12,))),
        row(2, "培训(次/人次)", cell(Measure.PAIR, (3, 120)), cell(Measure.PAIR, (0, 0))),
        row(3, "损失(万元)", cell(Measure.MONEY, (215_900_000,)), cell(Measure.MONEY, (0,))),
        row(4, "办结率", cell(Measure.RATIO, (2, 3)), cell(Measure.RATIO, (0, 0))),
    )
    whole = Table(
        form="small", version=1, title="“小”表", subtitle="(月报表)", head=("填报单位:", "填报日期:"), item="项目", printed_item="项目",
        note="注:请报送。", receiver="区局", region="320404", region_name="钟楼区", period="2010-04",
        first_day=date(2010, 4, 1), last_day=date(2010, 4, 30), due=date(2010, 5, 1), as_of=None,
        columns=columns, rows=rows,
    )  # fmt: skip
    return whole.model_copy(update=changed)


def entry(**changed: object) -> TraceEntry:
    whole = TraceEntry(
        source="intake", position=7, event_id=UUID(int=7), stream="activity-7", number="T1", day=date(2010, 4, 2),
        time="10:00:00", org="A", region="320404", worker="律001", provider="律师", matter="走访企业", channel=None,
        quantity=1, people=1, money=None, yuan=None, subject="企业", campaign=None, counted=(1,), further_events=(),
    )  # fmt: skip
    return whole.model_copy(update=changed)


def test_csv_holds_what_is_printed_with_lines_as_windows_ends_them() -> None:
    lines = "项目,律师,累计|咨询(次),3,12|培训(次/人次),3/120,0/0|损失(万元),215.90,0.00|办结率,66.67%,—|"
    assert table_csv(table()) == lines.replace("|", "\r\n").encode()


def test_a_workbook_keeps_numbers_as_numbers() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(table_xlsx(table())))
    lines = book.get_sheet_by_index(0).to_python()
    assert lines[0][0] == "“小”表"
    assert lines[3] == ["项目", "律师", "累计"]
    assert lines[4:8] == [
        ["咨询(次)", 3.0, 12.0],
        ["培训(次/人次)", "3/120", "0/0"],
        ["损失(万元)", 215.9, 0.0],
        ["办结率", "66.67%", "—"],
    ]


def test_a_page_has_the_documents_words_and_escapes_everybody_elses() -> None:
    page = table_html(table(region_name="<script>"), date(2010, 5, 1)).decode()
    assert "<h1>“小”表</h1>" in page
    assert "填报日期:2010年5月1日" in page
    assert "累<br>计" in page
    assert "<script>" not in page
    assert "unsafe" not in POLICY


def test_no_text_of_a_trace_becomes_a_formula() -> None:
    wicked = entry(subject='=HYPERLINK("http://x")', number="+1", worker="-2", campaign="@x", money=-5, yuan="-0.05")
    found = Trace(
        form="small", region="320404", period="2010-04", row=1, row_name="走访", column="律师", as_of=None,
        cell=Cell(values=(1,), text="1"), offset=0, next_offset=None,
        entries=(wicked,),
    )  # fmt: skip
    (line,) = list(csv.DictReader(io.StringIO(trace_csv(found).decode(), newline="")))
    assert line["对象"].startswith("'=")
    assert line["编号"] == "'+1"
    assert line["人员"] == "'-2"
    assert line["专项活动"] == "'@x"
    assert line["金额(元)"] == "-0.05"
