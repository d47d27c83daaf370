"""Commands over HTTP: one, many, and receipts.

The post of one command is the hot path: a bare ASGI route that validates the bytes once and hands them to the
committer, three times as fast as a FastAPI route. FastAPI carries everything else, and documents the hot route too.
"""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from contracts.language.messages import Answer, Post
from services.chassis.commands.door import id_in
from services.chassis.doors.answers import BROKEN, TRY_AGAIN, Refusal, Scope, Send, refused, send_json
from services.chassis.doors.gate import STATUS
from services.chassis.failures import UNKNOWN, Invalid
from services.chassis.limits import MANY, MOST, ONE, Receive, check_values, read_body
from services.chassis.service import Service, ServiceDefinition, running

log = structlog.get_logger()


Reply = tuple[int, Any]
"""A status, and what is sent as JSON."""


class OnePost(BaseModel):
    """One of many: the command's name beside its post."""

    command: str
    post: dict[str, Any]


class ManyPosts(BaseModel):
    """Up to 1,000 posts; each is decided for itself, in order."""

    posts: list[OnePost] = Field(max_length=MOST)


class ManyAnswers(BaseModel):
    """One answer for each post, in the same order."""

    answers: list[Answer]


class HotPath:
    """In front of FastAPI: takes `POST /api/<service>/commands` and `…/commands/<name>`, passes the rest on."""

    def __init__(self, app: FastAPI, service: Service) -> None:
        self._many = f"/api/{service.name}/commands"
        self._one = f"{self._many}/"
        self._app = app
        self._door = service.door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if scope["type"] == "http" and scope["method"] == "POST" and path.startswith(self._one):
            await send_json(send, *await self._answered(scope, self._post(path[len(self._one) :], receive)))
        elif scope["type"] == "http" and scope["method"] == "POST" and path == self._many:
            await send_json(send, *await self._answered(scope, self._posts(receive)))
        else:
            await self._app(scope, receive, send)

    async def _answered(self, scope: Scope, doing: Coroutine[Any, Any, Reply]) -> Reply:
        if not any(n == b"content-type" and v.startswith(b"application/json") for n, v in scope["headers"]):
            doing.close()
            return 415, {"code": "not-json", "reason": "请以 application/json 提交"}
        try:
            return await doing
        except Invalid as error:
            return STATUS.get(error.code, 422), refused(error)
        except UNKNOWN:
            return 503, TRY_AGAIN
        except Exception as error:
            log.error("post failed", error=type(error).__name__, exc_info=error)
            return 500, BROKEN

    async def _post(self, name: str, receive: Receive) -> Reply:
        post = self._door.read(name, await read_body(receive, ONE.size))
        answer = await self._door.pass_through(post, "http")
        return (200 if answer.status == "accepted" else 409), answer.model_dump_json().encode()

    async def _posts(self, receive: Receive) -> Reply:
        """Each post gets its own answer; one whose outcome is not known makes the whole request worth repeating."""
        posts = _posts_in(await read_body(receive, MANY.size))
        outcomes = await self._door.do_all([partial(self._door.read_object, *one) for one in posts])
        if len(outcomes) < len(posts) or any(isinstance(outcome, UNKNOWN) for outcome in outcomes):
            return 503, TRY_AGAIN
        return 200, {"answers": [_answer(*one, outcome) for one, outcome in zip(posts, outcomes, strict=True)]}


def _posts_in(body: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Command and post of each of many; Invalid where the body is not that."""
    check_values(body, MANY)
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Invalid("invalid", "不是有效的 JSON，请检查格式后重新发送") from None
    posts = found.get("posts") if isinstance(found, dict) and found.keys() == {"posts"} else None
    if not isinstance(posts, list):
        raise Invalid("invalid", '应为 {"posts": [{"command": …, "post": …}, …]}')
    if len(posts) > MOST:
        raise Invalid("too-many", f"一次最多提交 {MOST} 条")
    for place, one in enumerate(posts, 1):
        if not isinstance(one, dict) or one.keys() != {"command", "post"}:
            raise Invalid("invalid", f"第 {place} 条：应有 command 和 post 两项，没有别的")
        if not isinstance(one["command"], str) or not isinstance(one["post"], dict):
            raise Invalid("invalid", f"第 {place} 条：command 应为文字，post 应为一组字段")
    return [(one["command"], one["post"]) for one in posts]


def _answer(command: str, post: dict[str, Any], outcome: Answer | BaseException) -> dict[str, Any]:
    if isinstance(outcome, Answer):
        return outcome.model_dump(mode="json")
    if not isinstance(outcome, Invalid):
        log.error("post failed", command=command, error=type(outcome).__name__, exc_info=outcome)
        outcome = Invalid(BROKEN["code"], BROKEN["reason"], id_in(post))
    return refused(outcome)


def commands(definition: ServiceDefinition) -> APIRouter:
    """One documented route for each command, one for many, one for receipts."""
    router = APIRouter(prefix=f"/api/{definition.name}", tags=["commands"])
    refusals: dict[int | str, dict[str, Any]] = {
        409: {"model": Answer},
        413: {"model": Refusal},
        415: {"model": Refusal},
        422: {"model": Refusal},
        503: {"model": Refusal},
    }
    for command in definition.open:
        router.add_api_route(
            f"/commands/{command.name}", _one(Post[command]), methods=["POST"], response_model=Answer,  # type: ignore[valid-type]  # made at run time
            responses=refusals, name=command.name, summary=(command.__doc__ or command.name).strip(),
        )  # fmt: skip
    router.add_api_route(
        "/commands", _many, methods=["POST"], response_model=ManyAnswers, responses=refusals, name="commands"
    )
    router.add_api_route(
        "/receipts/{command_id}",
        _receipt,
        methods=["GET"],
        response_model=Answer,
        responses={404: {"model": Refusal}},
        name="receipt",
    )
    return router


def _one(model: Any) -> Callable[..., Any]:
    async def post(request: Request, body: model) -> Any:
        raise AssertionError("the hot path answers; this is its description")

    return post


async def _many(request: Request, body: ManyPosts) -> ManyAnswers:
    """Up to 1,000 commands, of 4 MB in all: an answer for each, in order."""
    raise AssertionError("the hot path answers; this is its description")


async def _receipt(request: Request, command_id: UUID) -> Any:
    answer = await running(request).door.receipt(command_id)
    return answer or JSONResponse({"code": "unknown", "reason": "没有收到过这个命令编号"}, 404)
