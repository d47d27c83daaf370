"""What a door says when a command is not done, the same over HTTP, on the bus and on pages."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pydantic import BaseModel

from services.chassis.failures import Invalid

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TRY_AGAIN = {"code": "unavailable", "reason": "系统暂时不能确认是否已登记，请用同一编号重新提交（不会重复计数）"}
BROKEN = {"code": "broken", "reason": "系统内部错误，已记录。请稍后重试；仍不成功时请联系管理员"}


class Refusal(BaseModel):
    """Why something was not done: a code for programs, a reason in Chinese for people."""

    code: str
    reason: str


def refused(error: Invalid) -> dict[str, Any]:
    """The answer to a post that is no command."""
    return {"command_id": error.command_id, "status": "invalid", "code": error.code, "reason": error.reason}


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(errors="replace")


_JSON = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]


async def send_json(send: Send, status: int, value: Any) -> None:
    """Answer an ASGI request with JSON: bytes as they are, anything else written."""
    body = value if isinstance(value, bytes) else as_json(value)
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*_JSON, length]})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> bytes:
    """A header of a request; empty where it is not there."""
    return next((value for one, value in scope["headers"] if one == name), b"")


def wants_page(scope: Scope) -> bool:
    """Whether a person waits for a page, and no program for JSON."""
    return not scope["path"].startswith("/api/") and b"text/html" in header(scope, b"accept")
