"""Starts and ends child processes, so that none outlives its launcher and no other process is killed."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

LARGEST_LOG_BYTES = 10 * 1024 * 1024
KEPT_LOGS = 3


@dataclass(frozen=True)
class Command:
    """A program to run. `user` is a system user to become (root only); `environment` is complete, nothing is added.

    `death_signal` is what Linux sends it if the launcher is gone; `stop_signal` asks it to finish its work and end, and
    `stop_within` (seconds) is how long that may take before it is killed.
    """

    argv: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    stop_within: float = 10.0
    inherit: tuple[int, ...] = ()


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, its output appended to its log.

    A session of its own, because Ctrl-C in a terminal goes to the whole foreground group: PostgreSQL would stop
    while services are still writing. The launcher alone decides the order.
    """
    rotate(command.log)
    log = os.open(command.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        account = pwd.getpwnam(command.user) if command.user else None
        return subprocess.Popen(
            list(command.argv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(command.environment),
            cwd="/",
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            pass_fds=command.inherit,
            # Runs after the change of user, which would clear the death signal again.
            preexec_fn=_die_with(os.getpid(), command.death_signal),
        )
    finally:
        os.close(log)


def _die_with(launcher: int, death_signal: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != launcher:
            os._exit(1)

    return prepare


def stop(process: subprocess.Popen[bytes], command: Command) -> int:
    """Ask `process` to end, wait, kill what did not; returns its exit code. Safe on a process that has ended."""
    if process.poll() is None:
        process.send_signal(command.stop_signal)
        try:
            process.wait(command.stop_within)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def rotate(log: Path) -> None:
    """Move a log that has grown too large aside, keeping KEPT_LOGS old ones.

    The log is copied and truncated, not renamed: the writer holds the file open, and goes on at the new end by itself.
    """
    if not log.exists() or log.stat().st_size < LARGEST_LOG_BYTES:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    first = log.with_name(f"{log.name}.1")
    first.write_bytes(log.read_bytes())
    first.chmod(0o600)
    os.truncate(log, 0)


def last_lines(log: Path, count: int = 8) -> list[str]:
    """The end of a log, for showing why a program died."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 16_384))
        return file.read().decode(errors="replace").splitlines()[-count:]


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll `condition` every 20 ms; whether it came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()
