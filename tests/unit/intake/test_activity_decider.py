"""Service activities are recorded once; a legal-aid case in a ledger is reported on for casework."""

from uuid import UUID

import pytest

from contracts.intake.activity import ActivityRecorded, AidCaseReported, RecordActivity
from contracts.language.codes import MONEY_MATTERS, Matter, Provider
from contracts.language.values import Personal
from services.intake.activity.decider import ACTIVITY
from tests.support.specs import given

ID = UUID(int=2)
SEALED = "sealed:A256GCM:x:AAAA"
OTHERS = [matter for matter in Matter if matter not in (Matter.CONSULTATION, Matter.AID_CASE)]


def command(matter: Matter) -> RecordActivity:
    return RecordActivity(
        activity_id=ID,
        matter=matter,
        provider=Provider.NOTARY,
        worker="公003",
        quantity=2,
        people=30,
        money=1_250_000 if matter in MONEY_MATTERS else None,
        served="常州某厂",
        grouped=True,
        campaign="春风",
        number="B-1",
        note=Personal(None, SEALED),
    )


@pytest.mark.parametrize("matter", OTHERS)
def test_every_matter_is_recorded_with_all_that_was_said(matter: Matter) -> None:
    given(ACTIVITY).when(command(matter)).then(
        ActivityRecorded(
            matter=matter,
            provider=Provider.NOTARY,
            worker="公003",
            quantity=2,
            people=30,
            money=1_250_000 if matter in MONEY_MATTERS else None,
            served="常州某厂",
            grouped=True,
            campaign="春风",
            number="B-1",
            note=SEALED,
        )
    )


def test_a_legal_aid_case_is_reported_on_for_casework_to_register() -> None:
    given(ACTIVITY).when(command(Matter.AID_CASE)).then(
        AidCaseReported(
            provider=Provider.NOTARY,
            worker="公003",
            quantity=2,
            people=30,
            grouped=True,
            campaign="春风",
            number="B-1",
            note=SEALED,
        )
    )


def test_it_is_recorded_once_whatever_its_matter() -> None:
    for first in (Matter.TRAINING, Matter.AID_CASE):
        [recorded] = given(ACTIVITY).when(command(first)).events
        for second in (Matter.TRAINING, Matter.AID_CASE):
            given(ACTIVITY, recorded).when(command(second)).then_refused("already-recorded", "新的记录编号")


def test_its_stream_is_its_own() -> None:
    assert ACTIVITY.stream(command(Matter.TRAINING)) == f"activity-{ID}"
