"""Process managers: deciders that are moved by events and answer with commands.

The stream of a process instance is its inbox and its outbox: one private event per input holds what came in and what
follows from it. Commands get ids derived from (process, input, index), so a run that was cut off is simply run again
and receipts see to it that nothing is done twice. Deadlines are rows; one that fires is just another input.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from contracts.language.messages import Command, Post
from contracts.wire.event import Recorded
from services.chassis.bus import QUERIES as BUS_QUERIES
from services.chassis.commands.committer import REUSED, Committer
from services.chassis.decider import Decider, Outcome
from services.chassis.failures import DATABASE_FAILURES, PERMANENT, Unavailable, described
from services.chassis.ids import derived
from services.chassis.log.store import Connection, made_by
from services.chassis.processes import QUERIES
from services.chassis.processes.process import Deadline, Input, Output, Process, StepTaken, TakeStep

log = structlog.get_logger()


class Runner:
    """Moves one process: takes events and deadlines as inputs, and makes sure that every command that follows is done."""

    def __init__(self, service: str, process: Process[Any], commands: Iterable[type[Command]]) -> None:
        self._service = service
        self.process = process
        self._commands = {command.name: command for command in commands}
        self._step = type(f"Take{process.name.title()}Step", (TakeStep,), {})
        self._stopping = asyncio.Event()
        self.decider: Decider[tuple[frozenset[UUID], Any]] = Decider(
            stream_type=process.name,
            initial=(frozenset(), process.initial),
            key=attrgetter("instance"),
            rules={self._step: self._decide},
            folds={StepTaken: self._evolve},
        )

    def bind(self, committer: Committer, pool: asyncpg.Pool) -> None:
        """Give it the committer and the pool, which are made after it."""
        self._committer = committer
        self._pool = pool

    async def take(self, _connection: Connection, events: Sequence[Recorded]) -> None:
        """Take events in order. Runs in the transaction that moves the checkpoint: if this fails, the checkpoint stays."""
        moving = [event for event in events if self.process.is_moved_by(event)]
        await self._take([self._post(self.process.instance(e), Input.of(e), e.correlation_id) for e in moving])

    async def watch_deadlines(self) -> None:
        """Take deadlines as they fall due, also those that fell due while nobody ran; until `stop`."""
        while not self._stopping.is_set():
            try:
                for row in await self._pool.fetch(QUERIES.due, self.process.name, datetime.now(UTC)):
                    try:
                        await self._fire(row)
                    except PERMANENT as error:  # it stays, with a line in the log each time, until the rule is fixed
                        log.error("deadline broken", process=self.process.name, error=type(error).__name__)
            except (*DATABASE_FAILURES, Unavailable) as error:
                log.warning("deadlines interrupted", process=self.process.name, error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1.0)

    def stop(self) -> None:
        self._stopping.set()

    async def _fire(self, row: asyncpg.Record) -> None:
        instance, name, due_at = row["instance"], row["name"], row["due_at"]
        fired = Input(
            source=self._service, position=0, type="deadline", stream=name, occurred_at=due_at,
            org=row["org"], region=row["region"], event_id=derived(self.process.name, instance, name, due_at.isoformat()), data="{}",
        )  # fmt: skip
        post = self._post(instance, fired, fired.event_id)
        try:
            await self._take([post])
        except PERMANENT as error:
            await self._park(post, error)
        await self._pool.execute(QUERIES.clear_deadline, self.process.name, instance, name, due_at)

    async def _park(self, post: Post[Any], error: Exception) -> None:
        """Park a deadline that fired but whose commands could not all be done, as its step. Without a step there is nothing
        to park, and the error goes on."""
        async with self._pool.acquire() as connection:
            taken = await made_by(connection, self._service, [post.command_id])
            if not taken:
                raise error
            at, reason = taken[0], described(error)
            await connection.execute(
                BUS_QUERIES.park, self.process.name, self._service, at.position, at.stream, "deadline", reason
            )
        log.error("deadline parked", process=self.process.name, position=at.position, error=type(error).__name__)

    async def _take(self, steps: list[Post[Any]]) -> None:
        """Take the steps, then do what follows from each, in order. A refused command is an error that parks its input."""
        if not steps:
            return
        instances: dict[str, list[Post[Any]]] = {}
        for one in steps:
            instances.setdefault(one.data.instance, []).append(one)
        await asyncio.gather(*(self._in_order(of_one) for of_one in instances.values()))
        async with self._pool.acquire() as connection:
            taken = await made_by(connection, self._service, [step.command_id for step in steps])
        await self.finish(taken)

    async def finish(self, steps: Sequence[Recorded]) -> None:
        """Do what follows from steps that were taken; what had been done before is not done again."""
        for event in steps:
            step = StepTaken.model_validate_json(event.data)
            instance = event.stream.removeprefix(f"{self.process.name}-")
            for deadline in step.deadlines:
                await self._pool.execute(
                    QUERIES.set_deadline,
                    self.process.name,
                    instance,
                    deadline.name,
                    deadline.due_at,
                    event.org,
                    event.region,
                )
            for index, output in enumerate(step.outputs):
                await self._do(event, step, index, output)

    async def _in_order(self, steps: list[Post[Any]]) -> None:
        """Steps of one instance: one that fails must not be overtaken by those behind it."""
        for post in steps:
            answer = await self._committer.submit(post)
            if (
                answer.status == "refused" and answer.code != REUSED.code
            ):  # reused: an earlier version of the code took it
                raise ValueError(f"the step was refused: {answer.code}")

    async def _do(self, event: Recorded, step: StepTaken, index: int, output: Output) -> None:
        post = Post[Any](
            command_id=derived(self.process.name, step.input.event_id, index),
            actor=f"process:{self.process.name}",
            org=output.org,
            region=output.region,
            occurred_at=output.occurred_at,
            correlation_id=event.correlation_id,
            data=self._commands[output.command].model_validate(output.data),
        )
        answer = await self._committer.submit(post, causation_id=step.input.event_id)
        if answer.status == "refused":
            raise ValueError(f"{output.command} was refused: {answer.code}")

    def _post(self, instance: str, given: Input, correlation_id: UUID) -> Post[Any]:
        return Post[Any](
            command_id=derived(self.process.name, "step", instance, given.event_id),
            actor=f"process:{self.process.name}",
            org=given.org,
            region=given.region,
            occurred_at=given.occurred_at,
            correlation_id=correlation_id,
            data=self._step(process=self.process.name, instance=instance, input=given),
        )

    def _decide(self, state: tuple[frozenset[UUID], Any], command: TakeStep, at: datetime) -> Outcome:
        seen, inner = state
        if command.input.event_id in seen:
            return []
        follows = self.process.react(inner, command.input)
        outputs = [_output(command.input, c) for c in follows if isinstance(c, Command)]
        return [
            StepTaken(
                input=command.input, outputs=outputs, deadlines=tuple(c for c in follows if isinstance(c, Deadline))
            )
        ]

    def _evolve(self, state: tuple[frozenset[UUID], Any], step: StepTaken) -> tuple[frozenset[UUID], Any]:
        seen, inner = state
        return seen | {step.input.event_id}, self.process.evolve(inner, step)


def _output(given: Input, command: Command) -> Output:
    return Output(
        command=command.name,
        org=given.org,
        region=given.region,
        occurred_at=given.occurred_at,
        data=command.model_dump(mode="json"),
    )
