"""Referral: a granted application opens a case; a case that a ledger reports is registered (补录)."""

from collections.abc import Sequence
from uuid import UUID

from contracts.casework.case import OpenCase, RegisterCase
from contracts.intake.activity import AidCaseReported
from contracts.intake.application import ApplicationGranted
from contracts.language.codes import Entry
from contracts.language.messages import Command
from contracts.wire.event import Recorded
from services.chassis.processes.process import Input, Process, StepTaken


def instance(event: Recorded) -> str:
    """One instance for each application or ledger entry."""
    return event.stream


def react(done: bool, given: Input) -> Sequence[Command]:
    if done:
        return []
    case_id = UUID(given.stream.partition("-")[2])
    if given.type == ApplicationGranted.type:
        granted = ApplicationGranted.model_validate_json(given.data)
        return [
            OpenCase(case_id=case_id, application=granted.application, entry=Entry.APPLICATION, matter=granted.matter)
        ]
    reported = AidCaseReported.model_validate_json(given.data)
    return [
        RegisterCase(
            case_id=case_id,
            entry=Entry.BACK_ENTRY,
            provider=reported.provider,
            worker=reported.worker,
            quantity=reported.quantity,
            people=reported.people,
            grouped=reported.grouped,
            campaign=reported.campaign,
            number=reported.number,
        )
    ]


def evolve(done: bool, step: StepTaken) -> bool:
    return True


REFERRAL = Process(
    name="referral",
    hears={"intake": (ApplicationGranted, AidCaseReported)},
    initial=False,
    instance=instance,
    react=react,
    evolve=evolve,
)
