"""Starting in order, restarting, stopping in reverse: with real, tiny processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from deploy.local import processes
from deploy.local import supervisor as supervisor_module
from deploy.local.parts import Died, Healthy, Part
from deploy.local.processes import Command, rotate, spawn, stop
from deploy.local.supervisor import StartFailed, Supervisor

Log = list[Healthy | Died]


def sleeper(tmp_path: Path, name: str, script: str = "sleep 60", **options: object) -> Part:
    """A part that writes its start and its end into one common journal."""
    journal = tmp_path / "journal"
    shell = f"trap 'echo stop {name} >> {journal}; exit 0' TERM; echo start {name} >> {journal}; {script} & wait"
    command = Command(argv=["/bin/sh", "-c", shell], log=tmp_path / f"{name}.log", environment={"PATH": os.defpath})

    async def started() -> bool:
        return f"start {name}" in read(journal)

    return replace(Part(name, name, command, started), **options)  # type: ignore[arg-type]  # fields of Part


def read(journal: Path) -> list[str]:
    return journal.read_text().splitlines() if journal.exists() else []


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)


async def test_parts_start_after_what_they_need_and_stop_in_reverse(tmp_path: Path) -> None:
    stages = [[sleeper(tmp_path, "ground")], [sleeper(tmp_path, "house", needs=("ground",))]]
    supervisor = Supervisor(stages, lambda _: None)
    await supervisor.start()
    await supervisor.stop()
    assert read(tmp_path / "journal") == ["start ground", "start house", "stop house", "stop ground"]
    assert supervisor.pids == {}


async def test_what_dies_is_started_again_and_both_are_reported(tmp_path: Path) -> None:
    seen: Log = []
    supervisor = Supervisor([[sleeper(tmp_path, "part")]], seen.append)
    await supervisor.start()
    first = supervisor.pids["part"]
    os.killpg(first, signal.SIGKILL)
    await until(lambda: len(seen) == 3)
    assert supervisor.pids["part"] != first
    await supervisor.stop()
    up, died, again = seen
    assert isinstance(up, Healthy) and not up.again
    assert isinstance(died, Died) and "SIGKILL" in died.reason
    assert isinstance(again, Healthy) and again.again


async def test_preparation_runs_before_every_start(tmp_path: Path) -> None:
    prepared: list[int] = []

    async def prepare() -> None:
        prepared.append(1)

    seen: Log = []
    supervisor = Supervisor([[sleeper(tmp_path, "part", prepare=prepare, once_healthy=prepare)]], seen.append)
    await supervisor.start()
    os.killpg(supervisor.pids["part"], signal.SIGKILL)
    await until(lambda: len(seen) == 3)
    await supervisor.stop()
    assert len(prepared) == 4


async def test_a_part_that_never_comes_up_ends_the_start_with_the_end_of_its_log(tmp_path: Path) -> None:
    broken = Command(argv=["/bin/sh", "-c", "echo no such disk; exit 3"], log=tmp_path / "broken.log")

    async def never() -> bool:
        return False

    supervisor = Supervisor([[Part("broken", "坏的部分", broken, never)]], lambda _: None)
    with pytest.raises(StartFailed, match=r"坏的部分 连续 5 次没有启动成功(?s:.*)no such disk"):
        await supervisor.start()
    await supervisor.stop()


async def test_an_error_while_preparing_ends_the_start(tmp_path: Path) -> None:
    async def fail() -> None:
        raise StartFailed("磁盘满了")

    supervisor = Supervisor([[sleeper(tmp_path, "part", prepare=fail)]], lambda _: None)
    with pytest.raises(StartFailed, match="磁盘满了"):
        await supervisor.start()
    await supervisor.stop()


def test_a_process_that_will_not_end_is_killed(tmp_path: Path) -> None:
    deaf = Command(
        argv=["/bin/sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"], log=tmp_path / "l", stop_within=0.3
    )
    process = spawn(deaf)
    assert processes.wait_until(lambda: (tmp_path / "l").read_text() == "up\n", 5)
    assert stop(process, deaf) == -signal.SIGKILL
    assert stop(process, deaf) == -signal.SIGKILL


def test_children_die_with_a_launcher_that_is_killed(tmp_path: Path) -> None:
    launcher = (
        "import sys, time; from pathlib import Path; from deploy.local.processes import Command, spawn;"
        "p = spawn(Command(['/bin/sleep', '60'], Path(sys.argv[1]))); print(p.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", launcher, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    assert psutil.pid_exists(child)
    process.kill()
    process.wait()
    assert processes.wait_until(
        lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE, 5
    )


def test_a_large_log_is_moved_aside_while_its_writer_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LARGEST_LOG_BYTES", 10)
    log = tmp_path / "x.log"
    with log.open("a") as writer:
        for number in range(6):
            writer.write(f"line number {number}\n")
            writer.flush()
            rotate(log)
    assert log.read_text() == ""
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["x.log", "x.log.1", "x.log.2", "x.log.3"]
    assert (tmp_path / "x.log.1").read_text() == "line number 5\n"


async def test_a_preparation_that_fails_later_is_tried_again_and_never_ends_the_stack(tmp_path: Path) -> None:
    outcomes: list[Exception | None] = [None, OSError("disk full"), StartFailed("还不行"), None]

    async def prepare() -> None:
        if error := outcomes.pop(0):
            raise error

    seen: Log = []
    supervisor = Supervisor([[sleeper(tmp_path, "part", prepare=prepare)]], seen.append)
    await supervisor.start()
    os.killpg(supervisor.pids["part"], signal.SIGKILL)
    await until(lambda: isinstance(seen[-1], Healthy) and seen[-1].again)
    await supervisor.stop()
    assert [event.reason for event in seen if isinstance(event, Died)][1:] == [
        "无法启动：disk full",
        "无法启动：还不行",
    ]


async def test_a_part_that_dies_while_being_set_up_is_started_again(tmp_path: Path) -> None:
    lives: list[int] = []

    async def set_up() -> None:
        lives.append(supervisor.pids["part"])
        if len(lives) == 1:
            os.killpg(lives[0], signal.SIGKILL)
            await asyncio.sleep(60)  # as a client does that waits for a server that is gone

    supervisor = Supervisor([[sleeper(tmp_path, "part", once_healthy=set_up)]], lambda _: None)
    async with asyncio.timeout(10):
        await supervisor.start()
    assert len(set(lives)) == 2
    await supervisor.stop()


async def test_only_a_part_that_dies_at_once_is_made_to_wait_longer_and_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "_STABLE_SECONDS", 0.2)
    seen: Log = []
    supervisor = Supervisor([[sleeper(tmp_path, "part")]], seen.append)
    await supervisor.start()
    for healthy_for in (0.5, 0.5, 0.0, 0.0):
        await asyncio.sleep(healthy_for)
        before = len(seen)
        os.killpg(supervisor.pids["part"], signal.SIGKILL)
        await until(lambda: len(seen) == before + 2)  # noqa: B023  # awaited within this turn
    await supervisor.stop()
    assert [event.pause for event in seen if isinstance(event, Died)] == [0.1, 0.1, 0.2, 0.4]


async def test_what_hangs_is_ended_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "_ASK_SECONDS", 0.05)
    seen: Log = []
    stopped: set[int] = set()

    async def answers() -> bool:
        return supervisor.pids.get("part") not in stopped

    supervisor = Supervisor([[sleeper(tmp_path, "part", answers=answers, silence=0.5)]], seen.append)
    await supervisor.start()
    first = supervisor.pids["part"]
    os.killpg(first, signal.SIGSTOP)
    stopped.add(first)
    await until(lambda: len(seen) == 3)
    assert supervisor.pids["part"] != first and not psutil.pid_exists(first)
    await supervisor.stop()
    died = seen[1]
    assert isinstance(died, Died) and "没有应答" in died.reason


async def test_what_answers_now_and_then_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor_module, "_ASK_SECONDS", 0.02)
    asked = 0

    async def answers() -> bool:
        nonlocal asked
        asked += 1
        return asked % 4 == 0

    seen: Log = []
    supervisor = Supervisor([[sleeper(tmp_path, "part", answers=answers, silence=2.0)]], seen.append)
    await supervisor.start()
    first = supervisor.pids["part"]
    await until(lambda: asked > 40)
    assert supervisor.pids["part"] == first and len(seen) == 1
    await supervisor.stop()
