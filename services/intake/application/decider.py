"""Applications: received, then granted or refused (Legal Aid Law art. 41-43)."""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Literal

from contracts.intake.application import (
    ApplicationGranted,
    ApplicationReceived,
    ApplicationRefused,
    GrantApplication,
    ReceiveApplication,
    RefuseApplication,
)
from contracts.language.codes import AidMatter
from services.chassis.decider import Decider, Outcome, Refused


@dataclass(frozen=True, slots=True)
class Application:
    """What later decisions depend on."""

    status: Literal["none", "received", "granted", "refused"] = "none"
    matter: AidMatter | None = None


def receive(state: Application, command: ReceiveApplication, at: datetime) -> Outcome:
    if state.status != "none":
        return Refused("already-received", "这件申请已收到过。如为另一件申请，请用新的申请编号")
    if command.applicant is None or command.decide_by is None or command.applicant_name.sealed is None:
        raise ValueError("an application is prepared before it is decided on")
    return [
        ApplicationReceived(
            applicant=command.applicant,
            matter=command.matter,
            id_kind=command.id_kind,
            name=command.applicant_name.sealed,
            id_number=command.id_number.sealed if command.id_number else None,
            phone=command.phone.sealed if command.phone else None,
            facts=command.facts.sealed if command.facts else None,
            received_by=command.received_by,
            decide_by=command.decide_by,
        )
    ]


def grant(state: Application, command: GrantApplication, at: datetime) -> Outcome:
    if refused := _not_decidable(state, command):
        return refused
    assert state.matter is not None  # received
    return [
        ApplicationGranted(
            application=command.application_id,
            matter=state.matter,
            reviewed_by=command.reviewed_by,
            approved_by=command.approved_by,
            document=command.document,
        )
    ]


def refuse(state: Application, command: RefuseApplication, at: datetime) -> Outcome:
    if refused := _not_decidable(state, command):
        return refused
    assert command.reason.sealed is not None  # sealed on the way in
    return [
        ApplicationRefused(
            application=command.application_id,
            reviewed_by=command.reviewed_by,
            approved_by=command.approved_by,
            document=command.document,
            reason=command.reason.sealed,
            remedy=command.remedy,
        )
    ]


def _not_decidable(state: Application, command: GrantApplication | RefuseApplication) -> Refused | None:
    """Decided once, by two people."""
    if state.status == "none":
        return Refused("no-application", "没有这件申请，请核对申请编号")
    if state.status != "received":
        done = "给予" if state.status == "granted" else "不予"
        return Refused("already-decided", f"这件申请已作出{done}法律援助的决定，不能再次决定")
    if command.reviewed_by == command.approved_by:
        return Refused("same-person", "审查人与批准人不能是同一人，请由另一人批准")
    return None


APPLICATION = Decider(
    stream_type="application",
    key=attrgetter("application_id"),
    initial=Application(),
    rules={ReceiveApplication: receive, GrantApplication: grant, RefuseApplication: refuse},
    folds={
        ApplicationReceived: lambda state, event: Application("received", event.matter),
        ApplicationGranted: lambda state, event: replace(state, status="granted"),
        ApplicationRefused: lambda state, event: replace(state, status="refused"),
    },
    begins=(ReceiveApplication,),
)
