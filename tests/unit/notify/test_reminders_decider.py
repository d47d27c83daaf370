"""Reminders: a return visit for every case that ended, a task for every form that is owed, each once."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from contracts.casework.case import CaseAssigned, CaseClosed, CaseRegistered
from contracts.language.codes import CaseResult, Entry, Provider
from contracts.language.messages import Event
from contracts.notify.task import OpenTask
from contracts.reporting.returns import ReturnExpected
from services.notify.main import SERVICE
from services.notify.reminders.processes import RETURN_VISITS, RETURNS
from tests.support.specs import event_recorded, reaction

CASE = f"case-{UUID(int=10)}"
CLOSED = CaseClosed(result=CaseResult.WON, worker="律014")
REGISTERED = CaseRegistered(entry=Entry.BACK_ENTRY, provider=Provider.LAWYER, worker="律014")
OWED = ReturnExpected(
    form="half-month",
    title="半月报表",
    period="2010-03A",
    unit="320404",
    first_day=date(2010, 3, 1),
    last_day=date(2010, 3, 15),
    due=date(2010, 3, 16),
    receiver="市局",
)


def only_task(follows: list[object]) -> OpenTask:
    [task] = follows
    assert isinstance(task, OpenTask)
    return task


@pytest.mark.parametrize("ended", [CLOSED, REGISTERED])
def test_a_case_that_ended_wants_a_return_visit_within_thirty_days(ended: Event) -> None:
    task = only_task(list(reaction(RETURN_VISITS, event_recorded(ended, CASE, "casework"))))
    assert (task.kind, task.due, task.about) == ("return-visit", date(2010, 4, 17), CASE)
    assert "回访" in task.title and "100%" in task.reason


def test_the_thirty_days_run_from_the_day_in_shanghai() -> None:
    late = datetime(2010, 3, 18, 16, 30, tzinfo=UTC)  # half past midnight of the 19th in Shanghai
    task = only_task(list(reaction(RETURN_VISITS, event_recorded(CLOSED, CASE, "casework", occurred_at=late))))
    assert task.due == date(2010, 4, 18)


def test_one_case_wants_one_visit() -> None:
    assert reaction(RETURN_VISITS, *[event_recorded(CLOSED, CASE, "casework")] * 2) == []


def test_two_cases_want_two() -> None:
    tasks = {
        only_task(list(reaction(RETURN_VISITS, event_recorded(CLOSED, f"case-{UUID(int=n)}", "casework")))).task_id
        for n in range(5)
    }
    assert len(tasks) == 5


def test_a_form_that_is_owed_is_a_task_until_its_due_day() -> None:
    stream = "return-half-month-320404-2010-03A"
    task = only_task(list(reaction(RETURNS, event_recorded(OWED, stream, "reporting"))))
    assert (task.kind, task.due, task.about) == ("return-due", date(2010, 3, 16), stream)
    assert "半月报表" in task.title
    assert "市局" in task.reason
    assert reaction(RETURNS, *[event_recorded(OWED, stream, "reporting")] * 2) == []


def test_any_other_event_moves_nothing() -> None:
    assigned = CaseAssigned(firm="f", provider=Provider.LAWYER, worker="律014", counted=True)
    assert not RETURN_VISITS.is_moved_by(event_recorded(assigned, CASE, "casework"))
    assert not RETURNS.is_moved_by(event_recorded(assigned, CASE, "casework"))


def test_nobody_else_may_open_tasks() -> None:
    assert OpenTask in SERVICE.closed


def test_a_case_of_the_longest_number_wants_a_visit_too() -> None:
    registered = REGISTERED.model_copy(update={"number": "N" * 200})
    task = only_task(list(reaction(RETURN_VISITS, event_recorded(registered, CASE, "casework"))))
    assert task.title.startswith("回访受援人（案件 NNN") and task.title.endswith("…）")
