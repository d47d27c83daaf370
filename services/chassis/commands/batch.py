"""Deciding a batch: each command against its stream as the ones before it left it. No I/O: histories come in, a plan goes out."""

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
MAX_DATA = 256 * 1024
"""Characters of one event's data; nats-server takes messages of 1 MiB with their headers."""


@dataclass(slots=True, eq=False)
class Work:
    """A command that waits, and the one who waits for it."""

    post: Post[Any]
    decider: Decider[Any]
    stream: str
    request: bytes
    causation_id: UUID
    done: asyncio.Future[Answer]

    def answer(self, answer: Answer) -> None:
        """Tell the one who waits, unless they went away."""
        if not self.done.done():
            self.done.set_result(answer)

    def fail(self, error: Exception) -> None:
        """The same when there is no answer."""
        if not self.done.done():
            self.done.set_exception(error)


@dataclass(slots=True)
class Plan:
    """What a batch comes to."""

    append: Append = field(default_factory=Append)
    decided: list[tuple[Work, NewReceipt]] = field(default_factory=list)


class Rules:
    """Every decider of a service: which one a command is for, and what a batch of them comes to."""

    def __init__(self, deciders: Iterable[Decider[Any]]) -> None:
        deciders = list(deciders)
        self._deciders = {command: decider for decider in deciders for command in decider.rules}
        self._events: dict[tuple[str, str, int], type[Event]] = {
            (decider.stream_type, event.type, event.schema_version): event
            for decider in deciders
            for event in decider.folds
        }

    def decider_of(self, command: Command) -> Decider[Any]:
        """Who decides a command; LookupError for one that nobody has a rule for."""
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
        if any(len(event.data) > MAX_DATA for event in events):
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
