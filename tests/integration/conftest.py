"""A laboratory for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.lab import Lab
from tests.support.stack import TestPostgres


@pytest.fixture
async def lab(postgres: TestPostgres, tmp_path: Path) -> AsyncIterator[Lab]:
    """Fresh databases and running parts of the chassis, all ended with the test."""
    laboratory = Lab(postgres, tmp_path)
    yield laboratory
    await laboratory.close()
