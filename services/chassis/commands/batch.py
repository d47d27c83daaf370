"""Decides a batch: each command against its stream as the commands before it left it. No I/O: histories in, a plan out."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import Any
from uuid import UUID

import structlog

from contracts.language.messages import Answer, Command, Event, Post
from contracts.wire.event import NewEvent, Recorded
from services.chassis.decider import Decider, Outcome, Refused
from services.chassis.ids import uuid7
from services.chassis.log.store import Append, NewReceipt

log = structlog.get_logger()

TOO_LARGE = Refused("too-large", "内容过大，请缩短后再提交")
MAX_DATA_CHARACTERS = 256 * 1024
"""Of one event. nats-server takes messages of 1 MiB, headers included."""


@dataclass(slots=True, eq=False)
class Work:
    """A command in the queue; `done` will hold its answer."""

    post: Post[Any]
    decider: Decider[Any]
    stream: str
    request: bytes
    causation_id: UUID
    done: asyncio.Future[Answer]

    def answer(self, answer: Answer) -> None:
        """Tell the caller, unless they no longer wait."""
        if not self.done.done():
            self.done.set_result(answer)

    def fail(self, error: Exception) -> None:
        """The same when there is no answer."""
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(slots=True)
class Plan:
    """What is to be done about a batch: what is appended, and the receipt of each command that was decided."""

    append: Append = field(default_factory=Append)
    decided: list[tuple[Work, NewReceipt]] = field(default_factory=list)


class Rules:
    """Every decider of a service: finds the one for a command, and decides batches."""

    def __init__(self, deciders: Iterable[Decider[Any]]) -> None:
        deciders = list(deciders)
        self._deciders = {command: decider for decider in deciders for command in decider.rules}
        self._events: dict[tuple[str, str, int], type[Event]] = {
            (decider.stream_type, event.type, event.schema_version): event
            for decider in deciders
            for event in decider.folds
        }

    def decider_of(self, command: Command) -> Decider[Any]:
        """The decider of a command; LookupError when none has a rule for it."""
        return self._deciders[type(command)]

    def decide(self, batch: list[Work], histories: Mapping[str, list[Recorded]]) -> Plan:
        """Decide each command against its stream as its predecessors in the batch left it."""
        plan, states = Plan(), dict[str, tuple[Any, int]]()
        now = datetime.now(UTC)
        for work in batch:
            try:
                state, version = states.get(work.stream) or self._fold(work.decider, histories.get(work.stream, ()))
                outcome = work.decider.decide(state, work.post.data, now)
                refusal, events = self._outcome(work, outcome, version)
                if not isinstance(outcome, Refused) and events:
                    state = reduce(work.decider.evolve, outcome, state)
            except Exception as error:
                log.error("decision failed", command=work.post.data.name, error=type(error).__name__)
                work.fail(error)
                continue
            if events:
                plan.append.events += events
                version += len(events)
                states[work.stream] = state, version
            last = len(plan.append.events) if events else 0
            code, reason = (refusal.code, refusal.reason) if refusal else (None, None)
            receipt = NewReceipt(work.post.command_id, work.request, work.stream, version, last, code, reason)
            plan.append.receipts.append(receipt)
            plan.decided.append((work, receipt))
        return plan

    def _outcome(self, work: Work, outcome: Outcome, version: int) -> tuple[Refused | None, list[NewEvent]]:
        if isinstance(outcome, Refused):
            return outcome, []
        events = [self._event(work, event, version + n) for n, event in enumerate(outcome, 1)]
        if any(len(event.data) > MAX_DATA_CHARACTERS for event in events):
            return TOO_LARGE, []
        return None, events

    def _fold(self, decider: Decider[Any], history: Sequence[Recorded]) -> tuple[Any, int]:
        state = decider.initial
        for event in history:
            model = self._events[decider.stream_type, event.type, event.schema]
            state = decider.evolve(state, model.model_validate_json(event.data))
        return state, history[-1].version if history else 0

    def _event(self, work: Work, event: Event, version: int) -> NewEvent:
        post = work.post
        return NewEvent(
            work.stream, version, uuid7(), event.type, event.schema_version, post.occurred_at,
            post.actor, post.org, post.region, post.command_id, post.correlation_id or post.command_id,
            work.causation_id, event.__pydantic_serializer__.to_json(event, exclude_none=True).decode(),
        )  # fmt: skip
