"""The HTTP application of a service: health, commands, and whatever pages and questions the service adds."""

from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from contracts.language.errors import details_as_problems, one_line
from services.chassis.doors.answers import BROKEN, TRY_AGAIN, as_json
from services.chassis.doors.http import commands
from services.chassis.failures import UNKNOWN, Invalid
from services.chassis.health import Health
from services.chassis.service import ServiceDefinition

log = structlog.get_logger()


def application(definition: ServiceDefinition) -> FastAPI:
    """The service's FastAPI application; `app.state.service`, `.health` and `.progress` are set when it runs."""
    app = FastAPI(
        title=f"应援 {definition.title}",
        version="1",
        openapi_url=f"/api/{definition.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(_health())
    app.include_router(commands(definition))
    for router in definition.routers:
        app.include_router(router)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(Invalid, _invalid)
    for away in UNKNOWN:
        app.add_exception_handler(away, _unavailable)
    app.add_exception_handler(Exception, _broken)
    return app


def openapi(definition: ServiceDefinition) -> dict[str, Any]:
    """The OpenAPI document of a service."""
    return application(definition).openapi()


def _health() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/live", status_code=204)
    async def live() -> None:
        """The loop turns; the watchdog thread ends the process when it does not."""

    @router.get("/ready")
    async def ready(request: Request) -> JSONResponse:
        health: Health = request.app.state.health
        problems = await health.problems()
        return JSONResponse({"ready": not problems, "problems": problems}, 503 if problems else 200)

    @router.get("/progress")
    async def progress(request: Request) -> Response:
        try:
            return Response(as_json(await request.app.state.progress()), media_type="application/json")
        except Exception as error:
            return JSONResponse({"code": "unavailable", "reason": f"暂时无法取得进度({type(error).__name__})"}, 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


async def _bad_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"code": "invalid", "reason": one_line(details_as_problems(error.errors()))}, 422)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Invalid)
    return JSONResponse({"code": error.code, "reason": error.reason}, 422)


async def _unavailable(_request: Request, _error: Exception) -> Response:
    return JSONResponse(TRY_AGAIN, 503)


async def _broken(request: Request, error: Exception) -> Response:
    log.error(
        "request failed",
        route=request.scope.get("route") and request.scope["route"].path,
        error=type(error).__name__,
        exc_info=error,
    )
    return JSONResponse(BROKEN, 500)
