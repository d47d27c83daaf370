"""One running stack for the tests that only add to it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.launched import Launched, launched


@pytest.fixture(scope="session")
def stack() -> Iterator[Launched]:
    """A running `yingyuan up` that several tests share."""
    folder = Path(tempfile.mkdtemp(prefix="yy-stack-"))
    try:
        with launched(folder / "var") as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)
