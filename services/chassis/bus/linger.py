"""A short rest after a small batch, in which the next one grows.

A batch costs nearly the same for few as for many: the bus the same fsyncs, the database the same commit. Nobody waits
for a lone one: only what comes right behind it does, for as long as the rest.
"""

import asyncio

LINGER = 0.005
"""Seconds of rest."""
SMALL = 4
"""A batch is small that holds less than this part of the most it may hold."""


async def linger(taken: int, most: int) -> None:
    """Rest if a batch of `taken` was small, where `most` are allowed."""
    if taken < most // SMALL:
        await asyncio.sleep(LINGER)
