"""The load: clients that ask for things over HTTP and over the bus, each as stubborn as a good terminal.

A command has its id before its first try and keeps it; it is tried until its answer is known, and often again after
that. Clients do not know what the nemesis does.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

import httpx
from nats.aio.client import Client as Bus
from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError
from nats.js.errors import NotFoundError

from contracts.wire import subjects
from deploy.local.state import StackState
from tests.chaos.commands import Asked, Draft
from tests.chaos.record import Book, Intent
from tests.chaos.stack import NotUp, alone, connect

TRY_SECONDS = 20.0
RECEIPT_SECONDS = 1.0


class HttpClient:
    """Posts one command after the other, each 1 to 20 times; applications, rivals and reused ids among them."""

    def __init__(self, name: str, seed: int, address: str, book: Book, canary: str) -> None:
        self.book = book
        self.draft = Draft(seed, name, "http", canary)
        self._random = Random(f"{seed}/{name}/sending")
        self._http = httpx.AsyncClient(base_url=address, timeout=TRY_SECONDS, trust_env=False)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`; what was begun is brought to its end."""
        async with self._http:
            while not self._stopping.is_set():
                draw = self._random.random()
                if draw < 0.12:
                    for asked in self.draft.application():
                        await self._one(asked)
                elif draw < 0.2:
                    await self._rivals()
                elif draw < 0.5:
                    await self._one(self.draft.activity(aid_case=draw < 0.35))
                else:
                    await self._one(self.draft.consultation())
                await asyncio.sleep(self._random.uniform(0.01, 0.15))

    def stop(self) -> None:
        self._stopping.set()

    async def _one(self, asked: Asked) -> None:
        self.book.intend(asked.intent)
        await self._send(asked, _copies(self._random))
        if self._random.random() < 0.05:
            await self._reuse(asked)

    async def _rivals(self) -> None:
        """Two commands begin the same stream at once: one is to win."""
        rival, entity = str(uuid4()), self.draft.uuid()
        both = [self.draft.consultation(entity, rival) for _ in range(2)]
        for asked in both:
            self.book.intend(asked.intent)
        await asyncio.gather(*(self._send(asked, 2) for asked in both))

    async def _send(self, asked: Asked, copies: int) -> None:
        """All copies, some at once, some one after the other; every one until it is answered."""
        at_once = min(copies, self._random.choice((1, 1, 2, 5)))
        await asyncio.gather(*(self._until_answered(asked.intent, asked.post) for _ in range(at_once)))
        for _ in range(copies - at_once):
            await self._until_answered(asked.intent, asked.post)

    async def _until_answered(self, intent: Intent, post: dict[str, object]) -> None:
        while True:
            status, answer = await self._try(intent.command, post)
            if status in (200, 409):
                self.book.answered(intent.command_id, answer["status"], answer.get("position"), answer.get("code"))
                return
            if status == 422:
                self.book.answered(intent.command_id, "invalid", None, answer.get("code"))
                return
            self.book.broken += status == 500
            self.book.unclear += 1
            await asyncio.sleep(self._random.uniform(0.1, 0.5))

    async def _reuse(self, asked: Asked) -> None:
        """The same id with another body is to be refused."""
        other = {**asked.post, "actor": "somebody-else"}
        while True:
            status, answer = await self._try(asked.intent.command, other)
            if status in (200, 409, 422):
                if answer.get("code") != "command-reused":
                    self.book.contradicts(f"{asked.intent.command_id}: another body under the same id gave {answer}")
                return
            self.book.unclear += 1
            await asyncio.sleep(0.3)

    async def _try(self, command: str, post: dict[str, object]) -> tuple[int, dict[str, Any]]:
        self.book.sent += 1
        try:
            response = await self._http.post(f"/api/intake/commands/{command}", json=post)
            return response.status_code, response.json() if response.status_code in (200, 409, 422) else {}
        except (httpx.HTTPError, ValueError):
            return 0, {}


class BusClient:
    """Puts durable posts on the bus one after the other and asks for their receipts later.

    A post is put again only when the bus has acknowledged it and does not have it any more: that a store was lost is
    the one thing an acknowledgement does not survive, and the book says how often it happened.
    """

    def __init__(self, name: str, seed: int, address: str, book: Book, state: Callable[[], StackState]) -> None:
        self.book = book
        self.draft = Draft(seed, name, "post", "no-canary-on-the-bus")
        self._random = Random(f"{seed}/{name}/sending")
        self._http = httpx.AsyncClient(base_url=address, timeout=TRY_SECONDS, trust_env=False)
        self._state = state
        self._bus: Bus | None = None
        self._connecting = asyncio.Lock()
        self._all_put = asyncio.Event()
        self._waiting: dict[str, tuple[Asked, int]] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`, and until every post has its receipt."""
        async with self._http:
            asking = asyncio.create_task(self._ask_receipts())
            while not self._stopping.is_set():
                draw = self._random.random()
                await self._one(self.draft.activity(aid_case=draw < 0.15) if draw < 0.4 else self.draft.consultation())
                await asyncio.sleep(self._random.uniform(0.01, 0.15))
            self._all_put.set()
            await asking
        await self._drop_bus()

    def stop(self) -> None:
        self._stopping.set()

    async def _one(self, asked: Asked) -> None:
        self.book.intend(asked.intent)
        sequence = await self._put(asked)
        self._waiting[asked.intent.command_id] = asked, sequence
        for _ in range(_copies(self._random) - 1):
            await self._put(asked)

    async def _put(self, asked: Asked) -> int:
        """Publish until the bus acknowledges; the sequence it gave."""
        subject = subjects.post(self.draft.org, asked.intent.command)
        body = json.dumps(asked.post, ensure_ascii=False).encode()
        while True:
            try:
                bus = await self._connected()
                self.book.sent += 1
                acknowledged = await alone(bus.jetstream().publish(subject, body, timeout=5))
                self.book.posted(asked.intent.command_id, acknowledged.seq)
                return acknowledged.seq
            except (NatsError, JetStreamError, NotUp, OSError, TimeoutError):
                self.book.unclear += 1
                await asyncio.sleep(self._random.uniform(0.1, 0.5))

    async def _ask_receipts(self) -> None:
        while self._waiting or not self._all_put.is_set():
            for command_id, (asked, sequence) in list(self._waiting.items()):
                if await self._receipt(command_id):
                    self._waiting.pop(command_id)
                elif await self._is_gone(command_id, sequence):
                    self.book.vanished(command_id)
                    self._waiting[command_id] = asked, await self._put(asked)
            await asyncio.sleep(RECEIPT_SECONDS)

    async def _receipt(self, command_id: str) -> bool:
        with contextlib.suppress(httpx.HTTPError, ValueError):
            response = await self._http.get(f"/api/intake/receipts/{command_id}")
            if response.status_code == 200:
                answer = response.json()
                self.book.answered(command_id, answer["status"], answer["position"], answer["code"])
                return True
        return False

    async def _is_gone(self, command_id: str, sequence: int) -> bool:
        """Whether the bus, asked and answering, has something else or nothing where it had our post."""
        try:
            manager = (await self._connected()).jsm(timeout=5)
            if (await alone(manager.stream_info("POSTS"))).state.last_seq < sequence:
                return True
            message = await alone(manager.get_msg("POSTS", sequence))
            return command_id.encode() not in (message.data or b"")
        except NotFoundError as error:
            return error.err_code == 10037  # no message found; a missing stream is another thing, and comes back
        except (NatsError, JetStreamError, NotUp, OSError, TimeoutError):
            return False

    async def _connected(self) -> Bus:
        """A connection to the bus wherever the stack runs it now: its port changes with every start."""
        async with self._connecting:
            if self._bus is not None and not self._bus.is_connected:
                await self._drop_bus()
            if self._bus is None:
                self._bus = await alone(connect(self._state()))
            return self._bus

    async def _drop_bus(self) -> None:
        if self._bus is not None:
            bus, self._bus = self._bus, None
            with contextlib.suppress(NatsError, OSError, TimeoutError):
                await alone(bus.close())


def _copies(random: Random) -> int:
    """How often a command is sent: mostly once, at times as often as an impatient hand can."""
    return random.choice((1, 1, 1, 1, 2, 2, 3, 5, 20))
