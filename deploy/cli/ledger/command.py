"""`yingyuan ledger import`: post a ledger (台账), and say of every line what became of it."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption, load_state

app = typer.Typer(name="ledger", help="台账（法律服务登记表）的导入。", no_args_is_help=True)

_COLUMNS = ("行", "编号", "原因")


@app.callback()
def ledger() -> None:
    """台账（法律服务登记表）的导入。"""


@app.command("import")
def import_ledger(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="台账文件：CSV（UTF-8）或 XLSX。", show_default=False)],
    data: DataOption = DEFAULT_DATA,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结果，不显示进度。")] = False,
    refused: Annotated[
        Path | None,
        typer.Option("--refused", metavar="FILE", help="把没有收下的各行连同原因写成 CSV。", dir_okay=False),
    ] = None,
) -> None:
    """导入台账。重复导入同一份台账不会重复计数；没有收下的每一行都说明原因。

    退出码：0 全部收下（或以前已登记），2 有的行没有收下，1 导入没能进行或没有做完。
    """
    from deploy.cli.ledger.importer import post_ledger
    from deploy.cli.shared.tally import SHOWN, Tally, interrupted, show, write_refused

    state = load_state(data)
    tally = Tally()
    with interrupted(tally):
        post_ledger(file, state.address, tally, quiet=as_json)
    if refused is not None:
        try:
            write_refused(refused, tally.refused, _COLUMNS)
        except OSError as error:
            # The entries are in; only the list of the others could not be written, and it is on the screen.
            typer.echo(f"注意：写不了「{refused}」：{error.strerror or error}。", err=True)
    if as_json:
        typer.echo(tally.as_json())
    else:
        show(tally, "条登记", _COLUMNS)
        if len(tally.refused) > SHOWN and refused is None:
            typer.echo(
                f"只显示了前 {SHOWN} 条。加上 --refused 文件.csv 再导入一次，可以得到全部 {len(tally.refused)} 条。"
            )
    raise typer.Exit(tally.exit_code)
