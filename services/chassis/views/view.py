"""Views: tables folded from events, which can be folded again at any time.

Every build of a view lives in a PostgreSQL schema of its own (`<name>_v<version>_<build>`), so that a rebuild runs
beside the live one and takes its place in one transaction. The SQL of a view names its tables without a schema.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.language.messages import Event
from contracts.wire.event import Recorded
from services.chassis.log.store import Connection
from services.chassis.sql import named

__all__ = ["ALL", "Apply", "Connection", "Fold", "Folds", "Settle", "View", "one_by_one"]

Apply = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]

Fold = Callable[[Connection, Recorded, Any], Awaitable[None]]
"""fold(connection, recorded, event): one event, as it was recorded and as its contract reads it."""

Folds = Mapping[type[Event], Fold]

Settle = Callable[[Connection, int], Awaitable[None]]

ALL = 1 << 62
"""More rows than any view has."""


@dataclass(frozen=True, slots=True)
class View:
    """A read model. `apply` folds a batch, in log order, inside the transaction that moves the checkpoint.

    The connection's search_path is the view's own schema. `inline` views are folded in the transaction of the append,
    from the service's own log; the others follow `sources` over JetStream. Builds of equal content have an equal digest,
    however they were folded.

    `settle` does in bulk, beside the folding, what would cost too much event by event: it finishes at most so many of the
    rows that `apply` left for it. Readers, and the digest, find the same before and after.
    """

    name: str
    version: int
    sources: tuple[str, ...]
    folder: Path
    """Holds `tables.sql` (no schema names) and `queries.sql`, one of whose queries is `digest`."""
    apply: Apply
    folds: Collection[type[Event]]
    """The events it is folded from."""
    ignores: Collection[str] = ()
    """The other events of its sources, which mean nothing to it: types of events, or stream types of which it folds none.
    Every event is folded or named here, so that none is forgotten (tests/contracts/test_definitions.py)."""
    inline: bool = False
    settle: Settle | None = None

    @property
    def tables(self) -> str:
        """SQL that makes its empty tables."""
        return (self.folder / "tables.sql").read_text("utf-8")

    @property
    def digest(self) -> str:
        """SQL that gives one text for the whole content."""
        digest: str = named(self.folder / "queries.sql").digest
        return digest

    @property
    def prefix(self) -> str:
        """What the names of its builds begin with."""
        return f"{self.name}_v{self.version}_"

    def is_built_as(self, build: str) -> bool:
        """Whether a build is one of this version."""
        return build.startswith(self.prefix)

    def knows(self, event: type[Event]) -> bool:
        """Whether it folds an event of its sources, or says that it means nothing to it."""
        folded = any(event.type == one.type for one in self.folds)
        return folded or event.type in self.ignores or event.stream_type in self.ignores

    def of_interest(self, events: Sequence[Recorded]) -> list[Recorded]:
        """The events that matter to the view, in order."""
        types = {event.type for event in self.folds}
        return [event for event in events if event.type in types]


def one_by_one(folds: Folds) -> Apply:
    """Folds a batch event by event, each by the function for its type."""
    by_type = {event.type: (event, fold) for event, fold in folds.items()}

    async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
        for recorded in events:
            event, fold = by_type[recorded.type]
            await fold(connection, recorded, event.model_validate_json(recorded.data))

    return apply
