"""Servers every test may use; started once per run, and only when a test asks for them."""

from collections.abc import Iterator

import pytest

from tests.support import stack


@pytest.fixture(scope="session")
def postgres() -> Iterator[stack.TestPostgres]:
    """A real PostgreSQL 18 with our roles; `postgres.fresh_database("intake")` gives an empty database and its URLs."""
    source = stack.container_postgres if stack.wanted_servers() == "containers" else stack.embedded_postgres
    with source() as server:
        yield server


@pytest.fixture(scope="session")
def nats_server() -> Iterator[stack.TestNats]:
    """A real nats-server with our users and streams; `nats_server.reset_streams()` empties it between tests."""
    source = stack.container_nats if stack.wanted_servers() == "containers" else stack.embedded_nats
    with source() as server:
        yield server
