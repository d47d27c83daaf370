"""What happens to a legal-aid case (法律援助案件)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.language.codes import AidMatter, CaseResult, Entry, Provider
from contracts.language.messages import Command, Event
from contracts.language.values import Actor, OrgCode, Quantity, ShortText


class CaseOpened(Event):
    """A granted application became a case; a provider is due within 3 days (Legal Aid Law art. 43)."""

    type: ClassVar[str] = "case-opened"
    stream_type: ClassVar[str] = "case"

    application: UUID
    entry: Entry
    matter: AidMatter


class OpenCase(Command):
    name: ClassVar[str] = "open-case"

    case_id: UUID
    application: UUID
    entry: Entry
    matter: AidMatter


class CaseRegistered(Event):
    """A case that was handled before it was entered here (补录), as a ledger reports it."""

    type: ClassVar[str] = "case-registered"
    stream_type: ClassVar[str] = "case"

    entry: Entry
    provider: Provider
    worker: Actor
    quantity: Quantity = 1
    people: Quantity = 1
    grouped: bool = False
    campaign: ShortText | None = None
    number: ShortText | None = None


class RegisterCase(Command):
    name: ClassVar[str] = "register-case"

    case_id: UUID
    entry: Entry
    provider: Provider
    worker: Actor
    quantity: Quantity = 1
    people: Quantity = 1
    grouped: bool = False
    campaign: ShortText | None = None
    number: ShortText | None = None


class CaseAssigned(Event):
    """A provider was assigned: the unit first, the person by the unit (Prov. 2023 art. 24-25).

    Counts as a case handled.
    """

    type: ClassVar[str] = "case-assigned"
    stream_type: ClassVar[str] = "case"

    firm: OrgCode
    provider: Provider
    worker: Actor
    people: Quantity = 1
    grouped: bool = False
    counted: bool = Field(description="true for the first assignment: a reassigned case is not counted again")


class AssignCase(Command):
    """Assign a case; `holder` is the present worker as the sender sees it, None for a first assignment."""

    name: ClassVar[str] = "assign-case"

    case_id: UUID
    firm: OrgCode
    provider: Provider
    worker: Actor
    holder: Actor | None = None
    people: Quantity = 1
    grouped: bool = False


class CaseClosed(Event):
    """The case is closed (结案); a return visit is due."""

    type: ClassVar[str] = "case-closed"
    stream_type: ClassVar[str] = "case"

    result: CaseResult
    worker: Actor


class CloseCase(Command):
    name: ClassVar[str] = "close-case"

    case_id: UUID
    result: CaseResult
