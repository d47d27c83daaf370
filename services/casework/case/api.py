"""Questions to casework over HTTP."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel

from services.casework.case.view import CASES, QUERIES
from services.chassis.service import running

ROUTER = APIRouter(prefix="/api/casework", tags=["cases"])


class CaseLine(BaseModel):
    """A case in the list; nothing about the recipient."""

    case_id: UUID
    entry: str
    status: str
    org: str
    region: str
    firm: str | None
    provider: str | None
    worker: str | None
    result: str | None
    opened_at: datetime


@ROUTER.get("/cases")
async def cases(
    request: Request,
    status: Literal["open", "assigned", "registered", "closed"] | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[CaseLine]:
    """Cases, the latest first."""
    async with running(request).read(CASES.name) as connection:
        rows = await connection.fetch(QUERIES.listed, status, max(1, min(limit, 500)), max(0, offset))
    return [CaseLine.model_validate(dict(row)) for row in rows]
