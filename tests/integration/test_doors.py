"""What every door refuses, whichever service it belongs to."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.casework.case import AssignCase, CloseCase
from contracts.intake.subject import EraseSubject
from contracts.language.codes import CaseResult, Provider, TaskOutcome
from contracts.language.messages import Command
from contracts.notify.task import CompleteTask
from services.casework.main import SERVICE as CASEWORK
from services.chassis.failures import Invalid
from services.chassis.ids import uuid7
from services.chassis.service import ServiceDefinition
from services.intake.main import SERVICE as INTAKE
from services.notify.main import SERVICE as NOTIFY
from tests.support.counters import post
from tests.support.lab import Lab

ASSIGN = AssignCase(case_id=uuid7(), firm="F1", provider=Provider.LAWYER, worker="律014")
CLOSE = CloseCase(case_id=ASSIGN.case_id, result=CaseResult.WON)
COMPLETE = CompleteTask(task_id=uuid7(), by="办001", outcome=TaskOutcome.DONE)


@pytest.mark.parametrize(("definition", "command"), [(CASEWORK, ASSIGN), (CASEWORK, CLOSE), (NOTIFY, COMPLETE)])
async def test_what_is_said_to_have_been_done_tomorrow_is_refused_and_a_fast_clock_is_allowed_for(
    lab: Lab, definition: ServiceDefinition, command: Command
) -> None:
    door = (await lab.service(definition)).door
    now = datetime.now(UTC)
    with pytest.raises(Invalid, match="future"):
        await door.pass_through(post(command, occurred_at=now + timedelta(days=1)), "test")
    answer = await door.pass_through(post(command, occurred_at=now + timedelta(minutes=5)), "test")
    assert answer.code and answer.code != "future"  # the rules have looked at it: there is no such case or task


async def test_what_an_older_version_took_from_the_future_gets_its_answer_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = (await lab.service(INTAKE)).door
    ahead = post(EraseSubject(subject=uuid7(), ground="本人申请"), occurred_at=datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setattr(EraseSubject, "may_lie_ahead", True)
    first = await door.pass_through(ahead, "test")
    monkeypatch.setattr(EraseSubject, "may_lie_ahead", False)
    again = await door.pass_through(ahead, "test")
    assert again.repeated and again.position == first.position
    with pytest.raises(Invalid, match="future"):
        await door.pass_through(ahead.model_copy(update={"command_id": uuid7()}), "test")
