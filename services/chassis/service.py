"""What a service is made of. Its `main.py` says it once; `app.py` runs it."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from contracts.language.messages import Command, Event
from services.chassis.commands.door import Prepare
from services.chassis.decider import Decider
from services.chassis.processes.process import Process
from services.chassis.views.view import View

if TYPE_CHECKING:
    from services.chassis.runtime import Runtime

Query = Callable[["Runtime", bytes], Awaitable[bytes]]
"""Answers a question that came over the bus; raises contracts-level errors as its typed answer, never as an exception."""


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """A service, whole: rules, views, processes, pages and questions."""

    name: str
    title: str
    """Its Chinese name, for screens."""
    commands: Sequence[type[Command]]
    """What may be asked of it, from outside and by its own processes."""
    events: Sequence[type[Event]]
    """What it publishes; every other event type is withheld."""
    deciders: Sequence[Decider[Any]]
    views: Sequence[View] = ()
    processes: Sequence[Process[Any]] = ()
    queries: Mapping[str, Query] = field(default_factory=dict)
    routers: Sequence[APIRouter] = ()
    closed: Sequence[type[Command]] = ()
    """Commands that only the service's own processes may give."""
    posts: bool = False
    """Whether durable posts (`post.<org>.<command>`) are for it."""
    prepare: "Callable[[Runtime], Mapping[type[Command], Prepare]] | None" = None
    started: "Callable[[Runtime], Coroutine[Any, Any, None]] | None" = None
    """Runs once the service is ready, and as long as it likes; ended with the service."""
