"""`yingyuan up`: everything on this machine."""

from typing import Annotated

import typer

from deploy.local.state import DEFAULT_DATA, DataOption


def up(
    data: DataOption = DEFAULT_DATA,
    port: Annotated[int, typer.Option(min=0, max=65535, help="访问端口；0 表示任选一个空闲的。")] = 8080,
    with_demo: Annotated[bool, typer.Option("--demo", help="启动后装入一份虚构的台账，供试用。")] = False,
) -> None:
    """在本机启动整套系统（数据库、消息总线、四个服务、入口），打印一个访问地址；按 Ctrl-C 停止。"""
    from deploy.cli.up import demo
    from deploy.local.launcher import run
    from deploy.local.screen import Screen

    run(data, port, Screen(), demo.load if with_demo else None)
