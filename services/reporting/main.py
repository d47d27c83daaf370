"""The reporting service, put together: figures from facts, tables from figures, and what is owed to whom."""

from contracts.reporting import COMMANDS, EVENTS
from contracts.reporting.returns import ExpectReturn
from services.chassis.service import ServiceDefinition
from services.reporting import queries
from services.reporting.http import router
from services.reporting.pages.routes import ROUTERS
from services.reporting.returns.decider import RETURN
from services.reporting.returns.watch import watch
from services.reporting.statistics.view import STATISTICS

SERVICE = ServiceDefinition(
    name="reporting",
    title="统计报表",
    commands=COMMANDS,
    events=EVENTS,
    deciders=(RETURN,),
    views=(STATISTICS,),
    queries={"form": queries.form, "trace": queries.trace},
    routers=(router, *ROUTERS),
    closed=(ExpectReturn,),
    started=watch,
)
