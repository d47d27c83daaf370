"""What every request passes first: limits that are judged before anything is parsed.

A bare ASGI layer in front of the commands' hot path and of FastAPI. Whatever it lets through has a short address without
control characters and, in what is no command, a small body that is read already.
"""

from collections.abc import MutableMapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from services.chassis.doors.answers import Scope, Send, header, send_json, wants_page
from services.chassis.failures import Invalid
from services.chassis.limits import Receive, check_address, read_body

MOST_FORM = 64 * 1024
"""Bytes of a form. Files have routes of their own."""
MOST_FIELDS = 100
FORMS = (b"application/x-www-form-urlencoded", b"application/json")


class Gate:
    """In front of an ASGI application."""

    def __init__(self, app: Any, reads_itself: str) -> None:
        """`reads_itself`: paths below this one come with their body unread (commands, whose limits are their own)."""
        self._app = app
        self._reads_itself = reads_itself

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            check_address(scope["raw_path"], scope["query_string"])
            if scope["method"] not in ("GET", "HEAD"):
                check_same_site(scope)
            if scope["method"] in ("POST", "PUT", "PATCH") and not scope["path"].startswith(self._reads_itself):
                receive = await _small(scope, receive)
        except Invalid as error:
            await refuse(scope, send, error)
            return
        if scope["method"] == "HEAD":  # the same as GET, without the body
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await self._app(scope, receive, send)


def check_same_site(scope: Scope) -> None:
    """Refuse what a page of another site has sent: browsers name the page's origin with every post. Programs name none."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin"), headers.get(b"host", b"")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc != host.decode("latin-1"):
        raise Invalid("foreign", "这次提交来自别的网站，没有保存。请在本系统的页面里操作")


STATUS = {"foreign": 403, "too-large": 413, "too-many-values": 413, "address-too-long": 414, "not-a-form": 415}


async def refuse(scope: Scope, send: Send, error: Invalid) -> None:
    """Say why, as a page where one is wanted and as JSON elsewhere."""
    status = STATUS.get(error.code, 400)
    if wants_page(scope):
        page = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>没有办成</title><p>{escape(error.reason)}</p>'
        head = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": page.encode()})
    else:
        await send_json(send, status, {"code": error.code, "reason": error.reason})


async def _small(scope: Scope, receive: Receive) -> Receive:
    """The body of a form, read; Invalid for one that is too large, has too many fields or is none."""
    body = await read_body(receive, MOST_FORM)
    if body and not header(scope, b"content-type").startswith(FORMS):
        raise Invalid("not-a-form", "提交的内容格式不对，请从本系统的页面提交")
    if body.count(b"&") + body.count(b",") >= MOST_FIELDS:
        raise Invalid("too-many-values", f"表单的项目过多：最多 {MOST_FIELDS} 项")

    async def again() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _without_body(send: Send) -> Send:
    async def only_head(message: MutableMapping[str, Any]) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return only_head
