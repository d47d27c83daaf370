"""One running stack for the tests that only add to it, and a browser that looks at its pages."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from services.intake.ledger.sample import write_csv
from tests.support.browser import DESK, Open, Watched, chromium, watched
from tests.support.launched import Launched, launched, yingyuan
from tests.support.pages_ledger import TOWN, ledger_lines


@pytest.fixture(scope="session")
def stack() -> Iterator[Launched]:
    """A running `yingyuan up` that several tests share."""
    folder = Path(tempfile.mkdtemp(prefix="yy-stack-"))
    try:
        with launched(folder / "var") as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def filled(stack: Launched, tmp_path_factory: pytest.TempPathFactory) -> Launched:
    """The stack with the ledger in it, counted to its end."""
    file = tmp_path_factory.mktemp("pages") / "台账.csv"
    write_csv(file, ledger_lines())
    done = yingyuan("ledger", "import", str(file), data=stack.data)
    assert done.returncode == 0, done.stdout + done.stderr
    waited = yingyuan("report", "show", "half-month", "--region", TOWN, "--period", "2012-03A", data=stack.data)
    assert waited.returncode == 0, waited.stdout + waited.stderr
    return stack


@pytest.fixture
def visit(browser: Browser, filled: Launched) -> Iterator[Open]:
    """Open a path; at the end nothing may have gone wrong on the page."""
    opened: list[tuple[Watched, object]] = []

    def visit(path: str, size: tuple[int, int] = DESK, *, scripts: bool = True, status: int = 200) -> Watched:
        frame = watched(browser, filled.address, size, scripts=scripts)
        seen = frame.__enter__()
        opened.append((seen, frame))
        answer = seen.page.goto(path)
        assert answer is not None and answer.status == status
        return seen

    yield visit
    for _, frame in opened:
        frame.__exit__(None, None, None)  # type: ignore[attr-defined]  # a context manager
    assert [seen.wrong for seen, _ in opened if seen.wrong] == []
