"""`yingyuan doctor`: what is wrong, in words, and what to do."""

import asyncio
import json
from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption


def doctor(
    data: DataOption = DEFAULT_DATA,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False,
) -> None:
    """检查数据文件夹、磁盘、进程、数据库、消息总线和各服务，说明哪里不对、怎么办。全部正常时退出码为 0，否则为 1。"""
    from rich.console import Console

    from deploy.local.checks import examine

    findings = asyncio.run(examine(data))
    healthy = all(finding.healthy for finding in findings)
    if as_json:
        answer = {"healthy": healthy, "checks": [finding.model_dump() for finding in findings]}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for finding in findings:
            mark = "[green]✓[/green]" if finding.healthy else "[red]✗[/red]"
            console.print(f"{mark} {finding.subject}：", end="")
            console.print(finding.finding, markup=False)
            if finding.advice:
                console.print(f"    → {finding.advice}", markup=False)
        console.print("一切正常。" if healthy else "有问题，请按 → 后的提示处理。")
    raise typer.Exit(0 if healthy else 1)
