"""A toy service of counters, for tests of the chassis."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from contracts.language.messages import Command, Event, Post
from contracts.language.values import Personal, Sealed
from contracts.wire.event import NewEvent, Recorded
from services.chassis.decider import Decider, Outcome, Refused
from services.chassis.ids import uuid7
from services.chassis.service import ServiceDefinition, Slice
from services.chassis.sql import named
from services.chassis.views.view import Connection, View
from services.intake.subject.decider import SUBJECT

NOON = datetime(2010, 3, 18, 4, 0, tzinfo=UTC)
"""Noon in Shanghai on a day of the source documents."""
ACTOR, ORG, REGION = "律014", "320404116-C", "320404"


class Counted(Event):
    """A counter went up."""

    type: ClassVar[str] = "counted"
    stream_type: ClassVar[str] = "counter"

    by: int
    total: int


class Noted(Event):
    """Something personal was written down."""

    type: ClassVar[str] = "noted"
    stream_type: ClassVar[str] = "counter"

    text: Sealed


class Whispered(Event):
    """Something its service keeps to itself."""

    type: ClassVar[str] = "whispered"
    stream_type: ClassVar[str] = "counter"

    secret: str


class Count(Command):
    """Add to a counter, when it stands at `seen` (None: wherever it stands)."""

    name: ClassVar[str] = "count"

    counter: str
    by: int = 1
    seen: int | None = None


class Begin(Command):
    """Start a counter; the decider says that it begins its stream."""

    name: ClassVar[str] = "begin"

    counter: str


class Note(Command):
    """Write something personal down beside a counter."""

    name: ClassVar[str] = "note"

    counter: str
    person: UUID
    text: Personal

    def key_subject(self) -> str | None:
        return str(self.person)


class Whisper(Command):
    name: ClassVar[str] = "whisper"

    counter: str
    secret: str


UNLUCKY = 13
"""Counting by this is a mistake in the toy's rules: its decider raises."""


def _begin(total: int | None, command: Begin, at: datetime) -> Outcome:
    return Refused("already-begun", "计数器已经开始") if total is not None else [Counted(by=0, total=0)]


def _count(total: int | None, command: Count, at: datetime) -> Outcome:
    if command.by == UNLUCKY:
        raise ValueError("an unlucky number")
    if command.by < 0:
        return Refused("negative", "只能增加")
    if command.seen is not None and command.seen != (total or 0):
        return Refused("moved", "计数器已有变化")
    return [Counted(by=command.by, total=(total or 0) + command.by)]


def _note(total: int | None, command: Note, at: datetime) -> Outcome:
    assert command.text.sealed is not None  # the committer seals
    return [Noted(text=command.text.sealed)]


COUNTER: Decider[int | None] = Decider(
    stream_type="counter",
    key=attrgetter("counter"),
    initial=None,
    rules={
        Count: _count,
        Begin: _begin,
        Note: _note,
        Whisper: lambda total, command, at: [Whispered(secret=command.secret)],
    },
    folds={
        Counted: lambda total, event: event.total,
        Noted: lambda total, event: total or 0,
        Whispered: lambda total, event: total or 0,
    },
    begins=(Begin,),
)
COMMANDS: tuple[type[Command], ...] = (Count, Begin, Note, Whisper)

TALLY = Path(__file__).with_name("tally")
TALLIED = named(TALLY / "queries.sql").tallied


def tally(name: str = "tally", *, inline: bool = False, poison: Collection[str] = ()) -> View:
    """Sums what was counted, folded from intake's events. Counters in `poison` (it may change) cannot be folded."""

    async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
        for event in events:
            counter = event.stream.removeprefix("counter-")
            if counter in poison:
                raise ValueError(f"{counter} is poison")
            await connection.execute(TALLIED, counter, json.loads(event.data)["by"])

    return View(name, 1, ("intake",), TALLY, apply, folds=(Counted,), inline=inline)


def toy(*views: View, name: str = "intake", **more: Any) -> ServiceDefinition:
    """A service of counters under the name of a real one, whose roles and streams it uses."""
    return ServiceDefinition(
        name=name,
        title="试验",
        commands=(*COMMANDS, *SUBJECT.rules),
        events=(Counted, Noted, *SUBJECT.folds),
        slices=(Slice(deciders=(COUNTER, SUBJECT), views=views, **more),),
    )


def post(data: Command, command_id: UUID | None = None, **more: Any) -> Post[Any]:
    """A post as a terminal sends it."""
    given = {"actor": ACTOR, "org": ORG, "region": REGION, "occurred_at": NOON, **more}
    return Post[Any](command_id=command_id or uuid7(), data=data, **given)


def new_event(stream: str, version: int, **more: Any) -> NewEvent:
    """An event for the append function itself."""
    one = uuid7()
    event = NewEvent(
        stream, version, uuid7(), "counted", 1, NOON, ACTOR, ORG, REGION, one, one, one, '{"by": 1, "total": 1}'
    )
    return replace(event, **more)
