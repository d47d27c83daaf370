"""The reporting service, put together: figures from facts, tables from figures, and what is owed to whom."""

from contracts import reporting
from services.chassis.service import ServiceDefinition
from services.reporting import pages, returns, statistics, tables

SERVICE = ServiceDefinition(
    name="reporting",
    title="统计报表",
    commands=reporting.COMMANDS,
    events=reporting.EVENTS,
    slices=(statistics.SLICE, tables.SLICE, returns.SLICE, pages.SLICE),
)
