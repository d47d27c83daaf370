"""An event as every log and every stream holds it: the one list of what is known about an event beside its own fields.

Neither class is `frozen`: to make a frozen one would cost three times as much. Treat them as frozen all the same.
"""

from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class NewEvent:
    """An event before it has a place."""

    stream: str
    """What it happened to: `<stream type>-<id>`."""
    version: int
    """Its place in its stream, from 1."""
    event_id: UUID
    type: str
    schema: int
    """Version of the shape of its data."""
    occurred_at: datetime
    """Business time: when it happened."""
    actor: str
    org: str
    region: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID
    data: str
    """Its JSON text exactly as stored (personal fields sealed)."""

    def placed(self, position: int, recorded_at: datetime, source: str) -> "Recorded":
        """The event in its place. Its link in the hash chain is known to the database alone."""
        values: tuple[Any, ...] = (*_FIELDS(self), position, recorded_at, b"")
        return Recorded(*values, source=source)


_FIELDS = attrgetter(*NewEvent.__slots__)


@dataclass(slots=True)
class Recorded(NewEvent):
    """An event with its place in a log."""

    position: int
    """Dense, from 1, in commit order; equal to the sequence in the service's JetStream stream."""
    recorded_at: datetime
    """When it was appended; never goes back within a log."""
    hash: bytes
    """Its link in the log's hash chain."""
    source: str = field(kw_only=True)
    """Name of the service whose log it is in."""
