"""What a stream holds, and a NATS server that a test may stop and start again."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nats.aio.client import Client

from contracts.wire import envelope
from contracts.wire.event import Recorded
from deploy import SERVICES
from deploy.local import nats
from deploy.local import secrets as stack_secrets
from deploy.local.processes import spawn, wait_until
from deploy.nats.streams import declare
from services.chassis.bus.messages import sequence
from services.chassis.views.sources import from_stream
from tests.support.stack import TestNats, in_own_loop

Held = tuple[Recorded | envelope.Withheld, bytes, int]


async def length(client: Client, stream: str = "INTAKE") -> int:
    """The last sequence of a stream."""
    return (await client.jetstream().stream_info(stream)).state.last_seq


async def messages(client: Client, source: str = "intake") -> list[Held]:
    """Everything in a service's stream: event, body, sequence. Needs the deployer."""
    upto = await length(client, source.upper())
    if not upto:
        return []
    return [
        (envelope.from_message(message.headers, message.data), message.data, sequence(message))
        async for batch in from_stream(client, source, 0, upto)
        for message in batch
    ]


async def wiped(client: Client, stream: str = "INTAKE") -> None:
    """The stream is lost with all its durables, and declared again, as the launcher does."""
    await client.jetstream().delete_stream(stream)
    await declare(client)


class OwnNats:
    """An embedded server of this test alone."""

    def __init__(self, root: Path) -> None:
        known = stack_secrets.load_or_create(root)
        self._bus = nats.Bus(root / "nats", root / "nats.log", nats.free_port(), nats.free_port(), known.public_keys)
        nats.prepare(self._bus)
        seeds = known.seed_files
        self.server = TestNats(
            self._bus.url, seeds[stack_secrets.DEPLOYER], {service: seeds[service] for service in SERVICES}
        )

    def start(self) -> None:
        self._process = spawn(nats.command(self._bus))
        if not wait_until(lambda: in_own_loop(lambda: nats.is_healthy(self._bus)), 30):
            raise RuntimeError("nats-server did not start")

    def kill(self) -> None:
        """End it with SIGKILL: it has no time to tidy up."""
        self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def own_nats() -> Iterator[OwnNats]:
    """A server with our streams, running, and gone afterwards."""
    root = Path(tempfile.mkdtemp(prefix="yy-"))
    bus = OwnNats(root)
    bus.start()
    try:
        bus.server.reset_streams()
        yield bus
    finally:
        bus.kill()
        shutil.rmtree(root, ignore_errors=True)
