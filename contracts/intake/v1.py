"""What clinics and the aid centre's window say: consultations, activities, applications, the region register."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from contracts.codes import MONEY_MATTERS, AidMatter, Channel, IdKind, Matter, Provider
from contracts.explained import Explained
from contracts.identity import check_id_number
from contracts.messages import Command, Event
from contracts.values import Actor, Day, Fen, Personal, Quantity, RegionCode, Sealed, ShortText


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


class ApplicationReceived(Event):
    """An application for legal aid (法律援助申请) was received; the 7 days of Legal Aid Law art. 43 run from here."""

    type: ClassVar[str] = "application-received"
    stream_type: ClassVar[str] = "application"

    applicant: UUID = Field(description="the person's id, under which their key is kept")
    matter: AidMatter
    id_kind: IdKind
    name: Sealed
    id_number: Sealed | None = None
    phone: Sealed | None = None
    facts: Sealed | None = None
    received_by: Actor
    decide_by: date = Field(description="last day for the decision (Shanghai day)")


class ReceiveApplication(Command):
    """Receive an application. Personal fields are sealed before anything is stored."""

    name: ClassVar[str] = "receive-application"

    application_id: UUID
    applicant: UUID | None = Field(
        default=None, description="left out by senders; the service knows a person by ID number"
    )
    matter: AidMatter
    id_kind: IdKind
    applicant_name: Personal
    id_number: Personal | None = Field(default=None, validate_default=True)
    phone: Personal | None = None
    facts: Personal | None = None
    received_by: Actor
    decide_by: date | None = Field(
        default=None, description="left out by senders; the service counts it from the day of receipt"
    )

    @field_validator("id_number")
    @classmethod
    def _fits_its_kind(cls, number: Personal | None, info: ValidationInfo) -> Personal | None:
        """Without today's date: that a birth is not in the future is for the decider to say, who knows the time."""
        if "id_kind" in info.data:
            check_id_number(info.data["id_kind"], number)
        return number

    def key_subject(self) -> str | None:
        return str(self.applicant) if self.applicant else None


class ApplicationGranted(Event):
    """Legal aid was granted (给予法律援助决定)."""

    type: ClassVar[str] = "application-granted"
    stream_type: ClassVar[str] = "application"

    application: UUID
    matter: AidMatter
    reviewed_by: Actor
    approved_by: Actor
    document: ShortText = Field(description="number of the decision")


class GrantApplication(Command):
    """Grant an application; the one who reviews is not the one who approves."""

    name: ClassVar[str] = "grant-application"

    application_id: UUID
    reviewed_by: Actor
    approved_by: Actor
    document: ShortText


class ApplicationRefused(Event):
    """Legal aid was refused (不予法律援助决定), with its reason and the way to object (Legal Aid Law art. 43, 49)."""

    type: ClassVar[str] = "application-refused"
    stream_type: ClassVar[str] = "application"

    application: UUID
    reviewed_by: Actor
    approved_by: Actor
    document: ShortText
    reason: Sealed
    remedy: ShortText


class RefuseApplication(Command):
    """Refuse an application: a written reason and the way to object are due."""

    name: ClassVar[str] = "refuse-application"

    application_id: UUID
    applicant: UUID | None = Field(default=None, description="left out by senders")
    reviewed_by: Actor
    approved_by: Actor
    document: ShortText
    reason: Personal
    remedy: ShortText

    def key_subject(self) -> str | None:
        return str(self.applicant) if self.applicant else None


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

    code: RegionCode
    region_name: ShortText
    parent: RegionCode | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None


class SubjectErased(Event):
    """A person's key was destroyed: what was sealed with it can never be read again (PIPL art. 47)."""

    type: ClassVar[str] = "subject-erased"
    stream_type: ClassVar[str] = "subject"

    subject: UUID
    ground: ShortText


class EraseSubject(Command):
    """Destroy a person's key."""

    name: ClassVar[str] = "erase-subject"

    subject: UUID
    ground: ShortText


EVENTS: tuple[type[Event], ...] = (
    ConsultationRecorded,
    ActivityRecorded,
    AidCaseReported,
    ApplicationReceived,
    ApplicationGranted,
    ApplicationRefused,
    RegionRegistered,
    SubjectErased,
)
COMMANDS: tuple[type[Command], ...] = (
    RecordConsultation,
    RecordActivity,
    ReceiveApplication,
    GrantApplication,
    RefuseApplication,
    RegisterRegion,
    EraseSubject,
)
