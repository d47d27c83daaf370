"""The notify service, put together: what is due, for whom and by when."""

from contracts.notify import v1
from services.chassis.commands.door import not_in_the_future
from services.chassis.service import ServiceDefinition
from services.notify import queries
from services.notify.http import ROUTER
from services.notify.pages.tasks import ROUTERS
from services.notify.reminders.processes import RETURN_VISITS, RETURNS
from services.notify.task.decider import TASK
from services.notify.task.inbox import INBOX

SERVICE = ServiceDefinition(
    name="notify",
    title="提醒督办",
    commands=v1.COMMANDS,
    events=v1.EVENTS,
    deciders=(TASK,),
    views=(INBOX,),
    processes=(RETURN_VISITS, RETURNS),
    queries={"tasks": queries.tasks},
    routers=(ROUTER, *ROUTERS),
    closed=(v1.OpenTask,),
    prepare=lambda _: {v1.CompleteTask: not_in_the_future},
)
