"""HTTP: health, commands and whatever pages and questions a service adds.

The post of one command is the hot path: a bare ASGI route that validates the bytes once and hands them to the
committer, three times as fast as a FastAPI route. FastAPI carries everything else, and documents the hot route too.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from contracts.errors import details_as_problems, one_line
from contracts.messages import Answer, Post
from services.chassis.doors import Door, Invalid, id_in
from services.chassis.handling import Unavailable
from services.chassis.health import Health
from services.chassis.runtime import Runtime, as_json
from services.chassis.service import ServiceDefinition
from services.chassis.store import AWAY

log = structlog.get_logger()

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_POST = 1024 * 1024
MAX_BULK = 1000

TRY_AGAIN = {"code": "unavailable", "reason": "系统暂时不能确认是否已登记，请用同一编号重新提交（不会重复计数）"}
UNKNOWN = (Unavailable, *AWAY)
"""What became of a command is not known, or will be another time."""
BROKEN = {"code": "broken", "reason": "系统内部错误，已记录。请稍后重试；仍不成功时请联系管理员"}


def refused(error: Invalid) -> dict[str, Any]:
    """The answer to a post that is no command."""
    return {"command_id": error.command_id, "status": "invalid", "code": error.code, "reason": error.reason}


class Refusal(BaseModel):
    """Why something was not done: a code for programs, a reason in Chinese for people."""

    code: str
    reason: str


class OnePost(BaseModel):
    """One of many: the command's name beside its post."""

    command: str
    post: dict[str, Any]


class ManyPosts(BaseModel):
    """Up to 1,000 posts; each is decided for itself, in order."""

    posts: list[OnePost]


class ManyAnswers(BaseModel):
    """One answer for each post, in the same order."""

    answers: list[Answer]


def application(definition: ServiceDefinition) -> FastAPI:
    """The service's FastAPI application; `app.state.runtime` and `.health` are set when it runs."""
    app = FastAPI(
        title=f"应援 {definition.title}",
        version="1",
        openapi_url=f"/api/{definition.name}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(_health())
    app.include_router(_commands(definition))
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


class HotPath:
    """In front of FastAPI: takes `POST /api/<service>/commands/<name>`, passes the rest on."""

    def __init__(self, service: str, app: FastAPI, runtime: Runtime) -> None:
        self._prefix = f"/api/{service}/commands/"
        self._app = app
        self._runtime = runtime

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(self._prefix):
            status, body = await self._post(scope, receive)
            length = str(len(body)).encode()
            await send(
                {"type": "http.response.start", "status": status, "headers": [*_JSON, (b"content-length", length)]}
            )
            await send({"type": "http.response.body", "body": body})
        else:
            await self._app(scope, receive, send)

    async def _post(self, scope: MutableMapping[str, Any], receive: Receive) -> tuple[int, bytes]:
        if not any(
            name == b"content-type" and value.startswith(b"application/json") for name, value in scope["headers"]
        ):
            return 415, as_json({"code": "not-json", "reason": "请以 application/json 提交"})
        try:
            body = await _body(receive)
            if body is None:
                return 413, as_json({"code": "too-large", "reason": "内容过大：一次提交不得超过 1 MB"})
            post = self._runtime.door.read(scope["path"][len(self._prefix) :], body)
            answer = await self._runtime.door.pass_through(post, "http")
            return (200 if answer.status == "accepted" else 409), answer.model_dump_json().encode()
        except Invalid as error:
            return 422, as_json(refused(error))
        except UNKNOWN:
            return 503, as_json(TRY_AGAIN)
        except Exception as error:
            log.error("post failed", error=type(error).__name__, exc_info=error)
            return 500, as_json(BROKEN)


_JSON = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None as soon as it is too large."""
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_POST:
            return None
        if not message.get("more_body"):
            return body


def _commands(definition: ServiceDefinition) -> APIRouter:
    """One documented route for each command, one for many, one for receipts."""
    router = APIRouter(prefix=f"/api/{definition.name}", tags=["commands"])
    refusals: dict[int | str, dict[str, Any]] = {
        409: {"model": Answer},
        422: {"model": Refusal},
        503: {"model": Refusal},
    }
    for command in definition.commands:
        if command not in definition.closed:
            router.add_api_route(
                f"/commands/{command.name}", _one(Post[command]), methods=["POST"], response_model=Answer,  # type: ignore[valid-type]  # made at run time
                responses=refusals, name=command.name, summary=(command.__doc__ or command.name).strip(),
            )  # fmt: skip
    router.add_api_route("/commands", _many, methods=["POST"], response_model=ManyAnswers, name="commands")
    router.add_api_route("/receipts/{command_id}", _receipt, methods=["GET"], response_model=Answer, name="receipt")
    return router


def _one(model: Any) -> Callable[..., Any]:
    async def post(request: Request, body: model) -> Any:
        return await request.app.state.runtime.door.pass_through(body, "http")

    return post


async def _many(request: Request, body: ManyPosts) -> Response:
    """Each post gets its own answer; a command that is unknown to be done makes the whole request worth repeating."""
    if len(body.posts) > MAX_BULK:
        raise Invalid("too-many", f"一次最多提交 {MAX_BULK} 条")
    door: Door = request.app.state.runtime.door
    outcomes = await door.do_all([partial(door.read_object, one.command, one.post) for one in body.posts])
    if len(outcomes) < len(body.posts) or any(isinstance(outcome, UNKNOWN) for outcome in outcomes):
        return JSONResponse(TRY_AGAIN, 503)
    answers = [_answered(one, outcome) for one, outcome in zip(body.posts, outcomes, strict=True)]
    return Response(as_json({"answers": answers}), media_type="application/json")


def _answered(one: OnePost, outcome: Answer | BaseException) -> dict[str, Any]:
    if isinstance(outcome, Answer):
        return outcome.model_dump(mode="json")
    if not isinstance(outcome, Invalid):
        log.error("post failed", command=one.command, error=type(outcome).__name__, exc_info=outcome)
        outcome = Invalid(BROKEN["code"], BROKEN["reason"], id_in(one.post))
    return refused(outcome)


async def _receipt(request: Request, command_id: UUID) -> Any:
    answer = await request.app.state.runtime.door.receipt(command_id)
    return answer or JSONResponse({"code": "unknown", "reason": "没有收到过这个命令编号"}, 404)


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
            return Response(as_json(await request.app.state.runtime.progress()), media_type="application/json")
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
