"""Streams and durables are declared once, kept as declared, and never weakened: asked of the real server."""

import pytest
from nats.js.api import DiscardPolicy

from deploy.nats import streams
from deploy.nats.streams import Durable, PromiseLowered, Stream, declare, missing
from tests.support.stack import TestNats


async def test_a_second_declaration_changes_nothing(nats_server: TestNats) -> None:
    nats_server.reset_streams()
    client = await nats_server.connect()
    assert await declare(client) == []
    assert await missing(client) == []
    await client.close()


async def test_what_was_lost_is_noticed_and_comes_back(nats_server: TestNats) -> None:
    nats_server.reset_streams()
    client = await nats_server.connect()
    js = client.jetstream()
    await js.delete_stream("CASEWORK")
    await js.delete_consumer("INTAKE", "casework-referral")
    assert await missing(client) == ["INTAKE/casework-referral", "CASEWORK"]
    assert [change.name for change in await declare(client)] == [
        "INTAKE/casework-referral",
        "CASEWORK",
        "CASEWORK/reporting-statistics",
        "CASEWORK/notify-return-visits",
    ]
    assert await missing(client) == []
    await client.close()


async def test_a_setting_changed_by_hand_is_put_back_and_named(nats_server: TestNats) -> None:
    nats_server.reset_streams()
    client = await nats_server.connect()
    js = client.jetstream()
    config = (await js.stream_info("NOTIFY")).config
    config.discard = DiscardPolicy.OLD
    config.max_age = 3600
    await js.update_stream(config)
    consumer = (await js.consumer_info("INTAKE", "reporting-statistics")).config
    consumer.max_ack_pending = 7
    await js.add_consumer("INTAKE", consumer)
    changes = {change.name: change.fields for change in await declare(client)}
    assert set(changes["NOTIFY"]) == {"discard", "max_age"}
    assert changes["INTAKE/reporting-statistics"] == {"max_ack_pending": (7, 20_000)}
    assert await declare(client) == []
    await client.close()


SUBJECTS = (
    "intake.application.application-granted",
    "intake.activity.aid-case-reported",
    "intake.region.region-registered",
)


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(4))
async def test_a_durable_that_hears_more_or_less_than_before_is_changed_and_keeps_its_place(
    nats_server: TestNats, monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    nats_server.reset_streams()
    client = await nats_server.connect()
    js = client.jetstream()

    def hearing(count: int) -> tuple[Stream, ...]:
        return (Stream("INTAKE", ("intake.>",), "intake", (Durable("casework-referral", SUBJECTS[:count]),)),)

    monkeypatch.setattr(streams, "STREAMS", hearing(before))
    await declare(client)
    made = (await js.consumer_info("INTAKE", "casework-referral")).created
    monkeypatch.setattr(streams, "STREAMS", hearing(after))
    assert bool(await declare(client)) == (before != after)
    info = await js.consumer_info("INTAKE", "casework-referral")
    heard = info.config.filter_subjects or ([info.config.filter_subject] if info.config.filter_subject else [])
    assert (sorted(heard), info.created) == (sorted(SUBJECTS[:after]), made)
    assert await declare(client) == []
    await client.close()


async def test_a_declaration_that_would_drop_subjects_is_refused_and_changes_nothing(nats_server: TestNats) -> None:
    nats_server.reset_streams()
    client = await nats_server.connect()
    js = client.jetstream()
    config = (await js.stream_info("NOTIFY")).config
    config.subjects = ["notify.>", "reminder.>"]
    await js.update_stream(config)
    with pytest.raises(PromiseLowered, match="NOTIFY"):
        await declare(client)
    assert (await js.stream_info("NOTIFY")).config.subjects == ["notify.>", "reminder.>"]
    nats_server.reset_streams()
    await client.close()


async def test_streams_keep_everything_and_say_no_when_full(nats_server: TestNats) -> None:
    client = await nats_server.connect()
    for info in await client.jetstream().streams_info():
        config = info.config
        assert config.deny_delete and config.deny_purge and config.allow_atomic
        assert (config.max_age, config.max_msgs, config.max_bytes) == (0, -1, -1)
        assert config.discard == DiscardPolicy.NEW
    await client.close()
