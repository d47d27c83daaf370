"""Questions to intake over HTTP: applications with what the law makes due, one person's text opened on demand."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from contracts.intake.application import ApplicationReceived
from services.chassis.log import store
from services.chassis.service import running
from services.intake.application.view import APPLICATIONS, QUERIES

ROUTER = APIRouter(prefix="/api/intake", tags=["applications"])


class ApplicationLine(BaseModel):
    """An application in the inbox; nothing personal."""

    application_id: UUID
    applicant: UUID
    org: str
    region: str
    matter: str
    received_at: datetime
    decide_by: date
    status: str
    document: str | None


class ApplicationFile(BaseModel):
    """One application, opened: an erased person's text reads 「已删除」."""

    application_id: UUID
    matter: str
    decide_by: date
    name: str
    id_number: str | None
    phone: str | None
    facts: str | None


@ROUTER.get("/applications")
async def applications(
    request: Request, status: Literal["received", "granted", "refused"] | None = None, limit: int = 50, offset: int = 0
) -> list[ApplicationLine]:
    """The inbox, the most pressing first."""
    async with running(request).read(APPLICATIONS.name) as connection:
        rows = await connection.fetch(QUERIES.open, status, max(1, min(limit, 500)), max(0, offset))
    return [ApplicationLine.model_validate(dict(row)) for row in rows]


@ROUTER.get("/applications/{application_id}", response_model=ApplicationFile)
async def application(request: Request, application_id: UUID) -> ApplicationFile | JSONResponse:
    """One application with its personal text."""
    service = running(request)
    async with service.pool.acquire() as connection:
        history = (await store.load(connection, service.name, [f"application-{application_id}"])).get(
            f"application-{application_id}"
        )
    if not history:
        return JSONResponse({"code": "unknown", "reason": "没有这件申请，请核对申请编号"}, 404)
    received = ApplicationReceived.model_validate_json(history[0].data)

    async def text(sealed: str | None) -> str | None:
        return None if sealed is None else await service.sealer.open(sealed)

    return ApplicationFile(
        application_id=application_id,
        matter=received.matter.label,
        decide_by=received.decide_by,
        name=await service.sealer.open(received.name),
        id_number=await text(received.id_number),
        phone=await text(received.phone),
        facts=await text(received.facts),
    )
