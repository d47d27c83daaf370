"""Headers on the wire, for the two places that every event passes: the relay, and whoever pulls.

nats-py checks, strips and translates every header: the eighteen of an event took 22 µs to write and 41 µs to read, more
than anything else that is done for it. Ours are ASCII without blanks (contracts/wire/envelope.py), so one join (1 µs) and
one split (4 µs) are enough; other headers are left to nats-py. Reading and writing both use a private name of its client.
If that name disappears, reading becomes slow again, and writing fails in the first test.
"""

from collections.abc import Iterable, Mapping

import nats.errors
from nats.aio.client import Client

Message = tuple[str, Mapping[str, str], bytes]
"""Subject, headers, body."""


def read_fast(client: Client) -> None:
    """Let a client read headers this way."""
    client._parse_header_lines = header_lines  # type: ignore[method-assign]  # see above


def header_lines(raw: bytes) -> dict[str, str]:
    """The headers of a block of `name: value` lines, as nats-py reads them."""
    try:
        text = raw.strip(b"\r\n").decode("ascii")
        lines = text.split("\r\n")
        if text.count(" ") == len(lines) and "\t" not in text:  # a blank after each colon, and none elsewhere
            return dict([line.split(": ", 1) for line in lines])  # a line that is no header is a ValueError
    except ValueError:
        pass
    return Client._parse_header_lines(raw)


async def publish_all(client: Client, messages: Iterable[Message]) -> None:
    """Publish them in one write. As with `publish`, nobody confirms that they arrived."""
    if client.is_closed:
        raise nats.errors.ConnectionClosedError
    await client._send_command(b"".join([frame(*message) for message in messages]))


def frame(subject: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A message as the server takes it; ValueError for a header that would end its line."""
    block = "NATS/1.0\r\n" + "".join([f"{name}: {value}\r\n" for name, value in headers.items()]) + "\r\n"
    if block.count("\n") != len(headers) + 2:
        raise ValueError("a header of more than one line")
    encoded = block.encode()
    return b"HPUB %s  %d %d\r\n%s%s\r\n" % (subject.encode(), len(encoded), len(encoded) + len(body), encoded, body)
