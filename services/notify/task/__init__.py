"""Things that are due (待办)."""

from contracts.notify.task import OpenTask
from services.chassis.service import Slice
from services.notify.task.api import ROUTER
from services.notify.task.decider import TASK
from services.notify.task.questions import tasks
from services.notify.task.view import TASKS

SLICE = Slice(deciders=(TASK,), views=(TASKS,), routers=(ROUTER,), closed=(OpenTask,), questions={"tasks": tasks})
