"""Tasks: opened once, completed once."""

from datetime import datetime
from operator import attrgetter
from typing import Literal

from contracts.notify.task import CompleteTask, OpenTask, TaskCompleted, TaskOpened
from services.chassis.decider import Decider, Outcome, Refused

Status = Literal["none", "open", "completed"]


def open_task(status: Status, command: OpenTask, at: datetime) -> Outcome:
    if status != "none":
        return []
    return [
        TaskOpened(kind=command.kind, title=command.title, due=command.due, about=command.about, reason=command.reason)
    ]


def complete(status: Status, command: CompleteTask, at: datetime) -> Outcome:
    if status == "none":
        return Refused("no-task", "没有这项待办，请刷新后再试")
    if status == "completed":
        return Refused("already-completed", "这项待办已经办结")
    return [TaskCompleted(by=command.by, outcome=command.outcome)]


TASK: Decider[Status] = Decider(
    stream_type="task",
    key=attrgetter("task_id"),
    initial="none",
    rules={OpenTask: open_task, CompleteTask: complete},
    folds={TaskOpened: lambda status, event: "open", TaskCompleted: lambda status, event: "completed"},
    begins=(OpenTask,),
)
