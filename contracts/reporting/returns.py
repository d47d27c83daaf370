"""Returns (应报): which unit owes which form."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.language.messages import Command, Event
from contracts.language.values import RegionCode, ShortText


class ReturnExpected(Event):
    """A unit owes a form for a period (应报)."""

    type: ClassVar[str] = "return-expected"
    stream_type: ClassVar[str] = "return"

    form: ShortText
    title: ShortText
    period: ShortText
    unit: RegionCode
    first_day: date
    last_day: date
    due: date = Field(description="Shanghai day on which the form is due")
    receiver: ShortText


class ExpectReturn(Command):
    name: ClassVar[str] = "expect-return"

    form: ShortText
    title: ShortText
    period: ShortText
    unit: RegionCode
    first_day: date
    last_day: date
    due: date
    receiver: ShortText
