"""The hash chain of a log: what a link covers, in one place for writers and verifiers.

link(n) = SHA-256( link(n-1) ‖ position ‖ recorded_at in µs ‖ SHA-256(everything else as stored) ), integers as 8 bytes
big-endian, link(0) = 32 zero bytes. The data is covered as stored, that is sealed: erasing a person keeps the chain whole.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from contracts.wire.event import NewEvent, Recorded

GENESIS = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def digest(e: NewEvent) -> bytes:
    """SHA-256 of an event's content. No field before the last can hold the separator, so no two events look alike."""
    text = (
        f"{e.stream}\x1f{e.version}\x1f{e.event_id.int:x}\x1f{e.type}\x1f{e.schema}\x1f{micros(e.occurred_at)}\x1f{e.actor}\x1f"
        f"{e.org}\x1f{e.region}\x1f{e.command_id.int:x}\x1f{e.correlation_id.int:x}\x1f{e.causation_id.int:x}\x1f{e.data}"
    )
    return sha256(text.encode()).digest()


def link(previous: bytes, event: Recorded) -> bytes:
    """The link that `event` must carry when `previous` is the link before it."""
    place = event.position.to_bytes(8, "big") + micros(event.recorded_at).to_bytes(8, "big", signed=True)
    return sha256(previous + place + digest(event)).digest()
