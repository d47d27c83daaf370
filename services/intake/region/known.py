"""The divisions that intake knows: an inline view, and its copy in memory for the doors."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from services.chassis.log.recorded import Recorded
from services.chassis.runtime import Runtime
from services.chassis.views.view import Connection, View

_UPSERT = """
insert into region select * from unnest($1::text[], $2::text[], $3::text[])
on conflict (code) do update set name = excluded.name, parent = excluded.parent
"""
_DIGEST = """
select coalesce(encode(sha256(convert_to(string_agg(r::text, E'\\n' order by code), 'UTF8')), 'hex'), 'empty')
from region r
"""


async def apply(connection: Connection, events: Sequence[Recorded]) -> None:
    latest = {event.stream: json.loads(event.data) for event in events}
    rows = list(latest.values())
    await connection.execute(
        _UPSERT, [r["code"] for r in rows], [r["name"] for r in rows], [r.get("parent") for r in rows]
    )


REGIONS = View(
    name="regions",
    version=1,
    sources=("intake",),
    tables=Path(__file__).with_name("known.sql"),
    apply=apply,
    digest=_DIGEST,
    inline=True,
    types=frozenset({"region-registered"}),
)


class KnownRegions:
    """Answers whether a division exists. A miss asks the database, so a division registered a moment ago is known."""

    def __init__(self) -> None:
        self.seen: frozenset[str] = frozenset()
        """Divisions that have been found before: they stay registered for ever."""
        self._looking = asyncio.Lock()

    async def has(self, runtime: Runtime, code: str) -> bool:
        async with self._looking:  # one reads the register, which may be long; whoever waited finds it read
            if code in self.seen:
                return True
            async with runtime.read("regions") as connection:
                known = await connection.fetchval("select exists (select from region where code = $1)", code)
                if known:
                    self.seen = frozenset(row["code"] for row in await connection.fetch("select code from region"))
            return bool(known)
