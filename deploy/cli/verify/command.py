"""`yingyuan verify`: hash chains, streams and views against the event tables."""

import json
from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption, load_state


def verify(
    data: DataOption = DEFAULT_DATA,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
) -> None:
    """核对：事件表的哈希链、消息流与事件表、各视图与重新计算的结果。有任何不符时退出码为 1。"""
    import uvloop

    from deploy.cli.verify.stack import verify_stack

    findings = uvloop.run(verify_stack(load_state(data), as_json))
    wrong = [finding for finding in findings if finding.wrong]
    if as_json:
        lines = [{"subject": f.subject, "count": f.count, "wrong": f.wrong, "position": f.position} for f in findings]
        typer.echo(json.dumps({"ok": not wrong, "findings": lines}, ensure_ascii=False, indent=2))
    elif wrong:
        typer.echo(f"有 {len(wrong)} 处不符，请勿继续使用，并联系管理员核对备份。")
    else:
        typer.echo("核对无误。")
    raise typer.Exit(1 if wrong else 0)
