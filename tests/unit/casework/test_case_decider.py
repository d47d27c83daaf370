"""Cases: opened or registered once, assigned with the holder named, closed by whoever holds them."""

from uuid import UUID

import pytest

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
from contracts.language.codes import AidMatter, CaseResult, Entry, Provider
from contracts.language.messages import Command, Event
from services.casework.case.decider import CASE
from tests.support.specs import given

ID, APPLICATION = UUID(int=6), UUID(int=7)
OPEN = OpenCase(case_id=ID, application=APPLICATION, entry=Entry.APPLICATION, matter=AidMatter.OTHER)
REGISTER = RegisterCase(
    case_id=ID,
    entry=Entry.BACK_ENTRY,
    provider=Provider.LAWYER,
    worker="律014",
    quantity=2,
    people=30,
    grouped=True,
    campaign="春风",
    number="C-1",
)
ASSIGN = AssignCase(case_id=ID, firm="320404201-L", provider=Provider.LAWYER, worker="律014", people=3, grouped=True)
CLOSE = CloseCase(case_id=ID, result=CaseResult.WON)

OPENED = CaseOpened(application=APPLICATION, entry=Entry.APPLICATION, matter=AidMatter.OTHER)
REGISTERED = CaseRegistered(
    entry=Entry.BACK_ENTRY,
    provider=Provider.LAWYER,
    worker="律014",
    quantity=2,
    people=30,
    grouped=True,
    campaign="春风",
    number="C-1",
)
ASSIGNED = CaseAssigned(
    firm="320404201-L", provider=Provider.LAWYER, worker="律014", people=3, grouped=True, counted=True
)
CLOSED = CaseClosed(result=CaseResult.WON, worker="律014")
EVERY_HISTORY = [(OPENED,), (REGISTERED,), (OPENED, ASSIGNED), (OPENED, ASSIGNED, CLOSED)]


def test_a_granted_application_becomes_a_case() -> None:
    given(CASE).when(OPEN).then(OPENED)


def test_a_case_from_a_ledger_is_registered_with_all_that_was_reported() -> None:
    given(CASE).when(REGISTER).then(REGISTERED)


@pytest.mark.parametrize("history", EVERY_HISTORY)
@pytest.mark.parametrize("command", [OPEN, REGISTER])
def test_a_case_begins_once(history: tuple[Event, ...], command: Command) -> None:
    given(CASE, *history).when(command).then_refused("already-there")


def test_the_first_assignment_counts_as_a_case_handled() -> None:
    given(CASE, OPENED).when(ASSIGN).then(ASSIGNED)


def test_reassigned_it_is_not_counted_again() -> None:
    again = ASSIGN.model_copy(update={"worker": "律015", "holder": "律014"})
    given(CASE, OPENED, ASSIGNED).when(again).then(ASSIGNED.model_copy(update={"worker": "律015", "counted": False}))


@pytest.mark.parametrize(
    ("holder", "history"), [("律009", (OPENED,)), (None, (OPENED, ASSIGNED)), ("律009", (OPENED, ASSIGNED))]
)
def test_who_assigns_on_old_knowledge_is_told_who_holds_it_now(holder: str | None, history: tuple[Event, ...]) -> None:
    command = ASSIGN.model_copy(update={"worker": "律015", "holder": holder})
    held = "律014" if len(history) == 2 else "尚未指派"
    given(CASE, *history).when(command).then_refused("holder-changed", held, "刷新")


def test_it_is_not_assigned_to_the_one_who_has_it() -> None:
    given(CASE, OPENED, ASSIGNED).when(ASSIGN.model_copy(update={"holder": "律014"})).then_refused("same-worker")


@pytest.mark.parametrize(
    ("history", "word"), [((), "没有这件案件"), ((REGISTERED,), "补录"), ((OPENED, ASSIGNED, CLOSED), "结案")]
)
def test_what_is_not_open_is_not_assigned(history: tuple[Event, ...], word: str) -> None:
    given(CASE, *history).when(ASSIGN).then_refused("not-open", word)


def test_it_is_closed_by_whoever_holds_it_then() -> None:
    given(CASE, OPENED, ASSIGNED).when(CLOSE).then(CLOSED)
    reassigned = ASSIGNED.model_copy(update={"worker": "律015", "counted": False})
    given(CASE, OPENED, ASSIGNED, reassigned).when(CLOSE).then(CLOSED.model_copy(update={"worker": "律015"}))


@pytest.mark.parametrize("history", [(), (OPENED,), (REGISTERED,), (OPENED, ASSIGNED, CLOSED)])
def test_what_nobody_holds_is_not_closed(history: tuple[Event, ...]) -> None:
    given(CASE, *history).when(CLOSE).then_refused("not-assigned")


def test_all_its_commands_go_to_one_stream() -> None:
    assert {CASE.stream(c) for c in (OPEN, REGISTER, ASSIGN, CLOSE)} == {f"case-{ID}"}
