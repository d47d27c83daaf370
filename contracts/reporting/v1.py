"""What the reporting service says: a return is expected; and the queries it answers."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.messages import Command, Event, Query
from contracts.values import RegionCode, ShortText


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


class FormQuery(Query):
    """Ask for a form. `as_of` is a log position, a time, or None for now."""

    name: ClassVar[str] = "form"

    form: ShortText
    region: RegionCode
    period: ShortText
    as_of: ShortText | None = None


class TraceQuery(FormQuery):
    """Ask for the facts behind a cell. `row` counts from 1."""

    name: ClassVar[str] = "trace"

    row: int
    column: ShortText


EVENTS: tuple[type[Event], ...] = (ReturnExpected,)
COMMANDS: tuple[type[Command], ...] = (ExpectReturn,)
QUERIES: tuple[type[Query], ...] = (FormQuery, TraceQuery)
