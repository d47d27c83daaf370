"""The reporting service, put together: figures from facts, tables from figures, and what is owed to whom."""

from contracts import reporting
from services.chassis.service import ServiceDefinition, Slice
from services.reporting import pages, queries, returns, statistics
from services.reporting.http import router

SERVICE = ServiceDefinition(
    name="reporting",
    title="统计报表",
    commands=reporting.COMMANDS,
    events=reporting.EVENTS,
    slices=(
        statistics.SLICE,
        Slice(routers=(router,), questions={"form": queries.form, "trace": queries.trace}),
        returns.SLICE,
        pages.SLICE,
    ),
)
