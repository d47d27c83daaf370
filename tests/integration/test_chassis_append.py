"""The log: one door in, positions dense and in commit order, nothing ever changed."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest
from pydantic import TypeAdapter

from contracts.language.values import BusinessTime
from services.chassis.log import QUERIES, chain, store
from services.chassis.log.store import Append, Conflict, NewReceipt, append
from tests.support.counters import NOON, new_event, toy
from tests.support.lab import Lab, log_of
from tests.support.stack import DatabaseUrls

REQUEST = bytes(32)
Write = Callable[["asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", int], Awaitable[None]]

BARE = """
create table bare (id bigserial primary key, writer int not null);
grant select, insert on bare to intake;
grant usage on sequence bare_id_seq to intake;
"""


@pytest.fixture
async def urls(lab: Lab) -> DatabaseUrls:
    return await lab.database(toy())


async def commit_slowly(lab: Lab, url: str, write: Write) -> None:
    """Four processes with three writers each; every transaction waits a random moment before it commits."""
    chance = random.Random(7)

    async def writer(pool: asyncpg.Pool, number: int) -> None:
        for _ in range(6):
            async with pool.acquire() as connection, connection.transaction():
                await asyncio.sleep(chance.random() * 0.004)
                await write(connection, number)
                await asyncio.sleep(chance.random() * 0.008)

    pools = [await lab.pool(url, 3) for _ in range(4)]
    await asyncio.gather(*(writer(pool, 10 * p + n) for p, pool in enumerate(pools) for n in range(3)))


async def tailed(lab: Lab, url: str, query: str, writing: Awaitable[None]) -> list[int]:
    """What a reader sees that asks again and again for what is behind the last number it saw."""
    connection = await lab.connection(url)
    seen: list[int] = [0]
    work = asyncio.ensure_future(writing)
    while True:
        over = work.done()
        seen += [row[0] for row in await connection.fetch(query, seen[-1])]
        if over:
            await work
            return seen[1:]


async def test_a_tailing_reader_misses_nothing_and_positions_have_no_gap(lab: Lab, urls: DatabaseUrls) -> None:
    async def write(connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", number: int) -> None:
        # the stream is named at random: every append succeeds, all of them meet at the head alone
        await append(connection, Append(events=[new_event(f"counter-{number}-{random.random()}", 1)]))

    seen = await tailed(
        lab,
        urls.service,
        "select position from kernel.event where position > $1 order by position",
        commit_slowly(lab, urls.service, write),
    )
    assert seen == list(range(1, 73))


async def test_control_the_same_reader_on_a_bare_sequence_loses_events(lab: Lab, urls: DatabaseUrls) -> None:
    owner = await lab.connection(urls.owner)
    await owner.execute(BARE)

    async def write(connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]", number: int) -> None:
        await connection.execute("insert into bare (writer) values ($1)", number)

    seen = await tailed(
        lab, urls.service, "select id from bare where id > $1 order by id", commit_slowly(lab, urls.service, write)
    )
    assert await owner.fetchval("select count(*) from bare") == 72
    assert len(seen) < 72


async def test_an_event_cannot_be_changed_or_removed_by_its_service_or_its_owner(lab: Lab, urls: DatabaseUrls) -> None:
    service, owner = await lab.connection(urls.service), await lab.connection(urls.owner)
    await append(service, Append(events=[new_event("counter-a", 1)]))
    for statement in (
        "update kernel.event set actor = 'x'",
        "delete from kernel.event",
        "truncate kernel.event",
        "truncate kernel.event cascade",
        "insert into kernel.event select * from kernel.event on conflict (position) do update set actor = 'x'",
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await owner.execute(statement)
        assert refused.value.sqlstate == "ES003"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(statement)
    assert [event.actor for event in await log_of(await lab.pool(urls.service))] == [new_event("counter-a", 1).actor]


OTHER_DOORS = (
    "insert into kernel.event select * from kernel.event",
    "insert into kernel.receipt select * from kernel.receipt",
    "update kernel.receipt set code = 'x'",
    "delete from kernel.receipt",
    "update kernel.log_head set position = 0",
    "select 1 from kernel.log_head for update",
    "drop trigger event_is_append_only on kernel.event",
    "alter table kernel.event disable trigger all",
    "set session_replication_role = replica",
    "create or replace function kernel.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$",
    "drop table kernel.event",
    "update kernel.view_build set live = false",
    "create table kernel.mine (a int)",
)


async def test_the_service_has_no_other_door_into_the_log(lab: Lab, urls: DatabaseUrls) -> None:
    service = await lab.connection(urls.service)
    for statement in OTHER_DOORS:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(statement)


async def test_the_auditor_cannot_append(lab: Lab, urls: DatabaseUrls) -> None:
    auditor = await lab.connection(urls.auditor)
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError)):
        await append(auditor, Append(events=[new_event("counter-a", 1)]))


@pytest.mark.parametrize(
    "wrong",
    [
        Append(events=[new_event("counter-a", 1)]),
        Append(events=[new_event("counter-a", 2)]),
        Append(events=[new_event("counter-a", 6)]),
        Append(events=[new_event("counter-new", 1), new_event("counter-a", 2)]),
    ],
)
async def test_a_wrong_expected_version_changes_nothing_and_leaves_no_gap(
    lab: Lab, urls: DatabaseUrls, wrong: Append
) -> None:
    service = await lab.connection(urls.service)
    await append(service, Append(events=[new_event("counter-a", 1), new_event("counter-a", 2)]))
    head = await service.fetchrow(QUERIES.head)
    with pytest.raises(Conflict):
        await append(service, wrong)
    assert await service.fetchrow(QUERIES.head) == head
    base, _ = await append(service, Append(events=[new_event("counter-a", 3)]))
    assert base == 2


async def test_of_two_appends_at_one_version_one_wins_and_the_other_leaves_no_gap(lab: Lab, urls: DatabaseUrls) -> None:
    pool = await lab.pool(urls.service, 4)

    async def attempt() -> bool:
        try:
            async with pool.acquire() as connection:
                await append(connection, Append(events=[new_event("counter-a", 1)]))
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(attempt() for _ in range(12)))) == 1
    assert [event.position for event in await log_of(pool)] == [1]


async def test_one_transaction_spans_many_streams_with_their_receipts(lab: Lab, urls: DatabaseUrls) -> None:
    pool = await lab.pool(urls.service)
    events = [new_event(f"counter-{n % 7}", n // 7 + 1) for n in range(21)]
    receipts = [NewReceipt(e.command_id, REQUEST, e.stream, e.version, n) for n, e in enumerate(events, 1)]
    async with pool.acquire() as connection:
        base, stamp = await append(connection, Append(events, receipts))
        log = await store.tail(connection, "intake", 0, 100)
        kept = await connection.fetch("select position from kernel.receipt order by position")
    assert base == 0
    assert [(e.position, e.stream, e.version) for e in log] == [
        (n, e.stream, e.version) for n, e in enumerate(events, 1)
    ]
    assert {event.recorded_at for event in log} == {stamp}
    assert [row["position"] for row in kept] == list(range(1, 22))


async def test_a_command_has_one_receipt_for_ever(lab: Lab, urls: DatabaseUrls) -> None:
    service = await lab.connection(urls.service)
    event = new_event("counter-a", 1)
    await append(service, Append(events=[event], receipts=[NewReceipt(event.command_id, REQUEST, event.stream, 1, 1)]))
    again = new_event("counter-b", 1, command_id=event.command_id)
    with pytest.raises(Conflict):
        await append(
            service, Append(events=[again], receipts=[NewReceipt(event.command_id, REQUEST, again.stream, 1, 1)])
        )
    assert (await store.head(service)).position == 1


async def test_what_is_stored_is_what_was_given_byte_for_byte(lab: Lab, urls: DatabaseUrls) -> None:
    service = await lab.connection(urls.service)
    text = '{"b":1,  "a":"律师 \\u5f8b 😀","a":2}'
    await append(service, Append(events=[new_event("counter-a", 1, data=text)]))
    assert await service.fetchval("select data::text from kernel.event") == text


async def test_any_business_time_a_post_may_have_is_kept_to_the_microsecond(lab: Lab, urls: DatabaseUrls) -> None:
    service = await lab.connection(urls.service)
    time = TypeAdapter(BusinessTime)
    written = ["1949-01-01T00:00:00.000001+14:00", "1969-12-31T23:59:59.999999Z", "2199-12-31T23:59:59.999999-12:00"]
    times = [time.validate_python(one) for one in written]
    await append(service, Append(events=[new_event(f"counter-{n}", 1, occurred_at=at) for n, at in enumerate(times)]))
    link = chain.GENESIS
    for event, given in zip(await log_of(service), times, strict=True):
        link = chain.link(link, event)
        assert (event.occurred_at, event.hash) == (given, link)


async def test_time_in_the_log_never_goes_back(lab: Lab, urls: DatabaseUrls) -> None:
    service, admin = await lab.connection(urls.service), await lab.connection(urls.admin)
    await append(service, Append(events=[new_event("counter-a", 1)]))
    ahead = await admin.fetchval(
        "update kernel.log_head set recorded_at = now() + interval '1 hour' returning recorded_at"
    )
    _, stamp = await append(service, Append(events=[new_event("counter-a", 2, occurred_at=NOON - timedelta(days=9))]))
    assert stamp == ahead
