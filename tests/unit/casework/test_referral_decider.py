"""Referral: a granted application opens a case, a reported one registers it, each once."""

from uuid import UUID

from contracts.casework.case import OpenCase, RegisterCase
from contracts.intake.activity import ActivityRecorded, AidCaseReported
from contracts.intake.application import ApplicationGranted
from contracts.language.codes import AidMatter, Entry, Matter, Provider
from services.casework.main import SERVICE
from services.casework.referral.process import REFERRAL
from tests.support.specs import event_recorded, reaction

ID = UUID(int=8)
GRANTED = event_recorded(
    ApplicationGranted(
        application=ID, matter=AidMatter.OTHER, reviewed_by="审001", approved_by="批001", document="〔2010〕1号"
    ),
    f"application-{ID}",
)
REPORTED = event_recorded(
    AidCaseReported(
        provider=Provider.LAWYER, worker="律014", quantity=2, people=30, grouped=True, campaign="春风", number="C-1"
    ),
    f"activity-{ID}",
)


def test_a_granted_application_opens_a_case_under_its_own_id() -> None:
    assert reaction(REFERRAL, GRANTED) == [
        OpenCase(case_id=ID, application=ID, entry=Entry.APPLICATION, matter=AidMatter.OTHER)
    ]


def test_a_reported_case_is_registered_with_all_that_was_reported() -> None:
    assert reaction(REFERRAL, REPORTED) == [
        RegisterCase(
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
    ]


def test_a_second_word_on_the_same_thing_opens_nothing() -> None:
    assert reaction(REFERRAL, GRANTED, GRANTED) == []
    assert reaction(REFERRAL, REPORTED, REPORTED) == []


def test_any_other_event_moves_nothing() -> None:
    other = ActivityRecorded(matter=Matter.TRAINING, provider=Provider.LAWYER, worker="律014")
    assert not REFERRAL.is_moved_by(event_recorded(other, f"activity-{ID}"))


def test_what_it_asks_for_nobody_else_may_ask() -> None:
    assert {OpenCase, RegisterCase} <= set(SERVICE.closed)
