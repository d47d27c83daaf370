"""Reminders: a return visit for every case that ended, a task for every form that is owed."""

import json
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from contracts.casework.case import CaseClosed, CaseRegistered
from contracts.language.messages import Command
from contracts.language.periods import business_day
from contracts.notify.task import OpenTask
from contracts.reporting.returns import ReturnExpected
from services.chassis.ids import derived
from services.chassis.log.recorded import Recorded
from services.chassis.processes.process import Input, Process, StepTaken


@cache
def rules() -> dict[str, dict[str, Any]]:
    """`rules.toml`."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return tomllib.load(file)


def _ended(event: Recorded) -> str | None:
    return event.stream if event.type in (CaseClosed.type, CaseRegistered.type) else None


def _visit(done: bool, given: Input) -> Sequence[Command]:
    """A return visit to the recipient of a case that was closed or registered afterwards."""
    if done:
        return []
    rule = rules()["return-visit"]
    number = json.loads(given.data).get("number")
    return [
        OpenTask(
            task_id=derived("return-visit", given.stream),
            kind="return-visit",
            title=f"{rule['title']}（案件 {number or given.stream.removeprefix('case-')[:8]}）",
            due=business_day(given.occurred_at) + timedelta(days=rule["days"]),
            about=given.stream,
            reason=rule["source"],
        )
    ]


def _owed(event: Recorded) -> str | None:
    return event.stream if event.type == ReturnExpected.type else None


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
            reason=f"{rules()['return-due']['source']}，报送{owed.receiver}",
        )
    ]


def _once(_done: bool, _step: StepTaken) -> bool:
    return True


RETURN_VISITS = Process(
    name="return-visits", sources=("casework",), initial=False, instance=_ended, react=_visit, evolve=_once
)
RETURNS = Process(name="returns", sources=("reporting",), initial=False, instance=_owed, react=_remind, evolve=_once)
