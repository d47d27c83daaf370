"""Deciders: pure functions that say what a command does to a stream.

No clock, no random, no I/O: time, ids and draws arrive with the command.
"""

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Route:
    """Which stream a command goes to. `starts`: it normally begins its stream, so nothing need be loaded first."""

    stream: Callable[[Any], str]
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Decider(Generic[S]):
    """The rules of one stream type.

    `decide(state, command, at)` gives the events that follow or a refusal; `evolve(state, event)` folds one in.
    """

    stream_type: str
    initial: S
    decide: Callable[[S, Any, datetime], Sequence[Event] | Refused]
    evolve: Callable[[S, Any], S]
    commands: Mapping[type[Command], Route]
    events: Sequence[type[Event]]
