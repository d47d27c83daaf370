"""What somebody would write instead: FastAPI, a pydantic model, one INSERT per request, no promise but the row's.

No check of a repeat, no event, no order, nobody told: the row is there when the reply comes, and that is all.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Request
from pydantic import BaseModel

TABLE = """
create table if not exists activity (
    id          bigint generated always as identity primary key,
    command_id  uuid not null,
    actor       text not null,
    org         text not null,
    region      text not null,
    occurred_at timestamptz not null,
    activity_id uuid not null,
    matter      text not null,
    provider    text not null,
    worker      text not null,
    quantity    int not null,
    people      int not null,
    served      text,
    campaign    text,
    number      text,
    created_at  timestamptz not null default now()
)
"""
INSERT = """
insert into activity (command_id, actor, org, region, occurred_at, activity_id, matter, provider, worker,
                      quantity, people, served, campaign, number)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id
"""


class Activity(BaseModel):
    activity_id: UUID
    matter: str
    provider: str
    worker: str
    quantity: int
    people: int
    served: str | None
    campaign: str | None
    number: str | None


class Post(BaseModel):
    command_id: UUID
    actor: str
    org: str
    region: str
    occurred_at: datetime
    data: Activity


@asynccontextmanager
async def _pool(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["CRUD_URL"], min_size=16, max_size=16) as pool:
        await pool.execute(TABLE)
        app.state.pool = pool
        yield


app = FastAPI(lifespan=_pool)


@app.post("/activities", status_code=201)
async def create(post: Post, request: Request) -> dict[str, int]:
    data = post.data
    row = await request.app.state.pool.fetchval(
        INSERT, post.command_id, post.actor, post.org, post.region, post.occurred_at, data.activity_id, data.matter,
        data.provider, data.worker, data.quantity, data.people, data.served, data.campaign, data.number,
    )  # fmt: skip
    return {"id": row}
