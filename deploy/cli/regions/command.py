"""`yingyuan regions import`: enter the divisions of a file or folder in the region register (行政区划)."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption, load_state

app = typer.Typer(name="regions", help="行政区划的导入。", no_args_is_help=True)

_COLUMNS = ("行", "代码", "原因")


@app.callback()
def regions() -> None:
    """行政区划的导入。"""


@app.command("import")
def import_regions(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="一个 CSV 或 XLSX（列：代码、名称，可有 上级、生效、失效），"
            "或含 provinces.csv、cities.csv、areas.csv、streets.csv 的文件夹。",
            show_default=False,
        ),
    ],
    data: DataOption = DEFAULT_DATA,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结果，不显示进度。")] = False,
) -> None:
    """导入行政区划。可以重复导入：没有变的不再登记，名称或上级变了的作为变更登记。

    退出码：0 全部收下（或以前已登记），2 有的没有收下，1 导入没能进行或没有做完。
    """
    from deploy.cli.regions.importer import post_regions
    from deploy.cli.shared.tally import SHOWN, Tally, interrupted, show

    state = load_state(data)
    tally = Tally()
    with interrupted(tally):
        post_regions(path, state.address, tally, quiet=as_json)
    if as_json:
        typer.echo(tally.as_json())
    else:
        show(tally, "条区划", _COLUMNS)
        if len(tally.refused) > SHOWN:
            typer.echo(f"只显示了前 {SHOWN} 条，共 {len(tally.refused)} 条；--json 输出全部。")
    raise typer.Exit(tally.exit_code)
