"""A service's views folded anew, and what its processes set aside taken again."""

import asyncio
from typing import Any

import asyncpg
from rich.console import Console

from contracts.wire.event import Recorded
from deploy.cli.shared.bars import progress
from deploy.cli.shared.connections import Connections, connected
from deploy.definitions import definition_of
from deploy.local.errors import OperatorError
from deploy.local.state import StackState
from services.chassis.log import store
from services.chassis.privacy.keys import Keys
from services.chassis.privacy.sealer import Sealer
from services.chassis.processes.process import Process
from services.chassis.processes.replay import Replayed, replay
from services.chassis.processes.runner import Runner
from services.chassis.proof.views import reader
from services.chassis.runtime import committer_of
from services.chassis.service import ServiceDefinition
from services.chassis.views.builds import rebuild
from services.chassis.views.sources import event_in_stream
from services.chassis.views.view import View


async def rebuild_service(state: StackState, service: str, name: str | None) -> None:
    """Fold views anew, then take what processes had to set aside; all of a service's, or the one of that name.

    Says on the screen what came of each. OperatorError names what there is, when nothing has that name.
    """
    console = Console()
    definition = definition_of(service)
    async with connected(state, service) as connections:
        views = [view for view in definition.views if name in (None, view.name)]
        processes = [process for process in definition.processes if name in (None, process.name)]
        if not views and not processes:
            names = [view.name for view in definition.views]
            known = "、".join([*names, *(process.name for process in definition.processes)])
            raise OperatorError(f"{service} 没有名为 {name} 的视图或流程。可重建的有：{known}")
        for view in views:
            console.print(await _rebuilt(connections, service, view))
        for process in processes:
            done = await _replayed(state, connections, definition, process)
            if done.taken or done.left:
                left = f"，[yellow]仍有 {done.left} 条处理不了，原因见日志[/yellow]" if done.left else ""
                console.print(f"✓ {service} 流程 {process.name} 重新处理了搁置的 {done.taken} 条{left}")


async def _rebuilt(connections: Connections, service: str, view: View) -> str:
    with progress(quiet=False) as report:
        result = await rebuild(
            connections.owner, service, view, reader(view, connections.pool, connections.client), report
        )
    if result.before is None:
        how = "旧的是另一个版本，不作比较"
    else:
        how = "与原来一致" if result.same else "[yellow]与原来不一致，已换成重算的结果[/yellow]"
    return f"✓ {service} 视图 {view.name} 已重建（{sum(result.positions.values())} 条事件），{how}"


async def _replayed(
    state: StackState, connections: Connections, definition: ServiceDefinition, process: Process[Any]
) -> Replayed:
    """With the service's own role and committer, beside the running service: ids are derived, nothing is done twice."""
    service = definition.name
    runner = Runner(service, process, definition.commands)
    async with asyncpg.create_pool(state.databases[service].service_url, min_size=1, max_size=4) as pool:
        sealer = Sealer(pool, Keys(state.keys[service]))
        committer = committer_of(definition, [runner], pool, sealer, batch=100)
        runner.bind(committer, pool)
        committing = asyncio.create_task(committer.run())

        async def find(source: str, position: int) -> Recorded:
            if source == service:
                [event] = await store.tail(pool, service, position - 1, 1)
                return event
            return await event_in_stream(connections.client, source, position)

        try:
            return await replay(service, runner, pool, find)
        finally:
            committer.stop()
            await committing
