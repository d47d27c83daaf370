"""Doors: how a command comes in, whatever brought it (HTTP, a request on the bus, a durable post).

The body is validated once, from its bytes. If something is wrong with it, the answer says so in plain Chinese and nothing
is stored: the sender may correct it and send it again under the same id. A valid command goes to the committer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from inspect import isawaitable
from typing import Any
from uuid import UUID

import asyncpg
from prometheus_client import Histogram
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from contracts.language.errors import explain
from contracts.language.messages import Answer, Command, Post
from contracts.registry import carries_personal
from services.chassis.commands import QUERIES
from services.chassis.commands.committer import Committer, receipt_answer, repeat_answer
from services.chassis.failures import PERMANENT, Invalid
from services.chassis.observability import telemetry

Prepare = Callable[[Post[Any]], Post[Any] | Awaitable[Post[Any]]]
"""A look-up (`service.Lookup`) that knows its service already."""


CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far ahead of ours a terminal's clock may be before its posts are refused."""


class Door:
    """Validates posts and passes them on. `prepare` has the look-ups that run before the committer, by command.

    A business time in the future is refused, unless the command's contract allows it (`may_lie_ahead`).
    """

    def __init__(
        self,
        commands: Iterable[type[Command]],
        committer: Committer,
        pool: asyncpg.Pool,
        prepare: Mapping[type[Command], Prepare],
    ) -> None:
        self.commands = {command.name: command for command in commands}
        self.pool = pool
        self._committer = committer
        self._prepare = prepare
        self._posts = {name: TypeAdapter(Post[command]) for name, command in self.commands.items()}  # type: ignore[valid-type]  # made at run time

    def read(self, name: str, body: bytes | str) -> Post[Any]:
        """The post in a body; raises Invalid."""
        adapter = self._adapter(name)
        try:
            return adapter.validate_json(body)
        except ValidationError as error:
            raise Invalid("invalid", explain(error), id_in(body)) from None

    def read_object(self, name: str, content: object) -> Post[Any]:
        """The post in a JSON object that has been parsed already; raises Invalid."""
        adapter = self._adapter(name)
        try:
            return adapter.validate_python(content)
        except ValidationError as error:
            raise Invalid("invalid", explain(error), id_in(content)) from None

    def _adapter(self, name: str) -> TypeAdapter[Post[Any]]:
        adapter = self._posts.get(name)
        if adapter is None:
            raise Invalid("unknown-command", f"没有「{name[:40]}」这个命令，请核对接口文档")
        return adapter

    async def pass_through(self, post: Post[Any], door: str) -> Answer:
        """Do the command; raises Invalid, or Unavailable when what became of it is not known."""
        began = time.perf_counter()
        answer = await (await self.enter(post))
        _seconds(door).observe(time.perf_counter() - began)
        return answer

    async def do_all(self, reads: Sequence[Callable[[], Post[Any]]]) -> list[Answer | BaseException]:
        """The outcomes of many commands, done in the order given: `reads` give the posts, or raise Invalid.

        When the outcome of one is not known, the commands after it that are not entered yet stay out: they would overtake
        it. The list of outcomes is shorter then.
        """
        entered: list[asyncio.Future[Answer] | Exception] = []
        for read in reads:
            if entered and _is_lost(entered[-1]):
                break
            try:
                entered.append(await self.enter(read()))
            except Exception as error:
                entered.append(error)
        futures = [one for one in entered if isinstance(one, asyncio.Future)]
        answers = iter(await asyncio.gather(*futures, return_exceptions=True))
        return [next(answers) if isinstance(one, asyncio.Future) else one for one in entered]

    async def enter(self, post: Post[Any]) -> "asyncio.Future[Answer]":
        """Put a command into the committer's queue, behind those entered before. The future will hold the answer. To keep
        the order of many, enter one after the other."""
        request = self._committer.request(post)
        if carries_personal(post.data) and (answer := await self._repeated(post, request)):
            done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            done.set_result(answer)
            return done
        if not post.data.may_lie_ahead and post.occurred_at > datetime.now(UTC) + CLOCK_TOLERANCE:
            raise Invalid("future", "发生时间晚于现在，请核对日期和时间", post.command_id)
        prepare = self._prepare.get(type(post.data))
        prepared = prepare(post) if prepare else post
        return await self._committer.enter(await prepared if isawaitable(prepared) else prepared, request=request)

    async def _repeated(self, post: Post[Any], request: bytes) -> Answer | None:
        """The answer to a post with personal text that was done before. Here the receipt is looked up first: a repeat must
        not make keys and index entries again for a person who has been erased since."""
        rows = await self.pool.fetch(QUERIES.receipts, [post.command_id])
        return repeat_answer(rows[0], request) if rows else None

    async def receipt(self, command_id: UUID) -> Answer | None:
        """What became of a command: its receipt, or why its post was refused; None when it is not known here."""
        rows = await self.pool.fetch(QUERIES.receipts, [command_id])
        if rows:
            return receipt_answer(rows[0], repeated=True)
        refused = await self.pool.fetchrow(QUERIES.refused_post, command_id)
        if refused:
            return Answer(command_id=command_id, status="refused", code=refused["code"], reason=refused["reason"])
        return None


def _is_lost(entered: "asyncio.Future[Answer] | Exception") -> bool:
    """Whether a command has failed, as far as known by now, and must be tried again."""
    error = entered if isinstance(entered, Exception) else entered.exception() if entered.done() else None
    return isinstance(error, Exception) and not isinstance(error, (Invalid, *PERMANENT))


@cache
def _seconds(door: str) -> Histogram:
    return telemetry.COMMAND_SECONDS.labels(door)


def id_in(body: object) -> UUID | None:
    """The command id in a body (its bytes, or the object in it) that did not validate, when it has one."""
    try:
        content = from_json(body) if isinstance(body, bytes | str) else body
        found = content["command_id"] if isinstance(content, dict) else None
        return UUID(found) if isinstance(found, str) else None
    except (ValueError, KeyError):
        return None
