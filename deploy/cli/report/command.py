"""`yingyuan report`: a statistics table, and the facts behind one of its figures."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption, load_state

app = typer.Typer(name="report", help="统计报表：填好的表，以及每个数字背后的登记。", no_args_is_help=True)


class TableFormat(StrEnum):
    """How a table is shown."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"


class TraceFormat(StrEnum):
    """How a trace is shown."""

    CSV = "csv"
    JSON = "json"


FormArgument = Annotated[
    str, typer.Argument(metavar="FORM", help="报表：half-month（半月表）、month（月报表）等。", show_default=False)
]
RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="区划代码或单位代码。", show_default=False)]
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="P", help="期次：2010-03A、2010-03B、2010-04 等。", show_default=False)
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="T|POSITION",
        help="截至：2010-04-01、2010-04-01T09:30、日志位置 300 或 intake:300,casework:12。",
    ),
]
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件。", dir_okay=False)]
NoWaitOption = Annotated[bool, typer.Option("--no-wait", help="不等统计算到最新的登记。")]


@app.callback()
def report() -> None:
    """统计报表：填好的表，以及每个数字背后的登记。"""


@app.command("show")
def show(
    form: FormArgument,
    region: RegionOption,
    period: PeriodOption,
    format: Annotated[TableFormat, typer.Option("--format", help="输出格式。")] = TableFormat.TABLE,
    as_of: AsOfOption = None,
    output: OutputOption = None,
    no_wait: NoWaitOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="等同于 --format json。")] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """显示一张填好的表。默认先等统计算到此刻为止的全部登记。"""
    from deploy.cli.report.client import fetch_table, session
    from deploy.cli.report.output import show_table, write

    chosen = TableFormat.JSON if as_json else format
    if chosen is TableFormat.XLSX and output is None and sys.stdout.isatty():
        raise typer.BadParameter("Excel 文件请用 -o 写入文件，例如 -o 半月表.xlsx", param_hint="--format")
    with session(load_state(data).address, wait=not no_wait) as client:
        if chosen is TableFormat.TABLE:
            show_table(fetch_table(client, form, region, period, "json", as_of), output)
        else:
            write(fetch_table(client, form, region, period, chosen.value, as_of), output)


@app.command("trace")
def trace(
    form: FormArgument,
    region: RegionOption,
    period: PeriodOption,
    row: Annotated[int, typer.Option("--row", metavar="N", help="第几行，从 1 数起。", show_default=False)],
    column: Annotated[str, typer.Option("--column", metavar="NAME", help="栏目名，例如 律师。", show_default=False)],
    format: Annotated[TraceFormat, typer.Option("--format", help="输出格式。")] = TraceFormat.CSV,
    as_of: AsOfOption = None,
    output: OutputOption = None,
    no_wait: NoWaitOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="等同于 --format json。")] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """列出一个数字背后的全部登记；它们的合计就是这个数字。"""
    from deploy.cli.report.client import fetch_trace, session
    from deploy.cli.report.output import write

    with session(load_state(data).address, wait=not no_wait) as client:
        found = fetch_trace(client, form, region, period, row, column, as_of)
        if as_json or format is TraceFormat.JSON:
            write(found.model_dump_json().encode() + b"\n", output)
        else:
            from services.reporting.tables.plain import trace_csv

            write(trace_csv(found), output)
