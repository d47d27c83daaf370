"""`yingyuan rebuild`: fold views anew beside the live ones, then switch."""

import asyncio
from typing import Annotated

import typer

from deploy.cli.serve import Service
from deploy.local.errors import OperatorError
from deploy.local.state import DEFAULT_DATA, DataOption, StackState, load_state


def rebuild(
    service: Annotated[Service, typer.Argument(help="服务。")],
    view: Annotated[str | None, typer.Argument(help="视图；不写则重建该服务的全部视图。")] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """从事件重建视图：在旁边重算，算好后一次切换；期间照常可用。搁置的事件会重新处理。"""
    asyncio.run(_rebuild(load_state(data), service.value, view))


async def _rebuild(state: StackState, service: str, name: str | None) -> None:
    from rich.console import Console

    from deploy.cli.kernel import opened, progress
    from services.chassis.projecting import rebuild as rebuild_view
    from services.chassis.verifying import reader

    console = Console()
    async with opened(state, service) as kernel:
        views = [view for view in kernel.definition.views if name in (None, view.name)]
        if not views:
            known = "、".join(view.name for view in kernel.definition.views)
            raise OperatorError(f"{service} 没有视图 {name}。可重建的有：{known}")
        for view in views:
            with progress(quiet=False) as report:
                result = await rebuild_view(
                    kernel.owner, service, view, reader(view, kernel.pool, kernel.client), report
                )
            how = "与原来一致" if result.same else "[yellow]与原来不一致，已换成重算的结果[/yellow]"
            console.print(f"✓ {service} 视图 {view.name} 已重建({sum(result.positions.values())} 条事件),{how}")
