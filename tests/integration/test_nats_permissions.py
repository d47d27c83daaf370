"""What a service may and may not do on the bus, asked of the real server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import nats
import pytest
from nats.aio.client import Client
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig

from tests.support.stack import TestNats


class Session:
    """One user's connection and the permission errors the server reported to it."""

    def __init__(self) -> None:
        self.client: Client
        self.js: JetStreamContext
        self.violations: list[str] = []

    async def note(self, error: Exception) -> None:
        self.violations.append(str(error).lower())

    async def assert_denied(self, attempt: Awaitable[object]) -> None:
        """nats-py shows a denial as a timeout of the request and a call of the error callback: demand both."""
        before = len(self.violations)
        with pytest.raises((NatsTimeout, TimeoutError)):
            await attempt
        assert any("permissions violation" in violation for violation in self.violations[before:])


@pytest.fixture
async def session(nats_server: TestNats) -> AsyncIterator[Session]:
    nats_server.reset_streams()
    async for opened in _open(nats_server, "casework"):
        yield opened


@pytest.fixture
async def deployer(nats_server: TestNats) -> AsyncIterator[Session]:
    async for opened in _open(nats_server, "deployer"):
        yield opened


async def _open(server: TestNats, user: str) -> AsyncIterator[Session]:
    opened = Session()
    opened.client = await server.connect(user, error_cb=opened.note)
    opened.js = opened.client.jetstream(timeout=0.5)
    yield opened
    await opened.client.close()


async def test_a_service_publishes_to_its_own_stream_and_finds_its_place_again(session: Session) -> None:
    ack = await session.js.publish("casework.case.case-closed", b"{}", headers={"Nats-Expected-Last-Sequence": "0"})
    assert ack.seq == 1
    assert (await session.js.stream_info("CASEWORK")).state.last_seq == 1
    assert (await session.js.get_msg("CASEWORK", seq=1)).data == b"{}"
    assert (await session.js.get_msg("CASEWORK", seq=1, direct=True)).data == b"{}"
    assert session.violations == []


async def test_an_atomic_batch_to_the_own_stream_is_taken_whole(session: Session) -> None:
    for number in (1, 2):
        headers = {"Nats-Batch-Id": "b1", "Nats-Batch-Sequence": str(number)}
        await session.client.publish("casework.case.case-opened", b"{}", headers=headers)
    last = {"Nats-Batch-Id": "b1", "Nats-Batch-Sequence": "3", "Nats-Batch-Commit": "1"}
    answer = await session.client.request("casework.case.case-closed", b"{}", timeout=1, headers=last)
    assert b'"count":3' in answer.data
    assert session.violations == []


async def test_a_service_consumes_through_its_own_durable_and_may_reset_it(session: Session, deployer: Session) -> None:
    for position in (1, 2, 3):
        await deployer.js.publish("intake.application.application-granted", str(position).encode())
    subscription = await session.js.pull_subscribe_bind("casework-referral", "INTAKE")
    messages = await subscription.fetch(3, timeout=2)
    await messages[-1].ack_sync()
    info = await session.js.consumer_info("INTAKE", "casework-referral")
    assert (info.num_pending, info.num_ack_pending) == (0, 0)
    await session.js.reset_consumer("INTAKE", "casework-referral", seq=2)
    assert [message.data for message in await subscription.fetch(2, timeout=2)] == [b"2", b"3"]
    assert session.violations == []


async def test_questions_to_other_services_are_answered_privately(session: Session, nats_server: TestNats) -> None:
    async for reporting in _open(nats_server, "reporting"):

        async def answer(message: object) -> None:
            await message.respond(b"42")  # type: ignore[attr-defined]  # nats-py's Msg

        await reporting.client.subscribe("query.reporting.form", cb=answer)
        await reporting.client.flush()
        assert (await session.client.request("query.reporting.form", b"", timeout=1)).data == b"42"
        assert reporting.violations == []


async def test_another_services_subject_cannot_be_written(session: Session) -> None:
    await session.assert_denied(session.js.publish("intake.application.application-granted", b"forged"))


async def test_posts_cannot_be_written_by_a_service(session: Session) -> None:
    await session.assert_denied(session.js.publish("post.clinic-1.record-consultation", b"forged"))


@pytest.mark.parametrize("stream", ["CASEWORK", "INTAKE"])
async def test_no_stream_can_be_purged_deleted_or_changed(session: Session, stream: str) -> None:
    await session.assert_denied(session.js.purge_stream(stream))
    await session.assert_denied(session.js.delete_stream(stream))
    await session.assert_denied(session.js.update_stream(name=stream, subjects=["casework.>"]))
    await session.assert_denied(session.js.delete_msg(stream, 1))


async def test_another_services_durable_is_out_of_reach(session: Session) -> None:
    await session.assert_denied(session.js.consumer_info("INTAKE", "reporting-statistics"))
    await session.assert_denied(session.js.reset_consumer("INTAKE", "reporting-statistics"))
    theirs = await session.js.pull_subscribe_bind("reporting-statistics", "INTAKE")
    await session.assert_denied(theirs.fetch(1, timeout=0.5))
    await session.assert_denied(
        session.client.request("$JS.ACK.INTAKE.reporting-statistics.1.1.1.1.0", b"+ACK", timeout=0.5)
    )


async def test_no_consumer_can_be_made_or_deleted(session: Session) -> None:
    spy = ConsumerConfig(durable_name="casework-spy", ack_policy=AckPolicy.EXPLICIT)
    await session.assert_denied(session.js.add_consumer("INTAKE", spy))
    await session.assert_denied(session.js.delete_consumer("INTAKE", "casework-referral"))


@pytest.mark.parametrize("direct", [False, True])
async def test_another_services_stream_cannot_be_read_by_message(
    session: Session, deployer: Session, direct: bool
) -> None:
    await deployer.js.publish("intake.application.application-granted", b"1")
    await session.assert_denied(session.js.get_msg("INTAKE", seq=1, direct=direct))
    await session.assert_denied(session.js.stream_info("INTAKE"))


@pytest.mark.parametrize(
    "subject", ["_INBOX.>", "_INBOX_intake.>", "query.reporting.>", "intake.>", "post.>", "$JS.EVENT.ADVISORY.>", ">"]
)
async def test_nothing_meant_for_others_can_be_listened_to(session: Session, subject: str) -> None:
    await session.client.subscribe(subject)
    await session.client.flush()
    await asyncio.sleep(0.05)
    assert any("permissions violation for subscription" in violation for violation in session.violations)


async def test_an_unknown_key_is_not_let_in(nats_server: TestNats) -> None:
    with pytest.raises(Exception, match=r"(?i)authorization"):
        await nats.connect(nats_server.url, allow_reconnect=False, connect_timeout=1)
