"""Deciders: pure functions that say what a command does to a stream.

No clock, no random numbers, no I/O: time and ids arrive with the command.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from contracts.language.messages import Command, Event

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that the rules do not allow: `code` for programs, `reason` in plain Chinese for people."""

    code: str
    reason: str


Outcome = Sequence[Event] | Refused
"""What a command leads to: events in order (an empty list: there is nothing to do), or a refusal."""


@dataclass(frozen=True, slots=True)
class Decider(Generic[S]):
    """The rules of one stream type: for each command a rule, for each event a fold.

    A decider that grows is put together from several files: `rules={**OPENING, **CLOSING}`.
    """

    stream_type: str
    key: Callable[[Any], object]
    """The id in the name of the stream that a command goes to: `attrgetter("case_id")`."""
    initial: S
    rules: Mapping[type[Command], Callable[[S, Any, datetime], Outcome]]
    """rule(state, command, at)"""
    folds: Mapping[type[Event], Callable[[S, Any], S]]
    """fold(state, event)"""
    begins: Collection[type[Command]] = ()
    """Commands that normally begin their stream: nothing is loaded before the first try."""

    def stream(self, command: Command) -> str:
        """The stream that a command goes to: `case-<id>`."""
        return f"{self.stream_type}-{self.key(command)}"

    def decide(self, state: S, command: Command, at: datetime) -> Outcome:
        """What follows from a command when a stream stands at `state`."""
        return self.rules[type(command)](state, command, at)

    def evolve(self, state: S, event: Event) -> S:
        """The state after an event."""
        return self.folds[type(event)](state, event)
