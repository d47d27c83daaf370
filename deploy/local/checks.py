"""The questions `yingyuan doctor` asks of a stack, each answered in words with what to do about it."""

import asyncio
import os
import shutil
import stat
from pathlib import Path

import asyncpg
import psutil
from nats.errors import Error as NatsError
from pydantic import BaseModel, ConfigDict

from deploy import SERVICES
from deploy.local.caddy import is_open
from deploy.local.layout import Layout
from deploy.local.probe import get
from deploy.local.state import StackNotRunning, StackState, load_state
from deploy.local.streams_watch import connect
from deploy.nats.streams import missing

_LEAST_FREE_BYTES = 1024**3
_PARTS = ("postgres", "nats", *SERVICES, "caddy")


class Finding(BaseModel):
    """One answer. `advice` is empty when all is well."""

    model_config = ConfigDict(frozen=True)

    subject: str
    healthy: bool
    finding: str
    advice: str = ""


class _Readiness(BaseModel):
    """Answer of a service's /ready."""

    problems: list[str]


class _Consumer(BaseModel):
    pending: int
    unconfirmed: int


class _Progress(BaseModel):
    """Answer of a service's /progress, as far as it is told here; all in events."""

    head: int
    published: int
    parked: int = 0
    consumers: dict[str, _Consumer] = {}


async def examine(data: Path) -> list[Finding]:
    """Every check, good and bad findings, in the order in which a person would look."""
    layout = Layout.of(data)
    findings = [_folder(layout), _disk(layout)]
    try:
        state = load_state(data)
    except StackNotRunning as error:
        what, _, advice = str(error).partition("\n")
        return [*findings, Finding(subject="运行", healthy=False, finding=what, advice=advice)]
    groups = await asyncio.gather(
        _processes(state),
        _front_door(state),
        _bus(state),
        *(_database(state, service) for service in SERVICES),
        *(_service(state, service) for service in SERVICES),
    )
    return [*findings, *(finding for group in groups for finding in group)]


def _folder(layout: Layout) -> Finding:
    subject = "数据文件夹"
    if not layout.data.is_dir():
        return Finding(
            subject=subject, healthy=False, finding=f"{layout.data} 不存在", advice="用 yingyuan up 启动时会自动建立。"
        )
    if layout.secrets.exists() and stat.S_IMODE(layout.secrets.stat().st_mode) & 0o077:
        return Finding(
            subject=subject,
            healthy=False,
            finding=f"{layout.secrets} 能被别的用户读取",
            advice=f"执行 chmod 700 {layout.secrets}，并考虑更换密码。",
        )
    return Finding(subject=subject, healthy=True, finding=str(layout.data))


def _disk(layout: Layout) -> Finding:
    existing = next(path for path in (layout.data, *layout.data.parents) if path.exists())
    usage = shutil.disk_usage(existing)
    files = os.statvfs(existing)
    words = f"剩余 {usage.free / 1024**3:.1f} GB，共 {usage.total / 1024**3:.1f} GB"
    if usage.free < _LEAST_FREE_BYTES or (files.f_files and files.f_favail < 1000):
        advice = "磁盘快满了，满了就不能再受理。请清理别的文件，或把数据文件夹移到更大的磁盘。"
        return Finding(subject="磁盘", healthy=False, finding=words, advice=advice)
    return Finding(subject="磁盘", healthy=True, finding=words)


async def _processes(state: StackState) -> list[Finding]:
    gone = [name for name in _PARTS if name not in state.pids or not psutil.pid_exists(state.pids[name])]
    if gone:
        return [
            Finding(
                subject="进程",
                healthy=False,
                finding=f"没有在运行：{'、'.join(gone)}",
                advice=f"启动器会自动重启它们；若一直不见好，请看日志 {state.logs}。",
            )
        ]
    memory = _memory(state.pid) / 1024**2
    return [Finding(subject="进程", healthy=True, finding=f"{len(_PARTS)} 个都在运行，占用内存 {memory:.0f} MB")]


def _memory(launcher: int) -> int:
    """Bytes in use by the launcher and all it started. A page shared by several processes counts once (PSS), where Linux
    reports that."""
    total = 0
    try:
        for process in (found := psutil.Process(launcher), *found.children(recursive=True)):
            used = process.memory_full_info()
            total += getattr(used, "pss", used.rss)
    except psutil.Error:
        return total
    return total


async def _front_door(state: StackState) -> list[Finding]:
    port = int(state.address.rpartition(":")[2])
    if await is_open(port):
        return [Finding(subject="入口", healthy=True, finding=state.address)]
    advice = f"请看日志 {state.logs / 'caddy.log'}。"
    return [Finding(subject="入口", healthy=False, finding=f"{state.address} 没有应答", advice=advice)]


async def _bus(state: StackState) -> list[Finding]:
    log = state.logs / "nats.log"
    try:
        client = await asyncio.wait_for(connect(state.nats_url, state.deployer_seed_file), 5)
    except (NatsError, OSError, TimeoutError) as error:
        finding = f"连接不上（{type(error).__name__}）"
        return [Finding(subject="消息总线", healthy=False, finding=finding, advice=f"请看日志 {log}。")]
    try:
        absent = await missing(client)
    except (NatsError, TimeoutError):
        absent = ["（没有应答）"]
    finally:
        await client.close()
    connected = Finding(subject="消息总线", healthy=True, finding=state.nats_url)
    if absent:
        advice = "启动器几秒内会重新建立，并从数据库补齐内容；若一直缺失，请重启 yingyuan up。"
        return [
            connected,
            Finding(subject="消息流", healthy=False, finding=f"缺少：{'、'.join(absent)}", advice=advice),
        ]
    return [connected, Finding(subject="消息流", healthy=True, finding="消息流与消费者齐全")]


async def _database(state: StackState, service: str) -> list[Finding]:
    subject = f"数据库 {service}"
    log = state.logs / "postgres.log"
    try:
        connection = await asyncpg.connect(state.databases[service].auditor_url, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        finding = f"连接不上（{type(error).__name__}）"
        return [Finding(subject=subject, healthy=False, finding=finding, advice=f"请看日志 {log}。")]
    try:
        row = await connection.fetchrow(
            "SELECT pg_database_size(current_database()) AS bytes, checksum_failures AS damaged"
            " FROM pg_stat_database WHERE datname = current_database()"
        )
    finally:
        await connection.close()
    assert row is not None
    if row["damaged"]:
        advice = "磁盘可能有坏块。请立即停止应援，把数据文件夹整个复制到好的磁盘留底，再从备份恢复。"
        return [Finding(subject=subject, healthy=False, finding=f"{row['damaged']} 个数据页校验不符", advice=advice)]
    return [Finding(subject=subject, healthy=True, finding=f"{row['bytes'] / 1024**2:.0f} MB")]


async def _service(state: StackState, service: str) -> list[Finding]:
    subject = f"服务 {service}"
    advice = f"启动器会自动重启没有应答的服务；若一直不见好，请看日志 {state.logs / f'{service}.log'}。"
    try:
        ready, reasons = await get(state.sockets[service], "/ready", seconds=5)
        _, progress = await get(state.sockets[service], "/progress", seconds=5)
    except (OSError, TimeoutError):
        if views := await _outdated_views(state, service):
            finding = f"升级后视图 {'、'.join(views)} 的结构变了，要重算一次才能启动"
            advice = f"请运行 yingyuan rebuild {service}，完成后服务会自动启动。事件都在，不会丢。"
            return [Finding(subject=subject, healthy=False, finding=finding, advice=advice)]
        return [Finding(subject=subject, healthy=False, finding="没有应答", advice=advice)]
    if ready != 200:
        return [Finding(subject=subject, healthy=False, finding=f"未就绪：{_problems(reasons)}", advice=advice)]
    return [_progress(subject, progress)]


async def _outdated_views(state: StackState, service: str) -> list[str]:
    from deploy.definitions import definition_of
    from services.chassis.views.builds import outdated  # imports most of a service, and is needed in this case only

    try:
        connection = await asyncpg.connect(state.databases[service].auditor_url, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return []
    try:
        return await outdated(connection, definition_of(service).views)
    except asyncpg.PostgresError:
        return []
    finally:
        await connection.close()


def _problems(body: bytes) -> str:
    """What the service itself says is wrong."""
    try:
        return "；".join(_Readiness.model_validate_json(body).problems)
    except ValueError:
        return body.decode(errors="replace")


def _progress(subject: str, body: bytes) -> Finding:
    try:
        found = _Progress.model_validate_json(body)
    except ValueError:
        return Finding(subject=subject, healthy=True, finding="就绪；暂时说不出进度")
    waiting = sum(consumer.pending + consumer.unconfirmed for consumer in found.consumers.values())
    words = f"就绪；日志 {found.head} 条，待发布 {max(0, found.head - found.published)} 条，待处理 {waiting} 条"
    if found.parked:
        advice = (
            "有消息处理不了，已搁置，其余照常。请看日志找出原因，改正后运行 yingyuan rebuild 该服务，搁置的会重新处理。"
        )
        return Finding(subject=subject, healthy=False, finding=f"{words}，搁置 {found.parked} 条", advice=advice)
    return Finding(subject=subject, healthy=True, finding=words)
