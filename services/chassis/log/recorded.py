"""An event as a log or a stream holds it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(slots=True)
class Recorded:
    """One event with its place. `data` is its JSON text exactly as stored (personal fields sealed).

    Nobody changes one; it is not `frozen` only because that makes each one cost three times as much to make.
    """

    source: str
    """Name of the service whose log it is in."""
    position: int
    """Its place in that log: dense, from 1, in commit order; equal to the sequence in the service's JetStream stream."""
    stream: str
    version: int
    event_id: UUID
    type: str
    schema: int
    occurred_at: datetime
    """Business time: when it happened."""
    recorded_at: datetime
    """When it was appended; never goes back within a log."""
    actor: str
    org: str
    region: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    data: str
    hash: bytes
    """Its link in the log's hash chain."""
