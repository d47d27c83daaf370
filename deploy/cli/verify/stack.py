"""Every proof there is of every service of a running stack."""

from collections.abc import AsyncIterator

from rich.console import Console

from deploy import SERVICES
from deploy.cli.shared.bars import progress
from deploy.cli.shared.connections import connected
from deploy.definitions import definition_of
from deploy.local.state import StackState
from services.chassis.proof.finding import Finding
from services.chassis.proof.log import verify_log, verify_receipts
from services.chassis.proof.stream import verify_stream
from services.chassis.proof.views import verify_views
from services.chassis.views.builds import Progress


async def verify_stack(state: StackState, quiet: bool) -> list[Finding]:
    """Everything that was looked at, told on the screen as it is found unless `quiet`."""
    findings = []
    console = Console()
    with progress(quiet) as report:
        for service in SERVICES:
            async for finding in _service(state, service, report):
                findings.append(finding)
                if not quiet:
                    mark = "[red]✗[/red]" if finding.wrong else "[green]✓[/green]"
                    console.print(f"{mark} {finding.subject}：{finding.wrong or f'{finding.count} 条，一致'}")
    return findings


async def _service(state: StackState, service: str, report: Progress) -> AsyncIterator[Finding]:
    definition = definition_of(service)
    async with connected(state, service) as connections:
        yield await verify_log(connections.pool, service, report)
        public = {event.type for event in definition.events}
        yield await verify_receipts(connections.pool, service)
        yield await verify_stream(connections.pool, connections.client, service, public, report)
        async for finding in verify_views(
            connections.owner, connections.pool, connections.client, service, definition.views, report
        ):
            yield finding
