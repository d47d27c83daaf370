"""Process managers: deciders that are moved by events and answer with commands.

The stream of a process instance is its inbox and its outbox: one private event per input holds what came in and what
follows from it. `runner.py` moves them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from contracts.language.messages import Command, Event, Message
from contracts.wire.event import Recorded

S = TypeVar("S")


class Input(Message):
    """What moves a process: an event of some service, or a deadline of its own."""

    source: str
    position: int
    type: str
    event_id: UUID
    stream: str
    occurred_at: datetime
    org: str
    region: str
    data: str

    @classmethod
    def of(cls, event: Recorded) -> "Input":
        """An event as a process takes it."""
        return cls.model_validate(event, from_attributes=True)


class Deadline(Message):
    """Wake the instance at a time; the input's type is then `deadline` and its stream the deadline's name."""

    name: str
    due_at: datetime


class Output(Message):
    """A command that follows, in the words of its contract."""

    command: str
    org: str
    region: str
    occurred_at: datetime
    data: dict[str, Any]


class StepTaken(Event):
    """An input was taken, and these commands and deadlines follow from it. Private: never published."""

    type: ClassVar[str] = "step-taken"
    stream_type: ClassVar[str] = "process"

    input: Input
    outputs: list[Output]
    deadlines: tuple[Deadline, ...] = ()


class TakeStep(Command):
    """Take an input (used by the runner alone)."""

    name: ClassVar[str] = "take-step"

    process: str
    instance: str
    input: Input


@dataclass(frozen=True, slots=True)
class Process(Generic[S]):
    """A process manager. `instance` says which instance an event moves.

    `react(state, input)` gives the commands and deadlines that follow; `evolve(state, step)` remembers that it did.
    """

    name: str
    hears: Mapping[str, Sequence[type[Event]]]
    """The events that move it, by the service that publishes them. They come through the durable `<service>-<name>` on that
    service's stream, whose filter lets nothing else pass (deploy/nats/)."""
    initial: S
    instance: Callable[[Recorded], str]
    react: Callable[[S, Input], Sequence[Command | Deadline]]
    evolve: Callable[[S, StepTaken], S]

    @property
    def sources(self) -> tuple[str, ...]:
        """The services that it hears."""
        return tuple(self.hears)

    def is_moved_by(self, event: Recorded) -> bool:
        """Whether an event is one that it hears."""
        return any(event.type == heard.type for heard in self.hears.get(event.source, ()))
