"""Forms that give a command: the page makes the command's id, so that a double click is one command sent twice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.chassis.failures import Invalid

KEPT = timedelta(days=30)
"""How long a page may stay open before its form is sent."""


def made_at(command_id: UUID) -> datetime:
    """When the page with this command's form was made: a version 7 id says so (RFC 9562).

    The repeat of a command must be exactly the same, so its business time cannot be the time of arrival.
    """
    now, seconds = datetime.now(UTC), (command_id.int >> 80) / 1000
    if command_id.version != 7 or not 0 <= now.timestamp() - seconds <= KEPT.total_seconds():
        raise Invalid("invalid", "这张表单不是本系统给出的，或者放得太久了，请刷新页面后重新填写")
    return datetime.fromtimestamp(seconds, UTC)
