"""Applications: received once, then granted or refused once, by two different people (Legal Aid Law art. 41-43)."""

from datetime import date
from uuid import UUID

import pytest

from contracts.intake.application import (
    ApplicationGranted,
    ApplicationReceived,
    ApplicationRefused,
    GrantApplication,
    ReceiveApplication,
    RefuseApplication,
)
from contracts.language.codes import AidMatter, IdKind
from contracts.language.messages import Command
from contracts.language.values import Personal
from services.intake.application.decider import APPLICATION
from tests.support.specs import given

ID, PERSON = UUID(int=3), UUID(int=4)
NAME, NUMBER, REASON = "sealed:A256GCM:x:AAAA", "sealed:A256GCM:x:BBBB", "sealed:A256GCM:x:CCCC"
DECIDE_BY = date(2010, 3, 25)

RECEIVE = ReceiveApplication(
    application_id=ID,
    applicant=PERSON,
    matter=AidMatter.OTHER,
    id_kind=IdKind.RESIDENT,
    applicant_name=Personal("某人"),
    id_number=Personal("11010519491231002X"),
    received_by="窗口003",
    decide_by=DECIDE_BY,
).model_copy(update={"applicant_name": Personal(None, NAME), "id_number": Personal(None, NUMBER)})
GRANT = GrantApplication(application_id=ID, reviewed_by="审001", approved_by="批001", document="〔2010〕1号")
REFUSE = RefuseApplication(
    application_id=ID,
    applicant=PERSON,
    reviewed_by="审001",
    approved_by="批001",
    document="〔2010〕2号",
    reason=Personal(None, REASON),
    remedy="可在三日内提出异议",
)

RECEIVED = ApplicationReceived(
    applicant=PERSON,
    matter=AidMatter.OTHER,
    id_kind=IdKind.RESIDENT,
    name=NAME,
    id_number=NUMBER,
    received_by="窗口003",
    decide_by=DECIDE_BY,
)
GRANTED = ApplicationGranted(
    application=ID, matter=AidMatter.OTHER, reviewed_by="审001", approved_by="批001", document="〔2010〕1号"
)
REFUSED = ApplicationRefused(
    application=ID,
    reviewed_by="审001",
    approved_by="批001",
    document="〔2010〕2号",
    reason=REASON,
    remedy="可在三日内提出异议",
)


def test_it_is_received_with_the_day_of_its_decision_and_everything_personal_sealed() -> None:
    given(APPLICATION).when(RECEIVE).then(RECEIVED)


@pytest.mark.parametrize("history", [(RECEIVED,), (RECEIVED, GRANTED), (RECEIVED, REFUSED)])
def test_it_is_received_once(history: tuple[ApplicationReceived, ...]) -> None:
    given(APPLICATION, *history).when(RECEIVE).then_refused("already-received", "新的申请编号")


@pytest.mark.parametrize("field", ["applicant", "decide_by"])
def test_what_the_door_has_not_prepared_is_never_decided_on(field: str) -> None:
    with pytest.raises(ValueError, match="prepared"):
        given(APPLICATION).when(RECEIVE.model_copy(update={field: None}))


def test_granted_it_says_what_for_and_by_whom() -> None:
    given(APPLICATION, RECEIVED).when(GRANT).then(GRANTED)


def test_refused_it_says_why_and_how_to_object() -> None:
    given(APPLICATION, RECEIVED).when(REFUSE).then(REFUSED)


@pytest.mark.parametrize("command", [GRANT, REFUSE])
def test_what_was_not_received_is_not_decided(command: Command) -> None:
    given(APPLICATION).when(command).then_refused("no-application", "申请编号")


@pytest.mark.parametrize("command", [GRANT, REFUSE])
@pytest.mark.parametrize(("decision", "word"), [(GRANTED, "给予"), (REFUSED, "不予")])
def test_what_was_decided_is_not_decided_again(command: Command, decision: ApplicationGranted, word: str) -> None:
    given(APPLICATION, RECEIVED, decision).when(command).then_refused("already-decided", word)


@pytest.mark.parametrize("command", [GRANT, REFUSE])
def test_who_reviews_does_not_approve(command: Command) -> None:
    alone = command.model_copy(update={"approved_by": "审001"})
    given(APPLICATION, RECEIVED).when(alone).then_refused("same-person", "审查人与批准人")


def test_all_its_commands_go_to_one_stream() -> None:
    streams = {APPLICATION.stream(c) for c in (RECEIVE, GRANT, REFUSE)}
    assert streams == {f"application-{ID}"}
