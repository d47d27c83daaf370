"""Cases: opened from a granted application or registered afterwards (补录), assigned, closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Literal

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
from services.chassis.decider import Decider, Outcome, Refused


@dataclass(frozen=True, slots=True)
class Case:
    """What later decisions depend on."""

    status: Literal["none", "open", "assigned", "registered", "closed"] = "none"
    worker: str | None = None


ALREADY_THERE = Refused("already-there", "这件案件已经立案或补录过")


def open_case(state: Case, command: OpenCase, at: datetime) -> Outcome:
    if state.status != "none":
        return ALREADY_THERE
    return [CaseOpened(application=command.application, entry=command.entry, matter=command.matter)]


def register(state: Case, command: RegisterCase, at: datetime) -> Outcome:
    if state.status != "none":
        return ALREADY_THERE
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


def assign(state: Case, command: AssignCase, at: datetime) -> Outcome:
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


def close(state: Case, command: CloseCase, at: datetime) -> Outcome:
    if state.status != "assigned" or state.worker is None:
        return Refused("not-assigned", "案件尚未指派或已经结案，不能结案")
    return [CaseClosed(result=command.result, worker=state.worker)]


CASE = Decider(
    stream_type="case",
    key=attrgetter("case_id"),
    initial=Case(),
    rules={
        OpenCase: open_case,
        RegisterCase: register,
        AssignCase: assign,
        CloseCase: close,
    },
    folds={
        CaseOpened: lambda state, event: Case("open"),
        CaseRegistered: lambda state, event: Case("registered", event.worker),
        CaseAssigned: lambda state, event: Case("assigned", event.worker),
        CaseClosed: lambda state, event: replace(state, status="closed"),
    },
    begins=(OpenCase, RegisterCase),
)
