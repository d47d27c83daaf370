"""Tables: the questions that reporting answers, and its answers."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.language.messages import Message, Query
from contracts.language.values import OrgCode, ShortText


class FormQuery(Query):
    """Ask for a form, of a division or of an organisation. `as_of` is a log position, a time, or None for now."""

    name: ClassVar[str] = "form"

    form: ShortText
    region: OrgCode
    period: ShortText
    as_of: ShortText | None = None
    optional: bool = Field(default=False, description="with the columns that are shown only when asked for")


class TraceQuery(Query):
    """Ask for the facts behind a cell, a page at a time. `row` counts from 1."""

    name: ClassVar[str] = "trace"

    form: ShortText
    region: OrgCode
    period: ShortText
    row: int = Field(ge=1)
    column: ShortText
    as_of: ShortText | None = None
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=1000, ge=1, le=10_000)


class Cell(Message):
    """A figure: whole numbers (money in 分; two of them for a pair or a share), and the text that is printed."""

    values: tuple[int, ...]
    text: str


class TableRow(Message):
    """One row; `number` counts from 1."""

    number: int
    name: str
    aliases: tuple[str, ...]
    printed: tuple[str, ...] = Field(description="its name as lines on paper")
    cells: tuple[Cell, ...]


class TableColumn(Message):
    """One column."""

    name: str
    printed: tuple[str, ...] = Field(description="its name as lines on paper")


class Table(Message):
    """A form, filled."""

    form: str
    version: int
    title: str
    subtitle: str
    head: tuple[str, ...]
    item: str = Field(description="head of the column of row names")
    printed_item: str = Field(description="the same as the source document prints it; may be empty")
    note: str
    receiver: str
    region: str
    region_name: str
    period: str
    first_day: date
    last_day: date
    due: date
    as_of: str | None
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


class TraceEntry(Message):
    """A fact that a cell counts, with its event. In a distinct count: a name's first fact, and the further events."""

    source: str
    position: int
    event_id: UUID
    stream: str
    number: str | None = Field(description="编号")
    day: date
    time: str
    org: str
    region: str
    worker: str
    provider: str
    matter: str
    channel: str | None
    quantity: int
    people: int
    money: int | None = Field(description="分")
    yuan: str | None
    subject: str | None
    campaign: str | None
    counted: tuple[int, ...] = Field(description="what it adds to each of the cell's values")
    further_events: tuple[UUID, ...]


class Trace(Message):
    """What is behind a cell. Over all pages the entries add up to the cell's values."""

    form: str
    region: str
    period: str
    row: int
    row_name: str
    column: str
    as_of: str | None
    cell: Cell
    entries: tuple[TraceEntry, ...]
    offset: int
    next_offset: int | None = Field(description="where the next page begins; None on the last one")


class Refusal(Message):
    """Why a question has no answer."""

    code: str
    reason: str
