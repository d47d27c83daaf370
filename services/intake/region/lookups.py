"""Whether a division is registered: looked up before anything is recorded for it."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from contracts.language.messages import Post
from services.chassis.failures import Invalid
from services.chassis.service import Service
from services.intake.region.view import QUERIES, REGIONS


class KnownRegions:
    """The divisions in memory. A miss asks the database, so a division registered a moment ago is known."""

    def __init__(self) -> None:
        self.seen: frozenset[str] = frozenset()
        """Divisions that have been found before: they stay registered for ever."""
        self._looking = asyncio.Lock()

    async def has(self, service: Service, code: str) -> bool:
        async with self._looking:  # one reads the register, which may be long; whoever waited finds it read
            if code in self.seen:
                return True
            async with service.read(REGIONS.name) as connection:
                known = await connection.fetchval(QUERIES.known, code)
                if known:
                    self.seen = frozenset(row["code"] for row in await connection.fetch(QUERIES.codes))
            return bool(known)


def in_known_region(service: Service, post: Post[Any]) -> Post[Any] | Awaitable[Post[Any]]:
    """A Lookup; Invalid for a division that is not registered."""
    known = service.keep(KnownRegions)
    return post if post.region in known.seen else _in_new_region(service, known, post)


async def _in_new_region(service: Service, known: KnownRegions, post: Post[Any]) -> Post[Any]:
    if not await known.has(service, post.region):
        raise Invalid(
            "unknown-region", f"地区代码 {post.region} 不在行政区划登记中，请核对，或先导入区划", post.command_id
        )
    return post
