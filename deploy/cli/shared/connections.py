"""What `verify` and `rebuild` work on: the databases and the bus of a running stack."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import nats
from nats.aio.client import Client

from deploy.local.state import StackState


@dataclass(frozen=True, slots=True)
class Connections:
    """To one service's database, as auditor (`pool`) and as `owner`, and to the bus as deployer (`client`)."""

    pool: asyncpg.Pool
    owner: asyncpg.Connection
    client: Client


@contextlib.asynccontextmanager
async def connected(state: StackState, service: str) -> AsyncIterator[Connections]:
    """Connect to what a service of a running stack stands on; everything is closed at the end."""
    urls = state.databases[service]
    client = await nats.connect(state.nats_url, nkeys_seed=str(state.deployer_seed_file), max_reconnect_attempts=10)
    try:
        owner = await asyncpg.connect(urls.owner_url)
        # folding is one long piece of work in few statements: the limits of a serving connection are not for it
        await owner.execute(
            "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0"
        )
        try:
            async with asyncpg.create_pool(urls.auditor_url, min_size=1, max_size=2) as pool:
                yield Connections(pool, owner, client)
        finally:
            await owner.close()
    finally:
        await client.close()
