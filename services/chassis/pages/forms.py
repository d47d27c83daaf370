"""Forms that give a command: the page makes the command's id, so that a double click is one command sent twice."""

from datetime import UTC, datetime
from uuid import UUID

from services.chassis.failures import Invalid


def made_at(command_id: UUID) -> datetime:
    """When the page with this command's form was made: a version 7 id says so (RFC 9562).

    The repeat of a command must be exactly the same, so its business time cannot be the time of arrival.
    """
    moment = datetime.fromtimestamp((command_id.int >> 80) / 1000, UTC) if command_id.version == 7 else None
    if moment is None or moment > datetime.now(UTC):
        raise Invalid("invalid", "这张表单不是本系统给出的，请刷新页面后重新填写")
    return moment
