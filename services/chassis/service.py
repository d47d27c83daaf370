"""What a service is made of, and what its parts may touch while it runs. Its `main.py` names its slices; `app.py` runs it."""

from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncpg
from fastapi import APIRouter, Request

from contracts.language.messages import Answer, Command, Event, Post
from services.chassis.commands.door import Door
from services.chassis.decider import Decider
from services.chassis.log.store import Connection
from services.chassis.privacy.sealer import Sealer
from services.chassis.processes.process import Process
from services.chassis.views.view import View

T = TypeVar("T")


class Service(Protocol):
    """A running service as its own routes, questions and look-ups see it."""

    @property
    def name(self) -> str: ...
    @property
    def pool(self) -> asyncpg.Pool:
        """The service's own database."""

    @property
    def sealer(self) -> Sealer:
        """Opens sealed text."""

    @property
    def door(self) -> Door:
        """Takes commands that anybody may give."""

    def read(self, view: str) -> AbstractAsyncContextManager[Connection]:
        """A read-only transaction, one snapshot, in which names without a schema mean the live build of `view`."""

    async def ask(self, subject: str, body: bytes, wait: float = 2.0) -> bytes:
        """Ask another service; TimeoutError or nats.errors.NoRespondersError when nobody answers."""

    async def give(self, post: Post[Any]) -> Answer:
        """Give a command in the service's own name, a closed one too; Unavailable when its outcome is not known."""

    def keep(self, make: Callable[[], T]) -> T:
        """What `make` made for this service, the same at every call: for what is remembered between two look-ups."""


def running(request: Request) -> Service:
    """The service that a request has come to."""
    service: Service = request.app.state.service
    return service


Lookup = Callable[[Service, Post[Any]], Post[Any] | Awaitable[Post[Any]]]
"""Looks up what a rule may not look up itself (a register, a person's id). Raises Invalid. Awaitable only if it must wait."""

Question = Callable[[Service, bytes], Awaitable[bytes]]
"""Answers a question that came over the bus. An error is a typed answer too: nobody would hear of an exception."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What one folder of a service brings: a stream type, a process, the pages of one audience."""

    deciders: Sequence[Decider[Any]] = ()
    views: Sequence[View] = ()
    processes: Sequence[Process[Any]] = ()
    lookups: Mapping[type[Command], Lookup] = field(default_factory=dict)
    """What is looked up before a command is decided."""
    closed: Sequence[type[Command]] = ()
    """Commands that only the service's own processes may give: no door takes them."""
    questions: Mapping[str, Question] = field(default_factory=dict)
    """Answers to `query.<service>.<name>`, by name."""
    routers: Sequence[APIRouter] = ()
    started: Callable[[Service], Coroutine[Any, Any, None]] | None = None
    """Runs once the service is ready. It may go on until the service stops, which cancels it."""


@dataclass(frozen=True)
class ServiceDefinition:
    """A service, whole."""

    name: str
    title: str
    """Its Chinese name, for screens."""
    commands: Sequence[type[Command]]
    """What may be asked of it, from outside and by its own processes."""
    events: Sequence[type[Event]]
    """What it publishes; every other event type is withheld."""
    slices: Sequence[Slice]
    migrations: Sequence[Path] = ()
    """Folders of SQL directly below the service's own: changes of tables that databases hold already."""

    @property
    def deciders(self) -> list[Decider[Any]]:
        return [one for part in self.slices for one in part.deciders]

    @property
    def views(self) -> list[View]:
        return [one for part in self.slices for one in part.views]

    @property
    def processes(self) -> list[Process[Any]]:
        return [one for part in self.slices for one in part.processes]

    @property
    def routers(self) -> list[APIRouter]:
        return [one for part in self.slices for one in part.routers]

    @property
    def lookups(self) -> dict[type[Command], Lookup]:
        return _joined("look-up", (part.lookups for part in self.slices))

    @property
    def questions(self) -> dict[str, Question]:
        return _joined("question", (part.questions for part in self.slices))

    @property
    def closed(self) -> frozenset[type[Command]]:
        return frozenset(one for part in self.slices for one in part.closed)

    @property
    def open(self) -> list[type[Command]]:
        """Commands that doors take."""
        return [command for command in self.commands if command not in self.closed]

    @property
    def posted(self) -> list[type[Command]]:
        """Commands that terminals may leave on the bus while the service is away."""
        return [command for command in self.open if command.may_be_left]


K = TypeVar("K")
V = TypeVar("V")


def _joined(what: str, parts: Iterator[Mapping[K, V]]) -> dict[K, V]:
    joined: dict[K, V] = {}
    for part in parts:
        if twice := joined.keys() & part.keys():
            raise ValueError(f"two slices bring a {what} for {', '.join(map(str, twice))}")
        joined |= part
    return joined
