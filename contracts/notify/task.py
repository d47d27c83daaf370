"""What is due, for whom and by when (待办)."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.language.codes import TaskOutcome
from contracts.language.messages import Command, Event
from contracts.language.values import Actor, ShortText

TaskKind = Literal["return-due", "return-visit"]


class TaskOpened(Event):
    """Something is due."""

    type: ClassVar[str] = "task-opened"
    stream_type: ClassVar[str] = "task"

    kind: TaskKind
    title: ShortText
    due: date = Field(description="last Shanghai day on which it is on time")
    about: ShortText = Field(description="stream of the thing it is about")
    reason: ShortText = Field(description="why it is due, with its source")


class OpenTask(Command):
    name: ClassVar[str] = "open-task"

    task_id: UUID
    kind: TaskKind
    title: ShortText
    due: date
    about: ShortText
    reason: ShortText


class TaskCompleted(Event):
    """It was done."""

    type: ClassVar[str] = "task-completed"
    stream_type: ClassVar[str] = "task"

    by: Actor
    outcome: TaskOutcome


class CompleteTask(Command):
    name: ClassVar[str] = "complete-task"

    task_id: UUID
    by: Actor
    outcome: TaskOutcome
