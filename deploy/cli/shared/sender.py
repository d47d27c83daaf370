"""Posting many commands through the front door: in batches, in order, again and again until each has its answer.

Services may be killed while this runs. A post keeps its command id on every try, so what was done but not answered is
answered as repeated, and counts once. Posts of one lane are sent one batch after the other; what must keep its order
(two entries under one number) has one lane.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from deploy.local.errors import OperatorError

K = TypeVar("K")

LARGEST_BATCH = 1024 * 1024
"""Bytes of posts in one request; the front door takes 16 MB."""
PATIENCE = 120.0
"""Seconds that one batch is tried again before we give up."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
_TIMEOUT = httpx.Timeout(60.0, connect=5.0)


class NotSent(OperatorError):
    """The posts could not all be sent; what was answered before stays done."""


@dataclass(frozen=True, slots=True)
class Outgoing(Generic[K]):
    """A post on its way. Posts of different `group` never share a request: a group may build on the one before."""

    key: K
    command_id: UUID
    command: str
    body: bytes
    lane: int = 0
    group: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a post; `reason` is Chinese and present when it was refused."""

    status: Literal["accepted", "repeated", "refused"]
    code: str | None = None
    reason: str | None = None


class _Answer(BaseModel):
    command_id: UUID | None = None
    status: str
    repeated: bool = False
    code: str | None = None
    reason: str | None = None


class _Answers(BaseModel):
    answers: list[_Answer]


@dataclass(slots=True)
class _Batch(Generic[K]):
    posts: list[Outgoing[K]] = field(default_factory=list)
    ids: set[UUID] = field(default_factory=set)
    bytes: int = 0

    def takes(self, post: Outgoing[K], most: int) -> bool:
        """One id at most once per request: within one, the service may take posts in any order."""
        if not self.posts:
            return True
        return (
            len(self.posts) < most
            and self.bytes + len(post.body) <= LARGEST_BATCH
            and post.command_id not in self.ids
            and post.group == self.posts[0].group
        )

    def add(self, post: Outgoing[K]) -> None:
        self.posts.append(post)
        self.ids.add(post.command_id)
        self.bytes += len(post.body)


class Sender(Generic[K]):
    """Sends posts to one service's door: at most `most` in a request, each lane's requests one after the other.

    `settle` hears of each post once, with its key; `trouble` hears in Chinese why we wait, then None when it is over.
    `patience` is in seconds: how long a service may answer nothing.
    """

    def __init__(
        self,
        url: str,
        settle: Callable[[K, Verdict], None],
        trouble: Callable[[str | None], None],
        *,
        lanes: int = 4,
        most: int = 500,
        patience: float = PATIENCE,
    ) -> None:
        self._url = url
        self._settle = settle
        self._trouble = trouble
        self._lanes = lanes
        self._most = most
        self._patience = patience

    async def run(self, posts: Iterable[Outgoing[K]]) -> None:
        """Send all; memory holds a few batches per lane. Raises NotSent when the service stays silent or objects."""
        queues: list[asyncio.Queue[_Batch[K] | None]] = [asyncio.Queue(maxsize=1) for _ in range(self._lanes)]
        # The stack is on this machine: a proxy meant for the outside world must not stand in between.
        async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
            try:
                async with asyncio.TaskGroup() as tasks:
                    for queue in queues:
                        tasks.create_task(self._drain(client, queue))
                    await self._fill(posts, queues)
            except* NotSent as group:
                raise _first(group) from None

    async def _fill(self, posts: Iterable[Outgoing[K]], queues: Sequence[asyncio.Queue[_Batch[K] | None]]) -> None:
        filling: list[_Batch[K]] = [_Batch() for _ in queues]
        for count, post in enumerate(posts, 1):
            lane = post.lane % len(queues)
            if not filling[lane].takes(post, self._most):
                await queues[lane].put(filling[lane])
                filling[lane] = _Batch()
            filling[lane].add(post)
            if count % 50 == 0:
                await asyncio.sleep(0)  # reading is our own work: let the answers in between
        for queue, batch in zip(queues, filling, strict=True):
            if batch.posts:
                await queue.put(batch)
            await queue.put(None)

    async def _drain(self, client: httpx.AsyncClient, queue: "asyncio.Queue[_Batch[K] | None]") -> None:
        while batch := await queue.get():
            await self._send(client, batch.posts)

    async def _send(self, client: httpx.AsyncClient, posts: Sequence[Outgoing[K]]) -> None:
        clock = asyncio.get_running_loop().time
        left, silent_since, pause = list(posts), clock(), _FIRST_PAUSE
        while True:
            rest, why = await self._try(client, left)
            if not rest:
                if pause != _FIRST_PAUSE:
                    self._trouble(None)
                return
            if len(rest) < len(left):
                silent_since = clock()
            if clock() - silent_since > self._patience:
                raise NotSent(f"服务 {self._patience:.0f} 秒没有应答（{why}）。请运行 yingyuan doctor 看哪里不对。")
            left = rest
            self._trouble(why)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _try(self, client: httpx.AsyncClient, posts: list[Outgoing[K]]) -> tuple[list[Outgoing[K]], str]:
        """Send once; the posts that have no answer yet, and why."""
        try:
            response = await client.post(self._url, content=_body(posts), headers={"content-type": "application/json"})
        except httpx.TransportError as error:
            return posts, "连接中断或超时" if isinstance(error, httpx.TimeoutException) else "连接不上"
        if response.status_code in (408, 429) or response.status_code >= 500:
            return posts, f"服务暂时不能应答（{response.status_code}）"
        if response.status_code != 200:
            raise NotSent(f"服务不接受这次提交（HTTP {response.status_code}）。请确认服务与命令行是同一版本。")
        try:
            answers = _Answers.model_validate_json(response.content).answers
        except ValidationError:
            raise NotSent("服务的应答读不懂。请确认服务与命令行是同一版本。") from None
        if len(answers) != len(posts):
            raise NotSent(f"提交了 {len(posts)} 条，服务只应答了 {len(answers)} 条。请确认服务与命令行是同一版本。")
        return self._settled(posts, answers), "服务还没有处理完"

    def _settled(self, posts: list[Outgoing[K]], answers: list[_Answer]) -> list[Outgoing[K]]:
        for post, answer in zip(posts, answers, strict=True):
            if answer.command_id not in (None, post.command_id):
                raise NotSent("服务的应答与提交的次序不符。请确认服务与命令行是同一版本。")
        rest: list[Outgoing[K]] = []
        for post, answer in zip(posts, answers, strict=True):
            if answer.status == "accepted":
                self._settle(post.key, Verdict("repeated" if answer.repeated else "accepted"))
            elif answer.status in ("refused", "invalid"):
                self._settle(post.key, Verdict("refused", answer.code, answer.reason or "服务没有收下，也没有说明原因"))
            else:
                rest.append(post)
        return rest


def _body(posts: Iterable[Outgoing[K]]) -> bytes:
    items = (b'{"command":"%s","post":%s}' % (post.command.encode(), post.body) for post in posts)
    return b'{"posts":[' + b",".join(items) + b"]}"


def _first(group: BaseExceptionGroup[NotSent]) -> NotSent:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    assert isinstance(error, NotSent)
    return error
