"""`yingyuan up`: one command, everything runs, and nothing that happens to its processes is lasting."""

import asyncio
import json
import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from deploy import SERVICES
from deploy.local.layout import Layout
from tests.support.launched import Launched, are_gone, launched, yingyuan


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="yy-up-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def stack(folder: Path) -> Iterator[Launched]:
    with launched(folder / "shared") as running:
        yield running


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def healthy(stack: Launched) -> bool:
    return yingyuan("doctor", data=stack.data).returncode == 0


def assert_recovers(stack: Launched, part: str, before: int) -> None:
    """The part runs again as another process, and the doctor finds nothing wrong with the whole."""
    until(lambda: stack.state.pids.get(part, before) != before)
    deadline = time.monotonic() + 30
    while (answer := yingyuan("doctor", data=stack.data)).returncode != 0:
        assert time.monotonic() < deadline, answer.stdout
        time.sleep(0.2)


def test_one_command_gives_one_address_with_every_service_behind_it(stack: Launched) -> None:
    for service in SERVICES:
        assert httpx.get(f"{stack.address}/health/{service}/ready").status_code == 200
    answer = yingyuan("doctor", "--json", data=stack.data)
    assert answer.returncode == 0, answer.stdout
    assert json.loads(answer.stdout)["healthy"] is True
    assert "数据库 PostgreSQL 就绪" in stack.output


def test_nothing_listens_beyond_this_machine_and_nothing_private_is_readable(stack: Launched) -> None:
    state = stack.state
    for pid in state.pids.values():
        for connection in psutil.Process(pid).net_connections(kind="inet"):
            assert connection.laddr.ip == "127.0.0.1"
    for path in (Layout.of(stack.data).state_file, state.deployer_seed_file, *state.logs.iterdir()):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_no_password_shows_in_the_process_list(stack: Launched) -> None:
    secrets = {
        path.read_text() for path in Layout.of(stack.data).secrets.iterdir() if path.suffix in (".password", ".nk")
    }
    for pid in stack.state.pids.values():
        shown = " ".join(psutil.Process(pid).cmdline())
        assert not any(secret in shown for secret in secrets)


def test_a_view_of_an_older_version_is_named_by_the_doctor_and_made_anew_by_a_rebuild(stack: Launched) -> None:
    async def age() -> None:
        owner = await asyncpg.connect(stack.state.databases["reporting"].owner_url)
        build = await owner.fetchval("select build from kernel.view_build where view = 'statistics' and live")
        older = "statistics_v0_" + build.split("_", 2)[2]
        async with owner.transaction():
            await owner.execute(f'alter schema "{build}" rename to "{older}"')
            await owner.execute("update kernel.view_build set build = $1 where build = $2", older, build)
            await owner.execute("update kernel.checkpoint set build = $1 where build = $2", older, build)
        await owner.close()

    before = stack.state.pids["reporting"]
    asyncio.run(age())
    os.kill(before, signal.SIGKILL)
    until(lambda: "yingyuan rebuild reporting" in yingyuan("doctor", data=stack.data).stdout)
    rebuilt = yingyuan("rebuild", "reporting", data=stack.data)
    assert rebuilt.returncode == 0 and "另一个版本" in rebuilt.stdout, rebuilt.stdout + rebuilt.stderr
    assert_recovers(stack, "reporting", before)


def test_a_page_under_a_foreign_name_gets_nothing(stack: Launched) -> None:
    answer = httpx.get(stack.address, headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_carry_the_headers_that_keep_a_browser_safe(stack: Launched) -> None:
    headers = httpx.get(f"{stack.address}/health/intake/ready").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers


def test_what_is_too_large_is_refused_in_words(stack: Launched) -> None:
    body, kind = b" " * (4 * 1024 * 1024 + 1), {"content-type": "application/json"}
    answer = httpx.post(f"{stack.address}/api/casework/commands", content=body, headers=kind)
    assert answer.status_code == 413
    assert "太大" in answer.text or "过大" in answer.text


def test_a_second_start_on_the_same_folder_is_refused_in_words(stack: Launched) -> None:
    second = yingyuan("up", "--port", "0", data=stack.data)
    assert second.returncode == 1
    assert f"进程 {stack.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    assert healthy(stack)


def test_a_taken_port_is_named(stack: Launched, folder: Path) -> None:
    port = stack.address.rpartition(":")[2]
    answer = yingyuan("up", "--port", port, data=folder / "other-port")
    assert answer.returncode == 1
    assert f"端口 {port} 已被别的程序占用" in answer.stderr


def test_two_stacks_live_side_by_side_also_in_a_very_deep_folder(stack: Launched, folder: Path) -> None:
    deep = folder / ("深" * 30) / ("数据 文件夹" * 8)
    with launched(deep) as other:
        assert other.address != stack.address
        assert healthy(other)
        assert healthy(stack)
        sockets = Layout.of(deep).run
        assert sockets.exists()
        assert other.stop()[0] == 0
    assert not sockets.exists()


@pytest.mark.parametrize("part", ["postgres", "nats", "intake", "reporting", "caddy"])
def test_a_part_that_is_killed_comes_back_by_itself(stack: Launched, part: str) -> None:
    before = stack.state.pids[part]
    os.kill(before, signal.SIGKILL)
    assert_recovers(stack, part, before)


def test_the_bus_may_lose_everything_and_is_declared_anew(stack: Launched) -> None:
    before = stack.state.pids["nats"]
    os.kill(before, signal.SIGKILL)
    shutil.rmtree(Layout.of(stack.data).nats / "jetstream", ignore_errors=True)
    assert_recovers(stack, "nats", before)


def test_ctrl_c_stops_everything_in_good_order_and_it_starts_again(folder: Path) -> None:
    data = folder / "again"
    with launched(data) as first:
        pids = list(first.state.pids.values())
        urls = first.state.databases
        code, said = first.stop(signal.SIGINT)
        assert code == 0
        assert "应援已停止" in said
        assert are_gone(pids, 0.5)
    assert yingyuan("doctor", data=data).returncode == 1
    with launched(data) as second:
        assert second.state.databases == urls
        log = (Layout.of(data).logs / "postgres.log").read_text()
        assert "was not properly shut down" not in log


def test_a_killed_launcher_leaves_nothing_behind(folder: Path) -> None:
    data = folder / "killed"
    with launched(data) as first:
        pids = list(first.state.pids.values())
        first.process.kill()
        first.process.wait()
        with launched(data) as second:
            assert are_gone(pids, 0.5)
            assert healthy(second)


def test_after_a_power_cut_a_stale_process_id_is_no_obstacle(folder: Path) -> None:
    data = folder / "power"
    with launched(data) as first:
        pids = list(first.state.pids.values())
        for pid in (first.process.pid, *pids):
            os.kill(pid, signal.SIGKILL)
        first.process.wait()
        assert are_gone(pids)
    pid_file = Layout.of(data).postgres / "postmaster.pid"
    # After a reboot the old id belongs to some other process of the machine: here, to this test.
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with launched(data) as second:
        assert healthy(second)


def test_a_service_that_cannot_start_is_named_with_the_end_of_its_log(folder: Path) -> None:
    data = folder / "broken"
    data.mkdir()
    (data / "run").write_text("in the way")
    answer = yingyuan("up", "--port", "0", data=data)
    assert answer.returncode == 1
    assert str(data / "run") in answer.stderr
    assert "Traceback" not in answer.stderr
