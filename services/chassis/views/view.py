"""Views: tables folded from events, rebuilt at will.

Every build of a view lives in a PostgreSQL schema of its own (`<name>_v<version>_<build>`), so that a rebuild runs
beside the live one and takes its place in one transaction. The SQL of a view names its tables without a schema.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.chassis.log.recorded import Recorded
from services.chassis.log.store import Connection

__all__ = ["ALL", "Apply", "Connection", "Settle", "View"]

Apply = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]

Settle = Callable[[Connection, int], Awaitable[None]]

ALL = 1 << 62
"""More rows than any view has."""


@dataclass(frozen=True, slots=True)
class View:
    """A read model. `apply` folds a batch, in log order, inside the transaction that moves the checkpoint.

    The connection's search_path is the view's own schema. `inline` views are folded in the transaction of the append,
    from the service's own log; the others follow `sources` over JetStream. `digest` is one SQL query that gives
    one text for the whole content: equal content, equal digest, whatever way it was built.

    `settle` does in bulk, beside the folding, what would be dear event by event: it works off at most so many of the rows
    that `apply` left for it. Readers, and the digest, find the same before and after.
    """

    name: str
    version: int
    sources: tuple[str, ...]
    tables: Path
    apply: Apply
    digest: str
    inline: bool = False
    types: frozenset[str] | None = None
    """The event types it is folded from; None for all."""
    settle: Settle | None = None

    @property
    def prefix(self) -> str:
        """What the names of its builds begin with."""
        return f"{self.name}_v{self.version}_"

    def is_built_as(self, build: str) -> bool:
        """Whether a build is one of this version."""
        return build.startswith(self.prefix)

    def of_interest(self, events: Sequence[Recorded]) -> list[Recorded]:
        """The events that matter to the view, in order."""
        return [event for event in events if self.types is None or event.type in self.types]
