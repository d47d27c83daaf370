"""When a page cannot be shown: what is wrong, in words, and what to do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from fastapi import Request, Response
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from services.chassis.doors.answers import BROKEN, wants_page
from services.chassis.failures import DATABASE_AWAY, Invalid, Unavailable
from services.chassis.pages.site import Pages

log = structlog.get_logger()

STILL_STARTING = (Unavailable, asyncpg.UndefinedTableError, *DATABASE_AWAY)
"""What is raised while a service, its database or the bus is starting or being restarted."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What stands in the place of a page that cannot be shown. `title` says what is wrong, `reason` why, `advice` what to do."""

    status: int
    title: str
    reason: str
    advice: str = ""


class NoPage(Exception):
    """There is no page to show, but one that says why."""

    def __init__(self, error_page: ErrorPage) -> None:
        super().__init__(error_page.title)
        self.error_page = error_page


NOT_FOUND = ErrorPage(404, "没有这个页面", "网址可能写错了，或者内容已经移走。", "请从上面的菜单进入，或核对网址。")
STARTING = ErrorPage(
    503,
    "服务正在启动",
    "系统正在启动或重启，暂时不能显示这个页面。",
    "页面会自动重试，不用反复点击。已登记的内容不会丢失。",
)
CANNOT_READ = ErrorPage(422, "填写的内容看不懂", "网址或表单里有一项不符合要求。", "请返回上一页，检查后再提交。")


def known(error: Exception) -> ErrorPage | None:
    """The page that an error means in any service; None for one that nobody expected."""
    match error:
        case NoPage():
            return error.error_page
        case Invalid():
            return ErrorPage(
                422, "提交的内容不符合要求", error.reason, "没有保存任何内容。请返回上一页，改正后再提交。"
            )
        case RequestValidationError():
            return CANNOT_READ
        case HTTPException(status_code=404):
            return NOT_FOUND
        case _ if isinstance(error, STILL_STARTING):
            return STARTING
    return None


def page_route(pages: Pages, explain: Callable[[Exception], ErrorPage | None] = known) -> type[APIRoute]:
    """A route class for pages: whatever goes wrong is shown as a page. `explain` knows the service's own errors."""

    class PageRoute(APIRoute):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "include_in_schema": False})

        def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # it is a coroutine
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    return await handle(request)
                except Exception as error:
                    return error_response(pages, request, explain(error) or _unexpected(request, error))

            return guarded

    return PageRoute


def error_response(pages: Pages, request: Request, error_page: ErrorPage) -> Response:
    """The page that says so; for a program, the same as JSON."""
    headers = {"retry-after": "3"} if error_page.status == 503 else {}
    if not wants_page(request.scope):
        return JSONResponse(
            {"code": _CODES.get(error_page.status, "broken"), "reason": error_page.reason}, error_page.status, headers
        )
    return pages.page(request, "error.html", error_page.status, headers, error=error_page)


_CODES = {404: "unknown", 422: "invalid", 503: "unavailable"}


def _unexpected(request: Request, error: Exception) -> ErrorPage:
    route = request.scope.get("route")
    log.error("page failed", route=getattr(route, "path", None), error=type(error).__name__, exc_info=error)
    return ErrorPage(500, "系统出错了", BROKEN["reason"])
