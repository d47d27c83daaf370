"""The committer of a service as its definition wants it: deciders, process steps, inline views, erasure."""

from collections.abc import Sequence

import asyncpg

from services.chassis.handling import Committer, Inline
from services.chassis.processes import Runner
from services.chassis.projecting import fold_inline
from services.chassis.recorded import Recorded
from services.chassis.sealing import ERASED_EVENT, Sealer, erase
from services.chassis.service import ServiceDefinition
from services.chassis.store import Connection
from services.chassis.views import View


def committer_of(
    definition: ServiceDefinition, runners: Sequence[Runner], pool: asyncpg.Pool, sealer: Sealer, batch: int
) -> Committer:
    """A committer that knows everything the service decides; `runners` are its process managers."""
    inline = [view for view in definition.views if view.inline]
    return Committer(
        definition.name,
        pool,
        [*definition.deciders, *(runner.decider for runner in runners)],
        sealer,
        _inline(inline),
        {ERASED_EVENT}.union(*(_types(view) for view in inline)),
        batch,
    )


def _inline(views: list[View]) -> Inline:
    """What happens in the transaction of an append: inline views are folded, erased persons lose their keys."""

    async def fold(connection: Connection, events: Sequence[Recorded]) -> None:
        await fold_inline(connection, views, events)
        for event in events:
            if event.type == ERASED_EVENT:
                await erase(connection, event.stream.partition("-")[2])

    return fold


def _types(view: View) -> frozenset[str]:
    if view.types is None:
        raise ValueError(f"inline view {view.name} must say which events it is folded from")
    return view.types
