"""Cheap clients, the same for us and for our peers: pre-built requests, so many at once, one latency for each.

They run in the benchmark's own process and take their share of the machine's two cores, the same for whoever is asked.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.bench.measuring import Readings, percentile

PATIENCE = 300.0
"""Seconds for all answers; how fast they should come is not for an assertion to say."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How long it took to answer all requests, and each of them, in seconds; `bodies` are what was answered."""

    seconds: float
    latencies: list[float]
    bodies: list[bytes]

    def readings(self, name: str) -> Readings:
        """Rate and latency as figures."""
        return {
            name: (len(self.latencies) / self.seconds, "/s"),
            f"{name}.p50": (percentile(self.latencies, 0.5) * 1000, "ms"),
            f"{name}.p99": (percentile(self.latencies, 0.99) * 1000, "ms"),
        }


def http_request(method: str, path: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def ask_http(where: str | tuple[str, int], requests: Sequence[bytes], at_once: int) -> Answered:
    """Send all requests over so many connections, on each one after the other. `where`: unix socket, or host and port.

    AssertionError for an answer that is not 200 or 201.
    """
    loop = asyncio.get_running_loop()
    waiting, latencies, bodies = iter(requests), list[float](), list[bytes]()
    began = time.perf_counter()
    connections = []
    for _ in range(min(at_once, len(requests))):
        connection = _Connection(waiting, latencies, bodies, loop.create_future())
        made = partial(_itself, connection)
        if isinstance(where, str):
            await loop.create_unix_connection(made, where)
        else:
            await loop.create_connection(made, *where)
        connections.append(connection)
    await asyncio.wait_for(asyncio.gather(*(connection.done for connection in connections)), PATIENCE)
    return Answered(time.perf_counter() - began, latencies, bodies)


def _itself(connection: "_Connection") -> "_Connection":
    return connection


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the one before it is answered."""

    def __init__(
        self, waiting: Iterator[bytes], latencies: list[float], bodies: list[bytes], done: "asyncio.Future[None]"
    ) -> None:
        self.done = done
        self._waiting, self._latencies, self._bodies = waiting, latencies, bodies
        self._received = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by birth
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, gap, body = self._received.partition(b"\r\n\r\n")
        if not gap:
            return
        lowered = head.lower()
        length = int(lowered[lowered.index(b"content-length:") + 15 :].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self._latencies.append(time.perf_counter() - self._sent)
        self._bodies.append(body)
        self._received = b""
        if head[9:12] in (b"200", b"201"):
            self._next()
        elif not self.done.done():
            self.done.set_exception(AssertionError(f"{head!r} {body[:300].decode()}"))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        request = next(self._waiting, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def ask_nats(bus: Client, requests: Sequence[tuple[str, bytes]], at_once: int) -> Answered:
    """Send all requests (subject, body), so many at once, each to its own reply subject."""
    inbox = bus.new_inbox()
    waiting, latencies, bodies = iter(requests), list[float](), list[bytes]()
    sent = dict[str, float]()
    done = asyncio.get_running_loop().create_future()

    async def send(slot: str) -> None:
        request = next(waiting, None)
        if request is not None:
            sent[slot] = time.perf_counter()
            await bus.publish(*request, reply=slot)

    async def receive(message: Msg) -> None:
        latencies.append(time.perf_counter() - sent[message.subject])
        bodies.append(message.data)
        if len(latencies) == len(requests):
            done.set_result(None)
        else:
            await send(message.subject)

    subscription = await bus.subscribe(f"{inbox}.*", cb=receive)
    began = time.perf_counter()
    for n in range(min(at_once, len(requests))):
        await send(f"{inbox}.{n}")
    await asyncio.wait_for(done, PATIENCE)
    seconds = time.perf_counter() - began
    await subscription.unsubscribe()
    return Answered(seconds, latencies, bodies)
