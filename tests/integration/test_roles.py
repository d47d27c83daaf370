"""Who may do what in a service's database: asked of the real server."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local.postgres import declare_roles
from tests.support.stack import DatabaseUrls, TestPostgres

SCHEMA = """
CREATE TABLE ledger (entry text);
CREATE FUNCTION append_v1(entry text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS 'INSERT INTO ledger VALUES (entry)';
GRANT SELECT ON ledger TO intake;
"""


@pytest.fixture
async def database(postgres: TestPostgres) -> AsyncIterator[DatabaseUrls]:
    urls = postgres.fresh_database("intake")
    owner = await asyncpg.connect(urls.owner)
    await owner.execute(SCHEMA)
    await owner.close()
    yield urls
    postgres.drop_database(urls.name)


async def refused(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError)):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_service_writes_through_the_owners_function_and_only_so(database: DatabaseUrls) -> None:
    service = await asyncpg.connect(database.service)
    await service.execute("SELECT append_v1('a')")
    assert await service.fetchval("SELECT count(*) FROM ledger") == 1
    await service.close()
    for statement in (
        "INSERT INTO ledger VALUES ('b')",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "DROP TABLE ledger",
        "CREATE TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE mine (a int)",
        "SET ROLE intake_owner",
        "ALTER ROLE intake SUPERUSER",
    ):
        await refused(database.service, statement)


async def test_the_auditor_reads_everything_and_writes_nothing(database: DatabaseUrls) -> None:
    owner = await asyncpg.connect(database.owner)
    await owner.execute("CREATE SCHEMA later; CREATE TABLE later.view (a int)")
    await owner.close()
    auditor = await asyncpg.connect(database.auditor)
    assert await auditor.fetchval("SELECT count(*) FROM ledger") == 0
    assert await auditor.fetchval("SELECT count(*) FROM later.view") == 0
    await auditor.close()
    for statement in (
        "SELECT append_v1('forged')",
        "INSERT INTO ledger VALUES ('forged')",
        "SET default_transaction_read_only = off; SET transaction_read_only = off; SELECT append_v1('forged')",
        "CREATE TABLE mine (a int)",
    ):
        await refused(database.auditor, statement)


async def test_no_service_enters_another_services_database(database: DatabaseUrls, postgres: TestPostgres) -> None:
    for role in ("casework", "casework_owner", "reporting", "notify"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(postgres.server.url(role, database.name))
    for name in ("postgres", "template1"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(postgres.server.url("intake", name))


async def test_a_wrong_password_opens_nothing(database: DatabaseUrls) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.service, password="guess")


async def test_a_service_that_hangs_loses_its_transaction(database: DatabaseUrls) -> None:
    service = await asyncpg.connect(database.service)
    limits = {
        name: await service.fetchval("SELECT current_setting($1)", name)
        for name in (
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "transaction_timeout",
        )
    }
    await service.close()
    assert "0" not in limits.values()


async def test_declaring_roles_again_is_harmless(database: DatabaseUrls, postgres: TestPostgres) -> None:
    declare_roles(postgres.server)
    service = await asyncpg.connect(database.service)
    assert await service.fetchval("SELECT count(*) FROM ledger") == 0
    await service.close()


async def test_the_server_is_set_to_survive_a_power_cut(database: DatabaseUrls) -> None:
    auditor = await asyncpg.connect(database.auditor)
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert await auditor.fetchval("SELECT current_setting($1)", setting) == "on"
    await auditor.close()
