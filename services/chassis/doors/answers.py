"""What a door says when a command is not done, the same over HTTP, on the bus and on pages."""

import json
from typing import Any

from pydantic import BaseModel

from services.chassis.failures import Invalid

TRY_AGAIN = {"code": "unavailable", "reason": "系统暂时不能确认是否已登记，请用同一编号重新提交（不会重复计数）"}
BROKEN = {"code": "broken", "reason": "系统内部错误，已记录。请稍后重试；仍不成功时请联系管理员"}


class Refusal(BaseModel):
    """Why something was not done: a code for programs, a reason in Chinese for people."""

    code: str
    reason: str


def refused(error: Invalid) -> dict[str, Any]:
    """The answer to a post that cannot become a command."""
    return {"command_id": error.command_id, "status": "invalid", "code": error.code, "reason": error.reason}


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()
