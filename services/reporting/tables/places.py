"""Whose figures: a division (行政区划) with all below it, or one organisation (单位)."""

import re
from dataclasses import dataclass
from datetime import date

from contracts.language.values import ORG_PATTERN, normal_region
from services.chassis.views.view import Connection
from services.reporting.tables.problems import malformed, not_found
from services.reporting.tables.statements import READ


@dataclass(frozen=True, slots=True)
class Place:
    """`division` is the division's id in this build of the view; None for an organisation."""

    code: str
    name: str
    division: int | None

    @property
    def org(self) -> str | None:
        """The organisation's code; None for a division."""
        return self.code if self.division is None else None


async def find_place(connection: Connection, code: str, day: date) -> Place:
    """The division, or else the organisation, of this code, under its name on `day`.

    A bureau's code may be its division's: the division is meant. Problem 404 when neither is known.
    """
    if re.fullmatch(ORG_PATTERN, code) is None:
        raise malformed("bad-region", "地区应为 2、4、6、9 或 12 位区划代码，或者单位代码")
    division = await connection.fetchrow(READ.division, normal_region(code), day)
    if division is not None:
        return Place(division["code"], division["name"], division["id"])
    if await connection.fetchval(READ.organisation_exists, code):
        return Place(code, code, None)
    raise not_found("unknown-region", "没有这个地区，也没有这个单位的服务记录，请核对代码")
