"""`yingyuan serve`: one service in this process."""

from typing import Annotated

import typer

from deploy.cli.shared.arguments import Service


def serve(service: Annotated[Service, typer.Argument(help="要运行的服务。")]) -> None:
    """在本进程运行一个服务，设置取自环境变量（YINGYUAN_…）。一般由 up 或部署平台调用。"""
    from deploy.definitions import definition_of
    from services.chassis.app import run

    run(definition_of(service))
