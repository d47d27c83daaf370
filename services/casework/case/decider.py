"""Cases: opened from a granted application or registered afterwards (补录), assigned, closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from contracts.casework.case import (
    AssignCase,
    CaseAssigned,
    CaseClosed,
    CaseOpened,
    CaseRegistered,
    CloseCase,
    OpenCase,
    RegisterCase,
)
from services.chassis.decider import Decider, Refused, Route

CaseEvent = CaseOpened | CaseRegistered | CaseAssigned | CaseClosed
CaseCommand = OpenCase | RegisterCase | AssignCase | CloseCase


@dataclass(frozen=True, slots=True)
class Case:
    """What later decisions depend on."""

    status: Literal["none", "open", "assigned", "registered", "closed"] = "none"
    worker: str | None = None


def decide(state: Case, command: CaseCommand, at: datetime) -> Sequence[CaseEvent] | Refused:
    match command:
        case OpenCase() | RegisterCase():
            return _begin(state, command)
        case AssignCase():
            return _assign(state, command)
        case CloseCase():
            return _close(state, command)


def _begin(state: Case, command: OpenCase | RegisterCase) -> Sequence[CaseEvent] | Refused:
    if state.status != "none":
        return Refused("already-there", "这件案件已经立案或补录过")
    if isinstance(command, OpenCase):
        return [CaseOpened(application=command.application, entry=command.entry, matter=command.matter)]
    return [
        CaseRegistered(
            entry=command.entry,
            provider=command.provider,
            worker=command.worker,
            quantity=command.quantity,
            people=command.people,
            grouped=command.grouped,
            campaign=command.campaign,
            number=command.number,
        )
    ]


def _assign(state: Case, command: AssignCase) -> Sequence[CaseEvent] | Refused:
    if state.status in ("none", "registered", "closed"):
        why = {"none": "没有这件案件", "registered": "补录的案件已经办结", "closed": "案件已经结案"}[state.status]
        return Refused("not-open", f"{why}，不能指派")
    if command.holder != state.worker:
        held = f"现由 {state.worker} 承办" if state.worker else "尚未指派"
        return Refused("holder-changed", f"案件情况已有变化（{held}），请刷新后重新指派")
    if command.worker == state.worker:
        return Refused("same-worker", "案件已指派给这名承办人")
    return [
        CaseAssigned(
            firm=command.firm,
            provider=command.provider,
            worker=command.worker,
            people=command.people,
            grouped=command.grouped,
            counted=state.status == "open",
        )
    ]


def _close(state: Case, command: CloseCase) -> Sequence[CaseEvent] | Refused:
    if state.status != "assigned" or state.worker is None:
        return Refused("not-assigned", "案件尚未指派或已经结案，不能结案")
    return [CaseClosed(result=command.result, worker=state.worker)]


def evolve(state: Case, event: CaseEvent) -> Case:
    match event:
        case CaseOpened():
            return Case("open")
        case CaseRegistered():
            return Case("registered", event.worker)
        case CaseAssigned():
            return Case("assigned", event.worker)
        case CaseClosed():
            return replace(state, status="closed")


def _stream(case_id: UUID) -> str:
    return f"case-{case_id}"


CASE = Decider(
    stream_type="case",
    initial=Case(),
    decide=decide,
    evolve=evolve,
    commands={
        OpenCase: Route(lambda c: _stream(c.case_id), starts=True),
        RegisterCase: Route(lambda c: _stream(c.case_id), starts=True),
        AssignCase: Route(lambda c: _stream(c.case_id)),
        CloseCase: Route(lambda c: _stream(c.case_id)),
    },
    events=(CaseOpened, CaseRegistered, CaseAssigned, CaseClosed),
)
