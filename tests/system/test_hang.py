"""A process that hangs is replaced by the launcher, and meanwhile whoever asks is told so."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.support.launched import Launched, launched


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    folder = tmp_path_factory.mktemp("hang")
    folder.chmod(0o711)
    with launched(folder / "var") as stack:
        yield stack


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold in time"
        time.sleep(0.3)


@pytest.mark.parametrize("part", ["reporting", "nats"])
def test_a_process_that_hangs_is_replaced_and_a_page_says_so_meanwhile(stack: Launched, part: str) -> None:
    before = stack.state.pids[part]
    os.kill(before, signal.SIGSTOP)
    try:
        page = httpx.get(f"{stack.address}/board", headers={"accept": "text/html"}, timeout=30, follow_redirects=True)
        if part == "reporting":
            assert page.status_code in (502, 503, 504) and "服务正在启动" in page.text
        else:
            assert page.status_code == 200
        until(lambda: stack.state.pids.get(part, before) != before)
    finally:
        if stack.state.pids.get(part) == before:
            os.kill(before, signal.SIGKILL)

    def ready() -> bool:
        answers = [httpx.get(f"{stack.address}/health/{one}/ready", timeout=30) for one in stack.state.sockets]
        return all(answer.status_code == 200 for answer in answers)

    until(ready)
    assert httpx.get(f"{stack.address}/board", timeout=30, follow_redirects=True).status_code == 200
