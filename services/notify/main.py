"""The notify service, put together: what is due, for whom and by when."""

from contracts.notify import COMMANDS, EVENTS
from contracts.notify.task import CompleteTask, OpenTask
from services.chassis.commands.door import not_in_the_future
from services.chassis.service import ServiceDefinition
from services.notify import queries
from services.notify.http import ROUTER
from services.notify.pages.desk.tasks import ROUTERS
from services.notify.reminders.processes import RETURN_VISITS, RETURNS
from services.notify.task.decider import TASK
from services.notify.task.inbox import INBOX

SERVICE = ServiceDefinition(
    name="notify",
    title="提醒督办",
    commands=COMMANDS,
    events=EVENTS,
    deciders=(TASK,),
    views=(INBOX,),
    processes=(RETURN_VISITS, RETURNS),
    queries={"tasks": queries.tasks},
    routers=(ROUTER, *ROUTERS),
    closed=(OpenTask,),
    prepare=lambda _: {CompleteTask: not_in_the_future},
)
