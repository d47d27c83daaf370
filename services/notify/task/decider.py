"""Tasks: opened once, completed once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from contracts.notify.task import CompleteTask, OpenTask, TaskCompleted, TaskOpened
from services.chassis.decider import Decider, Refused, Route

Status = Literal["none", "open", "completed"]


def decide(
    status: Status, command: OpenTask | CompleteTask, at: datetime
) -> Sequence[TaskOpened | TaskCompleted] | Refused:
    if isinstance(command, OpenTask):
        if status != "none":
            return []
        return [
            TaskOpened(
                kind=command.kind, title=command.title, due=command.due, about=command.about, reason=command.reason
            )
        ]
    if status == "none":
        return Refused("no-task", "没有这项待办，请刷新后再试")
    if status == "completed":
        return Refused("already-completed", "这项待办已经办结")
    return [TaskCompleted(by=command.by, outcome=command.outcome)]


def evolve(status: Status, event: TaskOpened | TaskCompleted) -> Status:
    return "open" if isinstance(event, TaskOpened) else "completed"


TASK: Decider[Status] = Decider(
    stream_type="task",
    initial="none",
    decide=decide,
    evolve=evolve,
    commands={
        OpenTask: Route(lambda c: f"task-{c.task_id}", starts=True),
        CompleteTask: Route(lambda c: f"task-{c.task_id}"),
    },
    events=(TaskOpened, TaskCompleted),
)
