"""Specifications of deciders and processes: given what happened, when somebody asks, then this follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from uuid import UUID

from contracts.language.messages import Command, Event
from contracts.wire.event import Recorded
from services.chassis.decider import Decider, Refused
from services.chassis.processes.process import Deadline, Input, Process, StepTaken

AT = datetime(2010, 3, 18, 4, 0, tzinfo=UTC)
"""When everything in a specification happens: noon in Shanghai."""


@dataclass(frozen=True)
class Outcome:
    """What a decider answered."""

    answer: Sequence[Event] | Refused

    def then(self, *events: Event) -> None:
        """These events, in this order, and no others."""
        assert list(self.events) == list(events)

    @property
    def events(self) -> Sequence[Event]:
        assert not isinstance(self.answer, Refused), self.answer
        return self.answer

    def then_refused(self, code: str, *words: str) -> None:
        """Refused with this code, for a reason in Chinese that holds these words."""
        assert isinstance(self.answer, Refused), self.answer
        assert self.answer.code == code
        assert any("一" <= sign <= "鿿" for sign in self.answer.reason), "the reason is for people"
        for word in words:
            assert word in self.answer.reason


@dataclass(frozen=True)
class Given:
    """A stream as it stands."""

    decider: Decider[Any]
    state: Any

    def when(self, command: Command, at: datetime = AT) -> Outcome:
        assert type(command) in self.decider.rules, "nobody has a rule for the command"
        answer = self.decider.decide(self.state, command, at)
        if not isinstance(answer, Refused):
            for event in answer:  # what is stored must be read again as it was
                assert type(event) in self.decider.folds, "the event is not one of the stream's"
                assert type(event).model_validate_json(event.model_dump_json(exclude_none=True)) == event
            reduce(self.decider.evolve, answer, self.state)  # every event can be folded
        return Outcome(answer)


def given(decider: Decider[Any], *events: Event) -> Given:
    """The stream after some events."""
    return Given(decider, reduce(decider.evolve, events, decider.initial))


def event_recorded(event: Event, stream: str, source: str = "intake", **more: Any) -> Recorded:
    """An event as another service published it."""
    ids = [UUID(int=n) for n in range(1, 5)]
    values = {
        "source": source,
        "position": 7,
        "stream": stream,
        "version": 1,
        "event_id": ids[0],
        "type": event.type,
        "schema": event.schema_version,
        "occurred_at": AT,
        "recorded_at": AT,
        "actor": "律014",
        "org": "320404116-C",
        "region": "320404",
        "command_id": ids[1],
        "correlation_id": ids[2],
        "causation_id": ids[3],
        "data": event.model_dump_json(exclude_none=True),
        "hash": bytes(32),
    }
    return Recorded(**{**values, **more})


def reaction(process: Process[Any], *events: Recorded) -> list[Command | Deadline]:
    """What a process asks for after the last event, having taken the ones before it."""
    state, follows = process.initial, list[Command | Deadline]()
    for event in events:
        assert process.is_moved_by(event), "the process does not hear the event"
        taken = Input.of(event)
        follows = list(process.react(state, taken))
        state = process.evolve(state, StepTaken(input=taken, outputs=[]))
    return follows
