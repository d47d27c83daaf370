"""`yingyuan rebuild`: fold views anew beside the live ones, then switch."""

from typing import Annotated

import typer

from deploy.cli.shared.arguments import Service
from deploy.local.state import DEFAULT_DATA, DataOption, load_state


def rebuild(
    service: Annotated[Service, typer.Argument(help="服务。")],
    view: Annotated[str | None, typer.Argument(help="视图或流程；不写则为该服务的全部。")] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """从事件重建视图：在旁边重算，算好后一次切换，期间照常可用。视图和流程搁置的事件会重新处理。"""
    import uvloop

    from deploy.cli.rebuild.service import rebuild_service

    uvloop.run(rebuild_service(load_state(data), service.value, view))
