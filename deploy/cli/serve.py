"""`yingyuan serve`: one service in this process."""

from importlib import import_module
from typing import Annotated

import typer

from deploy.cli.shared.arguments import Service


def serve(service: Annotated[Service, typer.Argument(help="要运行的服务。")]) -> None:
    """在本进程运行一个服务，设置取自环境变量（YINGYUAN_…）。一般由 up 或部署平台调用。"""
    from services.chassis.app import run

    run(import_module(f"services.{service}.main").SERVICE)
