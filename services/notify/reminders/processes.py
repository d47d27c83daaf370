"""Reminders: a return visit for every case that ended, a task for every form that is owed."""

import json
from collections.abc import Sequence

from contracts.casework.case import CaseClosed, CaseRegistered
from contracts.language.messages import Command
from contracts.notify.task import OpenTask
from contracts.reporting.returns import ReturnExpected
from contracts.wire.event import Recorded
from services.chassis.ids import derived
from services.chassis.processes.process import Input, Process, StepTaken
from services.rules.limits import limit

LONGEST_NUMBER = 100
"""Characters of a number in a title."""

DUE_BY_ITS_FORM = "统计表的报送日由表式规定"
"""Why a return is due when it is: no limit of ours, each form names its own day."""


def _stream(event: Recorded) -> str:
    """One instance for each case, or return."""
    return event.stream


def _short(number: str) -> str:
    """A number as a title has room for it: both may have two hundred characters."""
    return number if len(number) <= LONGEST_NUMBER else f"{number[:LONGEST_NUMBER]}…"


def _visit(done: bool, given: Input) -> Sequence[Command]:
    """A return visit to the recipient of a case that was closed or registered afterwards."""
    if done:
        return []
    visit = limit("return-visit", given.occurred_at)
    number = json.loads(given.data).get("number")
    return [
        OpenTask(
            task_id=derived("return-visit", given.stream),
            kind="return-visit",
            title=f"回访受援人（案件 {_short(number or given.stream.removeprefix('case-')[:8])}）",
            due=visit.last_day(given.occurred_at),
            about=given.stream,
            reason=visit.source,
        )
    ]


def _remind(done: bool, given: Input) -> Sequence[Command]:
    """A form that a unit owes."""
    if done:
        return []
    owed = ReturnExpected.model_validate_json(given.data)
    return [
        OpenTask(
            task_id=derived("return-due", given.stream),
            kind="return-due",
            title=f"报送{owed.title}",
            due=owed.due,
            about=given.stream,
            reason=f"{DUE_BY_ITS_FORM}，报送{owed.receiver}",
        )
    ]


def _once(_done: bool, _step: StepTaken) -> bool:
    return True


RETURN_VISITS = Process(
    name="return-visits",
    hears={"casework": (CaseClosed, CaseRegistered)},
    initial=False,
    instance=_stream,
    react=_visit,
    evolve=_once,
)
RETURNS = Process(
    name="returns", hears={"reporting": (ReturnExpected,)}, initial=False, instance=_stream, react=_remind, evolve=_once
)
