"""One stack for each data folder. File locks say so: the operating system releases them however a process ends.

There are two locks. The launcher's lock says that a launcher is alive. The parts' lock is inherited by every server and
service, so it is held until the last of them has ended, even if the launcher was killed: two PostgreSQL servers or two
NATS servers never run on the same files.
"""

import fcntl
import os
import time
from dataclasses import dataclass

from deploy.local.errors import OperatorError
from deploy.local.layout import Layout

# PostgreSQL takes longest to end: it may still write a checkpoint.
_ENDING_SECONDS = 60.0


class AlreadyRunning(OperatorError):
    """Another launcher runs on the same data folder."""


class StillEnding(OperatorError):
    """Parts of a stack whose launcher is gone do not end."""


@dataclass(frozen=True)
class Locks:
    """Open descriptors of the two locks; `parts` is to be inherited by every child."""

    launcher: int
    parts: int


def acquire(layout: Layout) -> Locks:
    """Take both locks, waiting for the parts of a killed stack to end.

    Raises AlreadyRunning or StillEnding.
    """
    launcher = _open(layout.launcher_lock)
    # A command that asks `is_running` holds the lock for an instant; only a launcher keeps it.
    if not _take(launcher, 0.5):
        owner = os.pread(launcher, 32, 0).decode(errors="replace").strip()
        raise AlreadyRunning(
            f"数据文件夹 {layout.data} 正由另一套应援使用（进程 {owner or '未知'}）。\n"
            f"要停止它：在它的窗口按 Ctrl-C，或执行 kill {owner or '<进程号>'}。"
            "要另开一套：用 --data 和 --port 指定别的文件夹和端口。"
        )
    os.ftruncate(launcher, 0)
    os.pwrite(launcher, f"{os.getpid()}\n".encode(), 0)
    parts = _open(layout.parts_lock)
    if not _take(parts, _ENDING_SECONDS):
        raise StillEnding(f"上次运行留下的程序仍未结束，还在使用 {layout.data}。请稍候再试；若一直如此，请重启机器。")
    return Locks(launcher=launcher, parts=parts)


def is_running(layout: Layout) -> bool:
    """Whether a launcher runs on this data folder."""
    if not layout.launcher_lock.exists():
        return False
    handle = os.open(layout.launcher_lock, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _open(path: os.PathLike[str]) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _take(handle: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True
