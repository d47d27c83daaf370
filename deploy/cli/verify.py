"""`yingyuan verify`: hash chains, streams and views against the event tables."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

import typer
from rich.console import Console

from deploy import SERVICES
from deploy.cli.kernel import opened, progress
from deploy.local.state import DEFAULT_DATA, DataOption, StackState, load_state
from services.chassis.projecting import Progress
from services.chassis.verifying import Finding, verify_log, verify_stream, verify_views


def verify(
    data: DataOption = DEFAULT_DATA, as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出。")] = False
) -> None:
    """核对：事件表的哈希链、消息流与事件表、各视图与重新计算的结果。有任何不符时退出码为 1。"""
    findings = asyncio.run(_verify(load_state(data), as_json))
    wrong = [finding for finding in findings if finding.wrong]
    if as_json:
        lines = [{"subject": f.subject, "count": f.count, "wrong": f.wrong, "position": f.position} for f in findings]
        typer.echo(json.dumps({"ok": not wrong, "findings": lines}, ensure_ascii=False, indent=2))
    else:
        console = Console()
        console.print(
            "核对无误。" if not wrong else f"[red]有 {len(wrong)} 处不符，请勿继续使用，并联系管理员核对备份。[/red]"
        )
    raise typer.Exit(1 if wrong else 0)


async def _verify(state: StackState, quiet: bool) -> list[Finding]:
    findings = []
    console = Console()
    with progress(quiet) as report:
        for service in SERVICES:
            async for finding in _service(state, service, report):
                findings.append(finding)
                if not quiet:
                    mark = "[red]✗[/red]" if finding.wrong else "[green]✓[/green]"
                    console.print(f"{mark} {finding.subject}:{finding.wrong or f'{finding.count} 条，一致'}")
    return findings


async def _service(state: StackState, service: str, report: Progress) -> AsyncIterator[Finding]:
    async with opened(state, service) as kernel:
        yield await verify_log(kernel.pool, service, report)
        yield await verify_stream(kernel.pool, kernel.client, service, report)
        async for finding in verify_views(
            kernel.owner, kernel.pool, kernel.client, service, kernel.definition.views, report
        ):
            yield finding
