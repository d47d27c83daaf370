"""Tasks: opened once, completed once."""

from datetime import date
from uuid import UUID

from contracts.language.codes import TaskOutcome
from contracts.notify.task import CompleteTask, OpenTask, TaskCompleted, TaskOpened
from services.notify.task.decider import TASK
from tests.support.specs import given

ID = UUID(int=9)
OPEN = OpenTask(
    task_id=ID, kind="return-visit", title="回访受援人", due=date(2010, 4, 17), about="case-1", reason="回访率 100%"
)
OPENED = TaskOpened(
    kind="return-visit", title="回访受援人", due=date(2010, 4, 17), about="case-1", reason="回访率 100%"
)
COMPLETE = CompleteTask(task_id=ID, by="统计002", outcome=TaskOutcome.DONE)
COMPLETED = TaskCompleted(by="统计002", outcome=TaskOutcome.DONE)


def test_a_task_says_what_is_due_when_and_why() -> None:
    given(TASK).when(OPEN).then(OPENED)


def test_opened_again_it_stays_as_it_is() -> None:
    later = OPEN.model_copy(update={"due": date(2011, 1, 1)})
    given(TASK, OPENED).when(later).then()
    given(TASK, OPENED, COMPLETED).when(later).then()


def test_it_is_completed_with_who_and_how() -> None:
    for outcome in TaskOutcome:
        how = {"outcome": outcome}
        given(TASK, OPENED).when(COMPLETE.model_copy(update=how)).then(COMPLETED.model_copy(update=how))


def test_it_is_completed_once() -> None:
    given(TASK, OPENED, COMPLETED).when(COMPLETE).then_refused("already-completed")


def test_what_was_never_opened_is_not_completed() -> None:
    given(TASK).when(COMPLETE).then_refused("no-task", "刷新")


def test_both_commands_go_to_one_stream() -> None:
    assert {TASK.stream(c) for c in (OPEN, COMPLETE)} == {f"task-{ID}"}
