"""Migrations: numbered SQL files, each run once, in order, as the owner of the database.

The number in a file's name is its order. `before` means that the old code may still run meanwhile; `after`, that none of its
processes may run any more. A database remembers a file as `<name of the folder above>/<file>`, as in
`chassis/0001_before_kernel.sql`: if the folder moved, every database would run all its files again.
"""

from collections.abc import Iterable
from pathlib import Path

import asyncpg

CHASSIS = Path(__file__).with_name("migrations")


async def migrate(url: str, service: str, folders: Iterable[Path]) -> list[str]:
    """Bring the database up to date; the names of what was run. Two processes at once wait for each other."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("select pg_advisory_lock(7231)")
        await connection.execute("select set_config('yingyuan.service_role', $1, false)", service)
        await connection.execute(
            "create table if not exists public.migration (name text primary key, applied_at timestamptz not null default now())"
        )
        done = {row["name"] for row in await connection.fetch("select name from public.migration")}
        run = []
        for folder in (CHASSIS, *folders):
            for file in sorted(folder.glob("*.sql")):
                name = f"{folder.parent.name}/{file.name}"
                if name not in done:
                    async with connection.transaction():
                        await connection.execute(file.read_text("utf-8"))
                        await connection.execute("insert into public.migration (name) values ($1)", name)
                    run.append(name)
        return run
    finally:
        await connection.close()
