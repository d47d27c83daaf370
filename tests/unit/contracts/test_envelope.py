"""The envelope: what a service knows of an event is what every other service reads from its headers."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wire.envelope import EnvelopeError, Withheld, from_message, to_headers, withheld_headers
from contracts.wire.event import Recorded
from contracts.wire.subjects import SERVICES

BODY = '{"note":"甲"}'
"""Travels beside the headers, byte for byte."""

ids = st.uuids()
codes = st.text(min_size=1, max_size=64).filter(lambda text: text.encode("utf-8", "ignore").decode() == text)
moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
naturals = st.integers(min_value=1, max_value=2**63 - 1)
envelopes = st.builds(
    Recorded,
    source=st.sampled_from(SERVICES),
    position=naturals,
    stream=codes,
    version=naturals,
    event_id=ids,
    type=codes.filter(lambda text: text != "withheld"),
    schema=naturals,
    occurred_at=moments,
    recorded_at=moments,
    actor=codes,
    org=codes,
    region=codes,
    command_id=ids,
    correlation_id=ids,
    causation_id=ids,
    data=st.just(BODY),
    hash=st.binary(min_size=1, max_size=32),
)

AN_EVENT = Recorded(
    source="intake",
    position=7,
    stream="consultation-1",
    version=1,
    event_id=UUID(int=1),
    type="consultation-recorded",
    schema=1,
    occurred_at=datetime(2010, 3, 18, 12, 48, tzinfo=UTC),
    recorded_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    actor="律014",
    org="320404116-C",
    region="320404116",
    command_id=UUID(int=2),
    correlation_id=UUID(int=2),
    causation_id=UUID(int=3),
    data=BODY,
    hash=bytes(range(32)),
)


def read(headers: dict[str, str] | None, parse_id: type[UUID] = UUID) -> Recorded | Withheld:
    return from_message(headers, BODY.encode(), parse_id)


@given(envelopes)
def test_what_was_put_into_the_headers_comes_out_again(envelope: Recorded) -> None:
    assert read(to_headers(envelope)) == envelope


@given(envelopes)
def test_headers_are_printable_ascii_so_no_value_can_end_a_line(envelope: Recorded) -> None:
    for name, value in to_headers(envelope).items():
        assert name.startswith("ce-") and name[3:].isalnum() and name.islower()
        assert value and all("\x21" <= sign <= "\x7e" for sign in value)


def test_the_headers_are_cloudevents_attributes() -> None:
    headers = to_headers(AN_EVENT)

    assert headers["ce-specversion"] == "1.0"
    assert headers["ce-source"] == "/yingyuan/intake"
    assert headers["ce-subject"] == "consultation-1"
    assert headers["ce-time"] == "2010-03-18T12:48:00.000000Z"
    assert headers["ce-actor"] == "%E5%BE%8B014"


def test_a_time_in_another_zone_is_sent_in_utc() -> None:
    shanghai = datetime(2010, 3, 18, 20, 48, tzinfo=timezone(timedelta(hours=8)))

    assert to_headers(replace(AN_EVENT, occurred_at=shanghai)) == to_headers(AN_EVENT)


def test_a_time_without_its_zone_is_an_error_and_no_guess() -> None:
    with pytest.raises(EnvelopeError):
        to_headers(replace(AN_EVENT, occurred_at=datetime(2010, 3, 18)))


@pytest.mark.parametrize("field", ["type", "stream", "actor", "org", "region"])
def test_an_empty_attribute_is_an_error(field: str) -> None:
    with pytest.raises(EnvelopeError):
        to_headers(replace(AN_EVENT, **{field: ""}))


def test_an_event_of_a_stranger_is_an_error() -> None:
    with pytest.raises(EnvelopeError):
        to_headers(replace(AN_EVENT, source="billing"))  # type: ignore[arg-type]  # that is what is tried


@pytest.mark.parametrize("header", sorted(to_headers(AN_EVENT).keys() - {"ce-datacontenttype"}))
def test_the_error_names_the_header_that_is_missing(header: str) -> None:
    headers = to_headers(AN_EVENT)
    del headers[header]

    with pytest.raises(EnvelopeError, match=header):
        read(headers)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("ce-id", "not-an-id"),
        ("ce-source", "/elsewhere/intake"),
        ("ce-source", "intake"),
        ("ce-subject", "%E5%BE"),
        ("ce-actor", "%zz"),
        ("ce-org", ""),
        ("ce-time", "2010-03-18T12:48:00.000000+00:00"),
        ("ce-time", "2010-03-18"),
        ("ce-recordedtime", "2010-13-18T12:48:00.000000Z"),
        ("ce-position", "0"),
        ("ce-position", "-1"),
        ("ce-position", "1_0"),
        ("ce-streamversion", " 1"),
        ("ce-schemaversion", "١"),
        ("ce-chainhash", "0"),
        ("ce-chainhash", "AB"),
        ("ce-chainhash", ""),
        ("ce-specversion", "2.0"),
    ],
)
def test_the_error_names_the_header_that_cannot_be_read(header: str, value: str) -> None:
    with pytest.raises(EnvelopeError, match=header):
        read(to_headers(AN_EVENT) | {header: value})


@pytest.mark.parametrize("headers", [None, {}, {"Nats-Msg-Id": "1"}])
def test_a_message_without_an_envelope_is_an_error(headers: dict[str, str] | None) -> None:
    with pytest.raises(EnvelopeError):
        read(headers)


@given(st.dictionaries(st.sampled_from(sorted(to_headers(AN_EVENT))), st.text()))
def test_whatever_the_headers_hold_the_only_error_is_an_envelope_error(noise: dict[str, str]) -> None:
    with contextlib.suppress(EnvelopeError):
        read(to_headers(AN_EVENT) | noise)


def test_other_headers_are_left_alone() -> None:
    assert read(to_headers(AN_EVENT) | {"traceparent": "00-1-2-01", "Nats-Sequence": "7"}) == AN_EVENT


def test_a_withheld_event_says_its_place_and_link_and_nothing_else() -> None:
    headers = withheld_headers(AN_EVENT)

    assert read(headers) == Withheld("intake", 7, UUID(int=1), AN_EVENT.recorded_at, AN_EVENT.hash)
    told = " ".join(headers.values())
    for secret in (
        AN_EVENT.stream,
        AN_EVENT.type,
        "%E5%BE%8B014",
        AN_EVENT.org,
        str(AN_EVENT.command_id),
        "2010-03-18",
    ):
        assert secret not in told


def test_a_faster_uuid_type_may_be_used_to_read_ids() -> None:
    class Quick(UUID):
        pass

    event = read(to_headers(AN_EVENT), Quick)

    assert event == AN_EVENT and isinstance(event.event_id, Quick)
