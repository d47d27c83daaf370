"""Consultations (法律咨询): given, and recorded."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.language.codes import Channel, Provider
from contracts.language.messages import Command, Event
from contracts.language.values import Actor, Personal, Quantity, Sealed, ShortText


class ConsultationRecorded(Event):
    """A consultation (法律咨询) was given."""

    type: ClassVar[str] = "consultation-recorded"
    stream_type: ClassVar[str] = "consultation"

    provider: Provider
    worker: Actor
    channel: Channel
    quantity: Quantity = 1
    people: Quantity = 1
    campaign: ShortText | None = None
    number: ShortText | None = Field(default=None, description="编号 in the ledger it came from")
    note: Sealed | None = None


class RecordConsultation(Command):
    """Record a consultation; `consultation_id` is the sender's, as the command id is."""

    name: ClassVar[str] = "record-consultation"
    may_be_left: ClassVar[bool] = True

    consultation_id: UUID
    provider: Provider
    worker: Actor
    channel: Channel
    quantity: Quantity = 1
    people: Quantity = 1
    campaign: ShortText | None = None
    number: ShortText | None = None
    note: Personal | None = None

    def key_subject(self) -> str | None:
        return str(self.consultation_id)
