"""What a request may be, judged before any of it is parsed: by its bytes, and by how many values its JSON holds.

A parser makes an object of every value and a validator an error of every wrong one: two million commas in four megabytes
took a service to eight gigabytes. Counting commas in bytes takes microseconds and makes nothing.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Query

from services.chassis.failures import Invalid

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """How large one body may be."""

    size: int
    """Bytes."""
    values: int
    """Values and keys in its JSON, at any depth."""


ONE = BodyLimit(size=1 << 20, values=500)
"""One command: the largest has some thirty fields, and room for the longest texts."""
MANY = BodyLimit(size=4 << 20, values=60_000)
"""Up to 1,000 commands."""
MOST = 1000
"""Commands in one request."""

_MARKS = (b",", b"{", b"[")
_TEXT = 32
"""A text may hold as many marks as it likes, but a body has no more than this for each value that it may hold."""


def check_values(body: bytes | str, limit: BodyLimit) -> None:
    """Raise Invalid for JSON of more values than may be; for what is no JSON nothing: whoever parses it says so."""
    raw = body.encode() if isinstance(body, str) else body
    marks = sum(raw.count(mark) for mark in _MARKS)
    if marks < limit.values:
        return
    if marks > limit.values * _TEXT or _values(raw, limit.values) > limit.values:
        raise Invalid("too-many-values", f"内容的项目过多：一次提交最多 {limit.values} 项，请分次提交")


def _values(raw: bytes, most: int) -> int:
    """How many values and keys there are, counted no further than `most` and a few."""
    try:
        waiting: list[Any] = [orjson.loads(raw)]
    except orjson.JSONDecodeError:
        return 0
    count = 0
    while waiting and count <= most:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            count += len(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return count


async def read_body(receive: Receive, most: int) -> bytes:
    """The whole body; Invalid as soon as it is larger than `most` bytes, and nothing of it is kept."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("cut-off", "内容没有传完，请重新提交")
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise Invalid("too-large", f"内容过大：一次提交不得超过 {_said(most)}")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _said(size: int) -> str:
    """Bytes, as people say them."""
    return f"{size // 1024} KB" if size < 1 << 20 else f"{size // (1 << 20)} MB"


MOST_QUERY = 4096
"""Characters of an address, with its question."""
MOST_PARAMETERS = 64

_UNPRINTABLE = re.compile(rb"[\x00-\x1f\x7f]|%(?:0[0-9a-fA-F]|1[0-9a-fA-F]|7[fF])")


def check_address(path: bytes, question: bytes) -> None:
    """Raise Invalid for an address that is too long, has too many parameters, or holds what no text may hold."""
    if len(path) + len(question) > MOST_QUERY:
        raise Invalid("address-too-long", f"网址过长：最多 {MOST_QUERY} 个字符")
    if question.count(b"&") + question.count(b";") >= MOST_PARAMETERS:
        raise Invalid("too-many-parameters", f"网址里的条件过多：最多 {MOST_PARAMETERS} 个")
    if _UNPRINTABLE.search(path) or _UNPRINTABLE.search(question):
        raise Invalid("bad-address", "网址里有不能使用的字符，请删去后重试")


Limit = Annotated[int, Query(ge=1, le=500, description="most lines of one page")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="lines to pass over")]
