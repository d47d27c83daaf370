"""Service activities (服务活动), and what a ledger says of legal-aid cases."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field, model_validator

from contracts.language.codes import MONEY_MATTERS, Matter, Provider
from contracts.language.explained import Explained
from contracts.language.messages import Command, Event
from contracts.language.values import Actor, Fen, Personal, Quantity, Sealed, ShortText


class ActivityRecorded(Event):
    """A service activity (服务活动) was done: what a person must report because no other event says it."""

    type: ClassVar[str] = "activity-recorded"
    stream_type: ClassVar[str] = "activity"

    matter: Matter
    provider: Provider
    worker: Actor
    quantity: Quantity = 1
    people: Quantity = 1
    money: Fen | None = None
    served: ShortText | None = Field(default=None, description="the enterprise served （对象）")
    grouped: bool = Field(default=False, description="群体性")
    campaign: ShortText | None = None
    number: ShortText | None = None
    note: Sealed | None = None


class AidCaseReported(Event):
    """A ledger says that a legal-aid case was handled; casework registers it as a back-entry (补录)."""

    type: ClassVar[str] = "aid-case-reported"
    stream_type: ClassVar[str] = "activity"

    provider: Provider
    worker: Actor
    quantity: Quantity = 1
    people: Quantity = 1
    grouped: bool = False
    campaign: ShortText | None = None
    number: ShortText | None = None
    note: Sealed | None = None


class RecordActivity(Command):
    """Record a service activity. Money goes with money matters only; a consultation has its own command."""

    name: ClassVar[str] = "record-activity"
    may_be_left: ClassVar[bool] = True

    activity_id: UUID
    matter: Matter
    provider: Provider
    worker: Actor
    quantity: Quantity = 1
    people: Quantity = 1
    money: Fen | None = None
    served: ShortText | None = None
    grouped: bool = False
    campaign: ShortText | None = None
    number: ShortText | None = None
    note: Personal | None = None

    def key_subject(self) -> str | None:
        return str(self.activity_id)

    @model_validator(mode="after")
    def _fits_its_matter(self) -> "RecordActivity":
        if self.matter is Matter.CONSULTATION:
            raise Explained("法律咨询请用「登记咨询」，不能登记为服务活动")
        if (self.money is not None) != (self.matter in MONEY_MATTERS):
            raise Explained(
                f"事项「{self.matter.label}」须填写金额"
                if self.money is None
                else f"事项「{self.matter.label}」不应填写金额"
            )
        return self
