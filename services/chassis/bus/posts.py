"""Durable posts: commands that terminals put on the bus (`post.<org>.<command>`), taken into the committer in order.

The POSTS stream keeps every post. A post that cannot become a command is recorded with its reason; nothing is dropped. A
post is acknowledged once its outcome is in the database, so a crash means a repeat, and a repeat counts once.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from contracts.language.messages import Answer, Post
from contracts.registry import carries_personal
from contracts.wire import subjects
from services.chassis.bus.leader import lead
from services.chassis.bus.linger import linger
from services.chassis.bus.messages import delivery, posted_ns, sequence
from services.chassis.bus.pull import Pull
from services.chassis.commands import QUERIES
from services.chassis.commands.door import Door, id_in, org_in
from services.chassis.failures import PERMANENT, TRANSIENT, Invalid, Unavailable
from services.chassis.log.store import Connection

log = structlog.get_logger()

STREAM = "POSTS"


class Posts:
    """Takes posts from a durable to the service's door."""

    def __init__(self, door: Door, durable: str, client: Callable[[], Client], batch: int) -> None:
        self._door = door
        self._durable = durable
        self._client = client
        self._batch = batch
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Take posts until `stop`."""
        while not self._stopping.is_set():
            try:
                async with lead(self._door.pool, "posts", self._stopping) as leading:
                    if leading:
                        await self._follow(leading)
            except TRANSIENT as error:
                log.warning("posts interrupted", error=type(error).__name__)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), 0.5)

    def stop(self) -> None:
        self._stopping.set()

    async def _follow(self, leading: Connection) -> None:
        """Take posts from the first that is not acknowledged. An acknowledgement counts for all posts before it too, so
        after a hole in the deliveries (a message lost on its way) we start again: going on would acknowledge the lost one."""
        client = self._client()
        jsm = client.jsm(timeout=5)
        # To what the server holds as acknowledged, never to a sequence that we remember: if the store was wiped meanwhile,
        # the new stream begins at 1, and every post up to our old sequence would be skipped.
        await jsm.reset_consumer(STREAM, self._durable)
        pull = Pull(client, STREAM, self._durable)
        await pull.open()
        connection = client.stats["reconnects"]
        try:
            delivered = 0
            while not self._stopping.is_set():
                messages = await pull.batch(self._batch, wait=1.0)
                if not messages:
                    continue
                if [delivery(m) for m in messages] != list(range(delivered + 1, delivered + 1 + len(messages))):
                    log.info("posts are read again", reason="a delivery is missing")
                    return
                delivered += len(messages)
                await self._all(messages)
                # If we have lost the lead, our acknowledgement could count for posts that the next leader has not done yet.
                # An answer in the session that holds the lead means that we still have it.
                await leading.execute("select 1")
                if not client.is_connected or client.stats["reconnects"] != connection:
                    log.info("posts are read again", reason="the bus is another one")
                    return  # on a bus that was wiped since, our acknowledgement would skip its new posts
                await client.publish(messages[-1].reply, b"+ACK")
                await linger(len(messages), self._batch)
        finally:
            with contextlib.suppress(*TRANSIENT):
                await pull.close()

    async def _all(self, messages: list[Msg]) -> None:
        """Take all of them; when this returns, the outcome of each is in the database."""
        outcomes = await self._door.do_all([partial(self._read, message) for message in messages])
        for message, outcome in zip(messages, outcomes, strict=False):
            await self._settle(message, outcome)
        if len(outcomes) < len(messages):
            await self._all(messages[len(outcomes) :])

    async def _settle(self, message: Msg, outcome: Answer | BaseException) -> None:
        try:
            if isinstance(outcome, Unavailable):
                await self._until_known(message)
            elif isinstance(outcome, BaseException):
                raise outcome
        except Invalid as error:
            await self._note(message, error)
        except PERMANENT as error:
            reason = f"无法登记（{type(error).__name__}），请联系管理员"
            await self._note(message, Invalid("broken", reason, id_in(message.data)))

    def _read(self, message: Msg) -> Post[Any]:
        parsed = _parse(message.subject)
        try:
            post = self._door.read(parsed.command, message.data)
        except Invalid as error:
            if org_in(message.data) != parsed.org:
                error.command_id = None
            raise
        if post.org != parsed.org:  # recorded without the command's id, which may be another organisation's
            raise Invalid("foreign-org", "单位代码与投递地址不符：只能以本单位的名义登记")
        if carries_personal(post.data):
            raise Invalid("personal", "投递的内容含有个人信息，请改用网页登记", post.command_id)
        return post

    async def _until_known(self, message: Msg) -> None:
        """Do the command again and again until its outcome is known: its id makes that safe."""
        while not self._stopping.is_set():
            await asyncio.sleep(0.2)
            try:
                await self._door.pass_through(self._read(message), "post")
                return
            except Unavailable:
                continue
        raise Unavailable("the service is stopping")

    async def _note(self, message: Msg, error: Invalid) -> None:
        await self._door.pool.execute(
            QUERIES.refuse_post,
            sequence(message),
            posted_ns(message),
            message.subject,
            error.command_id,
            error.code,
            error.reason,
        )


def _parse(subject: str) -> subjects.PostSubject:
    try:
        parsed = subjects.parse(subject)
    except subjects.SubjectError:
        raise Invalid("bad-subject", "投递地址不正确：应为 post.<单位>.<命令>") from None
    assert isinstance(parsed, subjects.PostSubject)  # the stream takes nothing else
    return parsed
