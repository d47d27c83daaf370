"""A whole stack started the way an operator does, for tests of the system."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.state import StackState, load_state

COMMAND = (sys.executable, "-m", "deploy.cli.main")
START_SECONDS = 60


@dataclass
class Launched:
    """A running `yingyuan up`. `seconds` is how long it took to be ready; `output` what it had said by then."""

    process: subprocess.Popen[str]
    data: Path
    address: str
    seconds: float
    output: str

    @property
    def state(self) -> StackState:
        return load_state(self.data)

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Ask it to stop; its exit code and what it still said."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=90)
        return self.process.returncode, rest


def yingyuan(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end beside the stack on `data`."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**os.environ, "YINGYUAN_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextlib.contextmanager
def launched(data: Path, *options: str) -> Iterator[Launched]:
    """Start a stack on `data` and a free port; it is stopped at the end unless it has ended by then."""
    started = time.monotonic()
    process = subprocess.Popen(
        [*COMMAND, "up", "--data", str(data), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address, output = _address(process)
        yield Launched(process, data, address, time.monotonic() - started, output)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def are_gone(pids: list[int], seconds: float = 20.0) -> bool:
    """Whether all these processes end in time; a zombie counts as ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(_lives(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _address(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Read what the launcher says up to the line with its address."""
    assert process.stdout is not None
    said: list[str] = []
    deadline = time.monotonic() + START_SECONDS
    for line in process.stdout:
        said.append(line)
        found = re.fullmatch(r"地址：(http://\S+)\s*", line)
        if found:
            return found[1], "".join(said)
        if time.monotonic() > deadline:
            break
    raise RuntimeError("the stack did not start:\n" + "".join(said))
