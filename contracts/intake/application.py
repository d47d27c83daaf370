"""Applications for legal aid (法律援助申请): received, granted or refused."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator

from contracts.language.codes import AidMatter, IdKind
from contracts.language.identity import check_id_number
from contracts.language.messages import Command, Event
from contracts.language.values import Actor, Personal, Sealed, ShortText


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
