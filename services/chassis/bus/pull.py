"""Pulls messages from a durable consumer: a callback fills a buffer, and at half of the credit more is asked for.

nats-py's `fetch` waits, and passes through a queue, once for each message; this does the same at three times the rate
(tests/bench). Nothing is acknowledged here: the caller acknowledges the last message of what it has committed.
"""

import asyncio
import json
from collections import deque

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from services.chassis.bus.wire import read_fast

EXPIRES_SECONDS = 5.0
"""After that the server forgets a request for messages, and we ask again."""

_EXPIRED = "408"


class Pull:
    """A stream of messages from one durable. Make it, `open` it, take `batch` after `batch`, `close` it."""

    def __init__(self, client: Client, stream: str, durable: str, credit: int = 2000) -> None:
        self._client = client
        self._subject = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"
        self._credit = credit
        self._buffer: deque[Msg] = deque()
        self._arrived = asyncio.Event()
        self._outstanding = 0
        self._asked = 0.0
        self._reconnects = 0
        self._inbox = ""
        self._subscription: Subscription | None = None

    async def open(self) -> None:
        self._reconnects = self._client.stats["reconnects"]
        self._inbox = self._client.new_inbox()
        read_fast(self._client)
        self._subscription = await self._client.subscribe(
            self._inbox, cb=self._receive, pending_msgs_limit=1 << 20, pending_bytes_limit=1 << 30
        )
        await self._ask()

    async def close(self) -> None:
        if self._subscription is not None and not self._client.is_closed:
            await self._subscription.unsubscribe()

    async def batch(self, limit: int, wait: float) -> list[Msg]:
        """What has arrived, at most `limit`; waits up to `wait` seconds for the first message, and for no further one."""
        if self._client.stats["reconnects"] != self._reconnects:  # the server has forgotten what we asked for
            self._reconnects = self._client.stats["reconnects"]
            self._outstanding = 0
        if not self._buffer:
            self._arrived.clear()
            if not self._outstanding or asyncio.get_running_loop().time() - self._asked > EXPIRES_SECONDS:
                await self._ask()
            try:
                await asyncio.wait_for(self._arrived.wait(), wait)
            except TimeoutError:
                return []
        taken = [self._buffer.popleft() for _ in range(min(limit, len(self._buffer)))]
        if self._outstanding < self._credit // 2:
            await self._ask()
        return taken

    async def _ask(self) -> None:
        """Ask up to the credit. A request that has expired, or was lost with a connection, no longer counts."""
        now = asyncio.get_running_loop().time()
        if now - self._asked > EXPIRES_SECONDS:
            self._outstanding = 0
        want = self._credit - self._outstanding
        if want > 0:
            self._asked = now
            self._outstanding += want
            body = json.dumps({"batch": want, "expires": int(EXPIRES_SECONDS * 1e9)}).encode()
            await self._client.publish(self._subject, body, reply=self._inbox)

    async def _receive(self, message: Msg) -> None:
        if not message.reply:  # a status: the request has expired or was refused
            self._outstanding = 0
            self._asked = 0.0
            if (message.headers or {}).get("Status") == _EXPIRED:
                self._arrived.set()  # wakes a waiting `batch`, which asks again at once: until then nothing is delivered
            return
        self._outstanding = max(0, self._outstanding - 1)
        self._buffer.append(message)
        self._arrived.set()
