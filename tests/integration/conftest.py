"""What tests on real servers share: a laboratory, one for each test, and a ledger that is folded once."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.support.lab import Lab
from tests.support.ledger_events import ledger_events, ledger_rows
from tests.support.stack import DatabaseUrls, TestPostgres, in_own_loop
from tests.support.statistics_view import Connection, batches_of, build


@pytest.fixture
async def lab(postgres: TestPostgres, tmp_path: Path) -> AsyncIterator[Lab]:
    """Fresh databases and running parts of the chassis, all ended with the test."""
    laboratory = Lab(postgres, tmp_path)
    yield laboratory
    await laboratory.close()


@pytest.fixture(scope="session")
def ledger_database(postgres: TestPostgres) -> Iterator[DatabaseUrls]:
    """A database with the whole ledger in the schema `ledger`. Tests do not change that; their own builds they drop."""
    urls = postgres.fresh_database("reporting")

    async def load() -> None:
        connection = await build(urls.owner, "ledger", batches_of(list(ledger_events(ledger_rows()))))
        await connection.close()

    in_own_loop(load)
    yield urls
    postgres.drop_database(urls.name)


@pytest.fixture
async def ledger(ledger_database: DatabaseUrls) -> AsyncIterator[Connection]:
    """The statistics of the ledger, of facts that nobody has summed yet."""
    connection = await asyncpg.connect(ledger_database.owner)
    await connection.execute("SET search_path = ledger")
    yield connection
    await connection.close()
