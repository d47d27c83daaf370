"""Doors: how a command comes in, whatever brought it (HTTP, a request on the bus, a durable post).

The body is validated once, from its bytes. If something is wrong with it, the answer says so in plain Chinese and nothing
is stored: the sender may correct it and send it again under the same id. A valid command goes to the committer.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from inspect import isawaitable
from typing import Any, TypeAlias
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
from services.chassis.limits import ONE, check_values
from services.chassis.observability import telemetry

Prepare = Callable[[Post[Any]], Post[Any] | Awaitable[Post[Any]]]
"""A look-up (`service.Lookup`) that knows its service already."""


CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far ahead of ours a terminal's clock may be before its posts are refused."""


_NAME = re.compile(r"[a-z]+(-[a-z]+){0,4}")

PORTION = 100
"""Commands of one request that are read and entered without a pause."""

Entered: TypeAlias = "asyncio.Future[Answer] | Exception"
"""A command in the queue, or why it is not there."""


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
        check_values(body, ONE)
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
            shown = f"「{name}」" if _NAME.fullmatch(name) else "这个名称的"
            raise Invalid("unknown-command", f"没有{shown}命令，请核对接口文档")
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
        entered: list[Entered] = []
        for begin in range(0, len(reads), PORTION):
            portion = [_read(read) for read in reads[begin : begin + PORTION]]
            outcomes = await self._enter_all(portion)
            entered += outcomes
            if len(outcomes) < len(portion) or any(_is_lost(one) for one in outcomes):
                break
            await asyncio.sleep(0)  # others have their turn: a thousand commands take longer than one may hold the loop
        futures = [one for one in entered if isinstance(one, asyncio.Future)]
        answers = iter(await asyncio.gather(*futures, return_exceptions=True))
        return [next(answers) if isinstance(one, asyncio.Future) else one for one in entered]

    async def _enter_all(self, portion: list[Post[Any] | Exception]) -> list[Entered]:
        """Enter a portion in order; it ends with the first whose outcome is not known. Receipts of all are looked up at
        once, and so are the keys of all: each would be a round trip or two for every command."""
        entered: list[Entered] = []
        requests = [b"" if isinstance(one, Exception) else self._committer.request(one) for one in portion]
        try:
            repeated = await self._repeated_of(portion)
        except Exception as error:
            return [error]
        prepared: list[Entered | Post[Any]] = []
        for one, request in zip(portion, requests, strict=True):
            if isinstance(one, Exception):
                prepared.append(one)
            elif one.command_id in repeated:
                prepared.append(answered(repeat_answer(repeated[one.command_id], request)))
            else:
                try:
                    prepared.append(await self._prepared(one))
                except Exception as error:
                    prepared.append(error)
                    if _is_lost(error):
                        break
        try:
            sealed = iter(await self._committer.seal([one for one in prepared if isinstance(one, Post)]))
        except PERMANENT as error:  # a mistake about one of them must not hurt the others
            if len(portion) == 1:
                return [error]
            for one in portion:
                entered += await self._enter_all([one])
                if _is_lost(entered[-1]):
                    break
            return entered
        except Exception as error:
            return [error]
        for waiting, request in zip(prepared, requests, strict=False):
            if entered and _is_lost(entered[-1]):
                break
            if not isinstance(waiting, Post):
                entered.append(waiting)
                continue
            try:
                entered.append(await self._committer.enter(next(sealed), request=request))
            except Exception as error:
                entered.append(error)
        return entered

    async def _repeated_of(self, portion: list[Post[Any] | Exception]) -> dict[UUID, asyncpg.Record]:
        """Receipts of those with personal text: a repeat must not make keys and index entries again for a person who has
        been erased since. And of those from the future: an older version may have taken what is refused now."""
        ids = [
            one.command_id
            for one in portion
            if not isinstance(one, Exception) and (carries_personal(one.data) or _is_ahead(one))
        ]
        rows = await self.pool.fetch(QUERIES.receipts, ids) if ids else []
        return {row["command_id"]: row for row in rows}

    async def enter(self, post: Post[Any]) -> "asyncio.Future[Answer]":
        """Put a command into the committer's queue, behind those entered before. The future will hold the answer. To keep
        the order of many, enter one after the other."""
        if not carries_personal(post.data) and not _is_ahead(post):  # the hot path
            request = self._committer.request(post)
            return await self._committer.enter(await self._prepared(post), request=request)
        [entered] = await self._enter_all([post])
        if isinstance(entered, Exception):
            raise entered
        return entered

    async def _prepared(self, post: Post[Any]) -> Post[Any]:
        """A command with what its rule may not look up; Invalid for one that cannot be."""
        if _is_ahead(post):
            raise Invalid("future", "发生时间晚于现在，请核对日期和时间", post.command_id)
        prepare = self._prepare.get(type(post.data))
        prepared = prepare(post) if prepare else post
        return await prepared if isawaitable(prepared) else prepared

    async def receipt(self, command_id: UUID) -> Answer | None:
        """What became of a command: its receipt, or why its post was refused; None when it is not known here."""
        rows = await self.pool.fetch(QUERIES.receipts, [command_id])
        if rows:
            return receipt_answer(rows[0], repeated=True)
        refused = await self.pool.fetchrow(QUERIES.refused_post, command_id)
        if refused:
            return Answer(command_id=command_id, status="refused", code=refused["code"], reason=refused["reason"])
        return None


def _is_ahead(post: Post[Any]) -> bool:
    """Whether a command says that something has been done in the future."""
    return not post.data.may_lie_ahead and post.occurred_at > datetime.now(UTC) + CLOCK_TOLERANCE


def _read(read: Callable[[], Post[Any]]) -> Post[Any] | Exception:
    try:
        return read()
    except Exception as error:
        return error


def answered(answer: Answer) -> "asyncio.Future[Answer]":
    """An answer that is there already."""
    done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    done.set_result(answer)
    return done


def _is_lost(entered: Entered) -> bool:
    """Whether a command has failed, as far as known by now, and must be tried again."""
    error = entered if isinstance(entered, Exception) else entered.exception() if entered.done() else None
    return isinstance(error, Exception) and not isinstance(error, (Invalid, *PERMANENT))


@cache
def _seconds(door: str) -> Histogram:
    return telemetry.COMMAND_SECONDS.labels(door)


def id_in(body: object) -> UUID | None:
    """The command id in a body (its bytes, or the object in it) that did not validate, when it has one."""
    try:
        found = _field_in(body, "command_id")
        return UUID(found) if found else None
    except ValueError:
        return None


def org_in(body: object) -> str | None:
    """The organisation in whose name a body speaks that did not validate, when it says so."""
    return _field_in(body, "org")


def _field_in(body: object, name: str) -> str | None:
    try:
        content = from_json(body) if isinstance(body, bytes | str) else body
    except ValueError:
        return None
    found = content.get(name) if isinstance(content, dict) else None
    return found if isinstance(found, str) else None
