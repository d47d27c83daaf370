"""One row of a ledger (台账) made into a post, or refused with every reason a person needs to put it right.

Pure: the present moment is an argument. The same entry gives the same ids and the same bytes from CSV and from XLSX,
today and next year, so that posting it twice counts once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import ValidationError

from contracts.intake.activity import RecordActivity
from contracts.intake.consultation import RecordConsultation
from contracts.language.codes import Channel, Matter
from contracts.language.messages import Post
from contracts.language.values import Personal
from services.chassis.ids import derived
from services.chassis.sheets.table import Row
from services.intake.ledger import fields
from services.intake.ledger.file import COLUMNS

T = TypeVar("T")

LedgerPost = Post[RecordConsultation] | Post[RecordActivity]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry ready to post. `number` is its 编号, `command` the name of the command in `post`."""

    line: int
    number: str
    command: str
    post: LedgerPost

    def body(self) -> bytes:
        """The post as JSON. It carries the note (备注) in the clear: for the service's door only, never for a file."""
        return self.post.model_dump_json(exclude_none=True, context={"reveal": True}).encode()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that cannot be taken: where it stands, its 编号 as far as it can be told, and why, in Chinese."""

    line: int
    number: str
    reason: str


def entry_id(org: str, number: str) -> UUID:
    """The id of the command and of its stream, for ever: an entry's number is unique within its organisation (单位)."""
    return derived("ledger-entry", org, number)


def read_entry(row: Row, now: datetime) -> Entry | Refusal:
    """Make the post of a row, or say all that is wrong with it. `now` is the moment no entry may lie after."""
    cells = {name: cell.strip() for name, cell in zip(COLUMNS, row.cells, strict=True)}
    number = fields.shortened(cells["编号"], 200)
    if row.fault is not None:
        return Refusal(row.line, number, row.fault)
    form = _Form(cells)
    try:
        command, post = _post(form, now)
    except _Faulty:
        return Refusal(row.line, number, "；".join(form.faults))
    return Entry(row.line, cells["编号"], command, post)


class _Faulty(Exception):
    """The form has faults; they are in its list."""


class _Form:
    """The cells of a row and the faults found in them so far: all are told at once, not one per attempt."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self.faults: list[str] = []

    def take(self, column: str, rule: Callable[[str], T]) -> T | None:
        """The cell's value by its rule; None after noting the fault."""
        text = self._cells[column]
        try:
            if column != fields.NOTE:  # a note has lines, and is never shown: `note` has its own rule
                fields.visible(text)
            return rule(text)
        except fields.Fault as fault:
            self.faults.append(fields.sentence(column, text, fault))
            return None

    def moment(self, now: datetime) -> datetime | None:
        day, clock = self.take("日期", fields.day), self.take("时间", fields.clock)
        if day is None or clock is None:
            return None
        try:
            return fields.moment(day, clock, now)
        except fields.Fault as fault:
            shown = f"{self._cells['日期']} {self._cells['时间']}"
            self.faults.append(fields.sentence("日期", shown, fault))
            return None


def _post(form: _Form, now: datetime) -> tuple[str, LedgerPost]:
    number, when = form.take("编号", fields.number), form.moment(now)
    org, region = form.take("单位", fields.organisation), form.take("地区", fields.region)
    worker, provider = form.take("人员", fields.worker), form.take("人员类别", fields.provider)
    matter = form.take("事项", fields.matter)
    quantity, people = form.take("数量", fields.whole), form.take("人数", fields.whole)
    campaign, note = form.take("专项活动", fields.optional_text), form.take(fields.NOTE, fields.note)
    # What else may be filled in hangs on the matter; without one, only the form of the cells can be judged.
    channel = form.take("渠道", lambda text: fields.channel(text, matter))
    money = form.take("金额", lambda text: fields.money(text, matter))
    served = form.take("对象", lambda text: fields.served(text, matter))
    grouped = form.take("群体性", lambda text: fields.grouped(text, matter))
    if form.faults or None in (number, when, org, region, worker, provider, matter, quantity, people, grouped):
        raise _Faulty
    assert number is not None and org is not None and matter is not None
    key = entry_id(org, number)
    common = {
        "provider": provider,
        "worker": worker,
        "quantity": quantity,
        "people": people,
        "campaign": campaign,
        "number": number,
        "note": None if note is None else Personal(note),
    }
    envelope = {"command_id": key, "actor": worker, "org": org, "region": region, "occurred_at": when}
    try:
        if matter is Matter.CONSULTATION:
            return RecordConsultation.name, _consultation(envelope, common, key, channel)
        data = {"activity_id": key, "matter": matter, "money": money, "served": served, "grouped": grouped, **common}
        return RecordActivity.name, Post[RecordActivity].model_validate({**envelope, "data": data})
    except ValidationError as error:
        # The rules above say all this in better words; this is for the day when a contract grows stricter than they.
        places = "、".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)}))
        form.faults.append(f"内容不合登记的规定（{places}），请核对这一行")
        raise _Faulty from None


def _consultation(
    envelope: Mapping[str, object], common: Mapping[str, object], key: UUID, channel: Channel | None
) -> Post[RecordConsultation]:
    data = {"consultation_id": key, "channel": channel, **common}
    return Post[RecordConsultation].model_validate({**envelope, "data": data})
