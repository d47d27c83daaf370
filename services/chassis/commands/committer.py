"""Group commit: commands from every door meet in one committer, which decides and appends them together.

It takes what is waiting, decides each command against the state of its stream, appends all events with their receipts
and inline views in one transaction, then answers each caller. An idle committer commits at once: no command waits for
a timer. A refusal, a repeat or a broken command does no harm to the other commands of its batch.

The first try is optimistic: streams that a command begins are not loaded, receipts are not looked up. If that was wrong
(a repeated command, a concurrent writer), the database refuses the append, and the second try looks before it decides.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from contracts.language.messages import Answer, Post
from contracts.registry import carries_personal
from contracts.wire.event import Recorded
from services.chassis.commands import QUERIES
from services.chassis.commands.batch import Plan, Rules, Work
from services.chassis.decider import Decider, Refused
from services.chassis.failures import PERMANENT, Unavailable
from services.chassis.log import store
from services.chassis.log.store import Conflict, Connection
from services.chassis.observability import telemetry
from services.chassis.privacy.sealer import Sealer

log = structlog.get_logger()

REUSED = Refused("command-reused", "这个编号（命令编号）已用于内容不同的记录。如需更正，请另用新编号登记")
Inline = Callable[[Connection, Sequence[Recorded]], Awaitable[None]]


_REVEAL = {"reveal": True}
"""Shows personal text, for the keyed digest of a request and nothing else; the text itself is not stored."""


class Committer:
    """The one writer of a process. `inline` takes new events of `inline_types` in the transaction of the append."""

    def __init__(
        self,
        service: str,
        pool: asyncpg.Pool,
        deciders: Iterable[Decider[Any]],
        sealer: Sealer,
        inline: Inline,
        inline_types: Collection[str],
        batch: int = 1000,
    ) -> None:
        self._service = service
        self._pool = pool
        self._sealer = sealer
        self._inline = inline
        self._inline_types = frozenset(inline_types)
        self._batch = batch
        self._rules = Rules(deciders)
        self._waiting: list[Work] = []
        self._wake = asyncio.Event()
        self._stopping = False
        self.appended = asyncio.Event()
        """Set after every append: the relay's wake-up call."""

    async def submit(self, post: Post[Any], causation_id: UUID | None = None, request: bytes | None = None) -> Answer:
        """Do a command, exactly once however often it is sent. Raises Unavailable when its outcome is not known.

        `request` is the digest of the post as it was sent, where look-ups have filled it in since: what they find may
        have changed when the same post comes again.
        """
        return await (await self.enter(post, causation_id, request))

    async def enter(
        self, post: Post[Any], causation_id: UUID | None = None, request: bytes | None = None
    ) -> "asyncio.Future[Answer]":
        """Put a command into the queue, behind all that were entered before. The future will hold the answer."""
        request = request or self.request(post)
        if carries_personal(post.data):
            post = post.model_copy(update={"data": await self._sealer.seal(post.data)})
        if self._stopping:
            raise Unavailable("the service is stopping")
        decider = self._rules.decider_of(post.data)
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        work = Work(post, decider, decider.stream(post.data), request, causation_id or post.command_id, done)
        self._waiting.append(work)
        self._wake.set()
        return done

    async def run(self) -> None:
        """Commit until `stop`, then what is still waiting."""
        while True:
            while self._waiting:
                await self._drain()
            if self._stopping:
                return
            self._wake.clear()
            await self._wake.wait()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def request(self, post: Post[Any]) -> bytes:
        """A keyed digest of what was asked, the same whichever door it came through.

        Without defaults: a field that a later version adds leaves the digest of an older post as it was.
        """
        content = post.__pydantic_serializer__.to_json(post, context=_REVEAL, exclude_defaults=True)
        return self._sealer.keys.keyed_digest(post.data.name, content)

    def _take(self) -> list[Work]:
        """The next batch: each command id once, so that a repeat meets the first one's receipt."""
        batch: dict[UUID, Work] = {}
        rest: list[Work] = []
        for work in self._waiting:
            if len(batch) < self._batch and work.post.command_id not in batch:
                batch[work.post.command_id] = work
            else:
                rest.append(work)
        self._waiting = rest
        return list(batch.values())

    async def _drain(self) -> None:
        """Commit what waits, on one connection as long as there is work: taking one from the pool costs more than a small
        batch."""
        acquired = False
        try:
            async with self._pool.acquire() as connection:
                acquired = True
                while self._waiting and not connection.is_closed():
                    await self._safely(connection, self._take())
        except Exception as error:
            log.error("connection lost", error=type(error).__name__)
            if not acquired:  # when a connection breaks on its way back to the pool, every command has its answer
                waiting, self._waiting = self._waiting, []
                _fail(waiting, Unavailable(type(error).__name__))

    async def _safely(self, connection: Connection, batch: list[Work]) -> bool:
        """Commit a batch, one by one if a command of it is broken. False when the outcome of any is not known."""
        try:
            with telemetry.TRACER.start_as_current_span("commit", attributes={"commands": len(batch)}):
                await self._commit(connection, batch)
        except PERMANENT as error:
            if len(batch) == 1:
                log.error("command broken", command=batch[0].post.data.name, error=type(error).__name__)
                _fail(batch, error)
                return True
            for n, work in enumerate(batch, 1):
                if not await self._safely(connection, [work]):
                    _fail(batch[n:], Unavailable("behind one that failed"))
                    return False
        except Exception as error:
            log.error("commit failed", commands=len(batch), error=type(error).__name__)
            # The commands behind fail too: a later post of a terminal must not overtake an earlier one that is tried again.
            waiting, self._waiting = self._waiting, []
            _fail([*batch, *waiting], Unavailable(type(error).__name__))
            return False
        return True

    async def _commit(self, connection: Connection, batch: list[Work]) -> None:
        for attempt in range(8):
            if attempt:
                batch = await self._answer_repeats(connection, batch)
                telemetry.CONFLICTS.labels(self._service).inc()
            streams = {work.stream for work in batch if attempt or type(work.post.data) not in work.decider.begins}
            histories = await store.load(connection, self._service, streams) if streams else {}
            plan = self._rules.decide(batch, histories)
            if not plan.decided:
                return
            try:
                base, stamp = await self._append(connection, plan)
            except Conflict:
                continue
            self._answer(plan, base, stamp)
            return
        raise Unavailable("eight conflicts in a row")

    async def _append(self, connection: Connection, plan: Plan) -> tuple[int, datetime]:
        new = plan.append
        wanted = [n for n, event in enumerate(new.events, 1) if event.type in self._inline_types]
        if not wanted:
            return await store.append(connection, new)
        async with connection.transaction():
            base, stamp = await store.append(connection, new)
            await self._inline(connection, [new.events[n - 1].placed(base + n, stamp, self._service) for n in wanted])
            return base, stamp

    async def _answer_repeats(self, connection: Connection, batch: list[Work]) -> list[Work]:
        """Answer what was done before from its receipt; the rest remains to be done."""
        ids = [work.post.command_id for work in batch]
        known = {row["command_id"]: row for row in await connection.fetch(QUERIES.receipts, ids)}
        for work in batch:
            if row := known.get(work.post.command_id):
                work.answer(repeat_answer(row, work.request))
        return [work for work in batch if work.post.command_id not in known]

    def _answer(self, plan: Plan, base: int, stamp: datetime) -> None:
        telemetry.APPENDED.labels(self._service).inc(len(plan.append.events))
        if plan.append.events:
            self.appended.set()
        for work, receipt in plan.decided:
            work.answer(
                Answer.model_construct(
                    command_id=receipt.command_id,
                    status="refused" if receipt.code else "accepted",
                    repeated=False,
                    stream=receipt.stream,
                    version=receipt.version,
                    position=base + receipt.last if receipt.last else None,
                    code=receipt.code,
                    reason=receipt.reason,
                ),
            )


def receipt_answer(row: asyncpg.Record, *, repeated: bool) -> Answer:
    """The stored answer of a command."""
    return Answer(
        command_id=row["command_id"],
        status="refused" if row["code"] else "accepted",
        repeated=repeated,
        stream=row["stream"],
        version=row["version"],
        position=row["position"] or None,
        code=row["code"],
        reason=row["reason"],
    )


def repeat_answer(row: asyncpg.Record, request: bytes) -> Answer:
    """The answer to a command whose id has a receipt: the stored one, or a refusal when something else was asked."""
    if row["request"] == request:
        return receipt_answer(row, repeated=True)
    return Answer(command_id=row["command_id"], status="refused", code=REUSED.code, reason=REUSED.reason)


def _fail(batch: list[Work], error: Exception) -> None:
    for work in batch:
        work.fail(error)
