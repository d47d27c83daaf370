"""The short way with headers gives what nats-py gives."""

import pytest
from nats.aio.client import Client
from nats.protocol.command import hpub_cmd

from services.chassis.bus.wire import frame, header_lines

HEADERS = {
    "ce-id": "0190-7a",
    "ce-actor": "%E5%BE%8B014",
    "ce-time": "2010-03-18T12:48:00.000000Z",
    "Nats-Batch-Id": "a1",
}


@pytest.mark.parametrize(
    "raw",
    [
        b"ce-id: 1\r\nce-actor: %E5%BE%8B014\r\n\r\n",
        b"ce-id: 1\r\nce-actor: 2",
        b"one: 1\r\none: 2\r\n\r\n",
        b"blank:  two  \r\nplain: 1\r\n\r\n",
        b"said: in many words\r\nplain: 1\r\n\r\n",
        b"no-blank:1\r\nplain: 1\r\n\r\n",
        b"tab:\t1\r\nplain: 1\r\n\r\n",
        b"blank : 1\r\nno-blank:1\r\n\r\n",
        b"empty: \r\nplain: 1\r\n\r\n",
        b"not a header\r\nplain: 1\r\n\r\n",
        b"colon: a:b\r\nplain: 1\r\n\r\n",
        "name: 律014\r\nplain: 1\r\n\r\n".encode(),
        b"bad: \xff\r\nplain: 1\r\n\r\n",
        b"\r\n",
        b"",
    ],
)
def test_headers_read_the_short_way_are_those_that_nats_py_reads(raw: bytes) -> None:
    assert header_lines(raw) == Client._parse_header_lines(raw)


def test_a_message_written_the_short_way_is_the_one_that_nats_py_writes() -> None:
    body = "{“律师”}".encode()
    block = b"NATS/1.0\r\n" + b"".join(f"{name}: {value}\r\n".encode() for name, value in HEADERS.items()) + b"\r\n"
    assert frame("intake.a.b", HEADERS, body) == hpub_cmd("intake.a.b", "", block, body)


@pytest.mark.parametrize("value", ["one\r\ntwo: 2", "one\ntwo"])
def test_a_header_cannot_end_its_line(value: str) -> None:
    with pytest.raises(ValueError):
        frame("intake.a.b", {"ce-id": value}, b"")
