"""A short pause after a small batch, so that the next batch is larger.

A batch of few messages costs nearly as much as one of many: the bus does the same fsyncs, the database the same commit.
A single message does not wait; one that comes right after it waits for as long as the pause.
"""

import asyncio

LINGER_SECONDS = 0.005
SMALL_DIVISOR = 4
"""A batch is small when it holds less than a quarter of what it may hold."""


async def linger(taken: int, most: int) -> None:
    """Pause if a batch of `taken` messages was small, where `most` are allowed."""
    if taken < most // SMALL_DIVISOR:
        await asyncio.sleep(LINGER_SECONDS)
