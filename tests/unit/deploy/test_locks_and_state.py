"""One stack per data folder, and what the commands beside it may know."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.layout import Layout
from deploy.local.locks import AlreadyRunning, acquire, is_running
from deploy.local.secrets import load_or_create
from deploy.local.state import DatabaseUrls, StackNotRunning, StackState, load_state, remove_state, save_state

HOLD = """
import sys
from pathlib import Path
from deploy.local.layout import Layout
from deploy.local.locks import acquire
import subprocess
locks = acquire(Layout.of(Path(sys.argv[1])))
if len(sys.argv) > 2:
    subprocess.Popen(["sleep", sys.argv[2]], pass_fds=[locks.parts], stdout=subprocess.DEVNULL)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout.of(tmp_path / "data")
    made.create()
    return made


def hold(layout: Layout, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(layout.data), *more]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_launcher_on_the_same_folder_is_told_so_in_words(layout: Layout) -> None:
    first = hold(layout)
    try:
        assert is_running(layout)
        with pytest.raises(AlreadyRunning, match=f"进程 {first.pid}"):
            acquire(layout)
    finally:
        first.kill()
        first.wait()
    assert not is_running(layout)


def test_a_new_launcher_waits_for_what_a_killed_one_left_behind(layout: Layout) -> None:
    first = hold(layout, "1.0")
    first.kill()
    first.wait()
    assert not is_running(layout)
    locks = acquire(layout)
    # The sleeper that inherited the lock must be gone by now, not merely be ignored.
    sleepers = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 1.0" not in sleepers.splitlines()
    os.close(locks.launcher)
    os.close(locks.parts)


def test_a_command_learns_that_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(StackNotRunning, match="先启动"):
        load_state(tmp_path / "nothing")


def test_the_state_is_read_back_and_closed_to_others(layout: Layout) -> None:
    urls = DatabaseUrls(service_url="s", owner_url="o", auditor_url="a")
    state = StackState(
        address="http://127.0.0.1:8080",
        pid=1,
        nats_url="nats://127.0.0.1:1",
        nats_monitor_port=2,
        deployer_seed_file=Path("/seed"),
        databases={"intake": urls},
        sockets={"intake": Path("/s")},
        keys={"intake": Path("/k")},
        logs=Path("/l"),
        pids={"nats": 3},
    )
    running = hold(layout)
    try:
        with pytest.raises(StackNotRunning, match="正在启动或停止"):
            load_state(layout.data)
        save_state(layout, state)
        assert stat.S_IMODE(layout.state_file.stat().st_mode) == 0o600
        assert load_state(layout.data) == state
        remove_state(layout)
    finally:
        running.kill()
        running.wait()


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first = load_or_create(tmp_path)
    assert load_or_create(tmp_path) == first
    assert len(set(first.passwords.values())) == len(first.passwords)
    assert all(key.startswith("U") for key in first.public_keys.values())
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
