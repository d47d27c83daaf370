"""What a running stack tells the commands beside it: `stack.json` in its data folder, readable by its user alone."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict

from deploy.local.errors import OperatorError
from deploy.local.files import write_private
from deploy.local.layout import Layout
from deploy.local.locks import is_running

# The option every command takes: --data, then YINGYUAN_DATA, then ./var.
DataOption = Annotated[
    Path,
    typer.Option("--data", envvar="YINGYUAN_DATA", help="数据文件夹。", show_default="./var", file_okay=False),
]
DEFAULT_DATA = Path("var")


class StackNotRunning(OperatorError):
    """No stack runs on this data folder."""


class DatabaseUrls(BaseModel):
    """Connection URLs of one service's database, by role."""

    model_config = ConfigDict(frozen=True)

    service_url: str
    owner_url: str
    auditor_url: str


class StackState(BaseModel):
    """A running stack. Dictionaries are by service, `pids` by part ("postgres", "nats", "intake", ..., "caddy")."""

    model_config = ConfigDict(frozen=True)

    address: str
    pid: int
    nats_url: str
    nats_monitor_port: int
    deployer_seed_file: Path
    databases: dict[str, DatabaseUrls]
    sockets: dict[str, Path]
    keys: dict[str, Path]
    logs: Path
    pids: dict[str, int]


def load_state(data: Path) -> StackState:
    """The stack that runs on `data`. Raises StackNotRunning when none does."""
    layout = Layout.of(data)
    if not is_running(layout):
        raise StackNotRunning(
            f"数据文件夹 {layout.data} 上没有正在运行的应援。\n"
            f"先启动：yingyuan up --data {layout.data}。"
            "若它用的是别的文件夹，请用 --data 或环境变量 YINGYUAN_DATA 指明。"
        )
    if not layout.state_file.exists():
        raise StackNotRunning(f"数据文件夹 {layout.data} 上的应援正在启动或停止，请稍候再试。")
    return StackState.model_validate_json(layout.state_file.read_bytes())


def save_state(layout: Layout, state: StackState) -> None:
    """Publish the state; readers see the old one or the new one."""
    write_private(layout.state_file, state.model_dump_json(indent=2) + "\n")


def remove_state(layout: Layout) -> None:
    """Say that no stack is ready on this folder."""
    layout.state_file.unlink(missing_ok=True)
