"""The register of divisions (行政区划)."""

from datetime import date
from typing import ClassVar

from contracts.language.messages import Command, Event
from contracts.language.values import Day, RegionCode, ShortText


class RegionRegistered(Event):
    """A division (行政区划) is in the register from now on, under this name and parent."""

    type: ClassVar[str] = "region-registered"
    stream_type: ClassVar[str] = "region"

    code: RegionCode
    name: ShortText
    parent: RegionCode | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class RegisterRegion(Command):
    """Enter a division in the register, or change its name, parent or days of validity."""

    name: ClassVar[str] = "register-region"
    may_lie_ahead: ClassVar[bool] = True  # a merger is entered before the day on which it holds

    code: RegionCode
    region_name: ShortText
    parent: RegionCode | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
